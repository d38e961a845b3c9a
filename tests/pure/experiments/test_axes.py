"""From lists of values to the cells of a grid: what is an axis, in which order, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy
import pytest

from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.experiments.axes import LARGEST, Grid, grid

MODELS = ["demo/omni-pro", "demo/Omni-Flash-Ext"]


def axes(found: Grid) -> dict[str, tuple[Any, ...]]:
    return {axis.name: axis.given for axis in found.axes}


def sent(found: Grid) -> list[str]:
    return [cell.arguments["prompt"] for cell in found.cells]


class Column:
    """What a table's column is to us: values in an order, of its own types."""

    def __init__(self, *values: Any) -> None:
        self.values = values

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values)


class Frame:
    """What a DataFrame is to us."""

    ndim = 2

    def __init__(self, **columns: list[Any]) -> None:
        self.columns = list(columns)
        self._rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def to_dict(self, orient: str) -> list[dict[str, Any]]:
        assert orient == "records"
        return self._rows


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, {}),
        ({"duration": 4, "model": "demo/omni-pro"}, {}),
        ({"duration": [4, 8]}, {"duration": (4, 8)}),
        ({"duration": ["4", 8.0, 4, numpy.int64(6)]}, {"duration": (4, 8, 6)}),
        ({"duration": range(4, 7)}, {"duration": (4, 5, 6)}),
        ({"duration": numpy.array([4, 8])}, {"duration": (4, 8)}),
        ({"duration": Column(4, 8)}, {"duration": (4, 8)}),
        ({"duration": (seconds for seconds in (4, 8))}, {"duration": (4, 8)}),
        ({"duration": ["auto", " AUTO ", None]}, {"duration": ("auto", None)}),
        ({"duration": numpy.int64(4)}, {}),
        ({"aspect_ratio": ["16:9", "9:16 ", "16:9"]}, {"aspect_ratio": ("16:9", "9:16")}),
        ({"resolution": ["4K", "4k"]}, {}),
        ({"model": [*MODELS, "DEMO/omni-PRO", "demo/apimart/Omni-Flash-Ext"]}, {"model": tuple(MODELS)}),
        ({"model": [None, "demo/omni-pro"]}, {"model": ("demo/omni-flash", "demo/omni-pro")}),
        ({"takes": 3}, {"take": (1, 2, 3)}),
        ({"takes": numpy.int64(2)}, {"take": (1, 2)}),
        ({"images": "a.png"}, {}),
        ({"images": []}, {}),
        ({"images": ["a.png", "b.png"]}, {"images": ("a.png", "b.png")}),
        ({"images": ("a.png", "b.png")}, {"images": ("a.png", "b.png")}),
        ({"images": numpy.array(["a.png", "b.png"])}, {"images": ("a.png", "b.png")}),
        ({"images": [["a.png", "b.png"]]}, {}),
        ({"images": numpy.zeros((8, 8, 3), "uint8")}, {}),
        ({"videos": ["https://a.example/x.mp4", "y.mp4"]}, {"videos": ("x.mp4", "y.mp4")}),
        ({"images": [["a.png"], ["b.png", "c.png"], None]}, {"images": ("a.png", "b.png, c.png", None)}),
        ({"images": ["a.png", None]}, {"images": ("a.png", None)}),
        ({"images": [("a.png",), ("a.png",)]}, {}),
        ({"images": [["one/a.png"], ["two/a.png"]]}, {"images": ("a.png", "a.png 2")}),
        ({"videos": [["https://a.example/x%20y.mp4?sig=1"], None]}, {"videos": ("x y.mp4", None)}),
        ({"images": (name for name in ("a.png", "b.png"))}, {"images": ("a.png", "b.png")}),
    ],
)
def test_whatever_has_two_values_is_an_axis(
    arguments: dict[str, Any], expected: dict[str, tuple[Any, ...]]
) -> None:
    found = grid("a boat", **arguments)
    assert axes(found) == expected
    size = 1
    for values in expected.values():
        size *= len(values)
    assert len(found.cells) == size


