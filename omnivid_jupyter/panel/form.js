// @ts-check
/**
 * The panel's form: draws the fields that `form.py` names and reports what is typed.
 *
 * What a person typed is overwritten only by what `fill` names, and by that only where the kernel
 * knew what was typed; fields that stay keep their elements, and with them the focus.
 *
 * @typedef {import("./messages.js").Field} Field
 * @typedef {import("./fields.js").Control} Control
 * @typedef {import("./messages.js").State} State
 * @typedef {State["fill"][string]} Value
 * @typedef {import("./messages.js").ToForm} ToForm
 * @typedef {import("./messages.js").FromForm} FromForm
 */
import { element, makeSpeaker, say, write } from "../views/shared.js";
import { attach } from "../views/channel.js";
import { makeButton, mountPart, newName } from "./panel.js";
import { makeChoice, makeField, makeSeveral, makeText, refill } from "./fields.js";
import { makeSender } from "./files.js";
import { makeUrls } from "./urls.js";

const PAUSE = 250; // milliseconds without a key before what was typed is checked
const PATIENCE = 1500; // milliseconds after which an answer is late: the kernel runs a cell

/** @param {{ model: import("../views/channel.js").Channel<ToForm, FromForm>, el: HTMLElement }} context */
function render({ model: bare, el }) {
  const page = newName(); // several pages may show one form
  const view = `omnivid-form-${page}`; // and one page several forms
  const model = attach(bare, (text) => {
    rest();
    say(said, text);
  });
  /** @type {Map<string, Control>} */
  const controls = new Map(); // of the present model's fields
  /** @type {Map<string, Control>} */
  const fixed = new Map(); // of those that are always there

  const prompt = element("textarea", "form-input");
  prompt.rows = 5;
  prompt.dir = "auto";
  const count = element("span", "form-count");
  const promptField = makeField(`${view}-prompt`, "Prompt", prompt);
  promptField.hint.before(count);

  const select = element("select", "form-input");
  const modelField = makeField(`${view}-model`, "Model", select);

  const grid = element("div", "form-grid"); // of choices, Takes last
  const more = element("div", "form-more"); // of what takes a line of its own

  const takes = element("input", "form-input");
  Object.assign(takes, { type: "number", min: "1", step: "1", value: "1" });
  const takesField = makeField(`${view}-takes`, "Takes", takes);
  takes.title = "How many different clips to make of the same words";

  const again = element("input", "form-check");
  again.type = "checkbox";
  again.id = `${view}-new`;
  const againLabel = element("label", "form-checklabel", again, "Make new ones, even if there are some");
  againLabel.htmlFor = again.id;

  const literal = element("input", "form-check");
  literal.type = "checkbox";
  const literalLabel = element("label", "form-checklabel", literal, "Take the braces as they stand");
  literalLabel.title = "Otherwise {red|blue} makes a clip with each";
  literalLabel.hidden = true;

  const ticks = element("div", "form-more");
  const chosen = element("span", "form-chosen");
  const variations = element("details", "form-variations", element("summary", "form-summary", "Variations", chosen), ticks);

  const estimate = element("div", "form-estimate");
  const leftOut = element("ul", "form-left");
  leftOut.ariaLabel = "Left out";
  leftOut.tabIndex = 0; // it scrolls
  leftOut.hidden = true;
  const button = element("button", "form-generate", "Generate");
  button.type = "submit";
  button.classList.add("omnivid-panel-button", "omnivid-panel-main");
  button.setAttribute("aria-keyshortcuts", "Control+Enter");
  button.title = "Generate (Ctrl+Enter)";
  const said = makeSpeaker("form-said", "status");
  const trouble = makeSpeaker("form-error", "alert");
  trouble.tabIndex = -1;

  const asking = element("span", "form-asking");
  const yes = makeButton("", () => {
    agreed = asking.dataset.id ?? "";
    generate();
  });
  yes.classList.add("omnivid-panel-danger");
  const no = makeButton("Not now", () => {
    question.hidden = true;
    reportSoon();
    button.focus();
  });
  const question = element("div", "form-question", asking, yes, no);
  question.role = "group";
  question.ariaLabel = "Pay for these clips?";
  question.hidden = true;

  const form = element("form", "form-form", element("h3", "form-title", "New clip"));
  form.append(promptField.node, literalLabel, modelField.node);
  grid.append(takesField.node);
  const foot = element("div", "form-foot", button, estimate);
  form.append(grid, more, variations, againLabel, foot, question, leftOut, said, trouble);
  form.noValidate = true;
  form.ariaLabel = "New clip";
  const root = element("div", "form-root", form);
  const unmount = mountPart(el, root);

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

  fixed.set("literal", {
    node: literalLabel,
    control: literal,
    fail: () => {},
    get: () => literal.checked,
    set: (value) => void (literal.checked = value === true),
  });

  let edits = 0;
  let known = 0; // edits that the kernel knows of
  let fills = 0; // that this page has seen
  let clicks = 0; // on Generate
  let agreed = ""; // the question that was answered with yes
  let answered = 0; // clicks that the kernel dealt with
  let tried = false; // whether Generate was pressed since something was made
  let asked = ""; // the prompt that the last click was for
  let used = ""; // the prompt that was generated or filled in last: nobody has to type it again
  let drawn = ""; // the model whose fields are here
  /** @type {Record<string, Value>} */
  const kept = {}; // values for fields that other models have
  /** @type {Map<string, string>} */
  const starts = new Map(); // where the fields start, as JSON
  /** @type {Map<string, number>} */
  const edited = new Map(); // fields, and the number of their last edit
  /** @type {number | undefined} */
  let typing;
  /** @type {number | undefined} */
  let late;

  function counted() {
    const length = [...prompt.value.trim()].length;
    count.textContent = `${length} character${length === 1 ? "" : "s"}`;
  }

  const sender = makeSender(model);
  const make = { choice: makeChoice, several: makeSeveral, text: makeText, urls: makeUrls };
  /** @type {() => Record<string, Value>} */
  const values = () => ({
    ...kept,
    ...Object.fromEntries(
      [...fixed, ...controls]
        .filter(([name]) => name !== "literal" || !literalLabel.hidden)
        .map(([name, each]) => [name, each.get()]),
    ),
  });

  /** @param {string} name */
  function changed(name) {
    edited.set(name, (edits += 1));
    drawChosen();
    say(said, "");
    reportSoon();
  }

  /** How many values are ticked, also while they are folded away. */
  function drawChosen() {
    const count = ticks.querySelectorAll("input:checked").length;
    chosen.textContent = count ? ` (${count} more value${count === 1 ? "" : "s"})` : "";
  }

  function reportSoon() {
    clearTimeout(typing);
    typing = setTimeout(() => report("change"), PAUSE);
  }

  /** @param {"change" | "generate"} type */
  function report(type) {
    clearTimeout(typing);
    const counts = { edits: { [page]: edits }, clicks: { [page]: clicks }, fills };
    model.send({ type, values: values(), drawn, tried, agreed, ...counts });
    agreed = "";
  }

  /** There is nothing to wait for any more. */
  function rest() {
    clearTimeout(late);
    button.ariaBusy = "false";
  }

  function generate() {
    if (button.ariaBusy === "true") return;
    if ([...controls.values()].some((control) => control.busy?.())) {
      say(said, "A file is still being added: generate when it is there.");
      return;
    }
    button.ariaBusy = "true";
    clicks += 1;
    tried = true;
    asked = prompt.value;
    say(said, "");
    late = setTimeout(() => say(said, "The kernel is busy with a cell: this starts when it is free."), PATIENCE);
    report("generate");
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

  /** Remember what was chosen for a field that goes; where it started is nobody's choice.
   * @param {string} name
   * @param {Control} control
   */
  function keep(name, control) {
    const value = control.get();
    if (JSON.stringify(value) !== starts.get(name)) kept[name] = value;
  }

  /** @param {Field[]} fields */
  function drawFields(fields) {
    const names = fields.map((field) => `${field.name} ${field.kind}`);
    for (const [name, control] of controls) {
      if (names.includes(`${name} ${control.node.dataset.kind}`)) continue;
      if (control.busy?.()) say(said, "The file that was being added is left out: this model does not take it.");
      keep(name, control);
      control.node.remove();
      controls.delete(name);
    }
    for (const field of fields) {
      let control = controls.get(field.name);
      if (!control) {
        control = make[field.kind](`${view}-${field.name}`, field, () => changed(field.name), sender);
        control.node.dataset.kind = field.kind;
        controls.set(field.name, control);
      }
      control.show?.(field);
      starts.set(field.name, JSON.stringify(field.value));
      if (field.name in kept) control.set(kept[field.name]);
      delete kept[field.name];
    }
    for (const [place, last, kinds] of /** @type {[HTMLElement, Node | null, Field["kind"][]][]} */ ([
      [grid, takesField.node, ["choice"]],
      [more, null, ["text", "urls"]],
      [ticks, null, ["several"]],
    ])) {
      const nodes = fields
        .filter((field) => kinds.includes(field.kind))
        .map((field) => /** @type {Control} */ (controls.get(field.name)).node);
      nodes.forEach((node, index) => {
        if (place.children[index] !== node) place.insertBefore(node, place.children[index] ?? last);
      });
    }
  }

  /** @param {State["leftOut"]} cells */
  function drawLeftOut(cells) {
    const drawn = JSON.stringify(cells);
    if (leftOut.dataset.drawn === drawn) return;
    leftOut.dataset.drawn = drawn;
    leftOut.hidden = cells.length === 0;
    leftOut.replaceChildren(...cells.map(({ what, why }) => element("li", "form-out", `Left out: ${what}. ${why}`)));
  }

  /** @param {ToForm} message */
  function receive(message) {
    if (message.type === "state") show(message);
    else if (message.type === "file") sender.receive(message);
  }

  /** Put values into the fields, but for those that were edited since the kernel heard of them: what it does not
   * know yet stays, and is reported.
   *
   * @param {State} state
   * @param {Map<string, Control>} all
   */
  function fill(state, all) {
    let differs = edits > known && Object.keys(state.fill).length > 0; // from what the kernel takes to be here
    if (drawn && state.fills > fills && "model" in state.fill) {
      // another request as a whole
      for (const name of Object.keys(kept)) delete kept[name];
      if (!("prompt" in state.fill) && prompt.value !== "" && prompt.value === used) {
        all.get("prompt")?.set("");
        differs = true;
      }
      used = String(state.fill.prompt ?? "");
      tried = false;
    }
    for (const [name, value] of Object.entries(state.fill)) {
      const control = all.get(name);
      if (!control) kept[name] = value;
      else if ((edited.get(name) ?? 0) <= known) control.set(value);
      else control.merge?.(value);
    }
    fills = state.fills;
    drawn = state.model;
    if (differs) reportSoon();
  }

  /** @param {State} state */
  function show(state) {
    known = Math.max(known, state.edits[page] ?? 0);
    answered = Math.max(answered, state.answered[page] ?? 0);
    drawModels(state.groups);
    drawFields([...state.fields, ...state.varied]);
    literalLabel.hidden = !state.literal;
    variations.hidden = state.varied.length === 0;
    const all = new Map([...fixed, ...controls]);
    fill(state, all);
    drawChosen();
    write(promptField.hint, state.hint);
    takes.max = String(state.mostTakes);
    for (const [name, control] of all) control.fail(state.errors[name] ?? "");
    const others = Object.entries(state.errors).filter(([name]) => !all.has(name));
    const troubles = others.map(([, text]) => text).join("\n");
    if (trouble.textContent !== troubles) say(trouble, troubles);
    write(estimate, state.estimate);
    drawLeftOut(state.leftOut);
    if (button.ariaBusy === "true" && answered >= clicks) {
      rest();
      say(said, "");
      if (state.made) [used, tried] = [asked, false];
    }
    if (state.said !== null) say(said, state.said);
    question.hidden = !state.question;
    if (state.question) {
      asking.textContent = state.question.text;
      asking.dataset.id = state.question.id;
      yes.textContent = state.question.yes;
    }
    if (state.focus === "question") no.focus(); // a second Enter pays nothing
    else if (state.focus) {
      const place = all.get(state.focus)?.control ?? trouble;
      if (variations.contains(place)) variations.open = true;
      place.focus();
    }
  }

  prompt.addEventListener("input", () => {
    counted();
    changed("prompt");
  });
  prompt.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    generate();
  });
  select.addEventListener("change", () => changed("model"));
  takes.addEventListener("input", () => changed("takes"));
  again.addEventListener("change", () => changed("new"));
  literal.addEventListener("change", () => changed("literal"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    generate();
  });
  counted();
  model.on("msg:custom", receive);
  model.send({ type: "ready" });

  return () => {
    unmount();
    clearTimeout(typing);
    clearTimeout(late);
    model.off("msg:custom", receive);
  };
}

export default { render };
