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

/** Further values to tick. What is ticked and not offered now is kept, and counts again when it is.
 *
 * @param {string} id
 * @param {Field} field
 * @param {() => void} changed
 * @returns {Control}
 */
export function makeSeveral(id, field, changed) {
  const list = element("div", "form-ticks");
  const hint = element("div", "form-hint");
  const error = element("div", "form-error");
  const group = element("fieldset", "form-several", element("legend", "form-label", field.label), list, hint, error);
  hint.id = `${id}-hint`;
  error.id = `${id}-error`;
  group.tabIndex = -1;
  group.setAttribute("aria-describedby", `${error.id} ${hint.id}`);
  write(error, "");
  /** @type {Set<string>} */
  let ticked = new Set();
  /** @type {Map<string, HTMLInputElement>} */
  const boxes = new Map();
  let drawn = "";

  /** @param {[string, string]} choice */
  function makeTick([value, text]) {
    const box = element("input", "form-check");
    box.type = "checkbox";
    box.checked = ticked.has(value);
    box.addEventListener("change", () => {
      if (box.checked) ticked.add(value);
      else ticked.delete(value);
      changed();
    });
    boxes.set(value, box);
    return element("label", "form-checklabel", box, text);
  }

  return {
    node: group,
    control: group,
    fail: (text) => write(error, text),
    get: () => [...boxes.keys()].filter((value) => ticked.has(value)),
    set(value) {
      ticked = new Set(value);
      for (const [each, box] of boxes) box.checked = ticked.has(each);
    },
    show(next) {
      write(hint, next.hint);
      if (drawn === JSON.stringify(next.choices)) return;
      drawn = JSON.stringify(next.choices);
      boxes.clear();
      list.replaceChildren(...next.choices.map(makeTick));
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
