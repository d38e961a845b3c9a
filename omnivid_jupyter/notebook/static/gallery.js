// @ts-check
/**
 * The panel's gallery: draws the clips that `gallery.py` lists, asks for pictures and films when they are
 * needed, and reports what is to be done with a clip.
 *
 * The one rule: nothing is fetched for a card that nobody sees, and a card that did not change is not touched.
 * All text is set as text, never as HTML.
 *
 * @typedef {{
 *   id: string, prompt: string, model: string, facts: string, created: number, url: string, type: string,
 *   ratio: number,
 * }} Card  one clip, as `card` in gallery.py makes it; `created` in unix seconds
 *
 * @typedef {Card & {
 *   shown: [name: string, value: string][], cell: string, noCell: string, path: string,
 *   media: { url: string, type: string }[], extends: boolean,
 * }} Detail  the same clip opened, as `detail` in gallery.py makes it
 *
 * @typedef {{ type: "cards", cards: Card[], gone: string[], all: boolean }
 *   | { type: "thumb", id: string } | { type: "media", id: string, index: number }
 *   | { type: "detail", clip: Detail } | { type: "said", text: string }} Message
 *
 * @typedef {(message: Message, buffers: DataView[]) => void} Listener
 *
 * @typedef {{
 *   on(event: "msg:custom", listener: Listener): void,
 *   off(event: "msg:custom", listener: Listener): void,
 *   send(message: object): void,
 *   widget_manager?: { resolveUrl?(url: string): Promise<string> },
 * }} Model  the part of anywidget's model that is used here
 */

const AT_ONCE = 4; // pictures that are asked for before the first of them came
const KEPT = 4; // films that were sent as messages and are kept
const MOST = 4; // clips that can be compared
const DAY = 86_400; // seconds
/** @type {[value: string, text: string][]} */
const AGES = [
  ["", "Any time"],
  ["1", "Last 24 hours"],
  ["7", "Last 7 days"],
  ["30", "Last 30 days"],
];

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} name
 * @param {(Node | string)[]} children
 */
function element(tag, name, ...children) {
  const node = document.createElement(tag);
  node.className = `omnivid-gallery-${name}`;
  node.append(...children);
  return node;
}

/** @param {HTMLElement} node
 * @param {string} text
 */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
  node.hidden = text === "";
}

/** @param {string} text
 * @param {() => void} press
 */
function makeButton(text, press) {
  const button = element("button", "button", text);
  button.type = "button";
  button.classList.add("omnivid-panel-button");
  button.addEventListener("click", press);
  return button;
}

/** @param {string} text
 * @param {number} length
 */
const cut = (text, length) => (text.length > length ? `${text.slice(0, length)}…` : text);

/** @param {Card} clip */
const nameOf = (clip) => cut(clip.prompt, 80) || clip.facts;

/**
 * Where the page gets films from: by the file's address where the front end can tell it, else as a message.
 *
 * @param {Model} model
 */
function makeFilms(model) {
  /** @type {Map<string, string>} */
  const kept = new Map();
  /** @type {Map<string, ((url: string) => void)[]>} */
  const waiting = new Map();

  /** @param {string} id
   * @param {number} index
   * @returns {Promise<string>} empty where the file cannot be had
   */
  function sent(id, index) {
    const key = `${id}/${index}`;
    const there = kept.get(key);
    if (there) return Promise.resolve(there);
    return new Promise((resolve) => {
      const others = waiting.get(key);
      waiting.set(key, [...(others ?? []), resolve]);
      if (!others) model.send({ type: "media", id, index });
    });
  }

  return {
    /** Load one file of a clip into an element; tells whether there is one.
     * @param {HTMLVideoElement | HTMLImageElement} target
     * @param {string} id
     * @param {number} index
     * @param {string} url
     * @param {() => void} [failed]
     */
    async load(target, id, index, url, failed) {
      target.addEventListener(
        "error",
        async () => {
          const blob = await sent(id, index);
          if (blob) target.src = blob;
          else failed?.();
        },
        { once: true },
      );
      target.src = (await model.widget_manager?.resolveUrl?.(url)) ?? url;
    },
    /** @param {string} id
     * @param {number} index
     * @param {string} type
     * @param {DataView | undefined} content
     */
    receive(id, index, type, content) {
      const key = `${id}/${index}`;
      let url = "";
      if (content) {
        url = URL.createObjectURL(new Blob([/** @type {DataView<ArrayBuffer>} */ (content)], { type }));
        kept.set(key, url);
        const [oldest] = kept;
        if (kept.size > KEPT) {
          URL.revokeObjectURL(oldest[1]);
          kept.delete(oldest[0]);
        }
      }
      for (const resolve of waiting.get(key) ?? []) resolve(url);
      waiting.delete(key);
    },
    close: () => kept.forEach((url) => URL.revokeObjectURL(url)),
  };
}

