// @ts-check
/**
 * Many jobs as one entry of the queue: their total, and, unfolded, each of them.
 *
 * Its jobs are sent while it is unfolded; whether it is, the kernel says.
 *
 * @typedef {import("./messages.js").Group} Group
 * @typedef {Group["actions"][number] | "unfold" | "fold"} GroupAction
 */
import { cut, element, write } from "../views/shared.js";
import { makeButton } from "./panel.js";
import { makeJob } from "../views/job.js";

/** One group's entry: its element, `show` for new data, `tick` for the passing of time, `add` for a row of it.
 * @param {(action: GroupAction) => void} act
 */
export function makeGroup(act) {
  const { head, bar, prompt, facts, note, show, tick, lose } = makeJob();
  const stop = makeButton("Stop all", () => act("stop"));
  stop.title = "Wait for none of them: what is not submitted yet is called off, what was accepted goes on";
  const wait = makeButton("Wait for all again", () => act("wait"));
  const list = element("ul", "queue-jobs");
  list.setAttribute("role", "list"); // Safari forgets it without bullets
  const summary = element("summary", "job-summary");
  const jobs = element("details", "queue-group-jobs", summary, list);
  const node = element("li", "queue-row", prompt, head, bar, facts, note, element("div", "queue-foot", stop, wait, jobs));
  node.classList.add("omnivid-queue-group");
  node.tabIndex = -1;
  let told = true; // whether its end was said already, or it came ended
  let open = false;
  let asked = false; // whether it is unfolded, as far as the kernel was told

  jobs.addEventListener("toggle", () => {
    if (jobs.open === asked) return;
    asked = jobs.open;
    act(asked ? "unfold" : "fold");
  });

  return {
    node,
    tick,
    lose,
    isOpen: () => open,
    /** @param {HTMLElement} row */
    add(row) {
      if (row.parentElement !== list) list.append(row);
    },
    /** Show a group; tells what there is to say about it, if anything.
     * @param {Group} group
     */
    show(group) {
      open = !group.final;
      node.dataset.state = group.state;
      node.dataset.settled = String(group.settled);
      const short = cut(group.prompt, 60);
      show(group, short);
      write(summary, "Jobs");
      list.ariaLabel = `Jobs: ${short}`;
      asked = jobs.open = group.open;
      const lost = [stop, wait].find((each) => each === document.activeElement);
      for (const [action, button] of /** @type {const} */ ([["stop", stop], ["wait", wait]])) {
        button.hidden = !group.actions.includes(action);
        button.ariaLabel = `${button.textContent}: ${short}`;
      }
      if (lost?.hidden) ([stop, wait].find((each) => !each.hidden) ?? node).focus();
      const ended = group.final && !told;
      told = group.final;
      return ended ? `${short}: ${group.word}` : "";
    },
  };
}
