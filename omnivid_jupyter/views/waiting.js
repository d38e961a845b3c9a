// @ts-check
/**
 * What every live view has about its content: the button that stops the waiting, and the sentence that stands there
 * when the kernel is not heard of any more.
 */
import { element, write } from "./shared.js";
import { makeNews, moment } from "./news.js";

/**
 * @param {string} goesOn  what is said beside the button
 * @param {unknown} at  when what is shown first was true, in unix seconds, where that is known
 * @param {() => unknown} again  how to go on when nobody watches any more
 * @param {() => void} onStop
 */
export function makeWaiting(goesOn, at, again, onStop) {
  const news = makeNews(at);
  const button = element("button", "live-stop", "Stop waiting");
  button.type = "button";
  const foot = element("div", "live-foot", button, element("span", "live-hint", goesOn));
  const lost = element("div", "live-lost");
  lost.setAttribute("role", "status");
  /** @type {HTMLElement | null} */
  let home = null; // where the focus goes when the button goes: the cell, in JupyterLab

  button.addEventListener("click", () => {
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true"; // not `disabled`, which would drop the keyboard's focus
    button.textContent = "Stopping…";
    home = button.closest("[tabindex]");
    onStop();
  });
  return {
    foot,
    lost,
    heard: news.heard,
    doubt: news.doubt,
    /** Offer to stop, or say since when nothing was heard. True: nobody watches any more.
     * @param {boolean} over  whether nothing is waited for any more
     */
    look(over) {
      const old = !over && news.isOld();
      foot.hidden = over || old;
      const since = `Nobody is heard of that watches this any more: no news from the kernel since ${moment(news.last())}.`;
      write(lost, old ? `${since} ${again()}` : "");
      return old;
    },
    /** The view is gone: whoever was on the button stays in the cell. */
    leave() {
      if ([button, document.body].includes(/** @type {any} */ (document.activeElement))) home?.focus();
    },
  };
}
