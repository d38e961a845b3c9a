// @ts-check
/**
 * How a contact sheet is arranged: what its rows, columns and groups are, in which order, and what is left out.
 *
 * @typedef {import("./sheet_view.js").Cell} Cell
 * @typedef {import("./sheet_view.js").Page} Page
 */
import { element } from "./shared.js";

/**
 * @param {Page} page
 * @param {Cell[]} cells  as they are now
 * @param {() => void} changed
 */
export function makeChoices(page, cells, changed) {
  const axes = page.axes.filter(([, , values]) => values.length > 1);
  const byName = new Map(axes.map(([name, text, values]) => [name, { text, values: values.map(([value]) => value), texts: new Map(values) }]));
  const placing = [...page.layout];
  /** @type {Map<string, (cell: Cell) => boolean>} */
  const filters = new Map();
  let falling = false;

  const roles = ["Rows", "Columns", "Groups"];
  const places = roles.map((role, at) => {
    const { label, select: choice } = select(role, [["", "–"], ...axes.map(([name, text]) => /** @type {[string, string]} */ ([name, text]))]);
    choice.value = placing[at] ?? "";
    choice.addEventListener("change", () => {
      const other = placing.indexOf(choice.value);
      if (choice.value && other >= 0 && other !== at) {
        placing[other] = placing[at]; // the two change places
        places[other].choice.value = placing[at] ?? "";
      }
      placing[at] = choice.value || null;
      sorting.select.value = "";
      changed();
    });
    return { label, choice };
  });

  const sorting = select("Sort by", []);
  const direction = element("button", "sheet-direction", "↑");
  direction.type = "button";
  direction.addEventListener("click", () => {
    falling = !falling;
    describe();
    changed();
  });
  sorting.select.addEventListener("change", () => {
    falling = ["stars"].includes(sorting.select.value);
    describe();
    changed();
  });

  const count = element("span", "sheet-count");
  const reset = element("button", "sheet-reset", "Show all");
  reset.type = "button";
  const fields = element("div", "sheet-fields");
  const folded = element("details", "sheet-filters", element("summary", "sheet-summary", "Filter ", count), fields);
  const cost = element("input", "sheet-cost");
  Object.assign(cost, { type: "number", min: "0", step: "0.01", placeholder: "any" });
  cost.addEventListener("input", () => {
    const most = cost.valueAsNumber;
    filter("cost", Number.isNaN(most) ? null : (cell) => cell.cost !== undefined && cell.cost <= most + 1e-9);
  });
  reset.addEventListener("click", () => {
    for (const field of fields.querySelectorAll("select")) field.value = "";
    cost.value = "";
    filters.clear();
    changed();
  });

  function describe() {
    direction.textContent = falling ? "↓" : "↑";
    direction.ariaLabel = direction.title = falling ? "Falling: turn round" : "Rising: turn round";
    direction.hidden = sorting.select.value === "";
  }

  /** @param {string} name @param {((cell: Cell) => boolean) | null} fits */
  function filter(name, fits) {
    if (fits) filters.set(name, fits);
    else filters.delete(name);
    changed();
  }

  /** A select with its label.
   * @param {string} name
   * @param {[value: string, text: string][]} options
   */
  function select(name, options) {
    const choice = element("select", "sheet-select");
    fill(choice, options);
    return { label: element("label", "sheet-choice", `${name} `, choice), select: choice };
  }

  /** @param {HTMLSelectElement} choice @param {[value: string, text: string][]} options */
  function fill(choice, options) {
    const value = choice.value;
    const short = (/** @type {string} */ text) => (text.length > 48 ? `${text.slice(0, 47)}…` : text);
    choice.replaceChildren(...options.map(([each, text]) => new Option(short(text), each)));
    if (options.some(([each]) => each === value)) choice.value = value;
  }

  /** @type {Map<string, HTMLSelectElement>} */
  const filterFields = new Map();

  /** Offer what there is to sort and filter by now: a sweep learns costs, stars and failures while it runs. */
  function refresh() {
    /** @param {string} key @param {string} name @param {[string, string][]} options @param {(value: string) => (cell: Cell) => boolean} fits */
    const offer = (key, name, options, fits) => {
      let field = filterFields.get(key);
      if (!field) {
        const { label, select: choice } = select(name, []);
        choice.addEventListener("change", () => filter(key, choice.value ? fits(choice.value) : null));
        fields.insertBefore(label, fields.querySelector(".omnivid-sheet-last"));
        filterFields.set(key, (field = choice));
      }
      fill(field, [["", "all"], ...options]);
    };
    if (!fields.childElementCount) {
      fields.append(element("label", "sheet-choice omnivid-sheet-last", "Cost at most $ ", cost), reset);
      for (const [name, text, values] of axes) offer(`axis ${name}`, text, values, (value) => (cell) => cell.values?.[name] === value);
    }
    const several = (/** @type {(string | undefined)[]} */ found) => [...new Set(found.filter(Boolean))].map((each) => /** @type {[string, string]} */ ([each, each]));
    const models = several(cells.map((cell) => cell.model));
    if (models.length > 1 && !byName.has("model")) offer("model", "model", models, (value) => (cell) => cell.model === value);
    const states = several(cells.map((cell) => cell.word));
    if (states.length > 1) offer("state", "state", states, (value) => (cell) => cell.word === value);
    /** @type {[string, string][]} */
    const stars = [["0", "none yet"], ...[1, 2, 3, 4, 5].map((each) => /** @type {[string, string]} */ ([String(each), "★".repeat(each) + (each < 5 ? " or more" : "")]))];
    offer("stars", "stars", stars, (value) => (cell) => (value === "0" ? !cell.stars && Boolean(cell.file) : (cell.stars ?? 0) >= Number(value)));
    offer("rejected", "rejected", [["no", "without"], ["yes", "only"]], (value) => (cell) => Boolean(cell.rejected) === (value === "yes"));

    /** @type {[string, string][]} */
    const keys = [["", "as laid out"]];
    if (cells.some((cell) => cell.cost !== undefined)) keys.push(["cost", "cost"]);
    if (cells.some((cell) => cell.seconds !== undefined)) keys.push(["seconds", "time"]);
    keys.push(["stars", "stars"]);
    if (models.length > 1 && !byName.has("model")) keys.push(["model", "model"]);
    keys.push(...axes.map(([name, text]) => /** @type {[string, string]} */ ([`axis ${name}`, text])));
    const measures = new Set(cells.flatMap((cell) => Object.keys(cell.measures ?? {})));
    keys.push(...[...measures].map((each) => /** @type {[string, string]} */ ([`measure ${each}`, each])));
    fill(sorting.select, keys);
    describe();
  }

  /** What an entry is sorted by; undefined where it has no such thing.
   * @param {Cell} cell
   * @returns {number | string | undefined}
   */
  function keyOf(cell) {
    const key = sorting.select.value;
    if (key.startsWith("axis ")) {
      const name = key.slice(5);
      const at = byName.get(name)?.values.indexOf(cell.values?.[name] ?? "") ?? -1;
      return at < 0 ? undefined : at;
    }
    if (key.startsWith("measure ")) return cell.measures?.[key.slice(8)];
    return { cost: cell.cost, seconds: cell.seconds, stars: cell.stars, model: cell.model }[key];
  }

  refresh();
  return {
    select,
    refresh,
    layout: axes.length > 1 ? places.slice(0, axes.length).map(({ label }) => label) : [],
    order: [sorting.label, direction],
    filters: folded,
    axes: () => placing,
    placed: () => (isTable() ? placing.filter((name) => name !== null) : []),
    isTable,
    filtered: () => filters.size > 0,
    /** @param {string} text */
    count(text) {
      count.textContent = text ? `(${text})` : "";
      reset.hidden = filters.size === 0;
    },
    /** @param {string} name */
    values: (name) => byName.get(name)?.values ?? [],
    /** @param {string} name */
    axisText: (name) => byName.get(name)?.text ?? name,
    /** @param {string} name @param {string | undefined} value */
    text: (name, value) => (value === undefined ? "" : (byName.get(name)?.texts.get(value) ?? value)),
    /** The value of a measure by which is sorted, for the tile.
     * @param {Cell} cell
     */
    sorted(cell) {
      const key = sorting.select.value;
      if (!key.startsWith("measure ")) return "";
      const value = cell.measures?.[key.slice(8)];
      return value === undefined ? "" : `${key.slice(8)} ${Number(value.toPrecision(3))}`;
    },
    /** Whether a change of these entries may change what stands where.
     * @param {number[]} numbers
     */
    moves: (numbers) => numbers.length > 0 && (filters.size > 0 || sorting.select.value !== ""),
    /** The entries that are shown, in their order; what has no such thing comes last, whichever way. */
    ordered() {
      const shown = cells.map((_, number) => number).filter((number) => [...filters.values()].every((fits) => fits(cells[number])));
      if (!sorting.select.value) return shown;
      /** @param {number} number */
      const key = (number) => keyOf(cells[number]);
      return shown.sort((one, other) => {
        const [a, b] = [key(one), key(other)];
        if (a === undefined || b === undefined) return a === b ? one - other : a === undefined ? 1 : -1;
        const less = a < b ? -1 : a > b ? 1 : 0;
        return (falling ? -less : less) || one - other;
      });
    },
  };

  function isTable() {
    return sorting.select.value === "" && Boolean(placing[0] || placing[1]);
  }
}
