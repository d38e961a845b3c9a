"""This package: the journal, the checks, the sidecar and all."""

from __future__ import annotations

import os
from pathlib import Path

from timing import ADDRESS, FOLDER, INTERVAL, measure

os.environ |= {
    "APIMART_BASE_URL": f"{ADDRESS}/v1",
    "APIMART_API_KEY": "sk-benchmark",
    "OMNIVID_HOME": str(FOLDER / "home"),
    "OMNIVID_OUTPUT_DIR": str(FOLDER),
}

import omnivid_jupyter as omnivid


def one(prompt: str, path: Path) -> str:
    return omnivid.generate(prompt, model="apimart/Omni-Flash-Ext", poll_interval=INTERVAL).task_id


measure(one)
