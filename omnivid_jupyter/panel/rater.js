// @ts-check
/**
 * What a person thinks of one clip: *Keep* or *Reject*, stars, a note, by mouse and by key.
 *
 * What is shown is what the kernel wrote down; a note that is being typed is not overwritten.
 *
 * @typedef {import("./messages.js").Card} Card
 * @typedef {{ stars?: number, note?: string, rejected?: boolean }} Opinion
 */
import { element } from "../views/shared.js";
import { makeButton, newName } from "./panel.js";

const MOST_STARS = 5; // stars

/** @param {number} stars */
export const starsText = (stars) => "★".repeat(stars);

/** What a key says of a clip; undefined for one that says nothing of it.
 * @param {KeyboardEvent} event
 * @param {Card} clip
 * @returns {Opinion | undefined}
 */
export function opinionOf(event, clip) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return undefined;
  const key = event.key.toLowerCase();
  if (key === "k") return { rejected: false };
  if (key === "x") return { rejected: !clip.rejected };
  return /^[0-5]$/.test(key) ? { stars: Number(key) } : undefined;
}

/** Whether keys are text where the focus is, or already mean something there.
 * @param {EventTarget | null} target
 */
export const takesText = (target) =>
  target instanceof HTMLTextAreaElement ||
  target instanceof HTMLSelectElement ||
  target instanceof HTMLVideoElement ||
  (target instanceof HTMLInputElement && target.type !== "radio" && target.type !== "checkbox");

/** @param {(opinion: Opinion) => void} say */
export function makeRater(say) {
  const name = newName();
  /** @type {Card | undefined} */
  let clip;

  const keep = makeButton("Keep", () => say({ rejected: false }));
  keep.title = "Keep it (K)";
  keep.setAttribute("aria-keyshortcuts", "k");
  const reject = makeButton("Reject", () => say({ rejected: !clip?.rejected }));
  reject.title = "Out of the question (X): it is dimmed and can be filtered away; its file stays";
  reject.setAttribute("aria-keyshortcuts", "x");

  /** @param {number} count */
  function makeStar(count) {
    const input = element("input", "gallery-star-input");
    Object.assign(input, { type: "radio", name, value: String(count), id: `${name}-${count}` });
    const words = count === 1 ? "1 star" : `${count} stars`;
    input.ariaLabel = count ? words : "No stars";
    input.addEventListener("change", () => say({ stars: count }));
    const label = element("label", "gallery-star", count ? "☆" : "–");
    label.htmlFor = input.id;
    label.title = count ? `${words} (${count})` : "No stars (0)";
    return { input, label, count };
  }
  const stars = Array.from({ length: MOST_STARS + 1 }, (_, count) => makeStar(count));
  const group = element("div", "gallery-stars", ...stars.flatMap(({ input, label }) => [input, label]));
  group.role = "radiogroup";
  group.ariaLabel = "Stars";

  const note = element("textarea", "gallery-note");
  Object.assign(note, { id: `${name}-note`, rows: 1, maxLength: 2000, placeholder: "What you think of it" });
  note.dir = "auto";
  const caption = element("label", "gallery-name", "Note");
  caption.htmlFor = note.id;
  let noted = ""; // what the kernel has

  /** Send a note that was typed. */
  function write() {
    if (note.value.trim() === noted) return;
    noted = note.value.trim();
    say({ note: noted });
  }
  note.addEventListener("change", write);
  note.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      note.value = noted;
    }
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    write();
  });

  const node = element(
    "div",
    "gallery-rater",
    element("div", "gallery-verdict", keep, reject, group),
    element("div", "gallery-noted", caption, note),
  );

  return {
    node,
    keep,
    write,
    /** @param {Card} next */
    show(next) {
      const other = clip?.id !== next.id;
      clip = next;
      reject.ariaPressed = String(next.rejected);
      reject.textContent = next.rejected ? "Rejected" : "Reject";
      for (const { input, label, count } of stars) {
        input.checked = count === next.stars;
        if (!count) continue;
        label.dataset.on = String(count <= next.stars);
        label.textContent = count <= next.stars ? "★" : "☆";
      }
      if (other || note !== document.activeElement || note.value.trim() === noted) note.value = next.note;
      noted = next.note;
    },
  };
}
