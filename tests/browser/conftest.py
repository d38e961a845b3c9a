"""One real Chromium and one real JupyterLab for the tests of this folder.

Without them these tests fail, they do not skip. The browser ends with the folder's last
test: Playwright's synchronous calls keep an event loop running, with which asynchronous tests would collide.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, ViewportSize, sync_playwright

from tests.browser.jupyterlab import PATIENCE, Lab, running


def chromium() -> str:
    """Where Chromium is: at $CHROMIUM, else on PATH."""
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    for name in names:
        if name and (found := shutil.which(name)):
            return found
    pytest.fail("Chromium was not found: install it, or set CHROMIUM to where it is.", pytrace=False)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        # as long as `expect` waits, which jupyterlab.py sets: a machine may be busy with other things
        browser.on("context", lambda context: context.set_default_timeout(PATIENCE * 1000))
        yield browser
        browser.close()


# What a test can have changed of a page that goes on after it: its size, its media, its clock, what a script finds.
_CHANGES = """() => [
  innerWidth, innerHeight, "__pwClock" in window, Object.getOwnPropertyNames(window).join(),
  ...["print", "(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"].map((q) => matchMedia(q).matches),
]"""


class Pages:
    """One page after the other: each test has an empty one, and those that change only what is on it share one.

    A new page costs a processor more than most tests do on it. One whose clock or what scripts find was changed, or on
    which a test has failed, is not used again.
    """

    def __init__(self, browser: Browser, prepare: Callable[[Page], object] = lambda _: None) -> None:
        """`prepare` changes a new page, before the first test has it, as all of its tests do."""
        self._browser, self._prepare = browser, prepare
        self._kept: Page | None = None
        self._usual: object = None
        self._size: ViewportSize = {"width": 1280, "height": 720}

    def take(self) -> Page:
        page, self._kept = self._kept, None
        if page is None:
            page = self._browser.new_page(viewport=self._size)
            self._prepare(page)
            self._usual = page.evaluate(_CHANGES)
        return page

    def put_back(self, page: Page, well: bool) -> None:
        """Empty the page: afterwards nothing of its document runs any more, and all of its errors were heard."""
        if well:
            page.unroute_all(behavior="wait")
            page.emulate_media(media="null", color_scheme="null", reduced_motion="null")
            if page.viewport_size != self._size:
                page.set_viewport_size(self._size)
            page.mouse.move(0, 0)
            page.goto("about:blank")
            if page.evaluate(_CHANGES) == self._usual:
                self._kept = page
                return
        page.close()


@pytest.fixture(scope="package")
def pages(browser: Browser) -> Pages:
    return Pages(browser)


@pytest.fixture
def page(pages: Pages, request: pytest.FixtureRequest) -> Iterator[Page]:
    """An empty page; a script error on it fails the test."""
    errors: list[str] = []

    def hear(error: Error) -> None:
        errors.append(str(error))

    failed = request.session.testsfailed
    page = pages.take()
    page.on("pageerror", hear)
    yield page
    pages.put_back(page, well=errors == [] and request.session.testsfailed == failed)
    page.remove_listener("pageerror", hear)
    assert errors == []


@pytest.fixture(scope="package")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture(scope="package")
def lab_pages(browser: Browser) -> list[Page]:
    """The page with JupyterLab that the next test goes on with, if there is one."""
    return []


@pytest.fixture
def lab_page(browser: Browser, lab_pages: list[Page], request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of JupyterLab's usual size, for `Lab.open`. (JupyterLab's own script errors are not ours to judge.)"""
    failed = request.session.testsfailed
    page = lab_pages.pop() if lab_pages else browser.new_page(viewport={"width": 1100, "height": 1000})
    yield page
    if request.session.testsfailed == failed:
        lab_pages.append(page)
    else:
        page.close()
