"""Keeps the documents true to the code, and builds the site.

    python tools/docs.py            write the parts that come from the code
    python tools/docs.py --check    only say which of them are stale
    python tools/docs.py --build    check, run every lesson on the simulator, build the site into build/site

A part stands between `<!-- from the code: NAME -->` and `<!-- end -->`; the functions in `PARTS` write it.

What is between the markers is never written by hand, and what the code can tell is told by it.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import omnivid_jupyter  # noqa: E402  # that of this folder, whichever is installed
from omnivid_jupyter import errors  # noqa: E402
from omnivid_jupyter.net.endpoints import base_url_variable  # noqa: E402
from omnivid_jupyter.net.keys import key_variable  # noqa: E402
from omnivid_jupyter.notebook.commands import COMMANDS, help_text  # noqa: E402
from omnivid_jupyter.notebook.options import OPTIONS  # noqa: E402
from omnivid_jupyter.parameters import PARAMETERS, Parameter  # noqa: E402
from omnivid_jupyter.providers.capabilities import (  # noqa: E402
    Choice,
    Media,
    Model,
    PerClip,
    Seconds,
    listing,
    span,
)
from omnivid_jupyter.providers.catalogue import COLUMNS, row  # noqa: E402
from omnivid_jupyter.providers.prices import AS_OF, PRICES, dollars  # noqa: E402
from omnivid_jupyter.providers.registry import MODELS, PROVIDERS  # noqa: E402
from omnivid_jupyter.saying import say  # noqa: E402
from omnivid_jupyter.settings import Omnivid  # noqa: E402
from omnivid_jupyter.simulator import vocabulary as words  # noqa: E402
from omnivid_jupyter.simulator.faults import KINDS  # noqa: E402
from omnivid_jupyter.views.standing import WORDS  # noqa: E402
from tools import pages, sheet  # noqa: E402

SITE = ROOT / "build" / "site"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PART = re.compile(r"(<!-- from the code: ([\w -]+) -->\n).*?(<!-- end -->)", re.DOTALL)

#: What the variables of the environment mean; those of the services are told by the code alone.
VARIABLES = {
    "OMNIVID_MODEL": "The model when a cell or call names none.",
    "OMNIVID_OUTPUT_DIR": "The clip folder.",
    "OMNIVID_HOME": "The private folder: the journal and the simulator's state.",
    "OMNIVID_POLL_INTERVAL": "Exactly so many seconds between two queries.",
    "OMNIVID_DEMO_SPEED": "How much faster than usual the built-in simulator runs, such as 4.",
    "OMNIVID_DEMO_FILMS": "How the built-in simulator makes films on a slow machine: `coarse` (few pixels, a third of "
    "the work) or `sketched` (also two pictures a second and no sound, a twentieth). Else `drawn`.",
}

#: The public names by what they are for.
FUNCTIONS = (
    "generate",
    "submit",
    "estimate",
    "sweep",
    "plan_sweep",
    "resume",
    "history",
    "models",
    "compare",
    "vote",
    "ranking",
    "panel",
)
CLASSES = ("Clip", "Job", "Sweep", "VideoRequest")


def main(arguments: list[str] | None = None) -> None:
    """Write, check or build, as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="only say which parts are stale")
    parser.add_argument("--build", action="store_true", help="check, run the lessons, build the site")
    options = parser.parse_args(arguments)
    texts = {page: page.read_text("utf-8") for page in PAGES}
    stale = {page: new for page, old in texts.items() if (new := written(old)) != old}
    if not (options.check or options.build):
        for page, text in stale.items():
            page.write_text(text, "utf-8")
            say(f"docs: wrote {page.relative_to(ROOT)}")
        return
    if stale:
        names = listing([page.relative_to(ROOT) for page in stale], "and")
        sys.exit(f"docs: {names}: not as the code says; run python tools/docs.py")
    if options.build:
        build()


