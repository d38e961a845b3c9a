// @ts-check
/**
 * Several videos as one, for `compare.js`.
 *
 * A player that falls behind catches up without a jump that is seen, as long as it can.
 */

// How a player keeps up with the leader, in seconds: beyond FAR it jumps; beyond OFF it changes its speed so as to
// be back after CATCH_UP, until it is NEAR. A frame is about 0.04.
const [FAR, OFF, NEAR, CATCH_UP] = [0.25, 0.012, 0.005, 0.3];
const ENOUGH_DATA = 3; // HTMLMediaElement.HAVE_FUTURE_DATA

/**
 * Several videos as one: the longest leads, the others follow it and wait at their end.
 *
 * @param {HTMLVideoElement[]} videos
 * @param {number} frameRate  frames per second, what one step is
 * @param {{ moved(): void, changed(state: "playing" | "paused" | "ended" | "refused"): void }} listener
 */
export function makeTransport(videos, frameRate, listener) {
  let playing = false;
  let rate = 1;
  let loop = false;

  const good = () => videos.filter((video) => !video.error);
  const length = (/** @type {HTMLVideoElement} */ video) => video.duration || 0; // not known yet: NaN
  const leader = () => good().reduce((one, other) => (length(other) > length(one) ? other : one), good()[0]);
  const end = () => Math.max(0, ...good().map(length));
  const frames = () => Math.max(1, Math.round(end() * frameRate));
  const position = () => Math.min(leader()?.currentTime ?? 0, end());
  /** The frame that is shown, counted from 0. */
  const frame = () => Math.min(frames() - 1, Math.floor(position() * frameRate + 1e-3));

  /** @param {number} time */
  function seek(time) {
    for (const video of good()) video.currentTime = Math.min(Math.max(0, time), length(video));
    listener.moved();
  }

  /** Go to the middle of a frame, where no rounding shows its neighbour.
   * @param {number} number
   */
  function seekFrame(number) {
    seek((Math.min(Math.max(0, number), frames() - 1) + 0.5) / frameRate);
  }

  /** @param {"paused" | "ended" | "refused"} why */
  function halt(why) {
    playing = false;
    for (const video of videos) video.pause();
    listener.changed(why);
  }

  function play() {
    if (playing || end() === 0) return;
    if (frame() === frames() - 1) seek(0);
    playing = true;
    listener.changed("playing");
    tick();
  }

  function pause() {
    if (!playing) return;
    const at = frame();
    halt("paused");
    seekFrame(at);
  }

  /** @param {HTMLVideoElement} video */
  function start(video) {
    video.playbackRate = rate;
    video.play().catch((/** @type {DOMException} */ error) => {
      if (error.name !== "AbortError" && playing) halt("refused"); // an abort is our own pause()
    });
  }

  /** Keep one video with the leader: far away it jumps there, off by some it changes its speed for a moment.
   * Changes of speed are few: each takes a moment to come into effect. But one that was made when the video had only
   * begun to fall behind is not enough for all the rest, and is made greater then.
   * @param {HTMLVideoElement} video
   * @param {HTMLVideoElement} lead
   */
  function follow(video, lead) {
    const ahead = video.currentTime - lead.currentTime;
    const change = rate - video.playbackRate; // above 0 where it is being slowed down
    if (Math.abs(ahead) > FAR) {
      video.currentTime = lead.currentTime;
    } else if (Math.abs(ahead) < NEAR || change * ahead < 0) {
      video.playbackRate = rate;
    } else if (Math.abs(ahead) > OFF && Math.abs(ahead) / CATCH_UP > (2 * Math.abs(change)) / rate) {
      video.playbackRate = rate * Math.min(1.5, Math.max(0.5, 1 - ahead / CATCH_UP));
    }
  }

  function tick() {
    if (!playing) return;
    const lead = leader();
    if (!lead) return halt("refused");
    if (!lead.isConnected) return halt("paused");
    if (lead.ended) {
      if (!loop) return halt("ended");
      seek(0);
    }
    const active = good().filter((video) => !video.ended);
    const late = active.filter((video) => video.seeking || video.readyState < ENOUGH_DATA);
    if (late.length > 0) {
      for (const video of active) if (!late.includes(video)) video.pause(); // wait for those without a picture
    } else if (active.some((video) => video.paused)) {
      for (const video of active) start(video);
    } else {
      for (const video of active) if (video !== lead) follow(video, lead);
    }
    listener.moved();
    requestAnimationFrame(tick);
  }

  return {
    end,
    frames,
    frame,
    position,
    seekFrame,
    playing: () => playing,
    toggle: () => (playing ? pause() : play()),
    /** @param {number} count */
    step(count) {
      pause();
      seekFrame(frame() + count);
    },
    /** @param {number} value */
    setRate(value) {
      rate = value;
      for (const video of videos) video.playbackRate = value;
    },
    /** @param {boolean} value */
    setLoop(value) {
      loop = value;
    },
  };
}