def test_cells_come_in_the_order_of_their_axes_the_last_of_which_changes_first() -> None:
    found = grid(["a {red|blue} boat", "a car"], model=MODELS, duration=[4, 8], takes=2)
    assert [axis.name for axis in found.axes] == ["prompt", "words", "model", "duration", "take"]
    assert len(found.cells) == (2 + 1) * 2 * 2 * 2
    first, second = found.cells[:2]
    assert first.values == {
        "prompt": "a {red|blue} boat",
        "words": "red",
        "model": "demo/omni-pro",
        "duration": "4",
        "take": "1",
    }
    assert second.values == {**first.values, "take": "2"}
    assert second.arguments["prompt"] == "a red boat" and second.arguments["take"] == second.take == 2
    assert "words" not in found.cells[-1].values  # a prompt without alternatives has no value there


def test_prompts_that_look_the_same_are_one() -> None:
    assert len(grid(["a boat", " a boat\n", "a\u00a0boat"]).cells) == 1


def test_places_of_different_prompts_share_an_axis() -> None:
    found = grid(["a {red|blue} boat, {slow|fast}", "a {big|red} car"])
    assert axes(found) == {
        "prompt": ("a {red|blue} boat, {slow|fast}", "a {big|red} car"),
        "words": ("red", "blue", "big"),
        "words 2": ("slow", "fast"),
    }
    assert len(found.cells) == 4 + 2


def test_an_empty_alternative_has_a_name() -> None:
    (axis,) = grid("a boat{|, at night}").axes
    assert axis.values == ("(nothing)", ", at night") and axis.given == ("", ", at night")


def test_alternatives_are_called_without_the_blanks_they_are_written_with() -> None:
    found = grid(
        ["a { red  hot | blue } boat", "a {blue |red hot} car"],
        skip=[{"prompt": "a { red  hot | blue } boat", "words": "blue"}],
    )
    assert axes(found)["words"] == ("red hot", "blue")
    assert [cell.facts["words"] for cell in found.cells] == ["red hot", "blue", "red hot"]
    assert sent(found) == ["a red  hot boat", "a blue car", "a red hot car"]


def test_raw_leaves_all_braces() -> None:
    assert sent(grid("a {red|blue} {{boat}}", raw=True, names={})) == ["a {red|blue} {{boat}}"]


# each


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        ({"colour": ["red", "blue", "red"]}, ["a red boat", "a blue boat"]),
        ({"colour": ("red", "blue")}, ["a red boat", "a blue boat"]),
        ({"colour": (word for word in ("red", "blue"))}, ["a red boat", "a blue boat"]),
        ({"colour": Column("red", "blue")}, ["a red boat", "a blue boat"]),
        ({"colour": numpy.array(["red", "blue"])}, ["a red boat", "a blue boat"]),
        ({"colour": {"R": "red", "B": "blue"}}, ["a red boat", "a blue boat"]),
        ({"colour": {"R": "red", "B": "blue"}.keys()}, ["a R boat", "a B boat"]),
        ({"colour": range(2)}, ["a 0 boat", "a 1 boat"]),
        ({"colour": "red"}, ["a red boat"]),
        ({"colour": ["{red|blue}", "{{x}}"]}, ["a {red|blue} boat", "a {{x}} boat"]),
        (Frame(colour=["red", "blue"], seconds=[4, 8]), ["a red boat", "a blue boat"]),
        ([{"colour": "red"}, {"colour": "blue"}], ["a red boat", "a blue boat"]),
    ],
)
def test_each_fills_a_name(each: Any, expected: list[str]) -> None:
    found = grid("a {{colour}} boat", each=each)
    assert sent(found) == expected
    assert [axis.name for axis in found.axes] == (["colour"] if len(expected) > 1 else [])


