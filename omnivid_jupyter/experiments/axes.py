"""What a sweep is made of: its axes, and one cell for each clip.

Pure: values in, cells out. Nothing is known here of folders, journals or services; what a model takes is judged when
the cells become plans (`experiments.plan`).

- Whatever has two or more values is an axis; of the same value given twice there is one.
- `{a|b}` in a prompt are alternatives: axes "words", "words 2" … by their place in it.
- `each` fills `{{name}}` with one value after another. Several columns of a table go together, row by row. Where a clip
  has something of that name already, as its duration, the axis is called `{{duration}}`.
- A list of `images` or `videos` is an axis as well: `images=[a, b]` makes a clip with each. What goes together is a
  list in the list: `images=[[a, b], c, None]` makes three clips, the first with both, the last without a reference.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product
from os import PathLike, fspath
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from omnivid_jupyter import values
from omnivid_jupyter.alternatives import Wording, wording
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.experiments.skipping import skipped
from omnivid_jupyter.media.references import several
from omnivid_jupyter.providers.identity import same_text
from omnivid_jupyter.providers.registry import resolve
from omnivid_jupyter.settings import settings
from omnivid_jupyter.template import holes, render

__all__ = ["LARGEST", "Axis", "Cell", "Each", "Grid", "grid"]

#: Clips of one grid.
LARGEST = 10_000
_NOTHING = "(nothing)"  # an alternative without words
_DEFAULT = "(default)"  # a parameter that is left to the model
_NONE = "(none)"  # no reference
_NAMED = 3  # columns of a table that are named

#: What fills the names in prompts: values by name, or the rows of a table.
Each = Mapping[str, Any] | Iterable[Any]


@dataclass(frozen=True, slots=True)
class Axis:
    """What differs between clips: its name, and its values as text, each once, in the order given.

    `given` are the same values as Python's own: 8 where the text is "8".
    """

    name: str
    values: tuple[str, ...]
    given: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One clip of a grid.

    `values` has its value on each axis as text, by the axis' name (a prompt without some alternatives has none on
    theirs); `arguments` are those of `intake.arguments`; `take` is its take. `facts` are all its values as Python's
    own, also those that are no axis: what `skip` sees and records say. Its `prompt` is the one that was given, which
    holds alternatives and names; its `text` is what is sent.
    """

    values: Mapping[str, str]
    arguments: Mapping[str, Any]
    take: int = 1
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grid:
    """All cells, in the order of the axes, the last of which changes first; `skip` left out the `skipped` ones."""

    axes: tuple[Axis, ...]
    cells: tuple[Cell, ...]
    skipped: tuple[Cell, ...] = ()


def grid(
    prompts: object,
    *,
    model: object = None,
    duration: object = None,
    aspect_ratio: object = None,
    resolution: object = None,
    images: object = (),
    videos: object = (),
    takes: object = 1,
    each: object = None,
    skip: object = None,
    names: Mapping[str, Any] | None = None,
    raw: bool = False,
    fixed: Mapping[str, Any] = MappingProxyType({}),
    more: Mapping[str, object] = MappingProxyType({}),
) -> Grid:
    """The grid of these values, each one or several.

    `more` has the values of parameters that services of other packages brought along, by their names.
    `names` are a notebook's variables, for the names in prompts that `each` does not fill (None: there are none);
    `raw` takes prompts as they are; `fixed` are arguments that all cells have. Raises `InvalidRequestError` for what
    is of no use whatever a model takes, and for more than `LARGEST` clips.
    """
    names = None if raw else names
    texts = _prompts(prompts)
    columns = _columns(each, texts)
    templates = [_Template.read(text, columns, names, raw=raw) for text in texts]
    _refuse_idle(columns, templates, raw=raw)
    parameters = [
        _settings("model", model),
        _settings("duration", duration),
        _settings("aspect_ratio", aspect_ratio),
        _settings("resolution", resolution),
        *(_settings(name, given) for name, given in more.items()),
        _references("images", images),
        _references("videos", videos),
        _takes(takes),
    ]
    _refuse_many(templates, parameters)
    prompt_axis = _Values("prompt", tuple(texts), tuple(texts))
    words = _words(templates)
    taken = (
        {each.name for each in (*words, *parameters)} | {"text"} | ({"prompt"} if len(texts) > 1 else set())
    )
    axes = [
        prompt_axis,
        *words,
        *(replace(each, name=_called(each.name, taken)) for each in columns),
        *parameters,
    ]
    several = {axis.name for axis in axes if len(axis.labels) > 1}
    cells = [
        cell
        for template in templates
        for cell in _cells(template, parameters, names, several, fixed, taken, several_prompts=len(texts) > 1)
    ]
    shown = tuple(Axis(axis.name, axis.labels, axis.given) for axis in axes if len(axis.labels) > 1)
    left_out = skipped(skip, [cell.facts for cell in cells])
    return Grid(
        shown,
        cells=tuple(cell for cell, is_out in zip(cells, left_out, strict=True) if not is_out),
        skipped=tuple(cell for cell, is_out in zip(cells, left_out, strict=True) if is_out),
    )


