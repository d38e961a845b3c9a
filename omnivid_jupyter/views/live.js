// @ts-check
/**
 * The live view of running jobs: draws what `live.py` sends and reports the click on "Stop waiting".
 *
 * A row is made once and then only changed.
 *
 * @typedef {import("./job.js").Job} Job
 * @typedef {"change:jobs" | "msg:custom" | "comm_live_update"} Event  the last one of the front end's own widgets
 *
 * @typedef {{
 *   get(name: "jobs"): Job[],
 *   get(name: "at" | "again"): unknown,
 *   on(event: Event, listener: () => void): void,
 *   off(event: Event, listener: () => void): void,
 *   send(message: { type: "ready" | "stop" }): void,
 * }} Model  the part of anywidget's model that is used here
 */
import { element, write } from "./shared.js";
import { makeAnnouncer, makeJob } from "./job.js";
import { makeNews, moment } from "./news.js";

/** One job's row: its element, `show` for new data, `tick` for the passing of time. */
function makeRow() {
  const { head, bar, note, prompt, facts, log, show, tick, lose } = makeJob();
  const node = element("div", "live-row", head, bar, note, prompt, facts, log);
  return {
    node,
    tick,
    lose,
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
  const lost = element("div", "live-lost");
  lost.setAttribute("role", "status");
  el.append(element("div", "live", list, lost, foot, announcer));
  const news = makeNews(model.get("at"));

  let announced = "";
  /** @type {HTMLElement | null} */
  let home = null; // where the focus goes when the button goes: the cell, in JupyterLab

  function update() {
    const jobs = model.get("jobs");
    while (rows.length < jobs.length) list.append(rows[rows.push(makeRow()) - 1].node);
    while (rows.length > jobs.length) rows.pop()?.node.remove();
    rows.forEach((row, index) => row.show(jobs[index]));
    look();
    const states = jobs.map((job) => job.state).join();
    if (states !== announced) {
      announced = states;
      const several = jobs.length > 1;
      announcer.textContent = jobs.map((job, index) => (several ? `${index + 1}: ` : "") + job.word).join(", ");
    }
  }

  /** Let time pass, or say since when nothing was heard and how to go on. */
  function look() {
    const over = model.get("jobs").every((job) => job.final);
    const old = !over && news.isOld();
    foot.hidden = over || old;
    rows.forEach((row) => (old ? row.lose(true) : (row.lose(false), row.tick())));
    const since = `Nobody is heard of that watches this any more: no news from the kernel since ${moment(news.last())}.`;
    write(lost, old ? `${since} ${model.get("again")}` : "");
  }

  function hear() {
    news.heard();
    look();
  }

  function doubt() {
    news.doubt();
    look();
  }

  function renew() {
    news.heard();
    update();
  }

  function stop() {
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true"; // not `disabled`, which would drop the keyboard's focus
    button.textContent = "Stopping…";
    home = button.closest("[tabindex]");
    model.send({ type: "stop" });
  }

  button.addEventListener("click", stop);
  model.on("comm_live_update", doubt);
  model.on("msg:custom", hear);
  model.on("change:jobs", renew);
  const timer = setInterval(look, 1000);
  update();
  model.send({ type: "ready" });

  return () => {
    clearInterval(timer);
    model.off("comm_live_update", doubt);
    model.off("msg:custom", hear);
    model.off("change:jobs", renew);
    if ([button, document.body].includes(/** @type {any} */ (document.activeElement))) home?.focus();
  };
}

export default { render };
