"""Voting in an exported page, opened from the disk in a real browser: offline, and by keyboard alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import omnivid_jupyter as omnivid
from omnivid_jupyter.clip import Clip
from omnivid_jupyter.experiments.pairs import next_pair
from omnivid_jupyter.experiments.votes import Vote, read_votes, read_with_damage
from omnivid_jupyter.export import export
from omnivid_jupyter.views.scripts import script
from tests.browser.axe import serious_issues
from tests.engine.experiments.contestants import films
from tests.session import session_in

Exported = tuple[Path, list[Clip]]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exported]:
    """A page of five films, and the films."""
    work = tmp_path_factory.mktemp("work")
    with session_in(work):
        made = films(work / "omnivid-clips", 5, width=160, height=90)
        yield export(work / "class.html", clips=made).path, made


@pytest.fixture
def page(browser: Browser, exported: Exported) -> Iterator[Page]:
    """The page without a network; an error of its scripts, or a request that leaves it, fails the test."""
    context = browser.new_context(
        offline=True, accept_downloads=True, viewport={"width": 1200, "height": 900}
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: errors.append(request.url[:80]))
    page.goto(exported[0].as_uri())
    yield page
    context.close()
    assert set(each for each in errors if not each.startswith(("data:", "blob:"))) == {exported[0].as_uri()}


def asking(page: Page, number: int) -> Locator:
    """The duel, when it shows a pair after so many answers."""
    duel = page.get_by_role("group", name="Blind duel")
    expect(duel.get_by_text(f"{number} of 10 pairs", exact=True)).to_be_visible()
    expect(duel.locator("video")).to_have_count(2)
    return duel


def to(page: Page, name: str) -> None:
    """Go to a button with the Tab key, as somebody without a mouse."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.textContent")
        if focused.startswith(name):
            return
    pytest.fail(f"no way to {name}")


def test_a_class_votes_by_keyboard_alone_and_the_ranking_hears_of_it(
    page: Page, exported: Exported, tmp_path: Path
) -> None:
    made = exported[1]
    before = omnivid.ranking(made)
    assert before.votes == 0
    to(page, "Vote: which one is better?")
    page.keyboard.press("Enter")
    films_now = []
    for number in range(10):
        duel = asking(page, number)
        sources = duel.locator("video").evaluate_all("videos => videos.map((video) => video.src)")
        places = [
            page.evaluate(
                "source => [...document.querySelectorAll('article .film')].findIndex((film) => film.src === source)",
                source,
            )
            for source in sources
        ]
        films_now.append(tuple(sorted(places)))
        page.keyboard.press("ArrowLeft" if places[0] > places[1] else "ArrowRight")  # the later film wins
    assert len(set(films_now)) == 10, "each pair once"
    expect(page.get_by_text("The verdict", exact=True)).to_be_visible()
    items = page.get_by_role("dialog").get_by_role("listitem")
    expect(items.first).to_contain_text("a boat in the rain (clip 5)")
    expect(items.last).to_contain_text("a red boat (clip 1)")
    to(page, "Save 10 votes")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    name = saved.value.suggested_filename
    assert name.startswith("votes-") and name.endswith(".jsonl")
    saved.value.save_as(tmp_path / name)
    assert read_with_damage(tmp_path).damaged == 0 and len(read_votes(tmp_path)) == 10
    saved.value.save_as(made[0].path.parent / name)
    try:
        after = omnivid.ranking(made)
        assert [row.value for row in after] == made[::-1]
        assert (after.votes, after.voters) == (10, 1)
    finally:
        (made[0].path.parent / name).unlink()


def test_a_clip_of_the_verdict_is_gone_to(page: Page) -> None:
    page.set_viewport_size({"width": 1200, "height": 300})
    page.get_by_role("button", name="Vote: which").click()
    asking(page, 0)
    page.get_by_role("button", name="Show the verdict").click()
    link = page.get_by_role("dialog").get_by_role("link", name="(clip 3)")
    link.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#clip-3 > h3")).to_be_in_viewport()
    page.evaluate("() => new Promise((done) => setTimeout(done))")  # the event "close" has come
    expect(page.locator("#clip-3 > h3")).to_be_in_viewport()


