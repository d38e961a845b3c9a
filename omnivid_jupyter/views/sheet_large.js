// @ts-check
/**
 * One clip of a contact sheet, enlarged, with all that is known of it; the arrows lead to its neighbours.
 *
 * @typedef {import("./sheet_view.js").Cell} Cell
 * @typedef {import("./sheet_view.js").Page} Page
 * @typedef {import("./sheet_view.js").Changes} Changes
 */
import { makeStars, promptOf } from "./sheet_parts.js";
import { element, makeSpeaker, say, write } from "./shared.js";

/**
 * @param {Page} page
 * @param {Cell[]} cells  as they are now
 * @param {{
 *   film(number: number, otherwise?: boolean): string | Promise<string>,
 *   rate(number: number, changes: Changes): void,
 *   neighbour(number: number, key: string): number,
 *   closed(number: number): void,
 *   kept(): boolean,
 * }} sheet
 */
export function makeLarge(page, cells, sheet) {
  let current = -1;
  let shown = ""; // which film is there
  const video = element("video", "sheet-film");
  Object.assign(video, { controls: true, loop: true, muted: true, playsInline: true, preload: "auto" });
  const image = element("img", "sheet-still");
  const reason = element("div", "sheet-instead");
  const stage = element("div", "sheet-stage", video, image, reason);
  const title = element("strong", "sheet-title");
  const prompt = element("div", "sheet-words");
  const facts = element("dl", "sheet-known");
  const stars = makeStars(0, (changes) => sheet.rate(current, changes));
  const remark = element("textarea", "sheet-writing");
  remark.rows = 2;
  remark.maxLength = 2000;
  const written = element("label", "sheet-note-field", "Note", remark);
  const read = element("div", "sheet-remark");
  const failure = makeSpeaker("sheet-failure", "alert");
  const about = element("div", "sheet-about", prompt, stars.node, written, read, failure, facts);
  const previous = button("‹ Previous", () => go("Previous"));
  const next = button("Next ›", () => go("Next"));
  const close = button("Close", leave);
  const top = element("div", "sheet-top", title, previous, next, close);
  const spoken = makeSpeaker("sheet-status", "status");
  const node = element("dialog", "sheet-large", top, element("div", "sheet-both", stage, about), spoken);
  node.tabIndex = -1;
  prompt.dir = read.dir = "auto";

  /** @param {string} text @param {() => void} press */
  function button(text, press) {
    const made = element("button", "sheet-button", text);
    made.type = "button";
    made.addEventListener("click", press);
    return made;
  }

  /** @param {string} key */
  function go(key) {
    save();
    const to = sheet.neighbour(current, key);
    if (to !== current) show(to);
  }

  /** Keep the note, when one leaves it. */
  function save() {
    const note = remark.value.trim();
    if (current >= 0 && sheet.kept() && cells[current].file && note !== (cells[current].remark ?? "")) sheet.rate(current, { note });
  }

  /** @param {number} number */
  function show(number) {
    current = number;
    failure.textContent = "";
    remark.value = cells[number].remark ?? "";
    draw();
    const cell = cells[number];
    say(spoken, `${title.textContent}: ${cell.word}${cell.file ? "" : `. ${cell.note ?? ""}`}`);
  }

  function draw() {
    const cell = cells[current];
    const there = cell.file !== undefined;
    title.textContent = `Clip ${current + 1} of ${cells.length}`;
    node.ariaLabel = `Enlarged: ${title.textContent}`;
    previous.disabled = sheet.neighbour(current, "Previous") === current;
    next.disabled = sheet.neighbour(current, "Next") === current;
    const wanted = there ? `${current} ${cell.sha256 ?? cell.file}` : "";
    if (wanted !== shown) load(cell, wanted);
    const plays = Boolean(there && cell.moves && cell.source !== undefined);
    video.hidden = !plays;
    image.hidden = !there || plays;
    reason.hidden = there;
    reason.replaceChildren(element("strong", "sheet-word", `${cell.icon} ${cell.word}`), element("div", "sheet-why", cell.note ?? ""));
    prompt.replaceChildren(promptOf(page, cell));
    stars.node.hidden = !there;
    stars.show(cell, sheet.kept());
    written.hidden = !there || !sheet.kept();
    write(read, !sheet.kept() && cell.remark ? `“${cell.remark}”` : "");
    if (document.activeElement !== remark) remark.value = cell.remark ?? "";
    known(cell);
  }

  /** @param {Cell} cell @param {string} wanted */
  async function load(cell, wanted) {
    shown = wanted;
    video.pause();
    video.removeAttribute("src");
    video.poster = cell.poster ?? "";
    image.src = cell.poster ?? "";
    if (!wanted) return video.load();
    if (cell.size) stage.style.setProperty("--omnivid-shape", String(cell.size[0] / cell.size[1]));
    const source = cell.source === undefined ? "" : await sheet.film(current);
    if (shown !== wanted || !node.open) return;
    if (!cell.moves) image.src = source || image.src;
    else if (source) {
      video.src = source;
      if (!matchMedia("(prefers-reduced-motion: reduce)").matches) video.play().catch(() => {}); // it has its own controls
    }
  }

  /** @param {Cell} cell */
  function known(cell) {
    /** @type {[string, string | Node][]} */
    const lines = page.axes
      .filter(([name, , values]) => name !== "prompt" && name !== "model" && values.length > 1 && cell.values?.[name] !== undefined)
      .map(([name, text, values]) => {
        const value = values.find(([each]) => each === cell.values?.[name])?.[1] ?? cell.values?.[name] ?? "";
        return [text, value.startsWith(`${text} `) ? value.slice(text.length + 1) : value];
      });
    lines.push(["model", cell.model]);
    if (cell.facts?.length) lines.push(["clip", cell.facts.join(" · ")]);
    if (cell.file && cell.note) lines.push(["said", cell.note]);
    for (const [name, value] of Object.entries(cell.measures ?? {})) lines.push([name, String(Number(value.toPrecision(4)))]);
    if (cell.file) {
      const link = element("a", "sheet-link", cell.file);
      if (cell.link) link.href = cell.link;
      lines.push(["file", cell.link ? link : cell.file]);
    }
    facts.replaceChildren(...lines.flatMap(([name, value]) => [element("dt", "sheet-term", name), element("dd", "sheet-value", value)]));
  }

  /** Close it and, before anything else happens, go to its place in the sheet: the event "close" comes some time after
   * the dialog is gone, and a key that is pressed meanwhile would go to the clip from which it was opened.
   */
  function leave() {
    if (current < 0) return;
    save();
    const last = current;
    current = -1;
    shown = "";
    video.pause();
    video.removeAttribute("src");
    video.load();
    node.close();
    sheet.closed(last);
  }

  node.addEventListener("cancel", leave); // the Escape key
  node.addEventListener("close", () => node.open || leave()); // by anything else
  node.addEventListener("click", (event) => event.target === node && leave()); // beside it
  remark.addEventListener("change", save);
  node.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    event.stopPropagation();
    if (event.ctrlKey || event.altKey || event.metaKey || target === remark) return;
    if (event.key.startsWith("Arrow") && target !== video) go(event.key);
    else if (event.key === "Home" || event.key === "End") go(event.key);
    else if (!judge(event.key.toLowerCase())) return;
    event.preventDefault();
  });

  /** @param {string} key */
  function judge(key) {
    if (!/^[0-5xn]$/.test(key) || !sheet.kept() || !cells[current].file) return false;
    if (key === "n") remark.focus();
    else sheet.rate(current, key === "x" ? { rejected: !cells[current].rejected } : { stars: Number(key) });
    return true;
  }

  return {
    node,
    /** @param {number} number @param {boolean} [writing]  to write a note at once */
    open(number, writing = false) {
      node.showModal();
      show(number);
      if (writing) remark.focus();
      else node.focus();
    },
    refresh: () => current >= 0 && draw(),
    /** @param {string} why */
    refused: (why) => current >= 0 && say(failure, why),
    end: leave,
  };
}
