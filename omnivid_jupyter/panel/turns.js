// @ts-check
/**
 * The thread of turns that a clip belongs to: what was made first, and what went on from it.
 *
 * A turn whose clip is here is a button that opens it; of any other there is a text.
 *
 * @typedef {import("./messages.js").Turn} Turn
 */
import { element } from "../views/shared.js";

/**
 * @param {Turn[]} turns
 * @param {(id: string) => void} open
 * @param {(id: string, picture: HTMLImageElement) => void} load  puts the first picture of a clip into an element
 */
export function makeTurns(turns, open, load) {
  const list = element("ol", "gallery-turns");
  list.setAttribute("role", "list"); // Safari forgets it without numbers
  for (const turn of turns) {
    const prompt = element("span", "gallery-prompt", turn.prompt);
    prompt.dir = "auto";
    const text = element("span", "gallery-turn-text", element("span", "gallery-turn-name", turn.name), prompt);
    if (turn.note) text.append(element("span", "gallery-facts", turn.note));
    const node = element(turn.id ? "button" : "div", "gallery-turn");
    if (node instanceof HTMLButtonElement) {
      const picture = element("img", "gallery-turn-picture");
      picture.alt = "";
      load(turn.id, picture);
      node.type = "button";
      node.dataset.id = turn.id;
      node.append(picture);
      node.addEventListener("click", () => open(turn.id));
    }
    node.append(text);
    if (turn.current) node.setAttribute("aria-current", "true");
    list.append(element("li", "gallery-turn-place", node));
  }
  const title = element("h5", "gallery-turns-title", "Turns of this clip");
  const thread = element("div", "gallery-thread", title, list);
  thread.hidden = turns.length === 0;
  return thread;
}
