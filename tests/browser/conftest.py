"""One real Chromium and one real JupyterLab for the tests of this folder.

Without them these tests fail, they do not skip. The browser ends with the folder's last
test: Playwright's synchronous calls keep an event loop running, with which asynchronous tests would collide.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

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
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page of its own; a script error on it fails the test."""
    errors: list[str] = []
    page = browser.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


@pytest.fixture(scope="package")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture
def lab_page(browser: Browser) -> Iterator[Page]:
    """A page of JupyterLab's usual size. (JupyterLab's own script errors are not ours to judge.)"""
    page = browser.new_page(viewport={"width": 1100, "height": 1000})
    page.set_default_timeout(PATIENCE * 1000)
    yield page
    page.close()
