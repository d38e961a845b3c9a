// @ts-check
/**
 * Makes of the plain table that `sheet_html.py` wrote a sheet that one plays, sorts, filters and walks through.
 *
 * What it shows it reads from the table, whose players it then takes away. Who keeps stars and notes (a kernel, or an
 * exported page's own script) is found by events of the document:
 *
 *     sheet → omnivid-sheet   { sheet }                                      is there somebody who keeps them?
 *     keeper → omnivid-keeper { sheet?, where? }                             I do (without a sheet: ask me)
 *     sheet → omnivid-rate    { sheet, entry, sha256, stars?, note?, rejected? }
 *     keeper → omnivid-rated  { sheet, entry, stars, remark, rejected } or { sheet, entry, error }
 *
 * @typedef {import("./sheet_view.js").Cell} Cell
 * @typedef {import("./sheet_view.js").Page} Page
 */
import { makeSheet } from "./sheet_view.js";

const ANSWER = 5000; // milliseconds in which a keeper answers
const UNKEPT = "No answer yet, so it is not known whether this was kept: the kernel is busy, or has ended.";
const [LOOK, LOOKS] = [50, 100]; // how often, and in which milliseconds, an address is waited for

/** An entry as the plain table has it, with where its picture and its film are.
 * @param {HTMLElement} card
 */
function entryOf(card) {
  const { n, ...cell } = JSON.parse(card.dataset.entry ?? "{}");
  const media = card.querySelector("video, img");
  const pictured = media instanceof HTMLVideoElement ? "poster" : cell.moves ? "src" : "data-poster";
  cell.poster = media?.getAttribute(pictured) ?? "";
  if (!media || pictured === "src") return { number: n, cell, media: null };
  media.removeAttribute(pictured); // it is this script that shows it
  cell.source = "";
  return { number: n, cell, media };
}

/** Where a player's film is, as the front end says by now: JupyterLab puts its own address in place of a relative one
 * after it has run the scripts, and takes the attribute's value away meanwhile.
 * @param {Element | null} media
 */
async function sourceOf(media) {
  const film = media?.getAttribute("data-clip"); // one that the page has already
  if (film) return document.querySelector(`#${CSS.escape(film)} .film`)?.getAttribute("src") ?? "";
  for (let look = 0; media && !media.getAttribute("src") && look < LOOKS; look++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
  return media?.getAttribute("src") ?? "";
}

/** @param {HTMLElement} root */
function mount(root) {
  root.dataset.mounted = "";
  /** @type {Page} */
  const page = JSON.parse(root.dataset.sheet ?? "{}");
  const plain = /** @type {HTMLElement} */ (root.querySelector(".omnivid-sheet-plain"));
  /** @type {Cell[]} */
  const cells = [];
  /** @type {(Element | null)[]} */
  const players = []; // kept beside the page, for their addresses
  for (const card of /** @type {NodeListOf<HTMLElement>} */ (plain.querySelectorAll(".omnivid-sheet-card"))) {
    const { number, cell, media } = entryOf(card);
    cells[number] = cell;
    players[number] = media;
  }
  /** @type {Map<number, ReturnType<typeof setTimeout>>} */
  const waiting = new Map();
  const sheet = makeSheet(page, cells, {
    film: (number, otherwise) => (otherwise ? "" : sourceOf(players[number])),
    rate(number, changes) {
      clearTimeout(waiting.get(number));
      waiting.set(number, setTimeout(() => sheet.refused(number, UNKEPT), ANSWER));
      tell("omnivid-rate", { entry: number, sha256: cells[number].sha256, ...changes });
    },
  });
  sheet.head(/** @type {HTMLElement | null} */ (plain.querySelector(".omnivid-sheet-summary"))?.innerText ?? "");
  plain.replaceWith(sheet.node);
  cells.forEach(async (cell, number) => {
    if (cell.moves || cell.poster || !players[number]) return; // a picture that has no smaller one
    sheet.update([[number, { ...cell, poster: await sourceOf(players[number]) }]]);
  });

  /** @param {string} type @param {Record<string, unknown>} [detail] */
  function tell(type, detail) {
    document.dispatchEvent(new CustomEvent(type, { detail: { sheet: page.sheet, ...detail } }));
  }
  const ask = () => tell("omnivid-sheet");
  document.addEventListener("omnivid-keeper", (event) => {
    const { sheet: name, where } = /** @type {CustomEvent} */ (event).detail ?? {};
    if (name === page.sheet) sheet.keep(true, String(where ?? ""));
    else if (name === undefined) ask();
  });
  document.addEventListener("omnivid-rated", (event) => {
    const { sheet: name, entry, error, ...rating } = /** @type {CustomEvent} */ (event).detail ?? {};
    if (name !== page.sheet || !cells[entry]) return;
    clearTimeout(waiting.get(entry));
    if (error) sheet.refused(entry, String(error));
    else sheet.rated(entry, rating);
  });
  ask();
}

for (const root of document.querySelectorAll(".omnivid-sheet:not([data-mounted])")) {
  mount(/** @type {HTMLElement} */ (root));
}
