// @ts-check
/**
 * The live view of running jobs: draws what `live.py` sends and reports the click on "Stop waiting".
 *
 * The one rule: elements are made once and then only changed, so that focus, an opened log and a screen
 * reader's place survive every update. All text is set as text, never as HTML.
 *
 * @typedef {{
 *   state: string, icon: string, word: string, final: boolean,
 *   model: string, prompt: string, settings: string, progress: number | null,
 *   elapsed: number, remaining: number | null,
 *   cost: string, task: string, note: string, log: string[],
 * }} Job  one job, as `to_dict` in live.py makes it; times in seconds, progress in percent
 *
 * @typedef {{
 *   get(name: "jobs"): Job[],
 *   on(event: "change:jobs", listener: () => void): void,
 *   off(event: "change:jobs", listener: () => void): void,
 *   send(message: { type: "ready" | "stop" }): void,
 * }} Model  the part of anywidget's model that is used here
 */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} name
 * @param {Node[]} children
 */
function element(tag, name, ...children) {
  const node = document.createElement(tag);
  node.className = `omnivid-${name}`;
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

/** One job's row: its element, `show` for new data, `tick` for the passing of time. */
function makeRow() {
  const icon = element("span", "icon");
  icon.ariaHidden = "true";
  const [word, percent, time, left] = ["word", "percent", "time", "left"].map((name) => element("span", name));
  const fill = element("div", "fill");
  const bar = element("div", "bar", fill);
  bar.setAttribute("role", "progressbar");
  bar.setAttribute("aria-valuemin", "0");
  bar.setAttribute("aria-valuemax", "100");
  const [prompt, facts, note] = ["prompt", "facts", "note"].map((name) => element("div", name));
  prompt.dir = "auto";
  const lines = element("pre", "lines");
  const summary = element("summary", "summary");
  summary.textContent = "Log";
  const log = element("details", "log", summary, lines);
  const head = element("div", "head", icon, word, percent, element("span", "space"), left, time);
  const node = element("div", "row", head, bar, note, prompt, facts, log);

  /** @type {Job | undefined} */
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

  /** @param {Job} next */
  function show(next) {
    job = next;
    shownAt = performance.now();
    node.dataset.state = job.state;
    write(icon, job.icon);
    write(word, job.word);
    const known = job.progress !== null && !job.final;
    write(percent, known ? `${Math.round(job.progress ?? 0)} %` : "");
    bar.hidden = job.final;
    bar.dataset.known = String(known);
    bar.setAttribute("aria-label", `Progress of ${job.model}`);
    if (known) bar.setAttribute("aria-valuenow", String(Math.round(job.progress ?? 0)));
    else bar.removeAttribute("aria-valuenow");
    fill.style.width = known ? `${job.progress}%` : "";
    write(note, job.note);
    write(prompt, job.prompt);
    const task = job.task && `task ${job.task}`;
    write(facts, [job.model, job.settings, job.cost, task].filter(Boolean).join(" · "));
    write(lines, job.log.join("\n"));
    log.hidden = job.log.length === 0;
    tick();
  }

  return { node, show, tick };
}

/** @param {{ model: Model, el: HTMLElement }} context */
function render({ model, el }) {
  /** @type {ReturnType<typeof makeRow>[]} */
  const rows = [];
  const list = element("div", "rows");
  const button = element("button", "stop");
  button.type = "button";
  button.textContent = "Stop waiting";
  const hint = element("span", "hint");
  hint.textContent = "The task goes on and can be resumed.";
  const foot = element("div", "foot", button, hint);
  const announcer = element("div", "announcer");
  announcer.ariaLive = "polite";
  el.append(element("div", "live", list, foot, announcer));

  let announced = "";

  function update() {
    const jobs = model.get("jobs");
    while (rows.length < jobs.length) list.append(rows[rows.push(makeRow()) - 1].node);
    while (rows.length > jobs.length) rows.pop()?.node.remove();
    rows.forEach((row, index) => row.show(jobs[index]));
    foot.hidden = jobs.every((job) => job.final);
    const states = jobs.map((job) => job.state).join();
    if (states !== announced) {
      announced = states;
      const several = jobs.length > 1;
      announcer.textContent = jobs.map((job, index) => (several ? `${index + 1}: ` : "") + job.word).join(", ");
    }
  }

  function stop() {
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true"; // not `disabled`, which would drop the keyboard's focus
    button.textContent = "Stopping…";
    model.send({ type: "stop" });
  }

  button.addEventListener("click", stop);
  model.on("change:jobs", update);
  const timer = setInterval(() => rows.forEach((row) => row.tick()), 1000);
  update();
  model.send({ type: "ready" });

  return () => {
    clearInterval(timer);
    model.off("change:jobs", update);
  };
}

export default { render };
