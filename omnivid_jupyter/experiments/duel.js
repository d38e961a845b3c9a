// @ts-check
/**
 * Two clips side by side, of which one does not know what they are: the better one, or neither.
 *
 * This is only what is seen and pressed. Where the pairs come from, and what becomes of the answers, its `source`
 * knows: a kernel (`duel_live.js`) or the page itself (`export/voting.js`). Films are given by addresses that tell
 * nothing.
 *
 * @typedef {"a" | "b" | "tie" | "skip"} Choice
 * @typedef {{ url: string, type: string }} Side
 * @typedef {{ asked: number, enough: number, all: number, canUndo: boolean }} Standing
 * @typedef {{ answer(choice: Choice): void, undo(): void, finish(): void, more(): void }} Source
 */
import { element, makeSpeaker, say } from "../views/shared.js";
import { makeTransport } from "../views/transport.js";

const DUEL_RATE = 24; // frames a second, of a transport that is never stepped

/** What somebody reaches for.
 * @type {Record<string, Choice | "undo" | "play">}
 */
const DUEL_KEYS = {
  arrowleft: "a",
  a: "a",
  arrowright: "b",
  b: "b",
  arrowdown: "tie",
  t: "tie",
  s: "skip",
  u: "undo",
  backspace: "undo",
  " ": "play",
};

/** Draw a duel into an element that is on the page.
 * @param {HTMLElement} root
 * @param {Source} source
 */
