// @ts-check
/**
 * What the parts of the panel share.
 *
 * A part keeps to itself; keys that are pressed in it are its own, not the notebook's.
 */
import { element } from "../views/shared.js";

/**
 * The part of anywidget's model that a part of the panel uses: what it is told, and what it tells.
 * @template Told, Tells
 * @typedef {{
 *   on(event: "msg:custom", listener: (message: Told, buffers: DataView[]) => void): void,
 *   off(event: "msg:custom", listener: (message: Told, buffers: DataView[]) => void): void,
 *   send(message: Tells, callbacks?: undefined, buffers?: ArrayBuffer[]): void,
 *   widget_manager?: { resolveUrl?(url: string): Promise<string> },
 * }} Channel
 */

/** The channel to the kernel for a part that says by itself when there is no kernel any more.
 * @template Told, Tells
 * @param {Channel<Told, Tells>} model
 * @param {(text: string) => void} say
 * @returns {Channel<Told, Tells>}
 */
export function attach(model, say) {
  return {
    on: (event, listener) => model.on(event, listener),
    off: (event, listener) => model.off(event, listener),
    widget_manager: model.widget_manager,
    send(message, callbacks, buffers) {
      try {
        model.send(message, callbacks, buffers);
      } catch {
        say("The kernel has ended: run this cell again.");
      }
    },
  };
}

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
