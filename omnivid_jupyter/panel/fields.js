// @ts-check
/**
 * The controls of the form: each with its label above, a hint and a place for what is wrong below.
 *
 * A control is never made anew while it is on the page; it is shown other choices.
 *
 * @typedef {import("./messages.js").Field} Field
 *
 * @typedef {{
 *   node: HTMLElement, control: HTMLElement,
 *   get(): any, set(value: any): void, show?(field: Field): void, fail(text: string): void,
 *   busy?(): boolean, merge?(value: any): void,
 * }} Control  `merge` takes a value in beside what was typed meanwhile
 */
import { element, write } from "../views/shared.js";

/**
 * A control with its label above, a hint and a place for what is wrong below.
 *
 * @template {HTMLElement} C
 * @param {string} id
 * @param {string} label
 * @param {C} control
 * @param {HTMLElement[]} more
 */
export function makeField(id, label, control, ...more) {
  control.id = id;
  const caption = element("label", "form-label", label);
  caption.htmlFor = id;
  const hint = element("div", "form-hint");
  const error = element("div", "form-error");
  hint.id = `${id}-hint`;
  error.id = `${id}-error`;
  hint.hidden = error.hidden = true;
  control.setAttribute("aria-describedby", `${error.id} ${hint.id}`);
  return {
    node: element("div", "form-field", caption, control, ...more, hint, error),
    hint,
    /** @param {string} text */
    fail(text) {
      write(error, text);
      if (text) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    },
  };
}

/** @param {HTMLSelectElement} select
 * @param {Node[]} children
 * @param {string} value
 */
export function refill(select, children, value) {
  select.replaceChildren(...children);
  select.value = value;
}

/** @param {string} id
 * @param {Field} field
 * @param {() => void} changed
 * @returns {Control}
 */
export function makeChoice(id, field, changed) {
  const select = element("select", "form-input");
  const { node, hint, fail } = makeField(id, field.label, select);
  select.addEventListener("change", changed);
  let drawn = "";
  return {
    node,
    control: select,
    fail,
    get: () => select.value,
    set: (value) => void (select.value = value),
    show(next) {
      write(hint, next.hint);
      if (drawn === JSON.stringify(next.choices)) return;
      drawn = JSON.stringify(next.choices);
      const kept = next.choices.some(([value]) => value === select.value) ? select.value : String(next.value);
      refill(select, next.choices.map(([value, text]) => new Option(text, value)), kept);
    },
  };
}

/** @param {string} id
 * @param {Field} field
 * @param {() => void} changed
 * @returns {Control}
 */
export function makeText(id, field, changed) {
  const input = element("input", "form-input");
  input.type = "text";
  input.spellcheck = false;
  const { node, hint, fail } = makeField(id, field.label, input);
  input.addEventListener("input", changed);
  return {
    node,
    control: input,
    fail,
    get: () => input.value,
    set: (value) => void (input.value = value),
    show: (next) => write(hint, next.hint),
  };
}