def build() -> None:
    """Run the lessons, then make the site of them and the pages."""
    pages.run_all()
    environment = os.environ | {"LESSONS": str(pages.EXECUTED), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]  # --quiet would hide what is strict
    if subprocess.run(command, cwd=ROOT, env=environment).returncode:
        sys.exit("docs: the site could not be built")
    say(f"docs: {os.path.relpath(SITE / 'index.html')}")


def written(text: str) -> str:
    """A page with its parts as the code says them."""
    return PART.sub(lambda part: part[1] + PARTS[part[2]]() + part[3], text)


# Markdown


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; a `|` inside a cell would end it, even inside code."""
    lines = [list(columns), *(list(each) for each in rows)]
    cells = ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]
    return "\n".join([cells[0], "|---" * len(lines[0]) + "|", *cells[1:]]) + "\n"


def code(text: str, language: str = "text") -> str:
    return f"```{language}\n{text.strip(chr(10))}\n```\n"


def paragraphs(docstring: str) -> str:
    """A docstring as Markdown: its sections (a title above dashes) become a title and a list."""
    prose, *sections = re.split(r"\n\n(?=.+\n-+\n)", docstring)
    return "\n\n".join([prose, *map(_section, sections)]).strip() + "\n"


def _section(text: str) -> str:
    title, _, body = text.split("\n", 2)
    items = re.findall(r"((?:^\S.*\n)+)((?:^    .*\n?|^\n)+)", body + "\n", re.MULTILINE)
    names = [re.findall(r"\w+", each) for each, _ in items]
    texts = [" ".join(each.split()) for _, each in items]
    lines = [
        f"- {', '.join(f'`{each}`' for each in name)}: {said}"
        for name, said in zip(names, texts, strict=True)
    ]
    return "\n".join([f"**{title}**", "", *lines])


# The parts


def options_part() -> str:
    rows = [
        (
            ", ".join(f"`{flag}{f' {option.metavar}' if option.metavar else ''}`" for flag in option.flags),
            option.help,
        )
        for option in OPTIONS
    ]
    return table(("option", "meaning"), rows)


def commands_part() -> str:
    return table(
        ("command", "meaning"), [(f"`%omnivid {each.usage}`", each.help) for each in COMMANDS.values()]
    )


def help_part() -> str:
    return code(help_text())


def models_part() -> str:
    return table(COLUMNS, [(f"`{cells[0]}`", *cells[1:]) for cells in map(row, MODELS)])


def models_of(service: str) -> Callable[[], str]:
    return lambda: "\n".join(_model(model) for model in PROVIDERS[service].models)


def _model(model: Model) -> str:
    facts = {
        "makes": model.output,
        "prompt": "needed, unless there is reference media" if model.prompt_optional_with_media else "needed",
        **{row.label: _taken(row, model) for row in PARAMETERS if row.kind != "take"},
        "price": _price(model.address),
    }
    rows = [(name, text or "no such parameter") for name, text in facts.items()]
    return f"### `{model.address}`\n\n{model.hint}\n\n" + table(("what", "takes"), rows)


def _taken(row: Parameter, model: Model) -> str | None:
    """What a model takes of one parameter, in words; None: nothing."""
    match model.table(row.name):
        case Seconds() as values:
            return _seconds(values)
        case Choice() as values:
            return _choice(values)
        case Media() as media:
            return _media(media, row.name.removesuffix("s"))
        case True if row.kind == "task":
            return "goes on editing an earlier task of this service"
        case True:
            return "https, a public address, at most 2048 characters"
    return None


def _seconds(values: Seconds) -> str:
    numbers = span(values.values)
    auto = ", or `auto`: the model decides" if values.auto else ""
    return f"{numbers} seconds{auto}" + (f"; {values.default} without it" if values.default else "")


def _choice(values: Choice) -> str:
    words = listing([f"`{word}`" for word in values.values])
    return words + (f"; `{values.default}` without it" if values.default and len(values.values) > 1 else "")


def _media(media: Media, what: str) -> str:
    """How many, and how those get there that are not on the web."""
    many = "any number" if media.counts is None else span(media.counts)
    ways = [
        (media.data_prefix, f"a local {what} is sent within the request"),
        (media.upload, f"a local {what} is uploaded first, for free"),
        (media.own_results, f"of local files only an {what} that this service made, by its link there"),
    ]
    said = [text for there, text in ways if there] or [f"no local {what}"]
    kinds = [f"as {listing([kind.partition('/')[2].upper() for kind in media.types])}"] if media.types else []
    length = [f"{media.seconds[0]:g} to {media.seconds[1]:g} s long"] if media.seconds else []
    return "; ".join([f"{many}, by address", *said, *kinds, *length])


def _price(address: str) -> str:
    price = PRICES.get(address)
    if price is None:
        return "not known in USD: the service counts credits"
    if isinstance(price, PerClip):
        amounts = sorted({usd for of in price.usd.values() for usd in of.values()})
        return f"{dollars(amounts[0])} to {dollars(amounts[-1])} a clip (estimate, {AS_OF})"
    return f"{dollars(price.usd)} a second (estimate, {AS_OF})"


def prices_part() -> str:
    rows = []
    for address, price in PRICES.items():
        if isinstance(price, PerClip):
            rows += [
                (
                    f"`{address}`, {resolution}",
                    ", ".join(f"{seconds} s: {dollars(usd)}" for seconds, usd in of.items()),
                )
                for resolution, of in price.usd.items()
            ]
        else:
            rows.append(
                (f"`{address}`", f"{dollars(price.usd)} a second, {price.shortest} to {price.longest} s")
            )
    return f"Prices as they were read on {AS_OF}:\n\n" + table(("model", "price"), rows)


def services_part() -> str:
    rows = [
        (
            f"[{each.title}]({name}.md)",
            f"`{each.base_url}`",
            f"`{key_variable(name)}`",
            f"{each.pacing.first:g} s, then every {each.pacing.interval:g} s",
            f"{each.pacing.give_up:g} s",
        )
        for name, each in PROVIDERS.items()
    ]
    return table(("service", "address", "key", "is asked after", "a wait lasts"), rows)


def settings_part() -> str:
    traits = Omnivid.class_own_traits(config=True)
    rows = [
        (f"`{name}`", str(trait.help), "–" if trait.default() is None else f"`{trait.default()}`")
        for name, trait in traits.items()
    ]
    return table(("setting", "meaning", "default"), rows)


def environment_part() -> str:
    source = "".join(path.read_text() for path in (ROOT / "omnivid_jupyter").rglob("*.py"))
    used = set(re.findall(r'"(OMNIVID_[A-Z_]+)"', source))
    if used != set(VARIABLES):
        sys.exit(f"docs: explain in tools/docs.py: {listing(sorted(used ^ set(VARIABLES)), 'and')}")
    services = [(key_variable(name), f"The key of {each.title}.") for name, each in PROVIDERS.items()]
    services += [
        (base_url_variable(name), f"Another address for {each.title}; default `{each.base_url}`.")
        for name, each in PROVIDERS.items()
    ]
    return table(
        ("variable", "meaning"), [(f"`{name}`", text) for name, text in [*VARIABLES.items(), *services]]
    )


def errors_part() -> str:
    return code(_block(errors.__doc__, "OmnividError"))


def states_part() -> str:
    return table(
        ("state", "on the screen"), [(f"`{name}`", f"{icon} {word}") for name, (icon, word) in WORDS.items()]
    )


def faults_part() -> str:
    rows = [(f"`{kind}`", ", ".join(on), what) for kind, (on, what) in KINDS.items()]
    return table(("kind", "on", "what the client meets"), rows)


def words_part() -> str:
    parts = []
    for kind, title in words.KINDS.items():
        rows = [
            (f"**{each.name}**", ", ".join(each.english), "、".join(each.japanese))
            for each in words.listed(kind)
        ]
        sheet = ROOT / "docs" / "images" / "words" / f"{kind}.webp"
        picture = f"![{title}: what each word does](images/words/{kind}.webp)\n\n" if sheet.exists() else ""
        parts.append(f"### {title}\n\n{picture}" + table(("name", "English", "日本語"), rows))
    return "\n".join(parts)


def films_part() -> str:
    return "\n".join(
        f"## {title}\n\n![{len(prompts)} films: first, middle and last picture](images/films/{name}.webp)\n\n"
        + "".join(f"- {prompt}\n" for prompt in prompts)
        for name, (title, prompts) in sheet.SHEETS.items()
    )


def _block(docstring: str | None, beginning: str) -> str:
    """The indented block of a docstring that begins with this."""
    blocks = re.split(r"\n\n(?=\S|    )", docstring or "")
    found = next(block for block in blocks if block.strip().startswith(beginning))
    return inspect.cleandoc("\n" + found)


def functions_part() -> str:
    return "\n".join(_function(getattr(omnivid_jupyter, name)) for name in FUNCTIONS)


def _function(function: Any) -> str:
    shown, prose = code(signature(function), "python"), paragraphs(inspect.getdoc(function) or "")
    return f"### `{function.__name__}`\n\n{shown}\n{prose}"


def signature(function: Any) -> str:
    """A function's signature as it is written, in lines that fit; without a body it is still Python."""
    source = inspect.cleandoc("\n" + inspect.getsource(function))
    node = next(each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.FunctionDef))
    node.body, node.decorator_list = [ast.Expr(ast.Constant(...))], []
    text = ast.unparse(node).replace("\n    ", " ")
    arguments = ast.unparse(node.args)
    spaced = re.sub(r"(?<=[\w\]])=(?=\S)", " = ", arguments)
    line = text.replace(arguments, spaced)
    if len(line) <= 88:
        return line
    broken = re.sub(r", (?=\w+:|\*,)", ",\n    ", spaced)
    return line.replace(f"({spaced})", f"(\n    {broken},\n)")


