// @ts-check
/**
 * Where the gallery gets films from: by the file's address where the front end can tell it, else as a message.
 *
 * A film is sent once, however many wait for it, and not loaded into what has left the page meanwhile.
 *
 * @typedef {{ url: string, problem: string }} Sent  a film that came as a message, or why none did
 *
 * @typedef {ReturnType<typeof makeFilms>} Films
 */

const KEPT = 4; // films that were sent as messages and are kept

/** @param {import("../views/channel.js").Channel<import("./messages.js").ToGallery, import("./messages.js").FromGallery>} model */
export function makeFilms(model) {
  /** @type {Map<string, string>} */
  const kept = new Map();
  /** @type {Map<string, ((film: Sent) => void)[]>} */
  const waiting = new Map();

  /** @param {string} id
   * @param {number} index
   * @returns {Promise<Sent>}
   */
  function sent(id, index) {
    const key = `${id}/${index}`;
    const there = kept.get(key);
    if (there) return Promise.resolve({ url: there, problem: "" });
    return new Promise((resolve) => {
      const others = waiting.get(key);
      waiting.set(key, [...(others ?? []), resolve]);
      if (!others) model.send({ type: "media", id, index });
    });
  }

  return {
    /** Load one file of a clip into an element that is on the page; `failed` hears why there is none.
     * @param {HTMLVideoElement | HTMLImageElement} target
     * @param {string} id
     * @param {number} index
     * @param {string} url
     * @param {(why: string) => void} [failed]
     */
    async load(target, id, index, url, failed) {
      /** @param {string} source
       * @param {() => void} otherwise
       */
      const set = (source, otherwise) => {
        if (!target.isConnected) return;
        target.addEventListener("error", otherwise, { once: true });
        target.src = source;
      };
      set((await model.widget_manager?.resolveUrl?.(url)) ?? url, async () => {
        if (!target.isConnected) return;
        const film = await sent(id, index);
        if (film.url) set(film.url, () => failed?.("This browser cannot play the file."));
        else failed?.(film.problem);
      });
    },
    /** @param {string} id
     * @param {number} index
     * @param {string} type
     * @param {DataView | undefined} content
     * @param {string} problem
     */
    receive(id, index, type, content, problem) {
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
      for (const resolve of waiting.get(key) ?? []) resolve({ url, problem });
      waiting.delete(key);
    },
    close: () => kept.forEach((url) => URL.revokeObjectURL(url)),
  };
}
