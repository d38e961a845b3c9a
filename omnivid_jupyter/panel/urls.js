// @ts-check
/**
 * The control for reference media: addresses, paths and files, one or several.
 *
 * What is in the box counts, whether or not it was added to the list.
 *
 * @typedef {import("./fields.js").Field} Field
 * @typedef {import("./fields.js").Control} Control
 * @typedef {ReturnType<typeof import("./files.js").makeSender>} Sender
 */
import { element, write } from "../views/shared.js";
import { makeButton } from "./panel.js";
import { makeField } from "./fields.js";
import { makePicker } from "./picker.js";

/** Several addresses at once, or one path, which may have spaces in it.
 * @param {string} text
 */
function addresses(text) {
  const words = text.split(/\s+/).filter(Boolean);
  return words.every((word) => /^(https?|data):/i.test(word)) ? words : [text.trim()];
}

/**
 * @param {string} id
 * @param {Field} field
 * @param {() => void} changed
 * @param {Sender} sender
 * @returns {Control}
 */
export function makeUrls(id, field, changed, sender) {
  /** @type {string[]} */
  let urls = [];
  const one = field.label.split(" ")[0].toLowerCase();
  const input = element("input", "form-input");
  Object.assign(input, { type: "text", inputMode: "url", placeholder: "https://… or a path", spellcheck: false });
  const list = element("ul", "form-urls");
  const adder = makeButton("Add", () => {
    addTyped();
    input.focus();
  });
  adder.ariaLabel = `Add ${one}`;
  const { node, hint, fail } = makeField(id, field.label, input, list);
  const picker = makePicker(one, (file, progressed) => sender.send(/** @type {"images" | "videos"} */ (field.name), file, progressed), add);
  input.after(adder, picker.button);
  node.append(picker.node);
  picker.listen(node);

  /** @param {string[]} more */
  function add(more) {
    if (more.length === 0) return;
    urls = [...urls, ...more];
    draw();
    changed();
  }

  /** Have these in the list, but for what is in the box: it came from there, and may be half typed.
   * @param {string[]} all
   */
  function put(all) {
    const typed = addresses(input.value);
    urls = all.filter((each) => !typed.includes(each));
    draw();
  }

  function addTyped() {
    const typed = addresses(input.value);
    input.value = "";
    add(typed);
  }

  function draw() {
    list.hidden = urls.length === 0;
    list.replaceChildren(
      ...urls.map((url, index) => {
        const remove = makeButton("×", () => {
          urls = urls.filter((_, other) => other !== index);
          draw();
          const next = list.querySelectorAll("button")[Math.min(index, urls.length - 1)];
          (next ?? input).focus();
          changed();
        });
        remove.ariaLabel = `Remove ${one} ${index + 1}`;
        const short = url.length > 80 ? `${url.slice(0, 60)}…${url.slice(-16)}` : url;
        return element("li", "form-url", element("span", "form-address", short), remove);
      }),
    );
  }

  input.addEventListener("input", changed);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    event.preventDefault();
    addTyped();
  });
  draw();
  return {
    node,
    control: input,
    fail,
    busy: picker.busy,
    get: () => [...urls, ...addresses(input.value)],
    set(value) {
      if (!addresses(input.value).every((each) => value.includes(each))) input.value = "";
      put(value);
    },
    merge: (value) => put([...new Set([...value, ...urls])]),
    show(next) {
      write(hint, next.hint);
      picker.show(next);
    },
  };
}
