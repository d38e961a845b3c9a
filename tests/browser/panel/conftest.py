"""The parts, each on the test's page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.panel.parts import FIRST, Part, state


@pytest.fixture
def form(page: Page) -> Part:
    part = Part(page, "form")
    part.tell(state(fill=FIRST))
    return part


@pytest.fixture
def queue(page: Page) -> Part:
    return Part(page, "queue")


@pytest.fixture
def gallery(page: Page) -> Part:
    return Part(page, "gallery")
