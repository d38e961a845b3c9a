// @ts-check
/**
 * The live view of running jobs: draws what `live.py` sends and reports the click on "Stop waiting".
 *
 * The one rule: a row is made once and then only changed.
 *
 * @typedef {import("./job.js").Job} Job
 *
 * @typedef {{
 *   get(name: "jobs"): Job[],
 *   on(event: "change:jobs", listener: () => void): void,
 *   off(event: "change:jobs", listener: () => void): void,
 *   send(message: { type: "ready" | "stop" }): void,
 * }} Model  the part of anywidget's model that is used here
 */
import { element } from "./shared.js";
import { makeAnnouncer, makeJob } from "./job.js";

/** One job's row: its element, `show` for new data, `tick` for the passing of time. */
function makeRow() {
  const { head, bar, note, prompt, facts, log, show, tick } = makeJob();
  const node = element("div", "live-row", head, bar, note, prompt, facts, log);
  return {
    node,
    tick,
    /** @param {Job} job */
    show(job) {
      node.dataset.state = job.state;
      show(job, job.model);
    },
  };
}

/** @param {{ model: Model, el: HTMLElement }} context */
function render({ model, el }) {
  /** @type {ReturnType<typeof makeRow>[]} */
  const rows = [];
  const list = element("div", "live-rows");
  const button = element("button", "live-stop", "Stop waiting");
  button.type = "button";
  const hint = element("span", "live-hint", "The task goes on and can be resumed.");
  const foot = element("div", "live-foot", button, hint);
  const announcer = makeAnnouncer();
  el.append(element("div", "live", list, foot, announcer));

  let announced = "";
  /** @type {HTMLElement | null} */
  let home = null; // where the focus goes when the button goes: the cell, in JupyterLab

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
    home = button.closest("[tabindex]");
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
    if ([button, document.body].includes(/** @type {any} */ (document.activeElement))) home?.focus();
  };
}

export default { render };