@dataclass(frozen=True, slots=True)
class _Values:
    """The values of one thing: as text, as facts, and as arguments where those differ."""

    name: str
    labels: tuple[str, ...]
    given: tuple[Any, ...]
    arguments: tuple[Any, ...] = ()

    @property
    def choices(self) -> Iterator[tuple[str, Any, Any]]:
        """Text, fact and argument of each."""
        return zip(self.labels, self.given, self.arguments or self.given, strict=True)


@dataclass(frozen=True, slots=True)
class _Column(_Values):
    """What `each` fills in: the names, and in `arguments` the value of each name, row by row."""

    names: tuple[str, ...] = ()

    def stands_in(self, expressions: Sequence[str]) -> bool:
        """Whether a prompt with these holes has one of the names."""
        return any(name in (_root(each), each) for name in self.names for each in expressions)


def _called(name: str, taken: Collection[str]) -> str:
    """What a name of `each` is called among a clip's values, where other values have the `taken` names."""
    return f"{{{{{name}}}}}" if name in taken else name


@dataclass(frozen=True, slots=True)
class _Template:
    """A prompt as it was given, with its alternatives and the columns that stand in it."""

    text: str
    wording: Wording
    columns: tuple[_Column, ...]

    @classmethod
    def read(
        cls, text: str, columns: Sequence[_Column], names: Mapping[str, Any] | None, *, raw: bool
    ) -> _Template:
        if raw:
            return cls(text, Wording((text,)), ())
        expressions = holes(text)
        used = tuple(column for column in columns if column.stands_in(expressions))
        if names is None:
            _refuse_holes(expressions, used)
        return cls(text, wording(text), used)

    @property
    def size(self) -> int:
        return math.prod(map(len, (*self.wording.groups, *(column.labels for column in self.columns))))


def _cells(
    template: _Template,
    parameters: Sequence[_Values],
    names: Mapping[str, Any] | None,
    several: set[str],
    fixed: Mapping[str, Any],
    taken: Collection[str],
    *,
    several_prompts: bool,
) -> Iterator[Cell]:
    raw = names is None and not template.columns
    for words in product(*template.wording.groups):
        written = template.wording.text(words)
        for rows in product(*(column.choices for column in template.columns)):
            filled = {name: value for _, _, row in rows for name, value in row.items()}
            text = written if raw else render(written, names or {}, filled)
            labels = {"prompt": template.text} | {
                _word_axis(index): _word_label(word) for index, word in enumerate(words)
            }
            facts: dict[str, Any] = {"prompt": template.text if several_prompts else text, "text": text}
            facts |= {_word_axis(index): _word(word) for index, word in enumerate(words)}
            facts |= {_called(name, taken): value for name, value in filled.items()}
            for column, (label, fact, _) in zip(template.columns, rows, strict=True):
                name = _called(column.name, taken)
                labels[name], facts[name] = label, fact
            for chosen in product(*(parameter.choices for parameter in parameters)):
                named = list(zip((parameter.name for parameter in parameters), chosen, strict=True))
                all_labels = labels | {name: label for name, (label, _, _) in named}
                arguments = {name: argument for name, (_, _, argument) in named}
                take = arguments["take"]
                yield Cell(
                    values={name: all_labels[name] for name in all_labels if name in several},
                    arguments={"prompt": text, **arguments, **fixed},
                    take=fixed.get("take", take),
                    facts=facts | {name: fact for name, (_, fact, _) in named},
                )