@pytest.mark.parametrize(
    "name, prompt, others, expected",
    [
        ("duration", "{{duration}} rain", {"duration": [4, 8]}, {"{{duration}}": 2, "duration": 2}),
        ("duration", "{{duration}} rain", {"duration": 4}, {"{{duration}}": 2}),
        ("take", "{{take}} rain", {"takes": 2}, {"{{take}}": 2, "take": 2}),
        (
            "model",
            "a {{model}} car",
            {"model": ["demo/omni-pro", "demo/omni-flash"]},
            {"{{model}}": 2, "model": 2},
        ),
        ("words", "{{words}} {a|b}", {}, {"words": 2, "{{words}}": 2}),
        ("words", "{{words}} rain", {}, {"words": 2}),
        ("prompt", ["{{prompt}} a", "{{prompt}} b"], {}, {"prompt": 2, "{{prompt}}": 2}),
        ("prompt", "{{prompt}}", {}, {"prompt": 2}),
        ("text", "{{text}}", {}, {"{{text}}": 2}),
    ],
)
def test_values_that_are_named_as_something_of_a_clip_are_an_axis_of_their_own(
    name: str, prompt: Any, others: dict[str, Any], expected: dict[str, int]
) -> None:
    found = grid(prompt, each={name: ["mild", "wild"]}, **others)
    assert sorted((axis.name, len(axis.values)) for axis in found.axes) == sorted(expected.items())
    assert len({tuple(cell.values.items()) for cell in found.cells}) == math.prod(expected.values())
    for cell in found.cells:
        assert cell.facts["text"] == cell.arguments["prompt"] and cell.facts["take"] == cell.take
        for axis in found.axes:
            assert str(cell.facts[axis.name]) == cell.values[axis.name]
    called = f"{{{{{name}}}}}" if f"{{{{{name}}}}}" in expected else name
    left = grid(prompt, each={name: ["mild", "wild"]}, skip={called: "mild"}, **others)
    assert all("wild" in each for each in sent(left))


def test_two_names_that_are_one_for_python_are_refused() -> None:
    with pytest.raises(InvalidRequestError, match="each has 'k' twice"):
        grid("{{ｋ}} {{k}}", each={"ｋ": ["red"], "k": ["blue"]})


@pytest.mark.parametrize("column", [Frame(shot=["pan", "zoom"]), [{"shot": "pan"}, {"shot": "zoom"}]])
def test_a_table_of_one_column_is_that_column(column: Any) -> None:
    found = grid("a {{shot}}", each={"shot": column})
    assert sent(found) == ["a pan", "a zoom"] and axes(found) == {"shot": ("pan", "zoom")}


def test_a_whole_row_of_several_columns_is_no_text() -> None:
    with pytest.raises(InvalidRequestError, match="it is a row of a table, with camera, lens"):
        grid("a {{shot}}", each={"shot": Frame(camera=["pan", "zoom"], lens=[35, 50])})


def test_a_name_may_stand_in_alternatives_at_either_end() -> None:
    for prompt in ("a {{{colour}}|white} boat", "a {white|{{colour}}} boat"):
        assert set(sent(grid(prompt, each={"colour": ["red", "blue"]}))) == {
            "a white boat",
            "a red boat",
            "a blue boat",
        }


def test_a_dict_of_values_is_named_by_its_keys() -> None:
    found = grid("{{shot}} of a boat", each={"shot": {"wide": "A wide shot", "close": "A close-up"}})
    assert axes(found) == {"shot": ("wide", "close")}
    assert sent(found) == ["A wide shot of a boat", "A close-up of a boat"]


def test_several_names_are_several_axes() -> None:
    found = grid("a {{colour}} {{thing}}", each={"colour": ["red", "blue"], "thing": ["boat", "car"]})
    assert list(axes(found)) == ["colour", "thing"] and len(found.cells) == 4


@pytest.mark.parametrize(
    "table",
    [
        Frame(colour=["red", "blue"], thing=["boat", "car"], id=[1, 2]),
        [{"colour": "red", "thing": "boat", "id": 1}, {"colour": "blue", "thing": "car", "id": 2}],
    ],
)
def test_columns_of_one_table_go_together_row_by_row(table: Any) -> None:
    found = grid("a {{colour}} {{thing}}", each=table)
    assert sent(found) == ["a red boat", "a blue car"]
    assert axes(found) == {"colour, thing": ("red, boat", "blue, car")}
    assert found.cells[1].facts["thing"] == "car"


def test_a_value_may_have_parts() -> None:
    shots = [{"camera": "pan", "lens": 35}, {"camera": "zoom", "lens": 50}]
    for written in ("{{shot.camera}} at {{shot.lens}} mm", '{{shot["camera"]}} at {{ shot["lens"] }} mm'):
        for rows in (shots, Frame(camera=["pan", "zoom"], lens=[35, 50])):
            assert sent(grid(written, each={"shot": rows})) == ["pan at 35 mm", "zoom at 50 mm"]
        named = grid(written, each={"shot": dict(zip(("first", "second"), shots, strict=True))})
        assert sent(named) == ["pan at 35 mm", "zoom at 50 mm"] and axes(named) == {
            "shot": ("first", "second")
        }


