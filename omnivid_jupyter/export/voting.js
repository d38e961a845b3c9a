// @ts-check
/**
 * Votes in an exported page: blind duels of its clips, whose answers stay in this browser until they are saved as a file.
 *
 * The file is what a clip folder reads (`votes.py`). The page covers itself while it asks, for it names every clip.
 *
 * @typedef {import("../experiments/pairs.js").Vote} Vote
 * @typedef {{ anchor: string, sha256: string }} Contestant
 */
import { makeDuel } from "../experiments/duel.js";
import { nextPair, pairKey, roughly } from "../experiments/pairs.js";
import { element } from "../views/shared.js";

/** @param {HTMLElement} place  with what can be voted on in its `data-clips` */
export function mountVoting(place) {
  /** @type {Contestant[]} */
  const clips = JSON.parse(place.dataset.clips ?? "[]");
  const names = clips.map((clip) => clip.sha256);
  const anchors = new Map(clips.map((clip) => [clip.sha256, clip.anchor]));
  const all = (names.length * (names.length - 1)) / 2;
  const kept = makeStore(names);
  const voter = kept.voter;
  /** @type {Vote[]} */
  let votes = kept.votes;
  /** @type {({ pair: [string, string], vote: Vote | null })[]} */
  let done = [];
  /** @type {[string, string] | null} */
  let pair = null;

  const start = element("button", "voting-start", votes.length ? "Go on voting" : "Vote: which one is better?");
  const save = element("button", "voting-save", "");
  const hint = element("p", "voting-hint");
  start.type = save.type = "button";
  const close = element("button", "voting-close", "Close");
  close.type = "button";
  const saveToo = element("button", "voting-save", "");
  saveToo.type = "button";
  const root = element("div", "voting-duel");
  const dialog = element("dialog", "voting-dialog", element("div", "voting-top", saveToo, close), root);
  dialog.ariaLabel = "Blind duel";
  place.append(element("div", "voting-row", start, save), hint, dialog);

  const duel = makeDuel(root, {
    answer(choice) {
      if (!pair) return;
      const [a, b] = pair;
      const [winner, loser] = choice === "b" ? [b, a] : [a, b];
      const vote =
        choice === "skip"
          ? null
          : { id: digits(), winner, loser, tie: choice === "tie", voter, when: Date.now() / 1000 };
      if (vote) votes = [...votes, vote];
      done = [...done, { pair, vote }];
      next();
    },
    undo() {
      const last = done.at(-1);
      if (!last) return;
      done = done.slice(0, -1);
      votes = votes.filter((vote) => vote !== last.vote);
      show(last.pair);
    },
    finish: end,
    more() {
      next();
      if (pair) return;
      done = done.filter((step) => step.vote);
      next();
    },
  });

  function next() {
    const skipped = done.filter((step) => !step.vote).map((step) => pairKey(...step.pair));
    const found = nextPair(names, votes, new Set(skipped));
    show(found && Math.random() < 0.5 ? [found[1], found[0]] : found);
  }

  /** @param {[string, string] | null} shown */
  function show(shown) {
    pair = shown;
    keep();
    if (!pair) return end();
    duel.ask(pair.map(sideOf), standing());
  }

  /** @param {string} name */
  function sideOf(name) {
    const film = document.querySelector(`#${anchors.get(name)} .film`);
    return film instanceof HTMLVideoElement
      ? { url: film.src, type: "video/" }
      : { url: film instanceof HTMLImageElement ? film.src : "", type: "image/" };
  }

  const standing = () => ({ asked: votes.length, enough: Math.ceil(all / 2), all, canUndo: done.length > 0 });

  function end() {
    pair = null;
    const { strengths } = roughly(names, votes);
    const order = names.map((name, place) => ({ name, strength: strengths[place] }));
    order.sort((one, other) => other.strength - one.strength);
    const rows = order.map(({ name }) => {
      const met = votes.filter((vote) => vote.winner === name || vote.loser === name);
      const won = met.filter((vote) => vote.winner === name && !vote.tie).length;
      const tied = met.filter((vote) => vote.tie).length;
      const link = document.createElement("a");
      link.href = `#${anchors.get(name)}`;
      link.textContent = titleOf(name);
      link.addEventListener("click", leave); // and then the browser goes to the clip
      const score = element("span", "voting-score", `${won} won, ${tied} even, of ${met.length}`);
      return element("li", "voting-clip", link, score);
    });
    const said = votes.length
      ? "The order by your own votes, roughly. Save them and give the file to whoever sent you this page: with everybody's votes the ranking also says how sure it is."
      : "Nothing is known yet: you have not voted.";
    duel.end([element("p", "voting-said", said), element("ol", "voting-order", ...rows)], standing(), votes.length < all);
  }

  /** @param {string} name */
  function titleOf(name) {
    const heading = document.querySelector(`#${anchors.get(name)} > h3`);
    const words = [...(heading?.childNodes ?? [])].filter((node) => node.nodeType === Node.TEXT_NODE);
    const number = heading?.querySelector(".number")?.textContent ?? "";
    return `${words.map((node) => node.textContent).join("").trim()} (clip ${number})`;
  }

  function keep() {
    kept.keep(votes);
    const count = votes.length === 1 ? "1 vote" : `${votes.length} votes`;
    for (const button of [save, saveToo]) {
      button.textContent = `Save ${count}`;
      button.disabled = votes.length === 0;
    }
    hint.textContent = `Saved as votes-${voter.slice(0, 8)}.jsonl: put it into the clip folder, and the ranking counts it.`;
    hint.hidden = votes.length === 0;
    start.textContent = votes.length ? "Go on voting" : "Vote: which one is better?";
  }

  function download() {
    const lines = votes.map((vote) => `${JSON.stringify(vote)}\n`).join("");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lines], { type: "application/jsonl" }));
    link.download = `votes-${voter.slice(0, 8)}.jsonl`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  start.addEventListener("click", () => {
    dialog.showModal();
    document.querySelectorAll("video").forEach((video) => video.pause());
    if (!pair) next();
    duel.focus();
  });
  /** Close the dialog and go back to where it was opened from, before anything else happens: the event "close" comes
   * later, when the browser may have gone to a clip of the verdict, from where that would take it away.
   */
  function leave() {
    dialog.close();
    start.focus();
  }
  close.addEventListener("click", leave);
  dialog.addEventListener("cancel", leave); // the Escape key
  dialog.addEventListener("close", () => root.querySelectorAll("video").forEach((video) => video.pause()));
  for (const button of [save, saveToo]) button.addEventListener("click", download);
  keep();
}

/** Sixteen random digits, by which a voter or a vote is told. */
const digits = () =>
  [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Where this browser keeps the votes on these clips, so that a page that is loaded again goes on; none where it may not.
 * @param {string[]} names
 */
function makeStore(names) {
  const key = `omnivid-votes ${names.map((name) => name.slice(0, 6)).join(" ")}`;
  const known = new Set(names);
  /** @type {{ voter: string, votes: Vote[] }} */
  let found = { voter: digits(), votes: [] };
  try {
    const text = JSON.parse(localStorage.getItem(key) ?? "null");
    const good = (/** @type {Vote} */ vote) => known.has(vote.winner) && known.has(vote.loser);
    if (/^[0-9a-f]{16}$/.test(text?.voter)) found = { voter: text.voter, votes: text.votes.filter(good) };
  } catch {
    found = { voter: digits(), votes: [] }; // the browser keeps nothing, or what it has is none of ours
  }
  return {
    ...found,
    /** @param {Vote[]} votes */
    keep(votes) {
      try {
        localStorage.setItem(key, JSON.stringify({ voter: found.voter, votes }));
      } catch {
        return; // they can be saved as a file all the same
      }
    },
  };
}