# What was given, one or several


def _several(name: str, given: object) -> list[Any]:
    """The values in what was given: those of anything that has an order, or the one that it is."""
    given = values.one(given)
    if isinstance(given, (Mapping, set, frozenset)):
        raise InvalidRequestError(
            f"{name} cannot be {values.with_article(type(given).__name__)}: give one value, or a list of them.",
            field=name,
        )
    if getattr(given, "ndim", 1) > 1:
        raise InvalidRequestError(
            f"{name} cannot be a whole table ({type(given).__name__}).",
            field=name,
            hint='Give one of its columns, such as table["prompt"].',
        )
    if isinstance(given, (str, bytes, bytearray, memoryview, PathLike)) or not hasattr(given, "__iter__"):
        return [given]
    found = list(islice(iter(given), LARGEST + 1))
    if len(found) > LARGEST:
        raise InvalidRequestError(f"{name} has more than {LARGEST:,} values.", field=name)
    if not found:
        raise InvalidRequestError(
            f"{name} has no values: it is empty.", field=name, hint="Give at least one, or leave it out."
        )
    return found


def _prompts(given: object) -> list[str]:
    found: dict[str, str] = {}
    for each in _several("prompt", given):
        text = values.text("prompt", each)
        if text is None:
            values.refuse("prompt", each, "text")
        found.setdefault(same_text(text), text.strip())
    return list(found.values())


def _settings(name: str, given: object) -> _Values:
    """The values of a parameter; None leaves it to the settings and the model."""
    found: dict[Any, Any] = {}
    for each in _several(name, given):
        value = values.duration(name, each) if name == "duration" else values.text(name, each)
        value = value.strip() if isinstance(value, str) else value
        key = value.casefold() if isinstance(value, str) else value
        if name == "model":
            value = value or settings.resolved_model()
            key = resolve(str(value)).address
        found.setdefault(key, value)
    labels = tuple(_DEFAULT if value is None else str(value) for value in found.values())
    return _Values(name, labels, tuple(found.values()))


def _takes(given: object) -> _Values:
    takes = values.whole("takes", given, "a whole number: 1, 2, 3 …")
    if takes is None or takes < 1:
        values.refuse("takes", given, "a whole number: 1, 2, 3 …")
    if takes > LARGEST:
        raise InvalidRequestError(
            f"takes {takes:,} are more than can be made: at most {LARGEST:,}.", field="takes"
        )
    numbers = tuple(range(1, takes + 1))
    return _Values("take", tuple(map(str, numbers)), numbers)


def _references(name: Literal["images", "videos"], given: object) -> _Values:
    """The references of each clip: as many sets of them as the list has members, else the one that was given."""
    listed = several(name, given)
    found = [given] if listed is None else list(islice(listed, LARGEST + 1))
    if len(found) > LARGEST:
        raise InvalidRequestError(f"{name} has more than {LARGEST:,} values.", field=name)
    sets: dict[Any, tuple[Any, ...]] = {}
    for each in found:
        together = [] if each is None else several(name, each)
        one = (each,) if together is None else tuple(together)
        sets.setdefault(tuple(ref if isinstance(ref, str) else id(ref) for ref in one), one)
    sets = sets or {(): ()}
    labels = _unique([_reference_names(one) for one in sets.values()])
    facts = tuple(label if one else None for label, one in zip(labels, sets.values(), strict=True))
    return _Values(name, labels, facts, tuple(sets.values()))


