"""The page that tests go on with, one after the other, is as good as a new one."""

from __future__ import annotations

from tests.browser.conftest import Pages

SEEN = """() => [
  document.body.innerHTML, window.left, innerWidth, Date.now() > 1e12,
  matchMedia("(prefers-color-scheme: dark)").matches, matchMedia("print").matches,
]"""
NEW = ["", None, 1280, True, False, False]


def test_what_is_on_it_its_size_its_media_and_its_routes_are_gone(pages: Pages) -> None:
    page = pages.take()
    page.route("**/*", lambda route: route.fulfill(body="<p>left", content_type="text/html"))
    page.goto("http://left.test/")
    page.evaluate("window.left = setInterval(() => { window.left += 1; }, 1)")
    page.set_viewport_size({"width": 300, "height": 200})
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(SEEN)[2:] == [300, True, True, True]
    pages.put_back(page, well=True)
    again = pages.take()
    assert again is page and again.evaluate(SEEN) == NEW
    pages.put_back(again, well=True)


def test_one_with_another_clock_a_script_of_its_own_or_a_failure_is_not_used_again(pages: Pages) -> None:
    without = pages.take()
    without.add_init_script("delete globalThis.DecompressionStream")
    pages.put_back(without, well=True)
    stopped = pages.take()
    assert stopped is not without and stopped.evaluate("'DecompressionStream' in window")
    stopped.clock.install(time=0)
    pages.put_back(stopped, well=True)
    unwell = pages.take()
    assert unwell is not stopped and unwell.evaluate(SEEN) == NEW
    pages.put_back(unwell, well=False)
    again = pages.take()
    assert again is not unwell and again.evaluate(SEEN) == NEW
    pages.put_back(again, well=True)
