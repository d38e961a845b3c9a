// @ts-check
/**
 * A contact sheet that one plays, sorts, filters and walks through by keys: for a page's plain table (`sheet.js`) and
 * for a sweep that runs (`sheet_live.js`).
 *
 * It is drawn from data alone: each entry has one tile, made once, that is put where the layout wants it. Nothing is
 * fetched or decoded before it is looked at: a tile gets its picture when it comes near the view, its player when it
 * plays, and loses the player when it is out of view.
 *
 * @typedef {{
 *   values?: Record<string, string>, prompt: number, model: string, take?: number,
 *   state: string, icon: string, word: string, note?: string,
 *   cost?: number, price?: string, seconds?: number, time?: string, facts?: string[],
 *   stars?: number, remark?: string, rejected?: boolean, measures?: Record<string, number>,
 *   file?: string, link?: string, weight?: string, size?: [number, number], length?: number, moves?: boolean,
 *   sha256?: string, poster?: string, source?: string,
 * }} Cell
 *
 * @typedef {{
 *   sheet: string, title: string, width?: number | null,
 *   axes: [name: string, text: string, values: [value: string, text: string][]][],
 *   layout: [rows: string | null, columns: string | null, groups: string | null],
 *   prompts: [text: string, differs: number][][],
 * }} Page
 *
 * @typedef {{ stars?: number, note?: string, rejected?: boolean }} Changes
 */
import { makeLarge } from "./sheet_large.js";
import { makeStars, promptOf, wordsOf } from "./sheet_parts.js";
import { makePlayers } from "./sheet_players.js";
import { makeChoices } from "./sheet_choices.js";
import { keepKeys } from "./keys.js";
import { element, makeSpeaker, say, write } from "./shared.js";

const [SMALLEST, WIDEST, FLOWING, GAP] = [146, 300, 216, 12]; // pixels
const SIZES = { fit: 0, small: 146, medium: 220, large: 320 };
const UPRIGHT = 0.62; // of the width, where all clips are higher than wide
const SAVED =
  "Stars and notes are shown as they were saved: nothing that is connected to this page could keep other ones.";
const KEYS = "Keys: arrows go from clip to clip, Enter enlarges, P plays one, K plays all in step";
const JUDGING = ", 1–5 stars, 0 none, X rejects, N writes a note";

/**
 * @param {Page} page
 * @param {Cell[]} cells
 * @param {{
 *   film(number: number, otherwise?: boolean): string | Promise<string>,
 *   rate(number: number, changes: Changes): void,
 * }} hooks  where a clip's film is, and where else when it is not to be had there; and what becomes of a judgement, as long as somebody keeps them
 */
