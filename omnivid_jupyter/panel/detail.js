// @ts-check
/**
 * The gallery's view of one clip.
 *
 * What is shown came in one message; each button sends one, or changes nothing but the view.
 *
 * @typedef {import("./messages.js").OpenedClip} OpenedClip
 */
import { element } from "../views/shared.js";
import { makeButton } from "./panel.js";
import { nameOf } from "./card.js";
import { makeRater, opinionOf, takesText } from "./rater.js";
import { makeTurns } from "./turns.js";

/**
 * The view of one clip.
 *
 * @param {import("../views/channel.js").Channel<import("./messages.js").ToGallery, import("./messages.js").FromGallery>} model
 * @param {import("./films.js").Films} films
 * @param {{ close(): void, say(text: string): void, page: string, rate(id: string, opinion: import("./rater.js").Opinion): void, load(id: string, picture: HTMLImageElement): void }} on
 */
export function makeDetail(model, films, on) {
  const node = element("section", "gallery-detail");
  node.hidden = true;
  /** @type {OpenedClip | undefined} */
  let clip;
  let thread = element("div", "gallery-thread");
  const judge = (/** @type {import("./rater.js").Opinion} */ opinion) => clip && on.rate(clip.id, opinion);
  const rater = makeRater(judge);

  /** @param {OpenedClip} next */
  function player(next) {
    return next.media.map(({ url, type }, index) => {
      const film = type.startsWith("video/");
      const media = film ? element("video", "gallery-film") : element("img", "gallery-film");
      if (media instanceof HTMLVideoElement) {
        Object.assign(media, { controls: true, preload: "metadata", playsInline: true });
        media.ariaLabel = `Clip: ${nameOf(next)}`;
      } else {
        media.alt = nameOf(next);
      }
      films.load(media, next.id, index, url, (why) => media.replaceWith(element("p", "gallery-nofilm", why)));
      return media;
    });
  }

  /** @param {OpenedClip} next */
  function cell(next) {
    const text = element("textarea", "gallery-cell");
    Object.assign(text, { readOnly: true, value: next.cell, rows: Math.min(8, next.cell.split("\n").length + 1) });
    text.ariaLabel = "Cell";
    text.spellcheck = false;
    return text;
  }

  /** @param {string} text
   * @param {HTMLTextAreaElement | HTMLInputElement} source
   * @param {string} done
   */
  async function copy(text, source, done) {
    try {
      await navigator.clipboard.writeText(text);
      on.say(done);
    } catch {
      source.focus(); // the browser does not let us: all is selected for the person's own Ctrl+C
      source.select();
      on.say("The browser does not allow copying: press Ctrl+C.");
    }
  }

  /** @param {OpenedClip} next */
  function actions(next) {
    const text = cell(next);
    const path = element("input", "gallery-path");
    Object.assign(path, { readOnly: true, value: next.path, type: "text" });
    path.ariaLabel = "Path of the file";
    const place = element("div", "gallery-reveal", path, makeButton("Copy path", () => copy(next.path, path, "Path copied.")));
    place.hidden = true;
    const reveal = makeButton("Reveal file", () => {
      place.hidden = !place.hidden;
      reveal.ariaExpanded = String(!place.hidden);
      if (!place.hidden) path.focus();
    });
    reveal.ariaExpanded = "false";
    const buttons = [
      makeButton("Copy as cell", () => copy(next.cell, text, "Cell copied: paste it into the notebook.")),
      makeButton("Use again", () => model.send({ type: "use", id: next.id })),
      makeButton(next.type.startsWith("video/") ? "Use last frame" : "Use as reference", () =>
        model.send({ type: "refer", id: next.id }),
      ),
      makeButton("Extend", () => model.send({ type: "extend", id: next.id })),
      makeButton("Show in notebook", () => model.send({ type: "output", id: next.id, page: on.page })),
      reveal,
      makeButton("Remove", ask),
    ];
    buttons[0].hidden = text.hidden = !next.cell;
    buttons[3].hidden = !next.extends;
    const question = element("div", "gallery-question");
    question.hidden = true;
    question.role = "group";
    question.ariaLabel = "Remove this clip?";
    const keep = makeButton("Keep it", () => {
      question.hidden = true;
      buttons[6].focus();
    });
    const yes = makeButton("Remove for good", () => model.send({ type: "remove", id: next.id }));
    yes.classList.add("omnivid-panel-danger");
    const why = "Its files are deleted. The journal keeps the entry; its cell would make, and pay for, a new clip.";
    question.append(element("span", "gallery-why", why), yes, keep);
    function ask() {
      question.hidden = false;
      keep.focus();
    }
    const parts = [element("div", "gallery-actions", ...buttons), question, place, text];
    return next.noCell ? [...parts, element("p", "gallery-nocell", next.noCell)] : parts;
  }

  /** @param {OpenedClip} next */
  function show(next) {
    clip = next;
    const title = element("h4", "gallery-heading", next.prompt || next.model);
    title.tabIndex = -1;
    title.dir = "auto";
    const facts = element("dl", "gallery-factlist");
    for (const [name, value] of next.shown) facts.append(element("dt", "gallery-name", name), element("dd", "gallery-value", value));
    const back = makeButton("Back to all clips", on.close);
    const films = element("div", "gallery-films", ...player(next));
    rater.show(next);
    const about = element("div", "gallery-about", title, rater.node, facts, ...actions(next));
    node.replaceChildren(element("div", "gallery-back", back), element("div", "gallery-both", films, about));
    thread = makeTurns(next.turns, open, on.load);
    node.append(thread);
    node.ariaLabel = `Clip: ${nameOf(next)}`;
    node.hidden = false;
    title.focus();
  }

  /** @param {string} id */
  function open(id) {
    model.send({ type: "open", id });
  }

  /** What goes on from the clip while it is open is added; the player and the focus stay.
   *
   * @param {string} id
   * @param {import("./messages.js").Turn[]} turns
   */
  function follow(id, turns) {
    if (clip?.id !== id || JSON.stringify(turns) === JSON.stringify(clip.turns)) return;
    const before = [...thread.querySelectorAll("button")].find((each) => each === document.activeElement);
    const next = makeTurns(turns, open, on.load);
    clip = { ...clip, turns };
    thread.replaceWith(next);
    thread = next;
    if (before) [...thread.querySelectorAll("button")].find((each) => each.dataset.id === before.dataset.id)?.focus();
  }

  /** What is thought of the clip that is open, where this is it.
   * @param {import("./messages.js").Card} card
   */
  function rated({ id, stars, note, rejected }) {
    if (clip?.id !== id) return;
    clip = { ...clip, stars, note, rejected };
    rater.show(clip);
  }

  node.addEventListener("keydown", (event) => {
    const opinion = clip && !takesText(event.target) && opinionOf(event, clip);
    if (!opinion) return;
    event.preventDefault();
    judge(opinion);
  });

  function hide() {
    clip = undefined;
    node.hidden = true;
    node.replaceChildren(); // stops the film
  }

  return { node, show, rated, follow, hide, shown: () => clip };
}
