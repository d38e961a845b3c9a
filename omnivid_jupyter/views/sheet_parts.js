// @ts-check
/**
 * Small parts that tiles and the enlarged clip of a contact sheet share.
 *
 * @typedef {import("./sheet_view.js").Cell} Cell
 * @typedef {import("./sheet_view.js").Page} Page
 * @typedef {import("./sheet_view.js").Changes} Changes
 */
import { element } from "./shared.js";

/** A prompt in pieces as a text, in which blanks do not count.
 * @param {Page["prompts"][number]} pieces
 */
export function wordsOf(pieces) {
  return pieces.map(([text]) => text).join("").replace(/\s+/g, " ").trim();
}

/** An entry's prompt, with the words marked in which it differs from others.
 * @param {Page} page
 * @param {Pick<Cell, "prompt">} cell
 * @param {string} otherwise  where the page has no such prompt, as one with alternatives
 */
export function promptOf(page, cell, otherwise = "") {
  const pieces = page.prompts[cell.prompt] ?? [[otherwise, 0]];
  const node = element("span", "sheet-prompt", ...pieces.map(([text, differs]) => (differs ? element("mark", "sheet-mark", text) : text)));
  node.title = pieces.map(([text]) => text).join("");
  return node;
}

/** Five stars and a button to reject: to press where somebody keeps it, else only to see.
 * @param {number} tabIndex  of the buttons
 * @param {(changes: Changes) => void} rate
 */
export function makeStars(tabIndex, rate) {
  let stars = 0;
  let rejected = false;
  const text = element("span", "sheet-rating");
  const buttons = [1, 2, 3, 4, 5].map((count) => {
    const button = make("☆", () => rate({ stars: stars === count ? 0 : count }));
    button.ariaLabel = button.title = count === 1 ? "1 star" : `${count} stars`;
    button.setAttribute("aria-keyshortcuts", String(count));
    return button;
  });
  const reject = make("✕", () => rate({ rejected: !rejected }));
  reject.ariaLabel = reject.title = "Reject";
  reject.setAttribute("aria-keyshortcuts", "X");
  reject.classList.add("omnivid-sheet-reject");
  const group = element("span", "sheet-buttons", ...buttons, reject);
  group.setAttribute("role", "group");
  group.ariaLabel = "What you think of it";
  const node = element("div", "sheet-stars", text, group);

  /** @param {string} sign @param {() => void} press */
  function make(sign, press) {
    const button = element("button", "sheet-star", sign);
    button.type = "button";
    button.tabIndex = tabIndex;
    button.addEventListener("click", press);
    return button;
  }

  return {
    node,
    /** @param {Cell} cell @param {boolean} kept */
    show(cell, kept) {
      stars = cell.stars ?? 0;
      rejected = Boolean(cell.rejected);
      const seen = stars ? "★".repeat(stars) + "☆".repeat(5 - stars) : "";
      text.textContent = [seen, rejected ? "✕ rejected" : ""].filter(Boolean).join(" · ");
      if (stars) text.setAttribute("role", "img");
      else text.removeAttribute("role");
      text.ariaLabel = stars ? `${stars} of 5 stars${rejected ? ", rejected" : ""}` : null;
      text.hidden = kept;
      group.hidden = !kept;
      node.toggleAttribute("data-rated", stars > 0 || rejected);
      buttons.forEach((button, at) => {
        button.ariaPressed = String(at + 1 === stars);
        button.toggleAttribute("data-lit", at < stars);
        button.textContent = at < stars ? "★" : "☆";
      });
      reject.ariaPressed = String(rejected);
    },
  };
}
