// @ts-check
/**
 * The panel's queue: draws the rows that `queue.py` sends and reports which button was pressed.
 *
 * A row is made once and then only changed. Jobs that belong together are rows inside their group.
 *
 * @typedef {import("./messages.js").Row} Row
 * @typedef {import("./messages.js").Group} Group
 * @typedef {import("./messages.js").ToQueue} ToQueue
 * @typedef {import("./messages.js").FromQueue} FromQueue
 * @typedef {Row["actions"][number] | "look" | "look away"} Action
 */
import { cut, element, makeSpeaker, say, write } from "../views/shared.js";
import { attach } from "../views/channel.js";
import { makeButton, mountPart } from "./panel.js";
import { makeAnnouncer, makeJob } from "../views/job.js";
import { makeMessages } from "./exchanges.js";
import { makeGroup } from "./group.js";
import { makeNews, moment } from "../views/news.js";

/** What each action is called, in the order of the buttons. */
const ACTIONS = /** @type {[Row["actions"][number], string][]} */ (
  Object.entries({
    show: "Show clip",
    stop: "Stop waiting",
    wait: "Wait again",
    retry: "Try again",
    forget: "Leave it alone",
  })
);

/** One job's row: its element, `show` for new data, `tick` for the passing of time.
 * @param {(action: Action) => void} act
 */
function makeRow(act) {
  const { head, bar, prompt, facts, note, log, show, tick, lose } = makeJob();
  const error = element("div", "queue-error");
  const buttons = new Map(ACTIONS.map(([action, text]) => [action, makeButton(text, () => act(action))]));
  const messages = makeMessages((open) => act(open ? "look" : "look away"));
  const foot = element("div", "queue-foot", ...buttons.values(), log, messages.node);
  const node = element("li", "queue-row", prompt, head, bar, facts, note, error, foot);
  node.tabIndex = -1;
  let short = "";
  let told = "";
  let open = false;

  /** @param {Row} job */
  function update(job) {
    open = !job.final;
    node.dataset.state = job.state;
    node.dataset.left = String(job.left);
    node.dataset.settled = String(job.settled);
    node.dataset.error = String(job.error !== "");
    short = cut(job.prompt || job.model, 60);
    show(job, short);
    write(error, job.error);
    messages.node.hidden = job.elsewhere; // another kernel saw them
    const lost = [...buttons.values()].find((each) => each === document.activeElement);
    for (const [action, button] of buttons) {
      button.hidden = !job.actions.includes(action);
      button.ariaLabel = `${button.textContent}: ${short}${job.group && job.settings ? `, ${job.settings}` : ""}`;
    }
    if (lost?.hidden) ([...buttons.values()].find((each) => !each.hidden) ?? node).focus();
  }

  return {
    node,
    tick,
    lose,
    isOpen: () => open,
    add: messages.add,
    /** Show a job; tells what there is to say about it, if anything.
     * @param {Row} job
     */
    show(job) {
      const before = told;
      told = job.left ? "not waited for" : job.word;
      update(job);
      return told === before ? "" : `${short}: ${told}`;
    },
  };
}

/** @param {{ model: import("../views/channel.js").Channel<ToQueue, FromQueue>, el: HTMLElement }} context */
function render({ model: bare, el }) {
  const model = attach(bare, (text) => say(said, text));
  /** @type {Map<string, ReturnType<typeof makeRow>>} */
  const rows = new Map();
  /** @type {Map<string, ReturnType<typeof makeGroup>>} */
  const groups = new Map();
  const list = element("ul", "queue-rows");
  list.setAttribute("role", "list"); // Safari forgets it without bullets
  const empty = element("p", "queue-empty", "No jobs yet. What you generate runs here, as many at once as you like.");
  const clear = makeButton("Clear finished", () => {
    model.send({ type: "clear" });
    title.focus();
  });
  const title = element("h3", "queue-title", "Queue");
  title.tabIndex = -1;
  const said = makeSpeaker("queue-said", "alert");
  const lost = makeSpeaker("queue-lost", "status");
  const news = makeNews(undefined);
  const announcer = makeAnnouncer();
  const root = element("section", "queue-root", element("div", "queue-top", title, clear), said, lost, empty, list, announcer);
  root.ariaLabel = "Queue";
  const unmount = mountPart(el, root);

  /** @param {Group} group */
  function putGroup(group) {
    let entry = groups.get(group.id);
    if (!entry) {
      entry = makeGroup((action) => {
        say(said, "");
        model.send({ type: action, id: group.id });
      });
      groups.set(group.id, entry);
      list.prepend(entry.node);
    }
    return entry.show(group);
  }

  /** @param {Row} job */
  function put(job) {
    let row = rows.get(job.id);
    if (!row) {
      row = makeRow((action) => {
        say(said, "");
        model.send({ type: action, id: job.id });
      });
      rows.set(job.id, row);
    }
    const group = groups.get(job.group);
    if (group) group.add(row.node);
    else if (row.node.parentElement !== list) list.prepend(row.node);
    const news = row.show(job);
    return group ? "" : news; // it says by itself when all of it is over
  }

  /** @param {string} id */
  function drop(id) {
    const entry = rows.get(id) ?? groups.get(id);
    if (entry?.node.contains(document.activeElement)) (groupOf(entry.node) ?? title).focus();
    entry?.node.remove();
    rows.delete(id);
    groups.delete(id);
  }

  /** What gets the focus when a row of a group goes, as when it is folded.
   * @param {HTMLElement} node
   * @returns {HTMLElement | null | undefined}
   */
  const groupOf = (node) => node.parentElement?.closest("details")?.querySelector("summary");

  /** Let time pass, or say since when nothing was heard and how to go on. */
  function look() {
    const all = [...rows.values(), ...groups.values()];
    const old = news.isOld() && all.some((row) => row.isOpen());
    root.dataset.lost = String(old);
    all.forEach((row) => (old ? row.lose(true) : (row.lose(false), row.tick())));
    const since = `Nobody is heard of that watches these jobs any more: no news from the kernel since ${moment(news.last())}.`;
    const text = old ? `${since} Run this cell again: the panel goes on with what was submitted.` : "";
    if (lost.textContent !== text) say(lost, text);
  }

  /** @param {ToQueue} message */
  function receive(message) {
    news.heard();
    take(message);
    look();
  }

  /** @param {ToQueue} message */
  function take(message) {
    if (message.type === "said") say(said, message.text);
    if (message.type !== "rows") return;
    const news = [...message.groups.map(putGroup), ...message.rows.map(put)].filter(Boolean);
    message.gone.forEach(drop);
    for (const { id, first, messages } of message.messages) rows.get(id)?.add(first, messages);
    if (news.length > 0) announcer.textContent = news.join("; ");
    const all = [...rows.values(), ...groups.values()];
    empty.hidden = all.length > 0;
    clear.hidden = !all.some((row) => row.node.dataset.settled === "true");
  }

  clear.hidden = true;
  model.on("msg:custom", receive);
  const timer = setInterval(look, 1000);
  model.send({ type: "ready" });

  return () => {
    unmount();
    clearInterval(timer);
    model.off("msg:custom", receive);
    model.send({ type: "gone" });
  };
}

export default { render };