def _reference_names(given: Sequence[object]) -> str:
    return ", ".join(map(_reference_name, given)) or _NONE


def _reference_name(given: object) -> str:
    """What a reference is called: the name of its file, or what it is."""
    if isinstance(given, str) and given.startswith("data:"):
        return given[5:].partition(";")[0] or "data"
    if isinstance(given, str):
        try:
            path = urlsplit(given).path if "://" in given else given
        except ValueError:
            path = given
        return PurePath(unquote(path)).name or given
    if isinstance(given, PathLike):
        return PurePath(str(fspath(given))).name
    return type(given).__name__


def _unique(labels: Sequence[str]) -> tuple[str, ...]:
    """The labels, with a number behind those that are there already."""
    found: list[str] = []
    for label in labels:
        number, told = 1, label
        while told in found:
            number += 1
            told = f"{label} {number}"
        found.append(told)
    return tuple(found)


# Words and columns


def _word_axis(index: int) -> str:
    return "words" if index == 0 else f"words {index + 1}"


def _word_label(option: str) -> str:
    return _word(option) or _NOTHING


def _word(option: str) -> str:
    """An alternative without the blanks that it is written with."""
    return " ".join(option.split())


def _words(templates: Sequence[_Template]) -> list[_Values]:
    """An axis for each place of alternatives; different prompts may have different words there."""
    groups = [template.wording.groups for template in templates]
    axes = []
    for index in range(max(map(len, groups))):
        options = {
            _word_label(option): _word(option)
            for each in groups
            if index < len(each)
            for option in each[index]
        }
        axes.append(_Values(_word_axis(index), tuple(options), tuple(options.values())))
    return axes


def _columns(each: object, texts: Sequence[str]) -> list[_Column]:
    """What `each` fills in. Columns of one table go together; several names of a dict are axes of their own."""
    if each is None:
        return []
    rows = _rows(each)
    if rows is not None:
        return [_table(rows, [hole for text in texts for hole in holes(text)])]
    if not isinstance(each, Mapping) or not each:
        values.refuse("each", each, "a dict of names and their values, or a table")
    columns = {}
    for name, given in each.items():
        if _name(name) in columns:
            raise InvalidRequestError(f"each has {_name(name)!r} twice, for Python as well.", field="each")
        columns[_name(name)] = _column(_name(name), given)
    return list(columns.values())


def _column(name: str, given: object) -> _Column:
    """The values of one name. Of a dict the keys are what they are called, the values what is put in."""
    found: dict[str, tuple[Any, Any]] = {}
    if isinstance(given, Mapping) and given:
        for key, row in given.items():
            found.setdefault(" ".join(str(key).split()) or _NOTHING, (row, key))
    else:
        for row in _rows(given) or _several(name, given):
            found.setdefault(_text(name, row), (row, row))
    for row, _ in found.values():
        _text(name, row)  # a dict's values must have one as well
    labels = _unique([" ".join(text.split()) or _NOTHING for text in found])
    facts = tuple(_fact(fact, label) for (_, fact), label in zip(found.values(), labels, strict=True))
    return _Column(name, labels, facts, tuple({name: _value(row)} for row, _ in found.values()), (name,))


def _table(rows: Sequence[Mapping[str, Any]], expressions: Sequence[str]) -> _Column:
    """The columns of a table that stand in the prompts, as one axis: each row is one value."""
    if not rows:
        _several("each", ())
    names = tuple(
        name for name in map(_name, rows[0]) if any(name in (_root(hole), hole) for hole in expressions)
    )
    found: dict[str, dict[str, Any]] = {}
    for row in rows if names else ():
        cells = {_name(name): value for name, value in row.items()}
        texts = [_text(name, cells.get(name)) for name in names]
        found.setdefault(", ".join(texts), {name: _value(cells[name]) for name in names})
    labels = _unique([" ".join(text.split()) or _NOTHING for text in found])
    return _Column(", ".join(names or map(_name, rows[0])), labels, labels, tuple(found.values()), names)


