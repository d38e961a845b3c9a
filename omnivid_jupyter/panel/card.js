// @ts-check
/**
 * A clip in the gallery's list, and the film that plays on it.
 *
 * Of all cards, one plays, and without sound.
 *
 * @typedef {import("./messages.js").Card} Card
 */
import { cut, element, write } from "../views/shared.js";
import { opinionOf, starsText } from "./rater.js";

/** Milliseconds that one points at a card before it plays: many pass under the pointer while one scrolls. */
const PATIENCE = 140;

/** @param {Card} clip */
export const nameOf = (clip) => cut(clip.prompt, 80) || clip.facts;

/**
 * One film that plays, without sound, over the card that the pointer or the focus is on.
 *
 * @param {import("./films.js").Films} films
 */
export function makePreview(films) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {HTMLVideoElement | undefined} */
  let video;
  /** @type {HTMLElement | undefined} */
  let wanted; // where one plays, or is about to
  let timer = 0;

  function stop() {
    clearTimeout(timer);
    wanted = undefined;
    video?.remove();
    video?.removeAttribute("src");
    video?.load(); // gives up what is on its way: a film that has left the page would play on when it comes
    video = undefined;
  }

  /** @param {Card} clip
   * @param {HTMLElement} place
   */
  function play(clip, place) {
    if (still.matches || !clip.type.startsWith("video/") || wanted === place) return;
    stop();
    wanted = place;
    timer = setTimeout(() => start(clip, place), PATIENCE);
  }

  /** @param {Card} clip
   * @param {HTMLElement} place
   */
  function start(clip, place) {
    const next = element("video", "gallery-preview");
    Object.assign(next, { muted: true, loop: true, playsInline: true, tabIndex: -1, disablePictureInPicture: true });
    next.ariaHidden = "true";
    next.addEventListener("playing", () => (next.dataset.playing = "true"));
    next.addEventListener("canplay", () => {
      if (video === next) next.play().catch(() => {}); // refused, or gone meanwhile: a picture
    });
    video = next;
    place.append(next);
    films.load(next, clip.id, 0, clip.url);
  }

  return { play, stop };
}

/**
 * A card: its element and what it shows.
 *
 * @param {string} id
 * @param {{ open(): void, pick(on: boolean): boolean, enter(place: HTMLElement): void, leave(): void, reach(): void,
 *   rate(opinion: import("./rater.js").Opinion): void }} on
 */
export function makeCard(id, on) {
  const picture = element("img", "gallery-picture");
  picture.alt = "";
  picture.hidden = true;
  const place = element("span", "gallery-place", picture);
  const prompt = element("span", "gallery-prompt");
  prompt.dir = "auto";
  const facts = element("span", "gallery-facts");
  const opinion = element("span", "gallery-opinion");
  opinion.role = "img"; // so that stars are read as what they are
  const open = element("button", "gallery-open", place, prompt, facts, opinion);
  open.type = "button";
  const pick = element("input", "gallery-pick");
  pick.type = "checkbox";
  pick.title = "Select to compare or to duel";
  const node = element("li", "gallery-card", open, pick);
  node.dataset.id = id;

  open.addEventListener("click", on.open);
  pick.addEventListener("change", () => (pick.checked = on.pick(pick.checked)));
  node.addEventListener("pointerenter", () => on.enter(place));
  node.addEventListener("pointerleave", on.leave);
  open.addEventListener("focus", () => {
    on.reach();
    on.enter(place);
  });
  open.addEventListener("blur", on.leave);
  node.addEventListener("keydown", (event) => {
    const said = shown && opinionOf(event, shown);
    if (!said) return;
    event.preventDefault();
    on.rate(said);
  });
  /** @type {Card | undefined} */
  let shown;

  return {
    node,
    open,
    pick,
    picture,
    /** @type {Card | undefined} */
    clip: undefined,
    /** @type {"" | "asked" | "there"} */
    thumb: "",
    words: "",
    /** @type {HTMLImageElement[]} */
    alike: [], // elsewhere on the page, with the same picture
    /** @param {Card} clip */
    show(clip) {
      this.clip = shown = clip;
      this.words = `${clip.prompt} ${clip.facts} ${clip.note}`.toLowerCase();
      node.dataset.rejected = String(clip.rejected);
      write(prompt, clip.prompt);
      write(facts, clip.facts);
      const words = (/** @type {string} */ stars) => [clip.rejected ? "Rejected" : "", stars, cut(clip.note, 80)].filter(Boolean).join(" · ");
      write(opinion, words(starsText(clip.stars)));
      opinion.title = clip.note; // two lines of it are shown
      opinion.ariaLabel = words(clip.stars === 1 ? "1 star" : clip.stars ? `${clip.stars} stars` : "");
      node.style.setProperty("--omnivid-shape", String(Math.min(2, Math.max(0.75, clip.ratio))));
      node.style.setProperty("--omnivid-opinion", String(opinion.textContent === "" ? 0 : clip.note || clip.rejected ? 2 : 1)); // lines
      pick.ariaLabel = `Select to compare: ${nameOf(clip)}`;
    },
    /** @param {boolean} on  whether the Tab key comes here */
    reachable(on) {
      open.tabIndex = pick.tabIndex = on ? 0 : -1;
    },
  };
}