def classes_part() -> str:
    return "\n".join(_class(getattr(omnivid_jupyter, name)) for name in CLASSES)


def _class(kind: type) -> str:
    """A class: what its docstring says, then its members; of one that says "Public:" those that it names."""
    docstring = inspect.getdoc(kind) or ""
    named = set(re.findall(r"`(?:await )?(\w+)", docstring)) if "Public:" in docstring else None
    members = [
        f"- `{name if isinstance(member, property) else name + call(member)}`: {_first(member)}"
        for name, member in vars(kind).items()
        if not name.startswith("_") and _first(member) and (named is None or name in named)
    ]
    return (
        f"### `{kind.__name__}`\n\n{paragraphs(docstring)}"
        + "".join(f"\n{each}" for each in ["", *members])
        + "\n"
    )


def call(function: Any) -> str:
    """The arguments of a method, without `self` and types."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return "(" + ", ".join(str(each.replace(annotation=inspect.Parameter.empty)) for each in parameters) + ")"


def _first(member: Any) -> str:
    """The first paragraph of a property's or method's docstring."""
    if not (isinstance(member, property) or inspect.isfunction(member)):
        return ""
    return " ".join((inspect.getdoc(member) or "").partition("\n\n")[0].split())


def lessons_part() -> str:
    rows = [
        (f"[{each.title}](../../notebooks/{each.name}.ipynb)", each.about)
        for each in map(pages.Lesson, pages.notebooks())
    ]
    return table(("lesson", "what it is about"), rows)


PARTS: dict[str, Callable[[], str]] = {
    "options": options_part,
    "commands": commands_part,
    "help": help_part,
    "models": models_part,
    "prices": prices_part,
    "services": services_part,
    "settings": settings_part,
    "environment": environment_part,
    "errors": errors_part,
    "states": states_part,
    "faults": faults_part,
    "words": words_part,
    "films": films_part,
    "functions": functions_part,
    "classes": classes_part,
    "lessons": lessons_part,
    **{f"models of {name}": models_of(name) for name in PROVIDERS},
}

if __name__ == "__main__":
    main()
