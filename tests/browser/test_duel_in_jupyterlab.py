"""A blind duel in a real JupyterLab: by keyboard alone, with votes in the folder and the verdict at the end."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from omnivid_jupyter.experiments.votes import read_votes
from tests.browser.axe import serious_issues
from tests.browser.jupyterlab import Lab
from tests.engine.experiments.contestants import films

CELL = """
from pathlib import Path
from omnivid_jupyter.experiments.duel import duel
from omnivid_jupyter.media import clips
folder = Path("judged").absolute()
duel([clips.load(folder, f"film-{number}.mp4") for number in range(3)])
"""


def test_it_asks_by_key_and_tells_the_verdict(lab: Lab, lab_page: Page) -> None:
    folder = lab.root / "judged"
    made = films(folder, 3, width=320, height=180)
    lab.write("duel.ipynb", CELL)
    lab.open(lab_page, "duel.ipynb")
    lab_page.keyboard.press("Shift+Enter")
    duel = lab_page.get_by_role("group", name="Blind duel")
    expect(duel.get_by_text("0 of 3 pairs", exact=True)).to_be_visible()
    lab_page.wait_for_function(
        "[...document.querySelectorAll('.omnivid-duel video')].every((v) => v.currentTime > 0)"
    )
    sources = duel.locator("video").evaluate_all("videos => videos.map((video) => video.src)")
    assert len(sources) == 2 and all(source.startswith("blob:") for source in sources)
    html = duel.evaluate("duel => duel.outerHTML")
    assert not any(secret in html for clip in made for secret in (clip.prompt, clip.path.name, clip.sha256))
    assert serious_issues(lab_page, ".omnivid-duel") == []
    cells = lab_page.locator(".jp-Notebook .jp-Cell")
    before = cells.count()
    duel.focus()
    for number, key in enumerate(
        ("b", "a", "t"), start=1
    ):  # "b" and "a" add cells where JupyterLab hears them
        lab_page.keyboard.press(key)
        expect(duel.get_by_text(f"{number} of 3 pairs", exact=True)).to_be_visible()
    expect(duel.get_by_text("The verdict", exact=True)).to_be_visible()
    for clip in made:
        expect(duel.get_by_text(clip.prompt, exact=True)).to_be_visible()
    expect(duel.get_by_text("3 votes of 1 person.")).to_be_visible()
    expect(cells).to_have_count(before)
    assert len(read_votes(folder)) == 3
    assert all(json.loads(line) for line in (folder / "votes.jsonl").read_text().splitlines())
    assert serious_issues(lab_page, ".omnivid-duel") == []
