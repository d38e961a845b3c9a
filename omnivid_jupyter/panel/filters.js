// @ts-check
/**
 * Which clips the gallery shows, and in which order.
 *
 * @typedef {import("./messages.js").Card} Card
 */
import { element } from "../views/shared.js";
import { starsText } from "./rater.js";

const DAY = 86_400; // seconds

/** @typedef {[value: string, text: string][]} Choices */
/** @type {Choices} */
const AGES = [
  ["", "Any time"],
  ["1", "Last 24 hours"],
  ["7", "Last 7 days"],
  ["30", "Last 30 days"],
];
/** @type {Choices} */
const PLACES = [
  ["", "Everything"],
  ["here", "This notebook"],
];
/** @type {Choices} */
const RATINGS = [
  ["", "Any rating"],
  ["kept", "Not rejected"],
  ...[5, 4, 3, 2, 1].map((stars) => /** @type {[string, string]} */ ([String(stars), starsText(stars) + (stars < 5 ? " and more" : "")])),
  ["unrated", "Not rated yet"],
  ["rejected", "Rejected"],
];
/** @type {Choices} */
const ORDERS = [
  ["newest", "Newest first"],
  ["oldest", "Oldest first"],
  ["stars", "Best first"],
];

/** @param {string} wanted
 * @param {Card} clip
 */
function isRated(wanted, clip) {
  if (wanted === "kept") return !clip.rejected;
  if (wanted === "rejected") return clip.rejected;
  if (wanted === "unrated") return !clip.stars && !clip.rejected;
  return clip.stars >= Number(wanted);
}

/** @param {string} label
 * @param {Choices} choices
 */
function makeSelect(label, choices) {
  const select = element("select", "gallery-filter");
  select.ariaLabel = label;
  select.append(...choices.map(([value, text]) => new Option(text, value)));
  return select;
}

/**
 * @param {() => void} filtered  other clips are to be shown
 * @param {() => void} ordered  they are to be shown in another order
 */
export function makeFilters(filtered, ordered) {
  const search = element("input", "gallery-search");
  Object.assign(search, { type: "search", placeholder: "Search" });
  search.ariaLabel = "Search clips";
  const maker = makeSelect("Made by", []);
  const age = makeSelect("Made when", AGES);
  const place = makeSelect("Made where", PLACES);
  place.title = "This notebook: what lies in its clip folder, and what this kernel asked for. Everything: also the clips of other folders that your journal knows.";
  const rated = makeSelect("Rated", RATINGS);
  const order = makeSelect("Order", ORDERS);
  search.addEventListener("input", filtered);
  for (const select of [maker, age, place, rated]) select.addEventListener("change", filtered);
  order.addEventListener("change", ordered);

  return {
    node: element("div", "gallery-filters", search, place, maker, age, rated, order),
    /** Whether a clip is to be shown, at this moment; `words` are its text in small letters.
     * @returns {(clip: Card, words: string) => boolean}
     */
    accepts() {
      const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const since = age.value ? Date.now() / 1000 - Number(age.value) * DAY : 0;
      return (clip, words) =>
        clip.created >= since &&
        (maker.value === "" || clip.model === maker.value) &&
        (place.value === "" || clip.here) &&
        (rated.value === "" || isRated(rated.value, clip)) &&
        wanted.every((word) => words.includes(word));
    },
    /** Negative where `one` stands before `other`.
     * @param {Card} one
     * @param {Card} other
     */
    compare(one, other) {
      const age = other.created - one.created;
      if (order.value === "oldest") return -age;
      if (order.value === "newest") return age;
      return Number(one.rejected) - Number(other.rejected) || other.stars - one.stars || age;
    },
    byStars: () => order.value === "stars",
    /** @param {string[]} models */
    offer(models) {
      const drawn = models.join("\n");
      if (maker.dataset.drawn === drawn) return;
      maker.dataset.drawn = drawn;
      const { value } = maker;
      maker.replaceChildren(new Option("All models", ""), ...models.map((each) => new Option(each, each)));
      maker.value = models.includes(value) ? value : "";
    },
  };
}
