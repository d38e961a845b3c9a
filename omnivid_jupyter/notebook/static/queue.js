// @ts-check
/**
 * The panel's queue: draws the rows that `queue.py` sends and reports which button was pressed.
 *
 * The one rule: a row is made once and then only changed, so that focus, an opened log and a screen reader's
 * place survive every update. All text is set as text, never as HTML.
 *
 * @typedef {{
 *   id: string, state: string, icon: string, word: string, final: boolean, settled: boolean, left: boolean,
 *   model: string, prompt: string, settings: string, progress: number | null,
 *   elapsed: number, remaining: number | null,
 *   cost: string, task: string, note: string, error: string, log: string[], actions: string[],
 * }} Row  one job, as `row` in queue.py makes it; times in seconds, progress in percent
 *
 * @typedef {{ type: "rows", rows: Row[], gone: string[] } | { type: "said", text: string }} Message
 *
 * @typedef {{
 *   on(event: "msg:custom", listener: (message: Message) => void): void,
 *   off(event: "msg:custom", listener: (message: Message) => void): void,
 *   send(message: object): void,
 * }} Model  the part of anywidget's model that is used here
 */

/** What each action is called, in the order of the buttons. */
const ACTIONS = Object.entries({
  show: "Show clip",
  stop: "Stop waiting",
  wait: "Wait again",
  retry: "Try again",
  forget: "Leave it alone",
});

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} name
 * @param {(Node | string)[]} children
 */
function element(tag, name, ...children) {
  const node = document.createElement(tag);
  node.className = `omnivid-queue-${name}`;
  node.append(...children);
  return node;
}

/** Set an element's text, and hide it where there is none. Unchanged text is left alone.
 * @param {HTMLElement} node
 * @param {string} text
 */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
  node.hidden = text === "";
}

/** Seconds as 1:05 or 1:02:03.
 * @param {number} seconds
 */
function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
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

/** One job's row: its element, `show` for new data, `tick` for the passing of time.
 * @param {(action: string) => void} act
 */
function makeRow(act) {
  const icon = element("span", "icon");
  icon.ariaHidden = "true";
  const [word, percent, time, left] = ["word", "percent", "time", "left"].map((name) => element("span", name));
  const fill = element("div", "fill");
  const bar = element("div", "bar", fill);
  bar.setAttribute("role", "progressbar");
  bar.setAttribute("aria-valuemin", "0");
  bar.setAttribute("aria-valuemax", "100");
  const [prompt, facts, note, error] = ["prompt", "facts", "note", "error"].map((name) => element("div", name));
  prompt.dir = "auto";
  const lines = element("pre", "lines");
  lines.tabIndex = 0; // it scrolls
  const log = element("details", "log", element("summary", "summary", "Log"), lines);
  const buttons = new Map(ACTIONS.map(([action, text]) => [action, makeButton(text, () => act(action))]));
  const foot = element("div", "foot", ...buttons.values(), log);
  const head = element("div", "head", icon, word, percent, element("span", "space"), left, time);
  const node = element("li", "row", prompt, head, bar, facts, note, error, foot);
  node.tabIndex = -1;

  /** @type {Row | undefined} */
  let job;
  let shownAt = 0;

  function tick() {
    if (!job) return;
    const since = job.final ? 0 : (performance.now() - shownAt) / 1000;
    write(time, clock(job.elapsed + since));
    // Once the estimate is used up there is nothing honest left to say.
    const remaining = job.final || job.remaining === null ? 0 : job.remaining - since;
    write(left, remaining > 0 ? `about ${clock(Math.ceil(remaining))} left` : "");
  }

  /** @param {Row} next */
  function show(next) {
    job = next;
    shownAt = performance.now();
    node.dataset.state = job.state;
    node.dataset.left = String(job.left);
    node.dataset.settled = String(job.settled);
    const label = job.prompt || job.model;
    const short = label.length > 60 ? `${label.slice(0, 60)}…` : label;
    write(icon, job.icon);
    write(word, job.word);
    const known = job.progress !== null && !job.final;
    write(percent, known ? `${Math.round(job.progress ?? 0)} %` : "");
    bar.hidden = job.final;
    bar.dataset.known = String(known);
    bar.ariaLabel = `Progress of ${short}`;
    if (known) bar.setAttribute("aria-valuenow", String(Math.round(job.progress ?? 0)));
    else bar.removeAttribute("aria-valuenow");
    fill.style.width = known ? `${job.progress}%` : "";
    write(prompt, job.prompt);
    const task = job.task && `task ${job.task}`;
    write(facts, [job.model, job.settings, job.cost, task].filter(Boolean).join(" · "));
    write(note, job.note);
    write(error, job.error);
    write(lines, job.log.join("\n"));
    log.hidden = job.log.length === 0;
    const lost = [...buttons.values()].find((each) => each === document.activeElement);
    for (const [action, button] of buttons) {
      button.hidden = !job.actions.includes(action);
      button.setAttribute("aria-label", `${button.textContent}: ${short}`);
    }
    if (lost?.hidden) ([...buttons.values()].find((each) => !each.hidden) ?? node).focus();
    tick();
  }

  return { node, show, tick, word: () => `${job?.prompt.slice(0, 60) ?? ""}: ${job?.left ? "not waited for" : job?.word}` };
}

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
  /** @type {Map<string, ReturnType<typeof makeRow>>} */
  const rows = new Map();
  const list = element("ul", "rows");
  list.setAttribute("role", "list"); // Safari forgets it without bullets
  const empty = element("p", "empty", "No jobs yet. What you generate runs here, as many at once as you like.");
  const clear = makeButton("Clear finished", () => {
    model.send({ type: "clear" });
    title.focus();
  });
  const title = element("h3", "title", "Queue");
  title.tabIndex = -1;
  const said = element("div", "said");
  said.setAttribute("role", "alert");
  said.hidden = true;
  const announcer = element("div", "announcer");
  announcer.ariaLive = "polite";
  const root = element("section", "root", element("div", "top", title, clear), said, empty, list, announcer);
  root.classList.add("omnivid-panel-part");
  root.ariaLabel = "Queue";
  const giveKeysBack = keepKeys(root);
  el.append(root);

  /** @param {Message} message */
  function receive(message) {
    if (message.type === "said") write(said, message.text);
    if (message.type !== "rows") return;
    const news = [];
    for (const job of message.rows) {
      let row = rows.get(job.id);
      if (!row) {
        row = makeRow((action) => {
          write(said, "");
          model.send({ type: action, id: job.id });
        });
        rows.set(job.id, row);
        list.prepend(row.node);
      }
      const before = `${row.node.dataset.state} ${row.node.dataset.left}`;
      row.show(job);
      if (before !== `${job.state} ${job.left}`) news.push(row.word());
    }
    for (const id of message.gone) {
      const row = rows.get(id);
      if (row?.node.contains(document.activeElement)) title.focus();
      row?.node.remove();
      rows.delete(id);
    }
    if (news.length > 0) announcer.textContent = news.join("; ");
    empty.hidden = rows.size > 0;
clear.hidden = ![...rows.values()].some((row) => row.node.dataset.settled === "true");
  }

  clear.hidden = true;
  model.on("msg:custom", receive);
  const timer = setInterval(() => rows.forEach((row) => row.tick()), 1000);
  model.send({ type: "ready" });

  return () => {
    giveKeysBack();
    clearInterval(timer);
    model.off("msg:custom", receive);
    model.send({ type: "gone" });
  };
}

export default { render };
