// @ts-check
/**
 * One transport bar for the players of a comparison, which `compare.py` wrote as plain HTML around this script.
 *
 * The media stay where the HTML put them and stay complete without this script; it only takes
 * their own controls away and adds its bar. Nothing plays before a person asks for it, nothing sounds.
 */
import { keepKeys } from "./keys.js";
import { element } from "./shared.js";
import { makeTransport } from "./transport.js";

const SVG = "http://www.w3.org/2000/svg";
const RATES = [0.25, 0.5, 1, 1.5, 2];
const LETTERS = "ABCD";

/** Icons of 16 × 16: one path to fill, or to stroke where it is a line. */
const ICONS = {
  play: "M4 2.5v11l9.5-5.5z",
  pause: "M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z",
  back: "M13 3v10L7 8zM3.5 3h2v10h-2z",
  forward: "M3 3v10l6-5zM10.5 3h2v10h-2z",
  loop: "M2.5 7.5V7a2.5 2.5 0 0 1 2.5-2.5h8M11 2l2.5 2.5L11 7M13.5 8.5V9a2.5 2.5 0 0 1-2.5 2.5H3M5 14l-2.5-2.5L5 9",
  wipe: "M2 3.5h12v9H2zM8 1.5v13M11 3.5v9M12.5 3.5v9",
};

