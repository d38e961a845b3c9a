// @ts-check
/**
 * What an exported page does beside playing its clips: cells are copied, comparisons get their films.
 *
 * It runs before the scripts of the comparisons and asks nobody for anything.
 */

import { mountVoting } from "./voting.js";

// A comparison shows the files that the page has already: its players only name them. (A contact sheet looks itself.)
for (const player of document.querySelectorAll(".comparison [data-clip]")) {
  const film = document.querySelector(`#${player.getAttribute("data-clip")} .film`);
  if (player instanceof HTMLVideoElement && film instanceof HTMLVideoElement) {
    player.poster = film.poster;
    player.src = film.src;
  } else if (player instanceof HTMLImageElement && film instanceof HTMLImageElement) {
    player.src = film.src;
  }
}

for (const excuse of document.querySelectorAll(".unscripted")) excuse.remove();
for (const place of document.querySelectorAll(".voting")) mountVoting(/** @type {HTMLElement} */ (place));

const spoken = document.createElement("p");
spoken.className = "spoken";
spoken.setAttribute("role", "status");
document.querySelector("footer")?.append(spoken);

for (const figure of document.querySelectorAll("figure")) {
  const [caption, code] = [figure.querySelector("figcaption"), figure.querySelector("code")];
  if (!caption || !code) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.ariaLabel = `Copy: ${caption.textContent}`;
  button.addEventListener("click", async () => {
    spoken.textContent = button.textContent = (await copied(code)) ? "Copied" : "Selected: press Ctrl+C";
  });
  caption.append(button);
}

/** Copy a text, or at least select it where the browser does not allow that; tells which.
 * @param {HTMLElement} code
 */
async function copied(code) {
  try {
    await navigator.clipboard.writeText(code.textContent ?? "");
    return true;
  } catch {
    getSelection()?.selectAllChildren(code);
    return false;
  }
}
