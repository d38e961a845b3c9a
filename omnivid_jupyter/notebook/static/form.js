// @ts-check
/**
 * The panel's form: draws the fields that `form.py` names and reports what is typed.
 *
 * The one rule: what a person typed is overwritten only by what `fill` names; fields that stay keep their
 * elements, and with them the focus. All text is set as text, never as HTML.
 *
 * @typedef {{
 *   name: string, label: string, kind: "choice" | "text" | "urls",
 *   value: string | string[], choices: [value: string, text: string][], hint: string,
 * }} Field
 *
 * @typedef {{
 *   type: "state", groups: { label: string, models: { value: string, label: string }[] }[], hint: string,
 *   fields: Field[], fill: Record<string, any>, errors: Record<string, string>, estimate: string,
 *   focus: string, said: string | null,
 * }} State
 *
 * @typedef {{
 *   on(event: "msg:custom", listener: (message: State) => void): void,
 *   off(event: "msg:custom", listener: (message: State) => void): void,
 *   send(message: object): void,
 * }} Model  the part of anywidget's model that is used here
 *
 * @typedef {{
 *   node: HTMLElement, control: HTMLElement,
 *   get(): any, set(value: any): void, show?(field: Field): void, fail(text: string): void,
 * }} Control
 */

const PAUSE = 250; // milliseconds without a key before what was typed is checked
const PATIENCE = 1500; // milliseconds after which an answer is late: the kernel runs a cell

let views = 0;

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} name
 * @param {(Node | string)[]} children
 */
function element(tag, name, ...children) {
  const node = document.createElement(tag);
  node.className = `omnivid-form-${name}`;
  node.append(...children);
  return node;
}

/** @param {HTMLElement} node
 * @param {string} text
 */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
  node.hidden = text === "";
}

/** @param {string} text
 * @param {() => void} press
 */
function makeButton(text, press) {
  const button = element("button", "button", text);
  button.type = "button";
  button.classList.add("omnivid-panel-button");
  button.addEventListener("click", press);
  return button;
}

/**
 * A control with its label above, a hint and a place for what is wrong below.
 *
 * @template {HTMLElement} C
 * @param {string} id
 * @param {string} label
 * @param {C} control
 * @param {HTMLElement[]} more
 */
function makeField(id, label, control, ...more) {
  control.id = id;
  const caption = element("label", "label", label);
  caption.htmlFor = id;
  const hint = element("div", "hint");
  const error = element("div", "error");
  hint.id = `${id}-hint`;
  error.id = `${id}-error`;
  hint.hidden = error.hidden = true;
  control.setAttribute("aria-describedby", `${error.id} ${hint.id}`);
  return {
    node: element("div", "field", caption, control, ...more, hint, error),
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
function refill(select, children, value) {
  select.replaceChildren(...children);
  select.value = value;
}

/** @param {string} id
 * @param {Field} field
 * @param {() => void} changed
 * @returns {Control}
 */
function makeChoice(id, field, changed) {
  const select = element("select", "input");
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
function makeText(id, field, changed) {
  const input = element("input", "input");
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

/** Several addresses: those that were added, and a place to paste the next one.
 * @param {string} id
 * @param {Field} field
 * @param {() => void} changed
 * @returns {Control}
 */
function makeUrls(id, field, changed) {
  /** @type {string[]} */
  let urls = [];
  const input = element("input", "input");
  input.type = "text";
  input.inputMode = "url";
  input.placeholder = "https://… or a path";
  input.spellcheck = false;
  const list = element("ul", "urls");
  const one = field.label.split(" ")[0].toLowerCase();
  const adder = makeButton("Add", () => {
    add();
    input.focus();
  });
  adder.ariaLabel = `Add ${one}`;
  const { node, hint, fail } = makeField(id, field.label, input, list);
  input.after(adder);

  /** Several addresses at once, or one path, which may have spaces in it. */
  function typed() {
    const words = input.value.split(/\s+/).filter(Boolean);
    return words.every((word) => /^(https?|data):/i.test(word)) ? words : [input.value.trim()];
  }

  function add() {
    const found = typed();
    if (found.length === 0) return;
    urls = [...urls, ...found];
    input.value = "";
    draw();
    changed();
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
        return element("li", "url", element("span", "address", short), remove);
      }),
    );
  }

  input.addEventListener("input", changed);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    add();
  });
  draw();
  return {
    node,
    control: input,
    fail,
    get: () => [...urls, ...typed()],
    set(value) {
      urls = [...value];
      input.value = "";
      draw();
    },
    show: (next) => write(hint, next.hint),
  };
}

