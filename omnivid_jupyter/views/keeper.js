// @ts-check
/**
 * Keeps what people think of clips in the sheets of a page, as long as the kernel lives: it passes on what sheets and
 * kernel say to each other, and draws nothing. `sheet.js` lists the events.
 *
 * @typedef {{
 *   send(message: Record<string, unknown>): void,
 *   on(event: "msg:custom", listener: (message: { type: string }) => void): void,
 * }} Model  the part of anywidget's model that is used here
 */

/** @param {{ model: Model }} context */
function initialize({ model }) {
  /** @param {Event} event */
  const ask = (event) => model.send({ type: "sheet", ...(/** @type {CustomEvent} */ (event).detail) });
  /** @param {Event} event */
  const rate = (event) => model.send({ type: "rate", ...(/** @type {CustomEvent} */ (event).detail) });
  document.addEventListener("omnivid-sheet", ask);
  document.addEventListener("omnivid-rate", rate);
  model.on("msg:custom", ({ type, ...detail }) => {
    if (["keeper", "rated"].includes(type)) document.dispatchEvent(new CustomEvent(`omnivid-${type}`, { detail }));
  });
  document.dispatchEvent(new CustomEvent("omnivid-keeper", { detail: {} }));
  return () => {
    document.removeEventListener("omnivid-sheet", ask);
    document.removeEventListener("omnivid-rate", rate);
  };
}

export default { initialize, render() {} };
