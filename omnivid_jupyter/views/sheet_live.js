// @ts-check
/**
 * The live contact sheet: draws what `live_sheet.py` sends, and reports judgements and the click on "Stop waiting".
 *
 * @typedef {import("./sheet_view.js").Cell} Cell
 * @typedef {import("./sheet_view.js").Page} Page
 * @typedef {{ type: "alive" }
 *   | { type: "cells", cells: [number: number, cell: Cell][], summary: string, at: number, page?: Page }
 *   | { type: "rated", entry: number, stars: number, remark: string, rejected: boolean }
 *   | { type: "refused", entry: number, error: string }
 *   | { type: "film", entry: number, media: string }} Message
 *
 * @typedef {{
 *   get(name: "again"): unknown,
 *   on(event: string, listener: (message: Message, buffers: DataView<ArrayBuffer>[]) => void): void,
 *   off(event: string, listener: (message: Message, buffers: DataView<ArrayBuffer>[]) => void): void,
 *   send(message: Record<string, unknown>): void,
 *   widget_manager?: { resolveUrl?(url: string): Promise<string> },
 * }} Model  the part of anywidget's model that is used here
 */
import { makeSheet } from "./sheet_view.js";
import { makeWaiting } from "./waiting.js";
import { element, write } from "./shared.js";

const HELD = 8; // films that came as messages and are kept
const KEPT_BESIDE = "What you give is kept beside the clip's file.";
const OVER = ["done", "failed", "unknown", "expired", "interrupted", "unsent", "skipped"];

/** @param {{ model: Model, el: HTMLElement }} context */
function render({ model, el }) {
  const place = element("div", "sheet-live");
  const waiting = makeWaiting(
    "The tasks go on and can be resumed.",
    0,
    () => model.get("again"),
    () => model.send({ type: "stop" }),
  );
  const summary = element("div", "sheet-progress");
  el.append(element("div", "sheet-frame", summary, waiting.foot, waiting.lost, place));
  /** @type {Cell[]} */
  let cells = [];
  /** @type {ReturnType<typeof makeSheet> | null} */
  let sheet = null;

  /** @type {Map<number, string>} */
  const films = new Map();
  /** @type {Map<number, ((url: string) => void)[]>} */
  const asked = new Map();

  /** @param {number} number @param {boolean} [otherwise] */
  async function film(number, otherwise) {
    const source = cells[number].source;
    if (source && !otherwise) return (await model.widget_manager?.resolveUrl?.(source)) ?? source;
    const there = films.get(number);
    if (there) return there;
    return await new Promise((/** @type {(url: string) => void} */ resolve) => {
      const others = asked.get(number);
      asked.set(number, [...(others ?? []), resolve]);
      if (!others) model.send({ type: "film", entry: number });
    });
  }

  /** @param {number} number @param {string} type @param {DataView<ArrayBuffer> | undefined} content */
  function receive(number, type, content) {
    const url = content?.byteLength ? URL.createObjectURL(new Blob([content], { type })) : "";
    if (url) films.set(number, url);
    const [oldest] = films;
    if (films.size > HELD) {
      URL.revokeObjectURL(oldest[1]);
      films.delete(oldest[0]);
    }
    for (const resolve of asked.get(number) ?? []) resolve(url);
    asked.delete(number);
  }

  /** @param {Message} message @param {DataView<ArrayBuffer>[]} buffers */
  function hear(message, buffers) {
    waiting.heard();
    if (message.type === "cells") show(message);
    else if (message.type === "rated") sheet?.rated(message.entry, message);
    else if (message.type === "refused") sheet?.refused(message.entry, message.error);
    else if (message.type === "film") receive(message.entry, message.media, buffers[0]);
    look();
  }

  /** @param {Message & { type: "cells" }} message */
  function show(message) {
    write(summary, [message.page?.title ?? title, message.summary].filter(Boolean).join(" · "));
    if (message.page) {
      title = message.page.title;
      if (sheet) {
        sheet.release();
        sheet.node.remove();
      }
      cells = message.cells.map(([, cell]) => cell);
      sheet = makeSheet(message.page, cells, {
        film,
        rate: (number, changes) => model.send({ type: "rate", entry: number, ...changes }),
      });
      sheet.keep(true, KEPT_BESIDE);
      place.append(sheet.node);
    } else {
      sheet?.update(message.cells);
    }
  }
  let title = "";

  function look() {
    waiting.look(cells.length > 0 && cells.every((cell) => OVER.includes(cell.state)));
  }

  function doubt() {
    waiting.doubt();
    look();
  }

  model.on("msg:custom", hear);
  model.on("comm_live_update", doubt);
  const timer = setInterval(look, 1000);
  look();
  model.send({ type: "ready" });

  return () => {
    clearInterval(timer);
    model.off("msg:custom", hear);
    model.off("comm_live_update", doubt);
    sheet?.release();
    for (const url of films.values()) URL.revokeObjectURL(url);
    waiting.leave();
  };
}

export default { render };
