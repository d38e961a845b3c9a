// @ts-check
/**
 * A clip in the gallery's list, and the film that plays on it.
 *
 * Of all cards, one plays, and without sound.
 *
 * @typedef {import("./messages.js").Card} Card
 */
import { cut, element, write } from "../views/shared.js";

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

  function stop() {
    video?.remove();
    video?.removeAttribute("src");
    video?.load(); // gives up what is on its way: a film that has left the page would play on when it comes
    video = undefined;
  }

  /** @param {Card} clip
   * @param {HTMLElement} place
   */
  function play(clip, place) {
    if (still.matches || !clip.type.startsWith("video/") || video?.parentElement === place) return;
    stop();
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
 * @param {{ open(): void, pick(on: boolean): boolean, enter(place: HTMLElement): void, leave(): void, reach(): void }} on
 */
export function makeCard(id, on) {
  const picture = element("img", "gallery-picture");
  picture.alt = "";
  picture.hidden = true;
  const place = element("span", "gallery-place", picture);
  const prompt = element("span", "gallery-prompt");
  prompt.dir = "auto";
  const facts = element("span", "gallery-facts");
  const open = element("button", "gallery-open", place, prompt, facts);
  open.type = "button";
  const pick = element("input", "gallery-pick");
  pick.type = "checkbox";
  pick.title = "Select to compare";
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
      this.clip = clip;
      this.words = `${clip.prompt} ${clip.facts}`.toLowerCase();
      write(prompt, clip.prompt);
      write(facts, clip.facts);
      place.style.aspectRatio = String(Math.min(2, Math.max(0.75, clip.ratio)));
      pick.ariaLabel = `Select to compare: ${nameOf(clip)}`;
    },
    /** @param {boolean} on  whether the Tab key comes here */
    reachable(on) {
      open.tabIndex = pick.tabIndex = on ? 0 : -1;
    },
  };
}
