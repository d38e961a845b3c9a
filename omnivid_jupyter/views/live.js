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
import { element } from "./shared.js";
import { makeAnnouncer, makeJob } from "./job.js";
import { makeWaiting } from "./waiting.js";

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
  const waiting = makeWaiting(
    "The task goes on and can be resumed.",
    model.get("at"),
    () => model.get("again"),
    () => model.send({ type: "stop" }),
  );
  const announcer = makeAnnouncer();
  el.append(element("div", "live", list, waiting.lost, waiting.foot, announcer));

  let announced = "";

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

  /** Let time pass, where somebody watches. */
  function look() {
    const old = waiting.look(model.get("jobs").every((job) => job.final));
    rows.forEach((row) => (old ? row.lose(true) : (row.lose(false), row.tick())));
  }

  function hear() {
    waiting.heard();
    look();
  }

  function doubt() {
    waiting.doubt();
    look();
  }

  function renew() {
    waiting.heard();
    update();
  }

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
    waiting.leave();
  };
}

export default { render };