def test_a_prompt_without_the_name_is_made_once() -> None:
    assert sent(grid(["a {{colour}} boat", "a car"], each={"colour": ["red", "blue"]})) == [
        "a red boat",
        "a blue boat",
        "a car",
    ]


def test_a_name_that_each_has_not_is_the_notebooks() -> None:
    found = grid("a {{colour}} {{thing}}", each={"colour": ["red", "blue"]}, names={"thing": "boat"})
    assert sent(found) == ["a red boat", "a blue boat"]


def test_a_whole_expression_may_be_filled() -> None:
    assert sent(grid("a {{ df.colour }} boat", each={"df.colour": ["red", "blue"]}, names={})) == [
        "a red boat",
        "a blue boat",
    ]


# skip


@pytest.mark.parametrize(
    ("skip", "left"),
    [
        (lambda cell: cell["duration"] == 8, [(4, "16:9"), (4, "9:16")]),
        (lambda cell: cell["duration"] == 8 and cell["aspect_ratio"] == "9:16", 3),
        (lambda cell: "boat" not in cell["prompt"], 4),
        (lambda cell: numpy.bool_(cell["take"] > 1), 4),
        ([{"duration": 8}], [(4, "16:9"), (4, "9:16")]),
        ([{"duration": "8"}], [(4, "16:9"), (4, "9:16")]),
        ({"duration": 8, "aspect_ratio": "9:16"}, 3),
        ({"duration": 8.0}, [(4, "16:9"), (4, "9:16")]),
        ({"duration": [8, 4], "aspect_ratio": "9:16"}, [(4, "16:9"), (8, "16:9")]),
        ({"duration": numpy.array([8])}, [(4, "16:9"), (4, "9:16")]),
        ({"duration": numpy.array(8)}, [(4, "16:9"), (4, "9:16")]),
        ({"duration": Column(8, 4), "aspect_ratio": "9:16"}, [(4, "16:9"), (8, "16:9")]),
        ({"resolution": None, "duration": (8,)}, [(4, "16:9"), (4, "9:16")]),
        ({"duration": range(8, 9), "aspect_ratio": {"16:9", "9:16"}}, [(4, "16:9"), (4, "9:16")]),
        ([{"duration": 8}, {"aspect_ratio": "9:16"}], [(4, "16:9")]),
        ([], 4),
        (None, 4),
    ],
)
def test_skip_leaves_out(skip: Any, left: int | list[tuple[int, str]]) -> None:
    found = grid("a boat", duration=[4, 8], aspect_ratio=["16:9", "9:16"], skip=skip)
    assert len(found.cells) + len(found.skipped) == 4
    if isinstance(left, int):
        assert len(found.cells) == left
    else:
        assert [(cell.facts["duration"], cell.facts["aspect_ratio"]) for cell in found.cells] == left


# What is refused


def endless() -> Iterator[int]:
    while True:
        yield 4


