// @ts-check
/**
 * What the parts of the panel share.
 *
 * A part keeps to itself; keys that are pressed in it are its own, not the notebook's.
 */
import { element } from "../views/shared.js";

/** A name for a page, or a view of it, that no other has. */
export const newName = () => crypto.getRandomValues(new Uint32Array(2)).join("-");

/** @param {string} text
 * @param {() => void} press
 */
export function makeButton(text, press) {
  const button = element("button", "panel-button", text);
  button.type = "button";
  button.addEventListener("click", press);
  return button;
}

/** Put a part into its place on the page; returns what undoes it.
 * @param {HTMLElement} place
 * @param {HTMLElement} root
 */
export function mountPart(place, root) {
  root.classList.add("omnivid-panel-part");
  place.append(root);

  /** Keep the notebook's keys (x cuts a cell) from what is typed here, all but Ctrl+S, which saves.
   * @param {KeyboardEvent} event
   */
  function guard(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!root.contains(target)) return;
    const saves = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
    target.toggleAttribute("data-lm-suppress-shortcuts", !saves); // JupyterLab looks at the target first
  }
  window.addEventListener("keydown", guard, true); // before JupyterLab looks
  return () => window.removeEventListener("keydown", guard, true);
}
