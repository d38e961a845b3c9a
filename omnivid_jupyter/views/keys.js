// @ts-check
/**
 * Single keys, for scripts that live in a notebook's output.
 */

/** Keep JupyterLab from taking single keys ("b" adds a cell) while one of our controls has the focus.
 * It looks at the focused element, before the element hears of the key. Ctrl+S and the like stay JupyterLab's:
 * the event of the Ctrl key itself comes first.
 * @param {HTMLElement} root
 */
export function keepKeys(root) {
  /** @param {Event & { ctrlKey?: boolean, altKey?: boolean, metaKey?: boolean }} event */
  function guard(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!target.matches("button, input, select, textarea, summary, dialog, [tabindex]")) return;
    const single = !(event.ctrlKey || event.altKey || event.metaKey);
    target.toggleAttribute("data-lm-suppress-shortcuts", single);
  }
  for (const type of ["focusin", "keydown", "keyup"]) root.addEventListener(type, guard);
}
