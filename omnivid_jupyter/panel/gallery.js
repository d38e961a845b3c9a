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
import { attach, makeButton, mountPart, newName } from "./panel.js";
import { makeFilms } from "./films.js";
import { makeCard, makePreview } from "./card.js";
import { makeDetail } from "./detail.js";

const AT_ONCE = 4; // pictures that are asked for before the first of them came
const DAY = 86_400; // seconds
/** @type {[value: string, text: string][]} */
const AGES = [
  ["", "Any time"],
  ["1", "Last 24 hours"],
  ["7", "Last 7 days"],
  ["30", "Last 30 days"],
];

/** Loaded again, the page is another one, which does not have the output below the panel. */
const PAGE = newName();

/** @param {{ model: import("./panel.js").Channel<ToGallery, FromGallery>, el: HTMLElement }} context */
function render({ model: bare, el }) {
  const model = attach(bare, (text) => say(said, text));
  /** @type {Map<string, ReturnType<typeof makeCard>>} */
  const cards = new Map();
  /** @type {Set<string>} */
  const picked = new Set();
  /** @type {string[]} */
  let wanted = []; // cards in sight without a picture, the latest last
  let asked = 0;
  let active = "";
  let known = false;
  let most = 0; // clips that can be compared, as the kernel says

  const title = element("h3", "gallery-title", "Gallery");
  title.tabIndex = -1;
  const count = element("span", "gallery-count");
  const search = element("input", "gallery-search");
  Object.assign(search, { type: "search", placeholder: "Search" });
  search.ariaLabel = "Search clips";
  const maker = element("select", "gallery-filter");
  maker.ariaLabel = "Made by";
  const age = element("select", "gallery-filter");
  age.ariaLabel = "Made when";
  age.append(...AGES.map(([value, text]) => new Option(text, value)));
  const compare = makeButton("Compare", () => model.send({ type: "compare", ids: [...picked], page: PAGE }));
  const unpick = makeButton("Clear selection", () => {
    picked.clear();
    for (const card of cards.values()) card.pick.checked = false;
    drawPicked();
    title.focus();
  });
  const said = makeSpeaker("gallery-said", "status");
  const empty = element("p", "gallery-empty");
  const list = element("ul", "gallery-cards");
  list.setAttribute("role", "list"); // Safari forgets it without bullets
  list.ariaLabel = "Clips";
  const top = element("div", "gallery-top", title, count, element("span", "gallery-space"), search, maker, age, compare, unpick);
  const films = makeFilms(model);
  const preview = makePreview(films);
  const detail = makeDetail(model, films, { close, say: (text) => say(said, text), page: PAGE, load });
  const root = element("section", "gallery-root", top, said, empty, list, detail.node);
  root.ariaLabel = "Gallery";
  const unmount = mountPart(el, root);

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
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const since = age.value ? Date.now() / 1000 - Number(age.value) * DAY : 0;
    for (const card of cards.values()) {
      const { clip } = card;
      card.node.hidden =
        !clip ||
        clip.created < since ||
        (maker.value !== "" && clip.model !== maker.value) ||
        !words.every((word) => card.words.includes(word));
    }
    const left = visible();
    const all = cards.size === 1 ? "1 clip" : `${cards.size} clips`;
    write(count, left.length === cards.size ? all : `${left.length} of ${all}`);
    const none = cards.size > 0 ? "No clip fits. Change the filters." : "No clips yet. What is made appears here.";
    write(empty, known && left.length === 0 ? none : "");
    const stays = list.contains(document.activeElement) || detail.shown();
    if (!stays || !left.some((card) => card.node.dataset.id === active)) reach(inOrder()[0]?.node.dataset.id ?? "");
  }

  function drawMakers() {
    const models = [...new Set([...cards.values()].map((card) => card.clip?.model ?? ""))].sort();
    const drawn = models.join("\n");
    if (maker.dataset.drawn === drawn) return;
    maker.dataset.drawn = drawn;
    const { value } = maker;
    maker.replaceChildren(new Option("All models", ""), ...models.map((each) => new Option(each, each)));
    maker.value = models.includes(value) ? value : "";
  }

  function drawPicked() {
    compare.textContent = `Compare ${picked.size}`;
    compare.hidden = picked.size < 2;
    unpick.hidden = picked.size === 0;
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
    if (on && picked.size >= most) {
      say(said, `At most ${most} clips can be compared.`);
      return false;
    }
    if (on) picked.add(id);
    else picked.delete(id);
    say(said, "");
    drawPicked();
    return on;
  }

  /** @param {Card} clip */
  function put(clip) {
    let card = cards.get(clip.id);
    if (!card) {
      const { id } = clip;
      card = makeCard(id, {
        open: () => model.send({ type: "open", id }),
        pick: (on) => pick(id, on),
        enter: (place) => {
          const now = cards.get(id)?.clip;
          if (now) preview.play(now, place);
        },
        leave: preview.stop,
        reach: () => reach(id),
      });
      cards.set(id, card);
      card.reachable(false);
      const older = (/** @type {Element} */ node) =>
        (cards.get(/** @type {HTMLElement} */ (node).dataset.id ?? "")?.clip?.created ?? 0) < clip.created;
      list.insertBefore(card.node, [...list.children].find(older) ?? null);
      seen.observe(card.node);
    }
    card.show(clip);
  }

  /** Take away the cards of clips that are gone. A focus that was in one of them, or in its open clip, goes to the
   * nearest card that stays.
   *
   * @param {string[]} ids
   */
  function drop(ids) {
    const gone = ids.flatMap((id) => cards.get(id) ?? []);
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
    list.hidden = false;
    say(said, "");
  }

  function close() {
    const id = detail.shown()?.id ?? "";
    showList();
    (cards.get(id)?.open ?? title).focus();
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
        [...message.cards].sort((one, other) => one.created - other.created).forEach(put);
        drawMakers();
        drawPicked();
        filter();
        askForTurns();
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
  search.addEventListener("input", filter);
  maker.addEventListener("change", filter);
  age.addEventListener("change", filter);
  drawMakers();
  drawPicked();
  filter();
  model.on("msg:custom", receive);
  model.send({ type: "ready", page: PAGE });

  return () => {
    unmount();
    model.off("msg:custom", receive);
    seen.disconnect();
    preview.stop();
    films.close();
    for (const card of cards.values()) URL.revokeObjectURL(card.picture.src);
  };
}

export default { render };