export function makeSheet(page, cells, hooks) {
  const axes = page.axes.filter(([, , values]) => values.length > 1);
  const root = element("div", "sheet-view");
  const head = element("div", "sheet-head");
  const body = element("div", "sheet-body");
  const foot = element("div", "sheet-foot");
  const status = makeSpeaker("sheet-status", "status");
  const alert = makeSpeaker("sheet-alert", "alert");
  const only = element("div", "sheet-only");
  let kept = false;
  let size = "fit";
  let current = 0; // the entry that the Tab key comes to
  /** @type {number[]} */
  let order = []; // what is shown, in its order

  const tiles = cells.map((_, number) => makeTile(number));
  const players = makePlayers(tiles, hooks.film, (text) => write(note, text));
  const play = element("button", "sheet-play", "▶ Play all");
  const note = element("span", "sheet-note");
  play.type = "button";
  play.title = "All clips in view, in step (K)";
  play.ariaPressed = "false";
  play.addEventListener("click", () => {
    const on = players.toggleAll();
    play.ariaPressed = String(on);
    play.textContent = on ? "❚❚ Pause all" : "▶ Play all";
  });
  const choices = makeChoices(page, cells, lay);
  const large = makeLarge(page, cells, { film: hooks.film, rate, neighbour, closed: focus, kept: () => kept });
  const sizes = choices.select("Size", [["fit", "Fit"], ["small", "Small"], ["medium", "Medium"], ["large", "Large"]]);
  sizes.select.addEventListener("change", () => {
    size = sizes.select.value;
    fit();
  });
  const bar = element("div", "sheet-bar", play, ...choices.layout, ...choices.order, sizes.label);
  bar.setAttribute("role", "group");
  bar.ariaLabel = "Arrange the sheet";
  root.append(head, only, bar, choices.filters, note, body, foot, status, alert, large.node);
  keepKeys(root);
  root.addEventListener("keydown", pressed);
  const widths = new ResizeObserver(fit);
  widths.observe(root);

  /** One entry: a button with its picture, and what is known and thought of it.
   * @param {number} number
   */
  function makeTile(number) {
    const image = element("img", "sheet-image");
    image.alt = "";
    image.decoding = "async";
    const badge = element("span", "sheet-badge");
    const reason = element("span", "sheet-reason");
    const picture = element("span", "sheet-picture", image, reason, badge);
    const open = element("button", "sheet-open", picture);
    open.type = "button";
    open.tabIndex = -1;
    const label = element("div", "sheet-label");
    const facts = element("div", "sheet-facts");
    const stars = makeStars(-1, (changes) => rate(number, changes));
    const remark = element("div", "sheet-remark");
    const node = element("div", "sheet-tile", open, label, facts, stars.node, remark);
    label.dir = remark.dir = "auto";
    open.addEventListener("click", () => {
      settle(number);
      players.quiet();
      if (play.ariaPressed === "true") play.click();
      large.open(number);
    });
    open.addEventListener("focus", () => settle(number));
    open.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && players.hover(number));
    open.addEventListener("pointerleave", () => players.leave(number));
    return { number, node, open, picture, image, badge, reason, label, facts, stars, remark, poster: "", film: false };
  }

  /** Draw one tile from its entry.
   * @param {number} number
   */
  function draw(number) {
    const [tile, cell] = [tiles[number], cells[number]];
    const there = cell.file !== undefined;
    tile.node.dataset.state = cell.state;
    tile.node.toggleAttribute("data-rejected", Boolean(cell.rejected));
    tile.film = Boolean(cell.moves && cell.source !== undefined);
    const before = tile.poster;
    tile.poster = cell.poster ?? "";
    tile.image.hidden = tile.poster === "";
    if (tile.image.src && before !== tile.poster) tile.image.src = tile.poster;
    players.look(number);
    const [width, height] = cell.size ?? [16, 9];
    tile.picture.style.aspectRatio = there && width ? `${width} / ${height}` : "16 / 9";
    const why = element("span", "sheet-why", there ? "" : (cell.note ?? ""));
    why.dir = "auto";
    tile.reason.replaceChildren(element("strong", "sheet-word", `${cell.icon} ${cell.word}`), " ", why);
    tile.reason.hidden = there;
    const badge = [cell.rejected ? "✕" : "", there && cell.length ? `${Math.round(cell.length)} s` : ""];
    tile.badge.dataset.text = badge.filter(Boolean).join(" ");
    tile.badge.hidden = tile.badge.dataset.text === "";
    const unplaced = axes.filter(([name]) => !choices.placed().includes(name));
    const parts = unplaced.map(([name]) => (name === "prompt" ? promptOf(page, cell) : choices.text(name, cell.values?.[name])));
    if (axes.length === 0 && page.prompts.length > 1) parts.unshift(promptOf(page, cell));
    tile.label.replaceChildren(...parts.flatMap((part, at) => (at ? [" · ", part] : [part])));
    write(tile.facts, [choices.sorted(cell), cell.price, cell.time, there ? cell.note : ""].filter(Boolean).join(" · "));
    write(tile.remark, cell.remark ? `“${cell.remark}”` : "");
    tile.stars.node.hidden = !there;
    tile.stars.show(cell, kept);
    tile.open.ariaLabel = nameOf(number);
  }

  /** An entry in words, for who does not see it.
   * @param {number} number
   */
  function nameOf(number) {
    const cell = cells[number];
    const values = axes.map(([name]) => choices.text(name, cell.values?.[name]));
    const what = values.filter(Boolean).join(", ") || page.prompts[cell.prompt].map(([text]) => text).join("");
    const stars = cell.stars ? `${cell.stars} of 5 stars` : "";
    // what is to be read in the picture is said in the same words
    const state = cell.file ? cell.word : [cell.icon, cell.word, cell.note].filter(Boolean).join(" ");
    return [`Clip ${number + 1}: ${what}`, state, cell.price, stars, cell.rejected ? "rejected" : ""]
      .filter(Boolean)
      .join(", ");
  }

  /** Put the tiles where the choices want them. */
  function lay() {
    const focused = root.contains(document.activeElement) && document.activeElement === tiles[current]?.open;
    order = choices.ordered();
    cells.forEach((_, number) => draw(number));
    const shown = new Set(order);
    tiles.forEach((tile) => shown.has(tile.number) || players.release(tile.number));
    body.replaceChildren(...(choices.isTable() ? tables() : [flow(order)]));
    const hidden = cells.length - order.length;
    choices.count(hidden ? `${order.length} of ${cells.length} shown` : "");
    if (!shown.has(current)) current = order[0] ?? 0;
    tiles.forEach((tile) => (tile.open.tabIndex = tile.number === current ? 0 : -1));
    fit();
    if (focused) tiles[current].open.focus({ preventScroll: true });
  }

  /** @param {number[]} numbers */
  function flow(numbers) {
    if (numbers.length === 0) return element("p", "sheet-none", "No clip fits the filter.");
    const list = element("ul", "sheet-flow", ...numbers.map((number) => element("li", "sheet-item", tiles[number].node)));
    list.setAttribute("role", "list");
    return list;
  }

  function tables() {
    const [rows, columns, groups] = choices.axes();
    const value = (/** @type {number} */ number, /** @type {string | null} */ axis) => (axis ? cells[number].values?.[axis] : undefined);
    if (order.length === 0) return [flow(order)];
    /** @param {number[]} numbers @param {string | null} axis */
    const valuesOf = (numbers, axis) => {
      const present = new Set(numbers.map((number) => value(number, axis)));
      if (!axis) return [undefined];
      const all = choices.values(axis);
      return [...(choices.filtered() ? all.filter((each) => present.has(each)) : all), ...(present.has(undefined) ? [undefined] : [])];
    };
    /** @param {string} axis @param {string | undefined} name */
    const heading = (axis, name) => {
      if (name === undefined) return [element("span", "sheet-axis", `no ${choices.axisText(axis)}`)];
      if (axis === "prompt") return [promptOf(page, { prompt: page.prompts.findIndex((pieces) => wordsOf(pieces) === wordsOf([[name, 0]])) }, name)];
      const text = choices.text(axis, name);
      const axisText = choices.axisText(axis);
      return [element("span", "sheet-axis", axisText), " ", text.startsWith(`${axisText} `) ? text.slice(axisText.length + 1) : text];
    };
    /** @param {number[]} numbers */
    const table = (numbers) => {
      const across = valuesOf(numbers, columns);
      const node = element("table", "sheet-table");
      if (columns) {
        const line = node.createTHead().insertRow();
        if (rows) line.append(element("td", "sheet-corner"));
        for (const name of across) {
          const cell = element("th", "sheet-column", ...heading(columns, name));
          cell.scope = "col";
          cell.dir = "auto";
          line.append(cell);
        }
      }
      const lines = node.createTBody();
      for (const row of valuesOf(numbers, rows)) {
        const line = lines.insertRow();
        if (rows) {
          const cell = element("th", "sheet-row", ...heading(rows, row));
          cell.scope = "row";
          cell.dir = "auto";
          line.append(cell);
        }
        for (const column of across) {
          const here = numbers.filter((number) => value(number, rows) === row && value(number, columns) === column);
          line.append(element("td", "sheet-cell", element("div", "sheet-cells", ...here.map((number) => tiles[number].node))));
        }
      }
      const scroller = element("div", "sheet-scroller", node);
      return scroller;
    };
    if (!groups) return [table(order)];
    return valuesOf(order, groups).flatMap((name) => {
      const own = order.filter((number) => value(number, groups) === name);
      return own.length ? [element("h4", "sheet-group", ...heading(groups, name)), table(own)] : [];
    });
  }

  /** Make the tiles as wide as there is room for those that stand side by side. */
  function fit() {
    const room = root.clientWidth;
    if (!room) return;
    const [rows] = choices.axes();
    let width = SIZES[/** @type {keyof typeof SIZES} */ (size)] || Math.min(page.width ?? 0, room);
    const fullest = Math.max(1, ...[...body.querySelectorAll(".omnivid-sheet-cells")].map((each) => each.childElementCount));
    let deepest = Math.min(3, fullest);
    if (!width && choices.isTable()) {
      const across = Math.max(1, ...[...body.querySelectorAll("thead")].map((each) => each.querySelectorAll(".omnivid-sheet-column").length));
      const left = room - (rows ? Math.min(190, room * 0.24 + 12) : 0) - 6;
      const fitting = () => Math.floor(left / (across * deepest)) - GAP;
      while (deepest > 1 && fitting() < SMALLEST) deepest = fullest % 2 ? 1 : deepest - 1; // the rest goes below
      width = Math.max(SMALLEST, Math.min(WIDEST, fitting()));
    } else if (!width) {
      const beside = Math.max(1, Math.floor(room / (FLOWING + GAP)));
      width = Math.min(WIDEST, Math.floor((room - GAP * (beside - 1)) / beside));
    }
    const there = cells.filter((cell) => cell.size);
    const upright = there.length > 0 && there.every(({ size }) => size && size[1] > size[0]);
    root.style.setProperty("--omnivid-tile", `${Math.round(width * (upright && size === "fit" && !page.width ? UPRIGHT : 1))}px`);
    root.style.setProperty("--omnivid-deep", String(deepest));
  }

  /** @param {number} number */
  function settle(number) {
    if (number === current) return;
    tiles[current].open.tabIndex = -1;
    current = number;
    tiles[current].open.tabIndex = 0;
  }

  /** @param {number} number */
  function focus(number) {
    settle(number);
    tiles[number].open.focus();
    tiles[number].node.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** The entry beside another one, as one sees them: the nearest in that direction.
   * @param {number} from
   * @param {string} key  of the arrow, or "Next" and "Previous" in the order of what is shown
   */
  function neighbour(from, key) {
    const at = order.indexOf(from);
    if (key === "Home" || key === "End") return order.at(key === "Home" ? 0 : -1) ?? from;
    if (["Next", "Previous", "ArrowLeft", "ArrowRight"].includes(key)) {
      return order[at + (key === "Next" || key === "ArrowRight" ? 1 : -1)] ?? from;
    }
    const box = tiles[from].node.getBoundingClientRect();
    const down = key === "ArrowDown";
    let [best, nearest] = [from, Infinity];
    for (const number of order) {
      const other = tiles[number].node.getBoundingClientRect();
      const away = down ? other.top - box.bottom : box.top - other.bottom;
      if (number === from || away < -4) continue;
      const distance = away * 3 + Math.abs(other.left - box.left);
      if (distance < nearest) [best, nearest] = [number, distance];
    }
    return best;
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.altKey || event.metaKey || target.closest("dialog, input, select, textarea")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "k") play.click();
    else if (!target.closest(".omnivid-sheet-tile")) return;
    else if (key.startsWith("Arrow") || key === "Home" || key === "End") focus(neighbour(current, key));
    else if (key === "p") players.toggle(current);
    else if (key === "Escape") players.quiet();
    else if (!judged(current, key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Judge by a key; tells whether it was one for that.
   * @param {number} number
   * @param {string} key
   */
  function judged(number, key) {
    const cell = cells[number];
    if (!/^[0-5xn]$/.test(key) || !cell.file) return false;
    if (!kept) say(status, SAVED);
    else if (key === "n") large.open(number, true);
    else rate(number, key === "x" ? { rejected: !cell.rejected } : { stars: Number(key) });
    return true;
  }

  /** @param {number} number @param {Changes} changes */
  function rate(number, changes) {
    if (!kept) return;
    tiles[number].node.ariaBusy = "true";
    hooks.rate(number, changes);
  }

  lay();
  write(only, "");
  if (page.prompts.length === 1) only.replaceChildren(promptOf(page, { ...cells[0], prompt: 0 }));
  only.dir = "auto";
  only.hidden = only.childNodes.length === 0 || cells.length === 0;
  keep(false);

  /** Whether somebody keeps what is judged.
   * @param {boolean} there
   * @param {string} [where]  a sentence on what becomes of it
   */
  function keep(there, where = "") {
    kept = there;
    root.toggleAttribute("data-kept", there);
    foot.replaceChildren(
      element("div", "sheet-keys", KEYS + (there ? JUDGING : "") + "."),
      element("div", "sheet-kept", there ? where : SAVED),
    );
    cells.forEach((cell, number) => tiles[number].stars.show(cell, kept));
    large.refresh();
  }

  return {
    node: root,
    keep,
    /** @param {string} text */
    head: (text) => write(head, text),
    /** Entries that have changed.
     * @param {[number: number, cell: Cell][]} changed
     */
    update(changed) {
      for (const [number, cell] of changed) cells[number] = cell;
      if (choices.moves(changed.map(([number]) => number))) lay();
      else changed.forEach(([number]) => draw(number));
      choices.refresh();
      large.refresh();
    },
    /** What is thought of a clip now.
     * @param {number} number
     * @param {{ stars?: number, remark?: string, rejected?: boolean }} rating
     */
    rated(number, { stars, remark, rejected }) {
      cells[number] = { ...cells[number], stars: stars || undefined, remark: remark || undefined, rejected };
      tiles[number].node.ariaBusy = "false";
      if (choices.moves([number])) lay();
      else draw(number);
      large.refresh();
      const words = [stars ? `${stars} of 5 stars` : "no stars", rejected ? "rejected" : "", remark ? `“${remark}”` : ""];
      say(status, `Clip ${number + 1}: ${words.filter(Boolean).join(", ")}.`);
      alert.textContent = "";
    },
    /** A judgement that was not kept.
     * @param {number} number
     * @param {string} why
     */
    refused(number, why) {
      tiles[number].node.ariaBusy = "false";
      say(alert, `Clip ${number + 1}: ${why}`);
      large.refused(why);
    },
    release() {
      widths.disconnect();
      players.end();
      large.end();
    },
  };
}