def test_who_leaves_the_duel_is_back_at_its_button(page: Page) -> None:
    start = page.get_by_role("button", name="Vote: which")
    for way in ("Escape", "Close"):
        start.click()
        asking(page, 0)
        if way == "Escape":
            page.keyboard.press("Escape")
        else:
            page.get_by_role("dialog").get_by_role("button", name="Close").click()
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(start).to_be_focused()


def test_nothing_tells_what_the_clips_are(page: Page, exported: Exported) -> None:
    page.get_by_role("button", name="Vote: which").click()
    duel = asking(page, 0)
    expect(page.get_by_role("dialog")).to_be_visible()
    html = page.get_by_role("dialog").evaluate("dialog => dialog.outerHTML.replace(/data:[^\"]*/g, '')")
    for clip in exported[1]:
        for secret in (clip.prompt, clip.path.name, clip.model, clip.task_id, clip.sha256):
            assert secret not in html
    expect(duel.get_by_role("button")).to_have_text(
        ["A is better←", "Neither↓", "B is better→", "PauseSpace", "SkipS", "UndoU", "Show the verdict"]
    )
    assert page.evaluate("document.elementFromPoint(5, 5).closest('dialog') !== null"), "it covers the page"


def test_skip_undo_and_ties_by_key_and_what_a_reload_keeps(page: Page) -> None:
    page.get_by_role("button", name="Vote: which").click()
    duel = asking(page, 0)
    expect(duel.get_by_role("button", name="Undo")).to_be_disabled()
    page.keyboard.press("ArrowDown")
    asking(page, 1)
    page.keyboard.press("s")
    asking(page, 1)
    page.keyboard.press("b")
    asking(page, 2)
    page.keyboard.press("u")
    asking(page, 1)
    duel.get_by_role("button", name="A is better").click()
    asking(page, 2)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.reload()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save 2 votes").click()
    lines = [json.loads(line) for line in saved.value.path().read_text().splitlines()]
    assert [line["tie"] for line in lines] == [True, False]
    assert len({line["voter"] for line in lines}) == 1
    page.get_by_role("button", name="Go on voting").click()
    asking(page, 2)


@pytest.mark.parametrize("width", [1200, 600, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_fits(page: Page, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_role("button", name="Vote: which").click()
    asking(page, 0)
    page.keyboard.press("a")
    asking(page, 1)
    assert serious_issues(page, "dialog") == []
    assert page.evaluate("document.querySelector('dialog').scrollWidth <= innerWidth")
    page.get_by_role("button", name="Show the verdict").click()
    expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_count(5)
    assert serious_issues(page, "dialog") == []


def test_what_another_page_left_in_the_browser_is_no_vote(page: Page) -> None:
    page.get_by_role("button", name="Vote: which").click()
    asking(page, 0)
    page.keyboard.press("a")
    asking(page, 1)
    for hostile in ('{"voter": "<b>", "votes": []}', "[]", "{", '{"voter": "0123456789abcdef", "votes": 3}'):
        page.evaluate(
            "text => { for (const key of Object.keys(localStorage)) localStorage[key] = text }", hostile
        )
        page.reload()
        expect(page.get_by_role("button", name="Save 0 votes").first).to_be_visible()


def test_a_page_chooses_the_pairs_that_the_kernel_would(page: Page) -> None:
    """The same votes lead both to the same pairs, through a whole bout."""
    names = [f"{number:064x}" for number in range(9)]
    source = script("experiments/pairs.js")
    votes: list[Vote] = []
    for number in range(36):
        told = [
            {"winner": v.winner, "loser": v.loser, "tie": v.tie, "voter": v.voter, "when": v.when, "id": v.id}
            for v in votes
        ]
        theirs = page.evaluate(
            "([source, names, votes]) => new Function('names', 'votes', "
            "source.replaceAll('export ', '') + '; return nextPair(names, votes, new Set());')(names, votes)",
            [source, names, told],
        )
        ours = next_pair(names, votes, "ann")
        assert theirs == (list(ours) if ours else None), f"after {number} votes"
        if ours is None:
            break
        winner, loser = ours if (number * 7) % 3 else ours[::-1]
        votes.append(Vote(winner, loser, number % 5 == 0, "ann", float(number), str(number)))
