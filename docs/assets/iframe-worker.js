// @ts-check
/**
 * Search for pages that are opened as files: a browser starts no Worker from file://, so the worker's script
 * runs in a hidden frame of the page. Pages that come from a server keep the browser's own Worker.
 */
if (location.protocol === "file:") {
  /** The part of Worker that the site's search uses: messages there and back. */
  class IFrameWorker extends EventTarget {
    /** @param {string | URL} url The worker's script. */
    constructor(url) {
      super();
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.title = "Search";
      document.body.append(this.frame);
      const inside = /** @type {Window & typeof globalThis} */ (this.frame.contentWindow);
      this.ready = new Promise((resolve) => {
        const script = inside.document.createElement("script");
        script.src = new URL(url, document.baseURI).href;
        script.onload = resolve;
        Object.assign(inside, {
          postMessage: (/** @type {unknown} */ data) => this.dispatchEvent(new MessageEvent("message", { data })),
          importScripts: (/** @type {string[]} */ ...urls) => urls.reduce((before, each) => before.then(() => load(inside, each)), Promise.resolve()),
        });
        inside.document.body.append(script);
      });
    }

    /** @param {unknown} data */
    postMessage(data) {
      const inside = /** @type {Window & typeof globalThis} */ (this.frame.contentWindow);
      this.ready.then(() => inside.dispatchEvent(new MessageEvent("message", { data })));
    }

    terminate() {
      this.frame.remove();
    }
  }

  /**
   * @param {Window} inside The frame.
   * @param {string} url A script that the worker asks for.
   * @returns {Promise<void>} When it has run.
   */
  const load = (inside, url) =>
    new Promise((resolve, reject) => {
      const script = inside.document.createElement("script");
      script.src = url;
      script.onload = () => resolve();
      script.onerror = reject;
      inside.document.body.append(script);
    });

  Object.assign(window, { Worker: IFrameWorker, IFrameWorker });
}