/** @param {keyof typeof ICONS} name */
function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `omnivid-compare-icon omnivid-compare-icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = svg.appendChild(document.createElementNS(SVG, "path"));
  path.setAttribute("d", ICONS[name]);
  return svg;
}

/**
 * @param {keyof typeof ICONS} name
 * @param {string} label
 * @param {string} key
 * @param {() => void} press
 */
function makeButton(name, label, key, press) {
  const button = element("button", "compare-button", icon(name));
  button.type = "button";
  button.ariaLabel = label;
  button.title = `${label} (${key})`;
  button.setAttribute("aria-keyshortcuts", key);
  button.addEventListener("click", press);
  return button;
}

/**
 * @param {string} label
 * @param {[value: string, text: string][]} options
 * @param {(value: string) => void} choose
 */
function makeSelect(label, options, choose) {
  const select = element("select", "compare-select");
  select.ariaLabel = select.title = label;
  select.append(...options.map(([value, text]) => new Option(text, value)));
  select.addEventListener("change", () => choose(select.value));
  return select;
}

/** Seconds as 0:01.50.
 * @param {number} seconds
 */
function clock(seconds) {
  const hundredths = Math.round(seconds * 100);
  const [minutes, rest] = [Math.floor(hundredths / 6000), hundredths % 6000];
  return `${minutes}:${(rest / 100).toFixed(2).padStart(5, "0")}`;
}

/**
 * The two media laid over each other, the second one visible right of a line.
 * The line is an input of type range over the whole picture: mouse, touch and keys move it alike.
 *
 * @param {HTMLElement[]} media  elements in their places, to which they return
 * @param {HTMLElement} before  the element before which the stage stands
 */
function makeWipe(media, before) {
  const homes = media.map((each) => /** @type {HTMLElement} */ (each.parentElement));
  const sizes = media.map((each) => [Number(each.getAttribute("width")), Number(each.getAttribute("height"))]);
  const shape = Math.max(...sizes.map(([width, height]) => width / height));
  const slider = element("input", "compare-line");
  Object.assign(slider, { type: "range", min: "0", max: "100", step: "1", value: "50" });
  slider.ariaLabel = "Wipe between A and B";
  const handle = element("div", "compare-handle", ...["A", "B"].map((letter) => element("span", "compare-name", letter)));
  handle.ariaHidden = "true";
  const stage = element("div", "compare-stage", slider, handle);
  stage.style.setProperty("--omnivid-shape", String(shape));
  stage.hidden = true;
  before.before(stage);

  function move() {
    stage.style.setProperty("--omnivid-at", `${slider.value}%`);
    slider.setAttribute("aria-valuetext", `${slider.value} % A, ${100 - Number(slider.value)} % B`);
  }
  slider.addEventListener("input", move);
  move();

  /** @param {boolean} on */
  return function show(on) {
    stage.hidden = !on;
    before.hidden = on;
    if (on) stage.prepend(...media);
    else media.forEach((each, index) => homes[index].append(each));
  };
}

/** Add the bar to one comparison.
 * @param {HTMLElement} root
 */
function mount(root) {
  root.dataset.mounted = "";
  const table = /** @type {HTMLElement} */ (root.querySelector("div:has(> table)"));
  Object.assign(table, { tabIndex: 0, role: "region", ariaLabel: "What differs" }); // it scrolls where it is narrow
  const places = /** @type {HTMLElement} */ (root.querySelector(".omnivid-compare-clips"));
  const media = /** @type {HTMLElement[]} */ ([
    ...places.querySelectorAll(".omnivid-compare-clip > :is(video, img)"),
  ]);
  const videos = media.filter((each) => each instanceof HTMLVideoElement);
  const bar = element("div", "compare-bar");
  bar.role = "group";
  bar.ariaLabel = `Playback of all ${media.length} clips`;
  bar.style.maxWidth = `max(520px, ${places.style.maxWidth})`;
  /** @type {Record<string, () => void>} */
  const keys = {};
  if (videos.length > 0) addTransport(bar, media, videos, Number(root.dataset.frameRate), keys);
  if (media.length === 2) addWipe(bar, media, places, keys);
  if (bar.childElementCount === 0) return;
  places.after(bar);
  if (videos.length === 0) bar.ariaLabel = "View";
  listen(root, keys);
}

/** Obey single keys while the focus is on one of our controls, as far as the control has no use for them.
 * @param {HTMLElement} root
 * @param {Record<string, () => void>} keys
 */
function listen(root, keys) {
  keepKeys(root);
  root.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.altKey || event.metaKey || target.matches("select, a, [tabindex]")) return;
    const key = (event.shiftKey && event.key.startsWith("Arrow") ? "Shift+" : "") + event.key.toLowerCase();
    /** @type {string[]} */
    let own = [];
    if (target.matches("button")) own = [" "];
    else if (target.matches("input")) own = ["arrowleft", "arrowright", "home", "end"];
    if (!Object.hasOwn(keys, key) || own.includes(key)) return;
    event.preventDefault();
    keys[key]();
  });
}

/**
 * @param {HTMLElement} bar
 * @param {HTMLElement[]} media
 * @param {HTMLVideoElement[]} videos
 * @param {number} frameRate
 * @param {Record<string, () => void>} keys
 */
function addTransport(bar, media, videos, frameRate, keys) {
  const playIcon = icon("play");
  const pauseIcon = icon("pause");
  const status = element("span", "compare-status");
  status.ariaLive = "polite";
  const failure = element("div", "compare-failure");
  failure.role = "alert";

  const transport = makeTransport(videos, frameRate, { moved: draw, changed });
  const toggle = makeButton("play", "Play", "K", transport.toggle);
  const back = makeButton("back", "One frame back", ",", () => transport.step(-1));
  const forward = makeButton("forward", "One frame forward", ".", () => transport.step(1));
  const slider = element("input", "compare-seek");
  Object.assign(slider, { type: "range", min: "0", step: "1", value: "0" });
  slider.ariaLabel = "Position";
  const time = element("span", "compare-time");
  const frame = element("span", "compare-frame");
  const readOut = element("span", "compare-readout", time, frame);
  const rate = makeSelect(
    "Speed",
    RATES.map((value) => [String(value), `${value}×`]),
    (value) => transport.setRate(Number(value)),
  );
  rate.value = "1";
  const loop = makeButton("loop", "Loop", "L", () => {
    loop.ariaPressed = String(loop.ariaPressed !== "true");
    transport.setLoop(loop.ariaPressed === "true");
  });
  loop.ariaPressed = "false";
  const name = (/** @type {HTMLElement} */ each) => LETTERS[media.indexOf(each)];
  const sound = makeSelect(
    "Sound",
    [["", "Muted"], ...videos.map((each) => /** @type {[string, string]} */ ([name(each), `Sound ${name(each)}`]))],
    hear,
  );
  bar.append(slider, back, toggle, forward, readOut, rate, sound, loop, status, failure);

  /** Let one clip sound, or none.
   * @param {string} letter
   */
  function hear(letter) {
    for (const video of videos) {
      video.muted = name(video) !== letter;
      video.preservesPitch = !video.muted; // what keeps the pitch costs a video half a frame at each change of speed
    }
  }

  function draw() {
    slider.max = String(transport.frames() - 1);
    slider.value = String(transport.frame());
    slider.disabled = toggle.disabled = transport.end() === 0;
    time.textContent = `${clock(transport.position())} / ${clock(transport.end())}`;
    frame.textContent = `frame ${transport.frame() + 1} of ${transport.frames()}`;
    // not while it plays: a screen reader would read each one
    if (!transport.playing()) slider.setAttribute("aria-valuetext", `${time.textContent}, ${frame.textContent}`);
  }

  /** @param {"playing" | "paused" | "ended" | "refused"} state */
  function changed(state) {
    const plays = state === "playing";
    toggle.replaceChildren(plays ? pauseIcon : playIcon);
    toggle.ariaLabel = plays ? "Pause" : "Play";
    toggle.title = `${toggle.ariaLabel} (K)`;
    status.textContent = { playing: "Playing", paused: "Paused", ended: "At the end", refused: "" }[state];
    failure.textContent = state === "refused" ? "The browser does not play these clips." : "";
    draw();
  }

  function fail() {
    const bad = videos.filter((each) => each.error).map(name);
    const many = bad.length > 1;
    failure.textContent = `Clip${many ? "s" : ""} ${bad.join(", ")} cannot be loaded; ${many ? "they are" : "it is"} left out.`;
    draw();
  }

  slider.addEventListener("input", () => transport.seekFrame(Number(slider.value)));
  for (const video of videos) {
    video.controls = video.loop = video.autoplay = false;
    video.ariaLabel = `Clip ${name(video)}`;
    video.addEventListener("durationchange", draw);
    video.addEventListener("seeked", draw);
    video.addEventListener("error", fail);
    video.addEventListener("click", transport.toggle);
  }
  hear("");
  if (videos.some((video) => video.error)) fail();
  draw();

  const second = Math.round(frameRate);
  const nextRate = (/** @type {number} */ by) => {
    rate.selectedIndex = Math.min(RATES.length - 1, Math.max(0, rate.selectedIndex + by));
    transport.setRate(Number(rate.value));
  };
  Object.assign(keys, {
    " ": transport.toggle,
    k: transport.toggle,
    ",": () => transport.step(-1),
    ".": () => transport.step(1),
    arrowleft: () => transport.step(-1),
    arrowright: () => transport.step(1),
    "Shift+arrowleft": () => transport.seekFrame(transport.frame() - second),
    "Shift+arrowright": () => transport.seekFrame(transport.frame() + second),
    home: () => transport.seekFrame(0),
    end: () => transport.seekFrame(transport.frames() - 1),
    l: () => loop.click(),
    m: () => {
      sound.value = sound.value ? "" : name(videos[0]);
      hear(sound.value);
    },
    "<": () => nextRate(-1),
    ">": () => nextRate(1),
  });
}

/**
 * @param {HTMLElement} bar
 * @param {HTMLElement[]} media
 * @param {HTMLElement} places
 * @param {Record<string, () => void>} keys
 */
function addWipe(bar, media, places, keys) {
  const show = makeWipe(media, places);
  const button = makeButton("wipe", "Wipe", "W", () => {
    button.ariaPressed = String(button.ariaPressed !== "true");
    show(button.ariaPressed === "true");
  });
  button.append("Wipe");
  button.ariaPressed = "false";
  bar.append(button);
  keys.w = () => button.click();
}

for (const root of document.querySelectorAll(".omnivid-compare:not([data-mounted])")) {
  mount(/** @type {HTMLElement} */ (root));
}
