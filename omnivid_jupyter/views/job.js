// @ts-check
/**
 * A job as it goes: what the live view and the panel's queue show alike.
 *
 * Elements are made once and then only changed, so that focus, an opened log and a screen
 * reader's place survive every update.
 *
 * @typedef {{
 *   state: string, icon: string, word: string, final: boolean,
 *   model: string, prompt: string, settings: string, progress: number | null,
 *   elapsed: number, remaining: number | null,
 *   cost: string, task: string, note: string, log: string[],
 * }} Job  one job, as `to_dict` in standing.py makes it; times in seconds, progress in percent
 */
import { element, write } from "./shared.js";

/** Seconds as 1:05 or 1:02:03.
 * @param {number} seconds
 */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** The elements that show a job: `show` for new data, `tick` for the passing of time, `lose` for its end unseen. */
export function makeJob() {
  const icon = element("span", "job-icon");
  icon.ariaHidden = "true";
  const word = element("span", "job-word");
  const percent = element("span", "job-percent");
  const time = element("span", "job-time");
  const left = element("span", "job-left");
  const head = element("div", "job-head", icon, word, percent, element("span", "job-space"), left, time);
  const fill = element("div", "job-fill");
  const bar = element("div", "job-bar", fill);
  bar.setAttribute("role", "progressbar");
  bar.setAttribute("aria-valuemin", "0");
  bar.setAttribute("aria-valuemax", "100");
  const prompt = element("div", "job-prompt");
  prompt.dir = "auto";
  const facts = element("div", "job-facts");
  const note = element("div", "job-note");
  const lines = element("pre", "job-lines");
  lines.tabIndex = 0; // it scrolls
  lines.ariaLabel = "Log";
  const log = element("details", "job-log", element("summary", "job-summary", "Log"), lines);

  /** @type {Job | undefined} */
  let job;
  let shownAt = 0;
  let lost = false; // whether nobody is heard of that watches it: then time stands still

  function tick() {
    if (!job || lost) return;
    const since = job.final ? 0 : (performance.now() - shownAt) / 1000;
    write(time, clock(job.elapsed + since));
    // Once the estimate is used up there is nothing honest left to say.
    const remaining = job.final || job.remaining === null ? 0 : job.remaining - since;
    write(left, remaining > 0 ? `about ${clock(Math.ceil(remaining))} left` : "");
  }

  /** Say whether somebody still watches the job: without, what is shown was true once.
   * @param {boolean} isLost
   */
  function lose(isLost) {
    if (!job || lost === isLost) return;
    lost = isLost;
    const frozen = lost && !job.final;
    write(word, frozen ? `Was ${job.word.toLowerCase()}` : job.word);
    write(icon, frozen ? "–" : job.icon);
    bar.hidden = job.final || lost;
    if (frozen) {
      write(time, clock(job.elapsed));
      write(left, "");
    }
    tick();
  }

  /** @param {Job} next
   * @param {string} name  what the job is called where it is not seen
   */
  function show(next, name) {
    job = next;
    lost = false;
    shownAt = performance.now();
    write(icon, job.icon);
    write(word, job.word);
    const known = job.progress !== null && !job.final;
    write(percent, known ? `${Math.floor(job.progress ?? 0)} %` : "");
    bar.hidden = job.final;
    bar.dataset.known = String(known);
    bar.ariaLabel = `Progress of ${name}`;
    if (known) bar.setAttribute("aria-valuenow", String(Math.floor(job.progress ?? 0)));
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

  return { head, bar, prompt, facts, note, log, show, tick, lose };
}

/** A place whose text is read out when it changes, and not seen. */
export function makeAnnouncer() {
  const node = element("div", "job-announcer");
  node.ariaLive = "polite";
  return node;
}
