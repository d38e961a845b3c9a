"""views/transport.js with players that go by a clock of the test: whatever the machine does, they do the same."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from omnivid_jupyter.views.scripts import script

FRAME = 1 / 24

# Plays some films in step for six seconds of the test's clock, and returns for each picture of the screen how far
# apart they are. Each player begins late by its own `lag`, runs a little too fast or slow by its `drift`, takes a
# tenth of a second until a new speed holds, and is put elsewhere by `push` after two seconds; every tenth picture of
# the screen comes late.
PLAY = """
([source, players, rate]) => {
  let now = 0;
  class Player {
    constructor({ lag = 0, drift = 0, push = 0 }) {
      Object.assign(this, { lag, drift, push, duration: 60, error: null, readyState: 4, seeking: false });
      Object.assign(this, { isConnected: true, ended: false, paused: true, currentTime: 0, from: 0, speeds: [[0, 1]] });
    }
    get playbackRate() { return this.speeds.at(-1)[1]; }
    set playbackRate(speed) { this.speeds.push([now + 0.1, speed]); }
    play() { this.paused = false; this.from = now + this.lag; return Promise.resolve(); }
    pause() { this.paused = true; }
    pass(seconds) {
      if (this.paused || now < this.from) return;
      const [, speed] = this.speeds.findLast(([since]) => since <= now) ?? [0, 1];
      this.currentTime += seconds * speed * (1 + this.drift);
    }
  }
  const videos = players.map((each) => new Player(each));
  const waiting = [];
  const makeTransport = new Function("requestAnimationFrame", `${source.replaceAll("export ", "")}
    return makeTransport;`)((what) => waiting.push(what));
  const transport = makeTransport(videos, 24, { moved() {}, changed() {} });
  transport.setRate(rate);
  transport.toggle();
  const apart = [];
  for (let picture = 1; now < 6; picture++) {
    const seconds = picture % 10 ? 1 / 60 : 1 / 12;
    for (const video of videos) {
      video.pass(seconds);
      if (now < 2 && now + seconds >= 2) video.currentTime += video.push;
    }
    now += seconds;
    for (const what of waiting.splice(0)) what();
    const times = videos.map((video) => video.currentTime);
    apart.push([now, Math.max(...times) - Math.min(...times)]);
  }
  return apart;
}
"""


@pytest.mark.parametrize(
    "others",
    [
        [{}],
        [{"lag": 0.08}],
        [{"drift": 0.004}, {"drift": -0.004}],
        [{"lag": 0.15, "drift": -0.002}, {"drift": 0.002}, {}],
        [{"push": 0.15}],
        [{"push": -0.15}],
        [{"push": 0.6}],
        [{"push": -0.6, "drift": 0.004}],
    ],
)
def test_players_are_kept_within_a_frame_of_each_other(page: Page, others: list[dict[str, Any]]) -> None:
    for rate in (1, 0.5, 2):
        found = page.evaluate(PLAY, [script("views/transport.js"), [{}, *others], rate])
        settled = [(at, apart) for at, apart in found if 1.2 < at < 2 or at > 3.2]
        assert len(settled) > 100
        assert max(apart for _, apart in settled) < max(1, rate) * FRAME, (rate, settled)
