"""Write the types of the panel's messages for its scripts: `python tools/panel_types.py`, after a change of
`omnivid_jupyter/panel/messages.py`, from which they come.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

from msgspec import inspect as shapes

from omnivid_jupyter.panel import messages

TARGET = Path(messages.__file__).with_suffix(".d.ts")

_HEAD = """\
// The panel's messages, as its scripts see them. Written by tools/panel_types.py from messages.py: change that one.
"""
_BUFFERS = "buffers"  # go beside a message, not in it
_PLAIN = {
    shapes.AnyType: "any",
    shapes.NoneType: "null",
    shapes.BoolType: "boolean",
    shapes.IntType: "number",
    shapes.FloatType: "number",
    shapes.StrType: "string",
}


def types() -> str:
    """The content of `messages.d.ts`."""
    known: dict[str, str] = {}
    unions = []
    for name, union in messages.UNIONS.items():
        unions.append(f"export type {name} = {_type(shapes.type_info(union), known)};\n")
    return "\n".join([_HEAD, *known.values(), *unions])


def _type(shape: Any, known: dict[str, str]) -> str:
    """The type in TypeScript; structs are named, and added to the `known` ones."""
    match shape:
        case shapes.StructType() | shapes.DataclassType():
            name: str = shape.cls.__name__
            if name not in known:
                known[name] = ""  # its place: before those that it is made of
                known[name] = _interface(shape, known)
            return name
        case shapes.UnionType(types=several):
            parts = [each for each in several if "Unset" not in type(each).__name__]
            return " | ".join(dict.fromkeys(_type(each, known) for each in parts))
        case shapes.LiteralType(values=values):
            return " | ".join(f'"{value}"' for value in values)
        case shapes.DictType(value_type=inner):
            return f"Record<string, {_type(inner, known)}>"
        case shapes.TupleType(item_types=several):
            return f"[{', '.join(_type(each, known) for each in several)}]"
        case shapes.ListType(item_type=inner) | shapes.VarTupleType(item_type=inner):
            item = _type(inner, known)
            return f"({item})[]" if "|" in item else f"{item}[]"
        case _:
            return _PLAIN[type(shape)]


def _interface(shape: Any, known: dict[str, str]) -> str:
    lines = [f"  type: {_tag(shape)};\n"] if getattr(shape, "tag_field", None) else []
    for field in shape.fields:
        if field.name != _BUFFERS:
            mark = "" if _is_always_there(shape, field) else "?"
            lines.append(f"  {field.encode_name}{mark}: {_type(field.type, known)};\n")
    about = "\n * ".join(line or "" for line in (inspect.getdoc(shape.cls) or "").splitlines())
    return f"/** {about} */\nexport interface {shape.cls.__name__} {{\n{''.join(lines)}}}\n".replace(
        "* \n", "*\n"
    )


def _tag(shape: Any) -> str:
    return f'"{shape.tag}"'


def _is_always_there(shape: Any, field: Any) -> bool:
    """Whether a message has the field; of what has a default, only our own dataclasses are always written out."""
    return bool(field.required) or isinstance(shape, shapes.DataclassType)


if __name__ == "__main__":
    TARGET.write_text(types())
