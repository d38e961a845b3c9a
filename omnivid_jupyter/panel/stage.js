// @ts-check
/**
 * What was finished just now, in large: it plays by itself, without sound, and waits to be judged.
 *
 * Of several the latest is shown. While somebody is at one, with the focus in here, another does not take its place.
 *
 * @typedef {import("./messages.js").Card} Card
 * @typedef {import("./rater.js").Opinion} Opinion
 */
import { element, write } from "../views/shared.js";
import { makeButton } from "./panel.js";
import { nameOf } from "./card.js";
import { makeRater, opinionOf, takesText } from "./rater.js";

/**
 * @param {import("./films.js").Films} films
 * @param {{ rate(id: string, opinion: Opinion): void, open(id: string): void, close(): void }} on
 */
export function makeStage(films, on) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {Card | undefined} */
  let clip;
  /** @type {Card[]} */
  let all = [];
  let aside = ""; // the clip that is open below, and need not be here as well

  const title = element("h4", "gallery-heading", "Just finished");
  title.tabIndex = -1;
  const count = element("span", "gallery-count");
  const next = makeButton("Next", () => step(1));
  const close = makeButton("Close", on.close);
  close.ariaLabel = "Close what is finished";
  const place = element("div", "gallery-screen");
  const prompt = element("div", "gallery-prompt");
  prompt.dir = "auto";
  const facts = element("div", "gallery-facts");
  const rater = makeRater(judge);
  const more = makeButton("Open", () => clip && on.open(clip.id));
  const about = element("div", "gallery-about", prompt, facts, rater.node, element("div", "gallery-actions", more));
  const top = element("div", "gallery-stage-top", title, count, element("span", "gallery-space"), next, close);
  const node = element("section", "gallery-stage", top, element("div", "gallery-stage-both", place, about));
  node.ariaLabel = "Just finished";
  node.hidden = true;

  /** @param {Opinion} opinion */
  function judge(opinion) {
    if (!clip) return;
    const { id } = clip;
    if (opinion.rejected !== undefined) rater.write(); // a note that was typed belongs to this one
    on.rate(id, opinion);
  }

  /** @param {number} by */
  function step(by) {
    const at = all.findIndex((each) => each.id === clip?.id);
    show(all[(at + by + all.length) % all.length]);
    title.focus();
  }

  /** @param {Card} next */
  function screen(next) {
    const film = next.type.startsWith("video/");
    const media = film ? element("video", "gallery-film") : element("img", "gallery-film");
    if (media instanceof HTMLVideoElement) {
      // Browsers play what is muted without being asked, and hold it while nobody can see it.
      Object.assign(media, { controls: true, loop: true, muted: true, playsInline: true, preload: "auto" });
      media.autoplay = !still.matches;
      media.ariaLabel = `Finished clip: ${nameOf(next)}`;
    } else {
      media.alt = nameOf(next);
    }
    empty();
    place.append(media);
    films.load(media, next.id, 0, next.url, (why) => media.replaceWith(element("p", "gallery-nofilm", why)));
  }

  /** Nothing plays on that has left the page. */
  function empty() {
    const old = place.querySelector("video");
    old?.remove();
    old?.removeAttribute("src");
    old?.load();
    place.replaceChildren();
  }

  /** @param {Card | undefined} card */
  function show(card) {
    const other = card?.id !== clip?.id;
    clip = card;
    node.hidden = !card || card.id === aside;
    if (!card || node.hidden) {
      clip = undefined;
      empty();
      return;
    }
    if (other) screen(card);
    write(prompt, card.prompt);
    write(facts, card.facts);
    rater.show(card);
    const at = all.findIndex((each) => each.id === card.id);
    write(count, all.length > 1 ? `${at + 1} of ${all.length}` : "");
    next.hidden = all.length < 2;
  }

  node.addEventListener("keydown", (event) => {
    if (takesText(event.target)) return;
    if (event.key === "Escape") on.close();
    const opinion = clip && opinionOf(event, clip);
    if (opinion) {
      event.preventDefault();
      judge(opinion);
    }
  });

  return {
    node,
    /** Show these, the latest first; one that somebody is at stays.
     * @param {Card[]} cards
     */
    update(cards) {
      const had = new Set(all.map((each) => each.id));
      const at = all.findIndex((each) => each.id === clip?.id);
      const held = node.contains(document.activeElement);
      const news = cards.find((each) => !had.has(each.id));
      all = cards;
      const now = cards.find((each) => each.id === clip?.id);
      // After the one that was judged comes the one that stood behind it.
      const follower = cards[Math.min(Math.max(at, 0), cards.length - 1)];
      show(news && !held ? news : (now ?? follower));
      if (held && node.hidden) return true;
      if (held && !node.contains(document.activeElement)) title.focus();
      return false;
    },
    /** The clip with this id is open elsewhere on the page ("": none is).
     * @param {string} id
     */
    yield(id) {
      aside = id;
      show(all.find((each) => each.id === clip?.id) ?? all[0]);
    },
    empty,
  };
}