export function makeDuel(root, source) {
  const question = element("strong", "duel-question", "Which one is better?");
  const count = element("span", "duel-count");
  const bar = element("div", "duel-bar", element("div", "duel-done"));
  const enough = element("div", "duel-enough");
  const sides = element("div", "duel-sides");
  const spoken = makeSpeaker("duel-spoken", "status");
  const failure = makeSpeaker("duel-failure", "alert");
  const verdict = element("div", "duel-verdict");
  verdict.tabIndex = -1;

  /** @type {[string, string, string, () => void][]} */
  const answers = [
    ["A is better", "←", "a", () => answer("a")],
    ["Neither", "↓", "tie", () => answer("tie")],
    ["B is better", "→", "b", () => answer("b")],
  ];
  const choices = element("div", "duel-choices", ...answers.map(([label, key, , press]) => makeDuelButton(label, key, press)));
  const play = makeDuelButton("Pause", "Space", () => transport?.toggle());
  const skip = makeDuelButton("Skip", "S", () => answer("skip"));
  const undo = makeDuelButton("Undo", "U", () => act(source.undo));
  const finish = makeDuelButton("Show the verdict", "", () => act(source.finish));
  const more = makeDuelButton("Go on", "", () => act(source.more));
  const actions = element("div", "duel-actions", play, skip, undo, finish, more);
  const head = element("div", "duel-head", question, count, bar);
  const duel = element("div", "duel", head, sides, choices, enough, verdict, actions, failure, spoken);
  duel.tabIndex = 0;
  duel.role = "group";
  duel.ariaLabel = "Blind duel: left arrow for A, right arrow for B, down arrow for neither, S to skip, U to undo";
  root.append(duel);

  /** @type {ReturnType<typeof makeTransport> | undefined} */
  let transport;
  let open = false; // a pair is shown that is not answered yet

  /** @param {() => void} what */
  function act(what) {
    open = false;
    what();
    if (duel.contains(document.activeElement)) duel.focus(); // a button may be gone with the next pair
  }

  /** @param {Choice} choice */
  function answer(choice) {
    if (open) act(() => source.answer(choice));
  }

  duel.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const key = DUEL_KEYS[event.key.toLowerCase()];
    const onButton = event.target instanceof HTMLButtonElement && [" ", "Enter"].includes(event.key);
    if (!key || onButton || !verdict.hidden) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === "play") play.click();
    else if (key === "undo") undo.click();
    else answer(key);
  });
  // JupyterLab looks at the focused element before the element hears of a key ("b" adds a cell)
  for (const type of ["focusin", "keydown"]) {
    duel.addEventListener(type, (event) => {
      const { ctrlKey, altKey, metaKey } = /** @type {KeyboardEvent} */ (event);
      const target = /** @type {HTMLElement} */ (event.target);
      target.toggleAttribute("data-lm-suppress-shortcuts", !(ctrlKey || altKey || metaKey));
    });
  }

  /** @param {Side} side
   * @param {string} letter
   */
  function makeSide({ url, type }, letter) {
    const film = type.startsWith("video/") ? element("video", "duel-film") : element("img", "duel-film");
    if (film instanceof HTMLVideoElement) {
      Object.assign(film, { muted: true, playsInline: true, preload: "auto", disablePictureInPicture: true });
      film.ariaLabel = `Clip ${letter}`;
    } else {
      film.alt = `Clip ${letter}`;
    }
    film.addEventListener("error", () => say(failure, `Clip ${letter} cannot be shown: skip this pair.`));
    film.src = url;
    const frame = element("div", "duel-side", element("div", "duel-letter", letter), film);
    frame.addEventListener("click", () => transport?.toggle());
    return { frame, film };
  }

  /** @param {Side[]} pair */
  function show(pair) {
    const made = pair.map((side, place) => makeSide(side, "AB"[place]));
    sides.replaceChildren(...made.map(({ frame }) => frame));
    const videos = made.map(({ film }) => film).filter((film) => film instanceof HTMLVideoElement);
    play.hidden = videos.length === 0;
    transport = undefined;
    if (videos.length === 0) return;
    const mine = makeTransport(videos, DUEL_RATE, {
      moved() {},
      changed: (state) => relabel(play, state === "playing" ? "Pause" : "Play"),
    });
    transport = mine;
    mine.setLoop(true);
    relabel(play, "Play");
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const ready = () => {
      if (!mine.playing() && videos.every((video) => video.readyState >= 2 || video.error)) mine.toggle();
    };
    for (const video of videos) video.addEventListener("loadeddata", ready, { once: true });
  }

  /** @param {Standing} now */
  function stand(now) {
    count.textContent = `${now.asked} of ${now.all} pairs`;
    bar.style.setProperty("--omnivid-done", `${Math.min(100, (100 * now.asked) / Math.max(1, now.enough))}%`);
    enough.textContent =
      now.asked >= now.enough
        ? "That is half of all pairs: usually enough for the order. Each further answer makes it surer."
        : `${now.enough - now.asked} more are usually enough for the order.`;
    undo.disabled = !now.canUndo;
  }

  /** @param {boolean} done */
  function turn(done) {
    for (const node of [sides, choices, play, skip, finish, enough]) node.hidden = done;
    verdict.hidden = more.hidden = !done;
    if (done) {
      sides.replaceChildren();
      transport = undefined;
    } else verdict.replaceChildren();
  }
  turn(false);
  more.hidden = true;

  return {
    /** @param {Side[]} pair
     * @param {Standing} now
     */
    ask(pair, now) {
      turn(false);
      failure.textContent = "";
      question.textContent = "Which one is better?";
      show(pair);
      stand(now);
      open = true;
      say(spoken, `Next pair. ${count.textContent}.`);
    },
    /** @param {Node[]} shown
     * @param {Standing} now
     * @param {boolean} canGoOn  there are pairs left
     */
    end(shown, now, canGoOn) {
      turn(true);
      question.textContent = "The verdict";
      stand(now);
      verdict.replaceChildren(...shown);
      more.hidden = !canGoOn;
      verdict.focus();
    },
    /** @param {string} text */
    fail(text) {
      open = verdict.hidden === true; // the pair stays, and can be answered again
      say(failure, text);
    },
    focus: () => duel.focus(),
  };
}

/** @param {string} label
 * @param {string} key
 * @param {() => void} press
 */
function makeDuelButton(label, key, press) {
  const button = element("button", "duel-button", element("span", "duel-label", label));
  button.type = "button";
  if (key) button.append(element("kbd", "duel-key", key));
  button.addEventListener("click", press);
  return button;
}

/** @param {HTMLButtonElement} button
 * @param {string} label
 */
function relabel(button, label) {
  if (button.firstElementChild) button.firstElementChild.textContent = label;
}