/**
 * One film that plays, without sound, over the card that the pointer or the focus is on.
 *
 * @param {ReturnType<typeof makeFilms>} films
 */
function makePreview(films) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {HTMLVideoElement | undefined} */
  let video;

  function stop() {
    video?.pause();
    video?.removeAttribute("src");
    video?.remove();
    video = undefined;
  }

  /** @param {Card} clip
   * @param {HTMLElement} place
   */
  function play(clip, place) {
    if (still.matches || !clip.type.startsWith("video/") || video?.parentElement === place) return;
    stop();
    const next = element("video", "preview");
    Object.assign(next, { muted: true, loop: true, playsInline: true, tabIndex: -1, disablePictureInPicture: true });
    next.ariaHidden = "true";
    next.addEventListener("playing", () => (next.dataset.playing = "true"));
    next.addEventListener("canplay", () => next.play().catch(() => {})); // refused, or gone meanwhile: a picture
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
function makeCard(id, on) {
  const picture = element("img", "picture");
  picture.alt = "";
  picture.hidden = true;
  const place = element("span", "place", picture);
  const prompt = element("span", "prompt");
  prompt.dir = "auto";
  const facts = element("span", "facts");
  const open = element("button", "open", place, prompt, facts);
  open.type = "button";
  const pick = element("input", "pick");
  pick.type = "checkbox";
  pick.title = "Select to compare";
  const node = element("li", "card", open, pick);
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

/**
 * The view of one clip.
 *
 * @param {Model} model
 * @param {ReturnType<typeof makeFilms>} films
 * @param {{ close(): void, say(text: string): void }} on
 */
function makeDetail(model, films, on) {
  const node = element("section", "detail");
  node.hidden = true;
  /** @type {Detail | undefined} */
  let clip;

  /** @param {Detail} next */
  function player(next) {
    return next.media.map(({ url, type }, index) => {
      const film = type.startsWith("video/");
      const media = film ? element("video", "film") : element("img", "film");
      if (media instanceof HTMLVideoElement) {
        Object.assign(media, { controls: true, preload: "metadata", playsInline: true });
        media.ariaLabel = `Clip: ${nameOf(next)}`;
      } else {
        media.alt = nameOf(next);
      }
      films.load(media, next.id, index, url, () => {
        media.replaceWith(element("p", "nofilm", "This page cannot load the file. Show in notebook does."));
      });
      return media;
    });
  }

  /** @param {Detail} next */
  function cell(next) {
    const text = element("textarea", "cell");
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

  /** @param {Detail} next */
  function actions(next) {
    const text = cell(next);
    const path = element("input", "path");
    Object.assign(path, { readOnly: true, value: next.path, type: "text" });
    path.ariaLabel = "Path of the file";
    const place = element("div", "reveal", path, makeButton("Copy path", () => copy(next.path, path, "Path copied.")));
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
      makeButton("Show in notebook", () => model.send({ type: "output", id: next.id })),
      reveal,
      makeButton("Remove", ask),
    ];
    buttons[0].hidden = text.hidden = !next.cell;
    buttons[3].hidden = !next.extends;
    const question = element("div", "question");
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
    question.append(element("span", "why", why), yes, keep);
    function ask() {
      question.hidden = false;
      keep.focus();
    }
    const parts = [element("div", "actions", ...buttons), question, place, text];
    return next.noCell ? [...parts, element("p", "nocell", next.noCell)] : parts;
  }

  /** @param {Detail} next */
  function show(next) {
    clip = next;
    const title = element("h4", "heading", next.prompt || next.model);
    title.tabIndex = -1;
    title.dir = "auto";
    const facts = element("dl", "factlist");
    for (const [name, value] of next.shown) facts.append(element("dt", "name", name), element("dd", "value", value));
    const back = makeButton("Back to all clips", on.close);
    const films = element("div", "films", ...player(next));
    const about = element("div", "about", title, facts, ...actions(next));
    node.replaceChildren(element("div", "back", back), element("div", "both", films, about));
    node.ariaLabel = `Clip: ${nameOf(next)}`;
    node.hidden = false;
    title.focus();
  }

  function hide() {
    clip = undefined;
    node.hidden = true;
    node.replaceChildren(); // stops the film
  }

  return { node, show, hide, shown: () => clip };
}

/** Keep the notebook's keys (x cuts a cell) from what is typed here, all but Ctrl+S, which saves.
 * @param {HTMLElement} root
 */
function keepKeys(root) {
  /** @param {KeyboardEvent} event */
  function guard(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!root.contains(target)) return;
    const saves = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
    target.toggleAttribute("data-lm-suppress-shortcuts", !saves); // JupyterLab looks at the target first
  }
  window.addEventListener("keydown", guard, true); // before JupyterLab looks
  return () => window.removeEventListener("keydown", guard, true);
}

/** @param {{ model: Model, el: HTMLElement }} context */
function render({ model, el }) {
  /** @type {Map<string, ReturnType<typeof makeCard>>} */
  const cards = new Map();
  /** @type {Set<string>} */
  const picked = new Set();
  /** @type {string[]} */
  let wanted = []; // cards in sight without a picture, the latest last
  let asked = 0;
  let active = "";
  let known = false;

  const title = element("h3", "title", "Gallery");
  title.tabIndex = -1;
  const count = element("span", "count");
  const search = element("input", "search");
  Object.assign(search, { type: "search", placeholder: "Search" });
  search.ariaLabel = "Search clips";
  const maker = element("select", "filter");
  maker.ariaLabel = "Made by";
  const age = element("select", "filter");
  age.ariaLabel = "Made when";
  age.append(...AGES.map(([value, text]) => new Option(text, value)));
  const compare = makeButton("Compare", () => model.send({ type: "compare", ids: [...picked] }));
  const unpick = makeButton("Clear selection", () => {
    picked.clear();
    for (const card of cards.values()) card.pick.checked = false;
    drawPicked();
    title.focus();
  });
  const said = element("div", "said");
  said.setAttribute("role", "status");
  const empty = element("p", "empty");
  const list = element("ul", "cards");
  list.setAttribute("role", "list"); // Safari forgets it without bullets
  list.ariaLabel = "Clips";
  const top = element("div", "top", title, count, element("span", "space"), search, maker, age, compare, unpick);
  const films = makeFilms(model);
  const preview = makePreview(films);
  const detail = makeDetail(model, films, { close, say: (text) => write(said, text) });
  const root = element("section", "root", top, said, empty, list, detail.node);
  root.classList.add("omnivid-panel-part");
  root.ariaLabel = "Gallery";
  const giveKeysBack = keepKeys(root);
  el.append(root);

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
    if (on && picked.size >= MOST) {
      write(said, `At most ${MOST} clips can be compared.`);
      return false;
    }
    if (on) picked.add(id);
    else picked.delete(id);
    write(said, "");
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

  /** @param {string} id */
  function drop(id) {
    const card = cards.get(id);
    if (!card) return;
    if (detail.shown()?.id === id) close();
    const order = inOrder();
    const next = order[order.indexOf(card) + 1] ?? order[order.indexOf(card) - 1];
    const focused = card.node.contains(document.activeElement);
    seen.unobserve(card.node);
    card.node.remove();
    URL.revokeObjectURL(card.picture.src);
    cards.delete(id);
    picked.delete(id);
    if (focused) (next?.open ?? title).focus();
  }

  function close() {
    const id = detail.shown()?.id ?? "";
    detail.hide();
    list.hidden = false;
    write(said, "");
    (cards.get(id)?.open ?? title).focus();
  }

  /** @type {Listener} */
  function receive(message, buffers) {
    switch (message.type) {
      case "cards":
        known = true;
        if (message.all) {
          const there = new Set(message.cards.map((clip) => clip.id));
          [...cards.keys()].filter((id) => !there.has(id)).forEach(drop);
        }
        message.gone.forEach(drop);
        [...message.cards].sort((one, other) => one.created - other.created).forEach(put);
        drawMakers();
        drawPicked();
        filter();
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
          }
        }
        askForThumbs();
        break;
      }
      case "media": {
        const shown = detail.shown();
        const type = shown?.id === message.id ? shown.media[message.index]?.type : cards.get(message.id)?.clip?.type;
        films.receive(message.id, message.index, type ?? "", buffers[0]);
        break;
      }
      case "detail":
        preview.stop();
        list.hidden = true;
        write(said, "");
        reach(message.clip.id);
        detail.show(message.clip);
        break;
      case "said":
        write(said, message.text);
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
  model.send({ type: "ready" });

  return () => {
    giveKeysBack();
    model.off("msg:custom", receive);
    seen.disconnect();
    preview.stop();
    films.close();
    for (const card of cards.values()) URL.revokeObjectURL(card.picture.src);
  };
}

export default { render };