@pytest.mark.parametrize(
    ("prompts", "arguments", "says"),
    [
        ([], {}, "prompt has no values: it is empty."),
        (3, {}, "prompt must be text, not 3."),
        (["a boat", None], {}, "prompt must be text, not None."),
        ({"a": 1}, {}, "prompt cannot be a dict"),
        ({"a", "b"}, {}, "prompt cannot be a set"),
        (Frame(prompt=["a"]), {}, "prompt cannot be a whole table"),
        ("a boat", {"duration": []}, "duration has no values: it is empty."),
        ("a boat", {"duration": [4, float("nan")]}, "duration is missing: it is nan."),
        ("a boat", {"duration": [4, [8]]}, "duration must be a number of seconds, not list."),
        ("a boat", {"duration": endless()}, f"duration has more than {LARGEST:,} values."),
        ("a boat", {"model": ["demo/omni-pro", "demo/omni-por"]}, "Did you mean demo/omni-pro?"),
        ("a boat", {"model": ["demo/omni-pro,demo/omni-flash"]}, "names more than one."),
        ("a boat", {"resolution": [720]}, "resolution must be text, not 720."),
        ("a boat", {"takes": 0}, "takes must be a whole number: 1, 2, 3 …, not 0."),
        ("a boat", {"takes": 2.5}, "takes must be a whole number: 1, 2, 3 …, not 2.5."),
        ("a boat", {"takes": True}, "takes must be a whole number: 1, 2, 3 …, not True."),
        ("a boat", {"takes": LARGEST + 1}, "takes 10,001 are more than can be made"),
        ("a " + "{1|2|3|4|5}" * 6, {}, "These would be 15,625 clips: at most 10,000 are possible at once."),
        ("a {{colour}} boat", {}, "prompt: {{colour}} has no values."),
        ("a {{colour}} boat", {"each": {"color": ["red"]}}, "prompt: {{colour}} has no values."),
        ("a boat", {"each": {"colour": ["red"]}}, "each: no prompt has {{colour}} in it."),
        (
            "a boat",
            {"each": Frame(colour=["red"], place=["sea"])},
            "each: no prompt has {{colour}} or {{place}} in it.",
        ),
        (
            "a {{colour}} boat",
            {"each": {"df": Frame(colour=["red"], place=["sea"])}, "names": {"colour": "red"}},
            "each: no prompt has {{df.colour}} or {{df.place}} in it.",
        ),
        ("a {{colour}} boat", {"each": {"colour": []}}, "colour has no values: it is empty."),
        ("a {{colour}} boat", {"each": {"colour": {}}}, "colour cannot be a dict"),
        ("a {{colour}} boat", {"each": {"colour": ["red", None]}}, "colour must be a value, not None."),
        ("a {{colour}} boat", {"each": {"colour": [numpy.nan]}}, "colour is missing: it is nan."),
        ("a {{colour}} boat", {"each": {"colour": endless()}}, "colour has more than"),
        ("a {{x.colour}} boat", {"each": {"x": [{"colour": numpy.nan}]}}, "it is missing (nan)"),
        ("a {{colour}} boat", {"each": Frame(colour=[])}, "each has no values: it is empty."),
        ("a {{colour}} boat", {"each": Frame(colour=["red", None])}, "colour must be a value, not None."),
        ("a {{colour}} boat", {"each": ["red", "blue"]}, "each must be a dict"),
        ("a {{colour}} boat", {"each": {}}, "each must be a dict"),
        ("a {{colour}} boat", {"each": {3: ["red"]}}, "each must be a dict"),
        ("a boat", {"duration": [4, 8], "skip": [{"duraton": 4}]}, "Did you mean duration?"),
        (
            "a boat",
            {"duration": [4, 8], "skip": [{"duration": 5}]},
            "skip: duration is never 5 in this grid.",
        ),
        (
            "a boat",
            {"duration": [4, 8], "skip": {"duration": [8, 5]}},
            "skip: duration is never 5 in this grid.",
        ),
        (
            "a boat",
            {"duration": [4, 8], "skip": {"duration": []}},
            "skip: duration is never [] in this grid.",
        ),
        ("a boat", {"skip": "duration"}, "skip must be a function"),
        ("a boat", {"skip": [{}]}, "skip must be a function"),
        ("a boat", {"skip": {"duration": []}}, "skip: duration is never [] in this grid."),
        ("a boat", {"resolution": ["4k", None], "skip": {"resolution": "8k"}}, "It is 4k, None."),
        ("{{shot}}", {"each": {"shot": {"wide": {"lens": 35, "f": 2}}}}, "say which of them"),
        ("a boat", {"skip": lambda cell: cell["colour"]}, "skip failed: there is no 'colour'."),
        ("a boat", {"skip": lambda: True}, "skip failed:"),
    ],
)
def test_what_is_of_no_use_is_named(prompts: Any, arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        grid(prompts, **arguments)
    assert says in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 2


def test_a_prompt_that_each_does_not_fill_is_named_with_raw_as_well() -> None:
    with pytest.raises(InvalidRequestError, match="no prompt has") as caught:
        grid("a {{colour}} boat", each={"colour": ["red", "blue"]}, raw=True, names={})
    assert "--raw" in str(caught.value.hint)


@pytest.mark.parametrize("of", [Path, str])
def test_references_are_passed_on_as_they_were_given(of: Callable[[str], Any]) -> None:
    picture = of("a.png")
    found = grid("a boat", images=[[picture], None], takes=2)
    assert [cell.arguments["images"] for cell in found.cells] == [(picture,)] * 2 + [()] * 2
