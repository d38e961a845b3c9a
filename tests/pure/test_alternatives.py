"""`{a|b}` in a prompt: which braces are alternatives, what becomes of the rest, and what is refused."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnivid_jupyter.alternatives import is_plain, wording
from omnivid_jupyter.errors import InvalidRequestError


def prompts(written: str) -> list[str]:
    read = wording(written)
    return [read.text(chosen) for chosen in product(*read.groups)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a {red|blue} boat", ["a red boat", "a blue boat"]),
        ("{a|b}{c|d}", ["ac", "ad", "bc", "bd"]),
        ("{a|b}|{c|d}", ["a|c", "a|d", "b|c", "b|d"]),
        # empty ones, and blanks that do not double
        ("a boat{|, at night}", ["a boat", "a boat, at night"]),
        ("a {|red} boat", ["a boat", "a red boat"]),
        ("a { red | blue } boat", ["a red boat", "a blue boat"]),
        ("{|very }big", ["big", "very big"]),
        ("{very |}{big|small}", ["very big", "very small", "big", "small"]),
        ("a boat {slowly|}", ["a boat slowly", "a boat"]),
        ("a boat,\n{fog|rain}\nat sea", ["a boat,\nfog\nat sea", "a boat,\nrain\nat sea"]),
        # the same one twice is one
        ("a {red|red} boat", ["a red boat"]),
        ("a {red  fox|red fox} runs", ["a red  fox runs"]),
        ("a {red| red |Red} boat", ["a red boat", "a Red boat"]),
        ("a {red|blue|red} boat", ["a red boat", "a blue boat"]),
        # what is a hole, or no alternative
        ("{red} and {{name}}", ["{red} and {{name}}"]),
        ("{{ a|b }}", ["{{ a|b }}"]),
        ("{in {{city}}|at sea}", ["in {{city}}", "at sea"]),
        ("{{{city}}|Paris} by night", ["{{city}} by night", "Paris by night"]),
        ("x | y", ["x | y"]),
        (":-{ {a|b}", [":-{ a", ":-{ b"]),
        ("{a {big} cat|a dog}", ["a {big} cat", "a dog"]),
        # backslashes
        (r"\{red|blue}", ["{red|blue}"]),
        (r"\{red\|blue\}", ["{red|blue}"]),
        (r"{a\|b|c\}}", ["a|b", "c}"]),
        (r"{a\|b}", ["{a|b}"]),
        (r"the set \{x\} and \n", [r"the set \{x\} and \n"]),
        # as they are typed in Japanese
        ("｛赤い｜青い｝船", ["赤い船", "青い船"]),
        ("{赤い｜青い}船", ["赤い船", "青い船"]),
    ],
)
def test_alternatives_become_prompts(written: str, expected: list[str]) -> None:
    assert prompts(written) == expected


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("{a|{b|c}}", "alternatives within alternatives"),
        ("{a|b {c|d} e}", "alternatives within alternatives"),
        ("{red|blue boat", "'{' with a '|' behind it, without a '}'"),
        ("a {red|blue boat, {day|night}", "without a '}'"),
        ("red|blue} boat", "without a '{'"),
    ],
)
def test_braces_that_cannot_be_meant_are_refused_in_one_sentence(written: str, says: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        wording(written)
    assert says in caught.value.message and caught.value.field == "prompt"
    assert caught.value.message.count(".") == 1 and "--raw" in str(caught.value.hint)


@pytest.mark.parametrize("written", ["", "a boat", "{a}", r"\{x\}", "x | y", "{{name}}"])
def test_what_has_no_alternatives_stays_as_it_is(written: str) -> None:
    assert is_plain(written) and prompts(written) == [written]


@given(st.text("ab {}|\\{}\n", max_size=30))
def test_any_text_has_a_reading_or_a_refusal(written: str) -> None:
    try:
        found = prompts(written)
    except InvalidRequestError:
        assert not is_plain(written)
        return
    assert len(found) >= 1
    if is_plain(written):
        assert found == [written]
    if "|" not in written:
        assert found == [written]
