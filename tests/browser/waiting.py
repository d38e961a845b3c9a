"""How these tests wait: for what a page shows, and for nothing else.

What a person does has its effect when the browser gets to it: an event, a timer, a film that is decoded, a message of
the kernel. So nothing is asserted of what was read once, right after. `expect` of Playwright waits for what one element
comes to be, `until` for anything else that can be asked for, `until_in_step` for films that are played together.

Films end, whether or not anybody has looked: who watches them play lets them loop, or takes one of `LONG`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page

from tests import PATIENCE

__all__ = ["until", "until_in_step"]

_IN_STEP = """
async (place, [selector, least, seconds, close, patience]) => {
  const ends = performance.now() + 1000 * patience;
  const samples = []; // how far the first has played, and how far apart all are
  let [played, last, usual] = [0, Infinity, null];
  for (;;) {
    await new Promise(requestAnimationFrame);
    const times = [...place.querySelectorAll(selector)].map((video) => video.currentTime);
    const moved = times[0] - last;
    last = times[0] ?? Infinity;
    if (times.length >= least && Math.min(...times) > 0.1 && moved > 0) {
      played += moved;
      samples.push([played, Math.max(...times) - Math.min(...times)]);
      while (samples.length > 10 * seconds && played - samples[1][0] > seconds) samples.shift();
      if (samples.length >= 10 * seconds && played - samples[0][0] >= seconds) {
        const apart = samples.map(([, each]) => each).sort((a, b) => a - b);
        usual = apart[Math.floor(0.95 * (apart.length - 1))];
        if (usual < close) return;
      }
    }
    if (performance.now() > ends) throw new Error(`not in step: ${usual} apart, at ${times}`);
  }
}
"""


def until(page: Page, look: Callable[[], object], wanted: object, why: str = "") -> None:
    """Look until `wanted` is what is seen; fails with what was seen instead, and `why` that is wrong."""
    ends = time.monotonic() + PATIENCE
    while (seen := look()) != wanted:
        assert time.monotonic() < ends, f"{seen!r}, not {wanted!r}. {why}"
        page.wait_for_timeout(20)  # the page's own events are handled meanwhile


def until_in_step(
    place: Locator, seconds: float, close: float, *, least: int = 2, selector: str = "video"
) -> None:
    """Let the films of a place play until they have been in step for some seconds of them.

    They are that when all are less than `close` seconds apart in 95 of 100 pictures of the screen: a machine with
    other things to do stalls one now and then, and then it takes longer.
    """
    place.evaluate(_IN_STEP, [selector, least, seconds, close, PATIENCE])
