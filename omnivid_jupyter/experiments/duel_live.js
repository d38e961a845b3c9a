// @ts-check
/**
 * A duel in a notebook: pairs come from the kernel, answers go there (`duel.py`).
 *
 * Films come as bytes and are shown from the browser's memory: their addresses tell nothing, and the notebook stores none.
 * A pair has a number, so that an answer is about what was seen.
 *
 * @typedef {import("./duel.js").Standing} Standing
 * @typedef {{ type: "pair", turn: number, types: string[], standing: Standing }
 *   | { type: "verdict", html: string, standing: Standing, more: boolean }
 *   | { type: "said", text: string }} FromKernel
 */
import { attach } from "../views/channel.js";
import { makeDuel } from "./duel.js";

/** @param {{ model: import("../views/channel.js").Channel<FromKernel, object>, el: HTMLElement }} view */
function render({ model: bare, el }) {
  const model = attach(bare, (text) => duel.fail(text)); // an answer without a kernel is not written down
  let turn = -1;
  /** @type {string[]} */
  let urls = [];
  const duel = makeDuel(el, {
    answer: (choice) => model.send({ type: "answer", turn, choice }),
    undo: () => model.send({ type: "undo", turn }),
    finish: () => model.send({ type: "finish" }),
    more: () => model.send({ type: "more" }),
  });

  function forget() {
    urls.forEach((url) => URL.revokeObjectURL(url));
    urls = [];
  }

  /** @param {FromKernel} message
   * @param {DataView[]} buffers
   */
  function receive(message, buffers) {
    if (message.type === "pair") {
      forget();
      turn = message.turn;
      urls = buffers.map((buffer, place) =>
        URL.createObjectURL(new Blob([/** @type {DataView<ArrayBuffer>} */ (buffer)], { type: message.types[place] })),
      );
      duel.ask(
        urls.map((url, place) => ({ url, type: message.types[place] })),
        message.standing,
      );
    } else if (message.type === "verdict") {
      forget();
      const shown = document.createElement("div");
      shown.innerHTML = message.html; // the kernel's own, in which every text of others is escaped
      duel.end([shown], message.standing, message.more);
    } else {
      duel.fail(message.text);
    }
  }

  model.on("msg:custom", receive);
  model.send({ type: "ready" });
  return () => {
    model.off("msg:custom", receive);
    forget();
  };
}

export default { render };
