// @ts-check
/**
 * The players of a contact sheet: none exists that nobody looks at.
 *
 * A tile near the view gets its picture; where a notebook that holds the film had room for a coarse one only, the film's
 * own first picture takes its place. A tile that plays gets a player, and loses it with all that it has loaded when it
 * stops or is out of view: browsers allow some dozens of them, and each costs memory.
 */
import { element } from "./shared.js";
import { makeTransport } from "./transport.js";

const MOST = 24; // that play at the same time
const PATIENCE = 140; // milliseconds that one points at a clip before it plays
const RATE = 24; // frames a second, for the transport's own steps
const SHARP = 640; // pixels of a film's own first picture

/**
 * @param {{ number: number, node: HTMLElement, picture: HTMLElement, image: HTMLImageElement, poster: string, film: boolean }[]} tiles
 * @param {(number: number, otherwise?: boolean) => string | Promise<string>} film  where an entry's film is, and where
 *   else when it is not to be had there
 * @param {(text: string) => void} tell  a sentence on what does not play, or ""
 */
export function makePlayers(tiles, film, tell) {
  /** @type {Map<number, HTMLVideoElement>} */
  const players = new Map();
  /** @type {HTMLVideoElement[]} those that are ready, in step */
  const pool = [];
  /** @type {Set<number>} */
  const inView = new Set();
  /** @type {Set<number>} */
  const near = new Set();
  /** @type {Map<number, string>} the pictures that tiles were given */
  const given = new Map();
  /** @type {Promise<unknown>} one film after the other */
  let sharper = Promise.resolve();
  let all = false;
  let alone = -1;
  let timer = 0;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const transport = makeTransport(pool, RATE, { moved() {}, changed() {} });
  transport.setLoop(true);

  const numbers = new Map(tiles.map((tile) => [/** @type {Element} */ (tile.node), tile.number]));
  /** @param {Set<number>} set @param {() => void} then @param {string} rootMargin */
  const watch = (set, then, rootMargin) => {
    const observer = new IntersectionObserver((seen) => {
      for (const { target, isIntersecting } of seen) {
        const number = numbers.get(target) ?? -1;
        if (isIntersecting) set.add(number);
        else set.delete(number);
      }
      then();
    }, { rootMargin });
    for (const tile of tiles) observer.observe(tile.node);
    return observer;
  };
  const observers = [
    watch(near, () => near.forEach(look), "300px"),
    watch(inView, () => {
      for (const number of [...players.keys()]) if (!inView.has(number)) release(number);
      if (all) refresh();
    }, "0px"),
  ];

  /** Give a tile that is near its picture.
   * @param {number} number
   */
  function look(number) {
    const { image, poster, film } = tiles[number];
    if (!near.has(number) || !poster || given.get(number) === poster) return;
    given.set(number, poster);
    image.src = poster;
    if (film) sharper = sharper.then(() => sharpen(number, poster)).catch(() => {}); // the coarse picture stays
  }

  /** Show the first picture of a film that is in the page, where the tile is wider than its own.
   * @param {number} number @param {string} poster
   */
  async function sharpen(number, poster) {
    const { image, picture } = tiles[number];
    if (!near.has(number)) return void given.delete(number); // it is looked at again when it comes near again
    const source = await film(number);
    if (!source.startsWith("data:")) return;
    await image.decode();
    if (image.naturalWidth >= picture.clientWidth) return;
    const video = Object.assign(document.createElement("video"), { muted: true, preload: "auto" });
    await new Promise((resolve) => {
      video.addEventListener("loadeddata", resolve, { once: true });
      video.addEventListener("error", resolve, { once: true });
      video.src = source;
    });
    const canvas = document.createElement("canvas");
    canvas.width = Math.min(video.videoWidth, SHARP);
    canvas.height = Math.round((canvas.width * video.videoHeight) / (video.videoWidth || 1));
    canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
    video.removeAttribute("src");
    video.load(); // lets go of what it has loaded
    const isSharper = canvas.width > image.naturalWidth && tiles[number].poster === poster;
    if (isSharper) image.src = canvas.toDataURL("image/jpeg", 0.9);
  }

  /** @param {number} number */
  async function attach(number) {
    const video = element("video", "sheet-video");
    Object.assign(video, { muted: true, playsInline: true, preload: "auto", tabIndex: -1 });
    video.ariaHidden = "true";
    video.disablePictureInPicture = true;
    players.set(number, video);
    tiles[number].picture.append(video);
    let tried = false;
    video.addEventListener("error", async () => {
      if (!video.hasAttribute("src")) return;
      const other = tried ? "" : await film(number, (tried = true));
      if (players.get(number) !== video) return;
      if (other) video.src = other;
      else release(number);
    });
    video.addEventListener("loadeddata", () => (video.dataset.ready = ""));
    const source = await film(number);
    if (players.get(number) === video && source) video.src = source;
    return video;
  }

  /** @param {number} number */
  function release(number) {
    const video = players.get(number);
    if (number === alone) alone = -1;
    if (!video) return;
    players.delete(number);
    const at = pool.indexOf(video);
    if (at >= 0) pool.splice(at, 1);
    video.pause();
    video.removeAttribute("src");
    video.load(); // lets go of what it has loaded
    video.remove();
  }

  /** Let play what is in view, in step: who comes later joins where the others are. */
  function refresh() {
    const wanted = tiles.filter((tile) => tile.film && inView.has(tile.number)).map((tile) => tile.number);
    const playing = wanted.slice(0, MOST);
    for (const number of [...players.keys()]) if (!playing.includes(number)) release(number);
    for (const number of playing) if (!players.has(number)) join(number);
    const rest = wanted.length - playing.length;
    tell(rest > 0 ? `${playing.length} of ${wanted.length} clips in view play; the others take their turn when you scroll.` : "");
  }

  /** @param {number} number */
  async function join(number) {
    const video = await attach(number);
    video.addEventListener("canplay", () => {
      const at = transport.playing() ? Math.min(transport.position(), video.duration - 0.05) : 0;
      if (at > 0.05) {
        video.addEventListener("seeked", () => add(number, video), { once: true });
        video.currentTime = at;
      } else {
        add(number, video);
      }
    }, { once: true });
  }

  /** @param {number} number @param {HTMLVideoElement} video */
  function add(number, video) {
    if (!all || players.get(number) !== video || pool.includes(video)) return;
    pool.push(video);
    if (!transport.playing()) transport.toggle();
  }

  /** @param {number} number */
  async function solo(number) {
    if (all || alone === number || !tiles[number].film) return;
    quiet();
    alone = number;
    const video = await attach(number);
    video.loop = true;
    if (alone === number) video.play().catch(() => release(number)); // the picture stays
  }

  function quiet() {
    clearTimeout(timer);
    if (!all) for (const number of [...players.keys()]) release(number);
    alone = -1;
  }

  return {
    look,
    release,
    quiet,
    /** All that is in view plays in step, or nothing; tells which. */
    toggleAll() {
      if (!all) quiet();
      all = !all;
      if (all) refresh();
      else {
        if (transport.playing()) transport.toggle();
        quiet();
        tell("");
      }
      return all;
    },
    /** @param {number} number */
    toggle(number) {
      if (alone === number) quiet();
      else solo(number);
    },
    /** @param {number} number */
    hover(number) {
      if (all || still.matches) return;
      clearTimeout(timer);
      timer = setTimeout(() => solo(number), PATIENCE);
    },
    /** @param {number} number */
    leave(number) {
      clearTimeout(timer);
      if (!all) release(number);
    },
    end() {
      all = false;
      quiet();
      for (const observer of observers) observer.disconnect();
    },
  };
}
