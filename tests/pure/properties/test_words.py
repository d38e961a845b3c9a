"""What people write is understood or refused: option lines, command lines, templates, and the names made of prompts."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnivid_jupyter.errors import InvalidRequestError, OmnividError
from omnivid_jupyter.media import clips
from omnivid_jupyter.net.download import LinkRefused, address_of
from omnivid_jupyter.notebook.options import OPTIONS, CellOptions, parse
from omnivid_jupyter.providers.checks import check, is_web_address
from omnivid_jupyter.providers.registry import resolve
from omnivid_jupyter.request import VideoRequest
from omnivid_jupyter.template import left_alone, render
from tests.pure.properties import examples

FLAGS = [flag for option in OPTIONS for flag in option.flags]
VALUES = [
    "4",
    "auto",
    "16:9",
    "1e300",
    "-1",
    "nan",
    "inf",
    "9" * 5000,
    "'",
    '"',
    "\\",
    "=",
    "{{x}}",
    "\0",
    "\ud83d",
]
PAIRS = st.tuples(st.sampled_from(FLAGS), st.sampled_from(VALUES)).map(" ".join)
PIECES = (
    PAIRS
    | st.sampled_from([*FLAGS, *VALUES, "demo/omni-flash", "--", "-", "–new", "#", "\u3000"])
    | st.text(max_size=6)
)


@examples(1500)
@given(pieces=st.lists(PIECES, max_size=8), joint=st.sampled_from([" ", "=", "", "  "]))
def test_an_option_line_is_options_or_refused(pieces: list[str], joint: str) -> None:
    try:
        options = parse(joint.join(pieces))
    except InvalidRequestError as error:
        assert error.field
    else:
        assert isinstance(options, CellOptions) and len(options.numbers) <= 10_000


class Awkward:
    """Of which nothing works."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __getitem__(self, key: Any) -> Any:
        raise OSError(str(key))

    def __str__(self) -> str:
        raise ZeroDivisionError

    __repr__ = __str__


VARIABLES: dict[str, Any] = {
    "x": "a cat",
    "n": 10**5000,
    "a": {"b": [1, 2], 3: "three"},
    "awkward": Awkward(),
    "half": "\ud83d",
    "holes": "{{x}}",
}
HOLES = st.sampled_from(
    [
        *("{{", "}}", "{", "}", "x", "n", "a", "awkward", "half", "holes", ".b", ".real", "._x", "['b']"),
        *("[0]", "[3]", "[", "]", "(", ")", "1if", "é", "\\", "'", "\0", "\n", " ", "lambda: "),
        *("-" * 3000, "(" * 300, "[1" * 150),
    ]
)


@examples(1500)
@given(pieces=st.lists(HOLES | st.text(max_size=4), max_size=9))
def test_a_template_is_a_prompt_or_refused(pieces: list[str]) -> None:
    template = "".join(pieces)
    left_alone(template, VARIABLES)
    try:
        prompt = render(template, VARIABLES)
    except InvalidRequestError as error:
        assert error.field == "prompt"
    else:
        assert "{{" not in template or "{{" not in prompt.replace(VARIABLES["holes"], "")


@examples(800)
@given(
    inside=st.sampled_from(
        ["x", "n", "awkward", "awkward.y", "awkward[0]", "half", "a.b.c", "a['b'][9]", "\0", "a[{}]"]
    )
)
def test_whatever_a_variable_is_a_hole_is_filled_or_refused(inside: str) -> None:
    try:
        assert isinstance(render(f"{{{{{inside}}}}}", VARIABLES), str)
    except InvalidRequestError as error:
        assert error.field == "prompt"


@examples(1000)
@given(
    prompt=st.text(max_size=200),
    fingerprint=st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    index=st.integers(0, 10**6),
)
def test_a_prompt_makes_a_name_that_every_file_system_takes(
    prompt: str, fingerprint: str, index: int
) -> None:
    name = clips.file_name(prompt, fingerprint, "task", index, "mp4")
    assert len(name.encode()) <= 100 and Path(name).name == name
    assert not set(name) & set('\0/\\:*?"<>|\n\r\t') and name.isprintable()
    assert name[0] not in ".- " and not name.endswith((".", " "))
    assert f"-{fingerprint[:8]}" in name and unicodedata.is_normalized("NFC", name)


@examples(800)
@given(
    link=st.text(max_size=40)
    | st.from_regex(r"(https?:)?[/\\]{1,3}[\w.:@\[\]%-]{0,20}/.{0,12}", fullmatch=True)
)
def test_a_link_is_an_address_or_refused(link: str) -> None:
    try:
        address = address_of(link, "https://api.example.com/v1/tasks/task_1")
    except LinkRefused:
        return
    assert is_web_address(address) and address.isprintable()


REFERENCE = st.text(max_size=30) | st.sampled_from(["https://a.b/c", "data:image/png;base64,AA=="])


@pytest.mark.parametrize("address", ["omniflash/omni-flash", "apimart/Omni-Flash-Ext", "evolink/new-model"])
@examples(400)
@given(
    prompt=st.text(max_size=20) | st.none(),
    duration=st.integers() | st.floats() | st.text(max_size=5) | st.none() | st.just(10**400),
    ratio=st.text(max_size=8) | st.integers() | st.none(),
    images=st.lists(REFERENCE, max_size=2),
)
def test_a_request_is_in_order_or_refused(
    address: str, prompt: Any, duration: Any, ratio: Any, images: list[str]
) -> None:
    request = VideoRequest(address, prompt, duration=duration, aspect_ratio=ratio, images=tuple(images))
    target = resolve(address)
    try:
        checked = check(target.model, request)
        target.provider.submit(target.model, checked)
    except OmnividError as error:
        assert isinstance(error, InvalidRequestError)
