"""`%omnivid demo words`: the vocabulary as a list, in a terminal and in a notebook."""

from __future__ import annotations

import io
from html.parser import HTMLParser

import pytest
from PIL import Image

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.notebook.commands import COMMANDS
from omnivid_jupyter.notebook.demo import demo_command
from omnivid_jupyter.simulator.vocabulary import KINDS, VOCABULARY, listed, picture_of
from omnivid_jupyter.views.words import Word, Words
from tools.words import SCENES


def test_list_names_every_meaning_and_fits_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    demo_command(["words"])
    text = capsys.readouterr().out
    assert all(title in text for title in KINDS.values())
    assert {entry.name for entry in VOCABULARY} <= {
        name for name in map(str.strip, text.replace("  ", "\n").split("\n"))
    }
    assert len(text.splitlines()) < 600


def test_one_kind_is_listed_with_all_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    demo_command(["words", "weather"])
    text = " ".join(capsys.readouterr().out.split())
    for entry in listed("weather"):
        assert all(word in text for word in (*entry.english, *entry.japanese))
    assert "Camera" not in text


@pytest.mark.parametrize("kind", ["colour", "colors", "Color", "Colours"])
def test_kind_is_found_however_it_is_spelt(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    demo_command(["words", kind])
    assert "crimson" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["whether", "Setting!", "words"])
def test_kind_that_is_none_is_refused_with_those_that_are(kind: str) -> None:
    with pytest.raises(InvalidRequestError, match="there are setting, subject"):
        demo_command(["words", kind])


def test_list_in_a_notebook_is_plain_html_with_pictures() -> None:
    words = Words(
        [("Weather", [Word("rain", ["rain", "<b>"], ["雨"], b"webp"), Word("snow", ["snow"], ["雪"])])],
        "About & more",
    )
    html = words._repr_html_()
    HTMLParser().feed(html)
    assert (
        "&lt;b&gt;" in html and "About &amp; more" in html and "<script" not in html and "<style" not in html
    )
    assert html.count("<img src='data:image/webp;base64,") == 1 and "alt='rain'" in html


def test_kinds_complete() -> None:
    assert {"words", "camera", "sound"} <= set(COMMANDS["demo"].words())


@pytest.mark.parametrize("kind", SCENES)
def test_every_word_that_a_still_can_show_has_a_small_picture(kind: str) -> None:
    for entry in listed(kind):
        data = picture_of(entry)
        assert data is not None, f"run python tools/words.py: {kind} {entry.name} has no picture"
        assert len(data) < 8000
        with Image.open(io.BytesIO(data)) as image:
            assert image.size == (160, 90)


def test_all_pictures_together_are_light() -> None:
    assert sum(len(picture_of(entry) or b"") for kind in KINDS for entry in listed(kind)) < 400_000
