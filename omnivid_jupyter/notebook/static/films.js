// @ts-check
/**
 * Where the gallery gets films from: by the file's address where the front end can tell it, else as a message.
 *
 * The one rule: a film is sent once, however many wait for it.
 *
 * @typedef {ReturnType<typeof makeFilms>} Films
 */

const KEPT = 4; // films that were sent as messages and are kept

/** @param {import("./panel.js").Channel<any>} model */
export function makeFilms(model) {
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
