// @ts-check
/**
 * The panel's gallery: draws the clips that `gallery.py` lists, asks for pictures and films when they are
 * needed, and reports what is to be done with a clip.
 *
 * Nothing is fetched for a card that nobody sees, and a card that did not change is not touched.
 *
 * @typedef {import("./messages.js").Card} Card
 * @typedef {import("./messages.js").ToGallery} ToGallery
 * @typedef {import("./messages.js").FromGallery} FromGallery
 */
import { element, makeSpeaker, say, write } from "../views/shared.js";
import { attach } from "../views/channel.js";
import { makeButton, mountPart, newName } from "./panel.js";
import { makeFilms } from "./films.js";
import { makeFilters } from "./filters.js";
import { makeCard, makePreview } from "./card.js";
import { makeDetail } from "./detail.js";
import { makeStage } from "./stage.js";

const AT_ONCE = 4; // pictures that are asked for before the first of them came
const MOST_PICKED = 100; // clips that can be selected

/** Loaded again, the page is another one, which does not have the output below the panel. */
const PAGE = newName();

/** @param {{ model: import("../views/channel.js").Channel<ToGallery, FromGallery>, el: HTMLElement }} context */
function render({ model: bare, el }) {
  const model = attach(bare, (text) => say(said, text));
  /** @type {Map<string, ReturnType<typeof makeCard>>} */
  const cards = new Map();
  /** @type {Set<string>} */
  const picked = new Set();
  /** @type {string[]} */
  let wanted = []; // cards in sight without a picture, the latest last
  /** @type {string[]} */
  let finished = []; // clips that nobody has judged yet
  let asked = 0;
  let active = "";
  let known = false;
  let most = 0; // clips that can be compared, as the kernel says

  const title = element("h3", "gallery-title", "Gallery");
  title.tabIndex = -1;
  const count = element("span", "gallery-count");
  const filters = makeFilters(filter, order);
  /** @param {"compare" | "duel"} type */
  const ask = (type) => model.send({ type, ids: [...picked], page: PAGE });
  const compare = makeButton("Compare", () => ask("compare"));
  const duel = makeButton("Duel", () => ask("duel"));
  duel.title = "Two at a time, without their prompts: which is better? The votes make a ranking.";
  const all = makeButton("Select all shown", () => {
    for (const card of inOrder()) if (picked.size < MOST_PICKED) picked.add(card.node.dataset.id ?? "");
    drawPicked();
  });
  const unpick = makeButton("Clear selection", () => {
    picked.clear();
    drawPicked();
    title.focus();
  });
  const selection = element("div", "gallery-selection", compare, duel, all, unpick);
  const said = makeSpeaker("gallery-said", "status");
  const empty = element("p", "gallery-empty");
  const list = element("ul", "gallery-cards");
  list.setAttribute("role", "list"); // Safari forgets it without bullets
  list.ariaLabel = "Clips";
  const top = element("div", "gallery-top", title, count, filters.node);
  const films = makeFilms(model);
  const preview = makePreview(films);
  /** @param {string} id
   * @param {import("./rater.js").Opinion} opinion
   */
  const rate = (id, opinion) => model.send({ type: "rate", id, ...opinion });
  const open = (/** @type {string} */ id) => model.send({ type: "open", id });
  const stage = makeStage(films, { rate, open, close: () => model.send({ type: "dismiss" }) });
  const detail = makeDetail(model, films, { close, rate, say: (text) => say(said, text), page: PAGE, load });
  const root = element("section", "gallery-root", stage.node, top, selection, said, empty, list, detail.node);
  root.ariaLabel = "Gallery";
  const unmount = mountPart(el, root);

  /** Of all films of the galleries on this page, one plays.
   * @param {Event} event
   */
  function playOne(event) {
    for (const video of document.querySelectorAll(".omnivid-gallery-root video")) {
      if (video !== event.target) /** @type {HTMLVideoElement} */ (video).pause();
    }
  }
  root.addEventListener("play", playOne, true);

  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const id = /** @type {HTMLElement} */ (target).dataset.id ?? "";
        wanted = wanted.filter((other) => other !== id);
        if (isIntersecting && !cards.get(id)?.thumb) wanted.push(id);
      }
      askForThumbs();
    },
    { root: list, rootMargin: "200px" },
  );

  /** Put a clip's first picture into an element, when it is there.
   * @param {string} id
   * @param {HTMLImageElement} target
   */
  function load(id, target) {
    const card = cards.get(id);
    if (!card) return;
    card.alike.push(target);
    if (card.thumb === "there") target.src = card.picture.src;
    else wanted.push(id);
    askForThumbs();
  }

  function askForThumbs() {
    while (asked < AT_ONCE && wanted.length > 0) {
      const id = /** @type {string} */ (wanted.pop());
      const card = cards.get(id);
      if (!card || card.thumb) continue;
      card.thumb = "asked";
      asked += 1;
      model.send({ type: "thumb", id });
    }
  }

  const visible = () => [...cards.values()].filter((card) => !card.node.hidden);

  function filter() {
    const accepts = filters.accepts();
    for (const card of cards.values()) card.node.hidden = !card.clip || !accepts(card.clip, card.words);
    const left = visible();
    const all = cards.size === 1 ? "1 clip" : `${cards.size} clips`;
    write(count, left.length === cards.size ? all : `${left.length} of ${all}`);
    const none = cards.size > 0 ? "No clip fits. Change the filters." : "No clips yet. What is made appears here.";
    write(empty, known && left.length === 0 ? none : "");
    const stays = list.contains(document.activeElement) || detail.shown();
    if (!stays || !left.some((card) => card.node.dataset.id === active)) reach(inOrder()[0]?.node.dataset.id ?? "");
  }

  /** Put all cards in order; those that stand right already are not touched. */
  function order() {
    const sorted = [...cards.values()].sort(inFront).map((card) => card.node);
    sorted.forEach((node, index) => {
      if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
    });
    filter();
  }

  /** @typedef {ReturnType<typeof makeCard>} Shown
   * @param {Shown} one
   * @param {Shown} other
   */
  const inFront = (one, other) => (one.clip && other.clip ? filters.compare(one.clip, other.clip) : 0);

  function drawPicked() {
    for (const [id, card] of cards) card.pick.checked = picked.has(id);
    compare.textContent = `Compare ${picked.size}`;
    compare.title = picked.size > most ? "All of them on a contact sheet" : "Side by side, in step";
    compare.hidden = duel.hidden = picked.size < 2;
    selection.hidden = picked.size === 0;
    root.dataset.picking = String(picked.size > 0);
  }

  /** The cards that are not filtered away, in the order in which they stand. */
  const inOrder = () =>
    [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(".omnivid-gallery-card:not([hidden])"))].map(
      (node) => /** @type {ReturnType<typeof makeCard>} */ (cards.get(node.dataset.id ?? "")),
    );

  /** Let the Tab key come to this card; the arrows go on from there.
   * @param {string} id
   */
  function reach(id) {
    cards.get(active)?.reachable(false);
    active = id;
    cards.get(active)?.reachable(true);
  }

  /** @param {KeyboardEvent} event */
  function move(event) {
    const order = inOrder();
    const at = order.findIndex((card) => card.node.contains(document.activeElement));
    if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const top = order[0].node.offsetTop;
    const columns = Math.max(1, order.findIndex((card) => card.node.offsetTop > top));
    /** @type {Record<string, number>} */
    const targets = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at + columns,
      ArrowUp: at - columns,
      Home: 0,
      End: order.length - 1,
    };
    const card = order[targets[event.key]];
    if (!(event.key in targets)) return;
    event.preventDefault();
    card?.open.focus();
  }

  /** @param {string} id
   * @param {boolean} on
   */
  function pick(id, on) {
    if (on && picked.size >= MOST_PICKED) {
      say(said, `At most ${MOST_PICKED} clips can be selected.`);
      return false;
    }
    if (on) picked.add(id);
    else picked.delete(id);
    say(said, "");
    drawPicked();
    return on;
  }

  /** Put cards that are new before the first one that belongs behind them: one walk, however many there are.
   * @param {Shown[]} fresh
   */
  function insert(fresh) {
    let next = list.firstElementChild;
    for (const card of fresh.sort(inFront)) {
      const isBehind = (/** @type {Element} */ node) => {
        const other = cards.get(/** @type {HTMLElement} */ (node).dataset.id ?? "");
        return other !== undefined && inFront(card, other) < 0;
      };
      while (next && !isBehind(next)) next = next.nextElementSibling;
      list.insertBefore(card.node, next);
      seen.observe(card.node);
    }
  }

  /** @param {string} id */
  function make(id) {
    const card = makeCard(id, {
      open: () => open(id),
      pick: (on) => pick(id, on),
      enter: (place) => {
        const now = cards.get(id)?.clip;
        if (now) preview.play(now, place);
      },
      leave: preview.stop,
      reach: () => reach(id),
      rate: (opinion) => rate(id, opinion),
    });
    cards.set(id, card);
    card.reachable(false);
    return card;
  }

  /** Show a clip; returns its card where that is new, and not in the list yet.
   * @param {Card} clip
   */
  function put(clip) {
    const known = cards.get(clip.id);
    const card = known ?? make(clip.id);
    card.show(clip);
    detail.rated(clip);
    return known ? [] : [card];
  }

  /** Take away the cards of clips that are gone. A focus that was in one of them, or in its open clip, goes to the
   * nearest card that stays.
   *
   * @param {string[]} ids
   */
  function drop(ids) {
    const gone = ids.flatMap((id) => cards.get(id) ?? []);
    if (gone.length === 0) return;
    const opened = cards.get(detail.shown()?.id ?? "");
    const order = inOrder();
    const has = (/** @type {HTMLElement} */ node) => node.contains(document.activeElement);
    const held = gone.find((card) => has(card.node) || (card === opened && has(detail.node)));
    const at = held ? order.indexOf(held) : -1;
    const near = [...order.slice(at + 1), ...order.slice(0, Math.max(at, 0)).reverse()];
    const next = near.find((card) => !gone.includes(card));
    if (opened && gone.includes(opened)) showList();
    for (const card of gone) {
      const id = card.node.dataset.id ?? "";
      seen.unobserve(card.node);
      card.node.remove();
      URL.revokeObjectURL(card.picture.src);
      cards.delete(id);
      picked.delete(id);
    }
    if (held) (next?.open ?? title).focus();
  }

  function showList() {
    detail.hide();
    stage.yield("");
    list.hidden = false;
    say(said, "");
  }

  function close() {
    const id = detail.shown()?.id ?? "";
    showList();
    (cards.get(id)?.open ?? title).focus();
  }

  function drawStage() {
    if (stage.update(finished.flatMap((id) => cards.get(id)?.clip ?? []))) title.focus();
  }

  function askForTurns() {
    const shown = detail.shown();
    if (shown) model.send({ type: "turns", id: shown.id });
  }

  /** @param {ToGallery} message
   * @param {DataView[]} buffers
   */
  function receive(message, buffers) {
    switch (message.type) {
      case "cards":
        known = true;
        most = message.most;
        if (message.all) {
          const there = new Set(message.cards.map((clip) => clip.id));
          drop([...cards.keys()].filter((id) => !there.has(id)));
        }
        drop(message.gone);
        insert([...message.cards].sort((one, other) => one.created - other.created).flatMap(put));
        filters.offer([...new Set([...cards.values()].map((card) => card.clip?.model ?? ""))].sort());
        drawPicked();
        if (filters.byStars() && !list.contains(document.activeElement)) order(); // not under somebody's hands
        else filter();
        drawStage();
        askForTurns();
        break;
      case "finished":
        finished = message.ids;
        drawStage();
        break;
      case "thumb": {
        const card = cards.get(message.id);
        asked = Math.max(0, asked - 1);
        if (card) {
          card.thumb = "there";
          card.node.dataset.damaged = String(buffers.length === 0);
          if (buffers.length > 0) {
            const content = /** @type {DataView<ArrayBuffer>} */ (buffers[0]);
            card.picture.src = URL.createObjectURL(new Blob([content], { type: "image/jpeg" }));
            card.picture.hidden = false;
            for (const other of card.alike) other.src = card.picture.src;
          }
        }
        askForThumbs();
        break;
      }
      case "media": {
        const shown = detail.shown();
        const type = shown?.id === message.id ? shown.media[message.index]?.type : cards.get(message.id)?.clip?.type;
        films.receive(message.id, message.index, type ?? "", buffers[0], message.problem);
        break;
      }
      case "detail":
        preview.stop();
        list.hidden = true;
        say(said, "");
        reach(message.clip.id);
        stage.yield(message.clip.id);
        detail.show(message.clip);
        break;
      case "turns":
        detail.follow(message.id, message.turns);
        break;
      case "said":
        say(said, message.text);
    }
  }

  list.addEventListener("keydown", move);
  detail.node.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  filters.offer([]);
  drawPicked();
  filter();
  model.on("msg:custom", receive);
  model.send({ type: "ready", page: PAGE });

  return () => {
    unmount();
    model.off("msg:custom", receive);
    seen.disconnect();
    preview.stop();
    stage.empty();
    films.close();
    for (const card of cards.values()) URL.revokeObjectURL(card.picture.src);
  };
}

export default { render };
