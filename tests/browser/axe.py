"""axe-core on a page: what is wrong for people who do not see it or use no mouse.

Without axe-core a test fails; it is installed with the other packages of package-lock.json.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.kernels import ROOT


def serious_issues(page: Page, selector: str) -> list[str]:
    """Every serious or critical issue below `selector`, in words."""
    script = Path(os.environ.get("OMNIVID_TEST_AXE", ROOT / "node_modules" / "axe-core" / "axe.min.js"))
    if not script.exists():
        pytest.fail(f"There is no {script}: `make setup` installs it.", pytrace=False)
    page.evaluate(script.read_text("utf-8"))
    found: list[str] = page.evaluate(
        """async (selector) => {
          const { violations } = await axe.run(selector);
          return violations
            .filter(({ impact }) => ["serious", "critical"].includes(impact))
            .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
        }""",
        selector,
    )
    return found