const MAKERS = { choice: makeChoice, text: makeText, urls: makeUrls };

/** Keep the notebook's keys (x cuts a cell) from what is typed here, all but Ctrl+S, which saves.
 * @param {HTMLElement} root
 */
function keepKeys(root) {
  /** @param {KeyboardEvent} event */
  function guard(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!root.contains(target)) return;
    const saves = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
    target.toggleAttribute("data-lm-suppress-shortcuts", !saves); // JupyterLab looks at the target first
  }
  window.addEventListener("keydown", guard, true); // before JupyterLab looks
  return () => window.removeEventListener("keydown", guard, true);
}

/** @param {{ model: Model, el: HTMLElement }} context */
function render({ model, el }) {
  const view = `omnivid-form-${(views += 1)}`;
  /** @type {Map<string, Control>} */
  const controls = new Map(); // of the present model's fields
  /** @type {Map<string, Control>} */
  const fixed = new Map(); // of those that are always there

  const prompt = element("textarea", "input");
  prompt.rows = 5;
  prompt.dir = "auto";
  const count = element("span", "count");
  const promptField = makeField(`${view}-prompt`, "Prompt", prompt);
  promptField.hint.before(count);

  const select = element("select", "input");
  const modelField = makeField(`${view}-model`, "Model", select);

  const grid = element("div", "grid"); // of choices, Takes last
  const more = element("div", "more"); // of what takes a line of its own

  const takes = element("input", "input");
  Object.assign(takes, { type: "number", min: "1", max: "8", step: "1", value: "1" });
  const takesField = makeField(`${view}-takes`, "Takes", takes);
  takes.title = "How many different clips to make of the same words";

  const again = element("input", "check");
  again.type = "checkbox";
  again.id = `${view}-new`;
  const againLabel = element("label", "checklabel", again, "Make new ones, even if there are some");
  againLabel.htmlFor = again.id;

  const estimate = element("div", "estimate");
  const button = element("button", "generate", "Generate");
  button.type = "submit";
  button.classList.add("omnivid-panel-button", "omnivid-panel-main");
  button.setAttribute("aria-keyshortcuts", "Control+Enter");
  button.title = "Generate (Ctrl+Enter)";
  const said = element("div", "said");
  said.setAttribute("role", "status");
  const trouble = element("div", "error");
  trouble.setAttribute("role", "alert");
  trouble.tabIndex = -1;
  trouble.hidden = true;

  const form = element("form", "form", element("h3", "title", "New clip"), promptField.node, modelField.node);
  grid.append(takesField.node);
  form.append(grid, more, againLabel, element("div", "foot", button, estimate), said, trouble);
  form.noValidate = true;
  form.ariaLabel = "New clip";
  const root = element("div", "root", form);
  root.classList.add("omnivid-panel-part");
  const giveKeysBack = keepKeys(root);
  el.append(root);

  fixed.set("prompt", {
    node: promptField.node,
    control: prompt,
    fail: promptField.fail,
    get: () => prompt.value,
    set(value) {
      prompt.value = value;
      counted();
    },
  });
  fixed.set("model", {
    node: modelField.node,
    control: select,
    fail: modelField.fail,
    get: () => select.value,
    set: (value) => void (select.value = value),
  });
  fixed.set("takes", {
    node: takesField.node,
    control: takes,
    fail: takesField.fail,
    get: () => (takes.value === "" ? null : Number(takes.value)),
    set: (value) => void (takes.value = String(value)),
  });
  fixed.set("new", {
    node: againLabel,
    control: again,
    fail: () => {},
    get: () => again.checked,
    set: (value) => void (again.checked = value),
  });

  /** @type {number | undefined} */
  let typing;
  /** @type {number | undefined} */
  let late;

  function counted() {
    const length = [...prompt.value.trim()].length;
    count.textContent = `${length} character${length === 1 ? "" : "s"}`;
  }

  const values = () => Object.fromEntries([...fixed, ...controls].map(([name, each]) => [name, each.get()]));

  function changed() {
    write(said, "");
    clearTimeout(typing);
    typing = setTimeout(() => {
      typing = undefined;
      model.send({ type: "change", values: values() });
    }, PAUSE);
  }

  function generate() {
    if (button.ariaBusy === "true") return;
    clearTimeout(typing);
    button.ariaBusy = "true";
    write(said, "");
    late = setTimeout(() => write(said, "The kernel is busy with a cell: this starts when it is free."), PATIENCE);
    model.send({ type: "generate", values: values() });
  }

  /** @param {State["groups"]} groups */
  function drawModels(groups) {
    const drawn = JSON.stringify(groups);
    if (select.dataset.drawn === drawn) return;
    select.dataset.drawn = drawn;
    const children = groups.map((group) => {
      const node = document.createElement("optgroup");
      node.label = group.label;
      node.append(...group.models.map((each) => new Option(each.label, each.value)));
      return node;
    });
    refill(select, children, select.value);
  }

  /** @param {Field[]} fields */
  function drawFields(fields) {
    const names = fields.map((field) => `${field.name} ${field.kind}`);
    for (const [name, control] of controls) {
      if (names.includes(`${name} ${control.node.dataset.kind}`)) continue;
      control.node.remove();
      controls.delete(name);
    }
    for (const field of fields) {
      let control = controls.get(field.name);
      if (!control) {
        control = MAKERS[field.kind](`${view}-${field.name}`, field, changed);
        control.node.dataset.kind = field.kind;
        controls.set(field.name, control);
      }
      control.show?.(field);
    }
    for (const [place, last, choices] of /** @type {const} */ ([
      [grid, takesField.node, true],
      [more, null, false],
    ])) {
      const nodes = fields
        .filter((field) => (field.kind === "choice") === choices)
        .map((field) => /** @type {Control} */ (controls.get(field.name)).node);
      nodes.forEach((node, index) => {
        if (place.children[index] !== node) place.insertBefore(node, place.children[index] ?? last);
      });
    }
  }

  /** @param {State} state */
  function show(state) {
    if (state.type !== "state") return;
    clearTimeout(late);
    button.ariaBusy = "false";
    drawModels(state.groups);
    drawFields(state.fields);
    const all = new Map([...fixed, ...controls]);
    for (const [name, value] of Object.entries(state.fill)) all.get(name)?.set(value);
    write(promptField.hint, state.hint);
    for (const [name, control] of all) control.fail(state.errors[name] ?? "");
    const known = (/** @type {string} */ name) => all.has(name);
    const rest = Object.entries(state.errors).filter(([name]) => !known(name));
    write(trouble, rest.map(([, text]) => text).join("\n"));
    write(estimate, state.estimate);
    if (state.said !== null) write(said, state.said);
    if (state.focus) (all.get(state.focus)?.control ?? trouble).focus();
  }

  prompt.addEventListener("input", () => {
    counted();
    changed();
  });
  prompt.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    generate();
  });
  select.addEventListener("change", changed);
  takes.addEventListener("input", changed);
  again.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    generate();
  });
  counted();
  model.on("msg:custom", show);
  model.send({ type: "ready" });

  return () => {
    giveKeysBack();
    clearTimeout(typing);
    clearTimeout(late);
    model.off("msg:custom", show);
  };
}

export default { render };