def _rows(given: object) -> list[Mapping[str, Any]] | None:
    """The rows of a table: a DataFrame, or a list of dicts; None for anything else."""
    for method, how in (("to_dicts", ()), ("to_dict", ("records",))):  # Polars' and pandas'
        if hasattr(given, "columns") and hasattr(given, method):
            return [_Row(row) for row in getattr(given, method)(*how)]
    if isinstance(given, (list, tuple)) and given and all(isinstance(row, Mapping) for row in given):
        return [_Row(row) for row in given]
    return None


class _Row(dict[str, Any]):
    """A row of a table, for {{shot.camera}} and {{shot["camera"]}} alike; of a single column, {{shot}} is its value."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"there is no {name!r}") from None

    def __str__(self) -> str:
        if len(self) != 1:
            raise TypeError(f"it is a row of a table, with {', '.join(map(str, self))}: say which of them")
        return str(*self.values())


def _name(name: object) -> str:
    if not isinstance(name, str) or not name.strip():
        values.refuse("each", name, "a dict of values by the names that stand in the prompt")
    return unicodedata.normalize("NFKC", str.__str__(name).strip())  # as Python has its names


def _text(name: str, row: object) -> str:
    """What is put in for a value, as text. Raises `InvalidRequestError` for one that is missing."""
    if isinstance(row, Mapping):
        return ", ".join(map(str, row.values()))
    if row is None or values.is_missing(row):
        values.refuse(name, row, "a value")
    try:
        return str(row)
    except Exception as error:  # its class is somebody else's
        raise InvalidRequestError(f"{name} has a value without text: {error}.", field=name) from None


def _value(row: object) -> Any:
    return _Row(row) if isinstance(row, Mapping) else values.one(row)


def _fact(given: object, label: str) -> Any:
    """A value for records: Python's own, or its text."""
    given = values.one(given)
    return given if isinstance(given, (str, int, float, bool)) else label


def _root(expression: str) -> str:
    """The name that a hole begins with."""
    found = re.match(r"[^\W\d]\w*", expression)
    return unicodedata.normalize("NFKC", found.group(0)) if found else ""


# What is refused


def _refuse_holes(expressions: Sequence[str], used: Sequence[_Column]) -> None:
    names = [name for column in used for name in column.names]
    for hole in expressions:
        if _root(hole) not in names and hole not in names:
            raise InvalidRequestError(
                f"prompt: {{{{{hole}}}}} has no values.",
                field="prompt",
                hint=f"each={{{_root(hole) or hole!r}: […]}} fills it with one after another.",
            )


def _refuse_idle(columns: Sequence[_Column], templates: Sequence[_Template], *, raw: bool) -> None:
    """Refuse values for a name that no prompt has: they would make the same clip again and again."""
    for column in columns:
        if not any(column in template.columns for template in templates):
            ways = _ways_to_write(column)
            hint = f"Write {ways} where its values are to stand, or leave it out."
            raise InvalidRequestError(
                f"each: no prompt has {ways} in it.",
                field="each",
                hint="--raw leaves {{…}} as they are: leave it out." if raw else hint,
            )


def _ways_to_write(column: _Column) -> str:
    """What has the values of `each` in a prompt: its name, of a table the columns behind it."""
    names = column.names or column.name.split(", ")  # of a table that stands for itself
    row = column.arguments[0].get(column.name) if column.arguments else None
    if isinstance(row, _Row) and len(row) > 1:
        names = [f"{column.name}.{name}" for name in row]
    return " or ".join(f"{{{{{name}}}}}" for name in names[:_NAMED])


def _refuse_many(templates: Sequence[_Template], parameters: Sequence[_Values]) -> None:
    size = sum(template.size for template in templates) * math.prod(len(each.labels) for each in parameters)
    if size > LARGEST:
        raise InvalidRequestError(
            f"These would be {size:,} clips: at most {LARGEST:,} are possible at once.",
            field="prompt",
            hint="Ask for fewer values; every list multiplies the clips by its length.",
        )
