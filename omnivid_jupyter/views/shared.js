// @ts-check
/**
 * What every script of this folder uses.
 *
 * Text is set as text, never as HTML.
 */

/** An element of the class `omnivid-<name>`.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} name
 * @param {(Node | string)[]} children
 */
export function element(tag, name, ...children) {
  const node = document.createElement(tag);
  node.className = `omnivid-${name}`;
  node.append(...children);
  return node;
}

/** Set an element's text, and hide it where there is none. Unchanged text is left alone.
 * @param {HTMLElement} node
 * @param {string} text
 */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
  node.hidden = text === "";
}

/** A place for sentences that are read out when they come. Screen readers watch it only while it is not hidden, so
 * that it is empty instead.
 * @param {string} name
 * @param {"status" | "alert"} role
 */
export function makeSpeaker(name, role) {
  const node = element("div", name);
  node.setAttribute("role", role);
  return node;
}

/** Say something in such a place; the same once more is read out once more.
 * @param {HTMLElement} speaker
 * @param {string} text
 */
export function say(speaker, text) {
  speaker.textContent = ""; // browsers take no notice of a text that is there already
  speaker.textContent = text;
}

/** @param {string} text
 * @param {number} length
 */
export const cut = (text, length) => (text.length > length ? `${text.slice(0, length)}…` : text);
