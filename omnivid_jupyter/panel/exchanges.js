// @ts-check
/**
 * The HTTP messages of one job, for people who learn how such a service is talked to.
 *
 * They are asked for when they are opened, and added one after the other; what is there stays.
 *
 * @typedef {import("./messages.js").ExchangeText} ExchangeText
 */
import { element } from "../views/shared.js";

/** @param {string} name
 * @param {string} text
 */
function block(name, text) {
  const lines = element("pre", "job-lines", text);
  lines.tabIndex = 0; // it scrolls
  lines.ariaLabel = name;
  return [element("div", "queue-way", name), lines];
}

/** @param {ExchangeText} message */
function makeMessage(message) {
  const dot = element("span", "queue-dot", "●");
  dot.ariaHidden = "true";
  dot.dataset.good = String(message.good);
  const title = element("span", "queue-request", message.title);
  const at = element("span", "queue-at", `+${message.at.toFixed(1)} s`);
  const summary = element("summary", "job-summary", at, title, dot, message.outcome);
  const node = element("details", "queue-message", summary, ...block("Sent", message.sent));
  if (message.received) node.append(...block("Received", message.received));
  node.open = message.title.startsWith("POST"); // what costs money stands open
  return element("li", "queue-exchange", node);
}

/** @param {(open: boolean) => void} looked */
export function makeMessages(looked) {
  const list = element("ol", "queue-messages");
  list.setAttribute("role", "list"); // Safari forgets it without numbers
  list.ariaLabel = "HTTP messages";
  const none = element("div", "queue-empty", "None in this session.");
  const node = element("details", "job-log", element("summary", "job-summary", "Messages"), none, list);

  node.addEventListener("toggle", () => {
    if (!node.open) list.replaceChildren();
    looked(node.open);
  });

  return {
    node,
    /** @param {number} first  how many stay
     * @param {ExchangeText[]} messages
     */
    add(first, messages) {
      for (const old of [...list.children].slice(first)) old.remove(); // all of them are sent to a page that opens
      list.append(...messages.map(makeMessage));
      none.hidden = list.childElementCount > 0;
    },
  };
}
