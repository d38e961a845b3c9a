// @ts-check
/**
 * What the parts of the panel share.
 *
 * The one rule: a part keeps to itself; keys that are pressed in it are its own, not the notebook's.
 */
import { element } from "./shared.js";

/**
 * The part of anywidget's model that a part of the panel uses; `Message` is what it is told.
 * @template Message
 * @typedef {{
 *   on(event: "msg:custom", listener: (message: Message, buffers: DataView[]) => void): void,
 *   off(event: "msg:custom", listener: (message: Message, buffers: DataView[]) => void): void,
 *   send(message: object, callbacks?: undefined, buffers?: ArrayBuffer[]): void,
 *   widget_manager?: { resolveUrl?(url: string): Promise<string> },
 * }} Channel
 */

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
