"""The first line of a cell: every option of the table works, every other one is refused; Tab offers the same."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import omnivid_jupyter as omnivid
from omnivid_jupyter.engine.intake import plan
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.media.clips import file_name
from omnivid_jupyter.notebook.cell import run_cell
from omnivid_jupyter.notebook.commands import COMMANDS, help_text, run_command
from omnivid_jupyter.notebook.completion import complete
from omnivid_jupyter.notebook.options import OPTIONS, CellOptions, parse
from omnivid_jupyter.parameters import PARAMETERS
from omnivid_jupyter.providers.prices import AS_OF
from tests.engine.panel.parts import put


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", {}),
        ("demo/omni-pro", {"model": "demo/omni-pro"}),
        (
            "\ufeffdemo/omni-pro\u00a0-d\u30004 \r",
            {"model": "demo/omni-pro", "duration": "4"},
        ),  # as a page has it
        ("-d 4 -a 9:16 -r 4k m", {"model": "m", "duration": "4", "aspect_ratio": "9:16", "resolution": "4k"}),
        (
            "-i https://a/1.png --image 'https://a/2 3.png'",
            {"images": ["https://a/1.png", "https://a/2 3.png"]},
        ),
        ("-v https://a/v.mp4", {"videos": ["https://a/v.mp4"]}),
        ("-o sunrise --no-wait", {"output": "sunrise", "no_wait": True}),
        ("--timeout 90 --poll-interval 0.5 --width 400", {"timeout": 90, "poll_interval": 0.5, "width": 400}),
        ("--embed --new", {"embed": True, "new": True}),
        ("--take 3", {"take": 3}),
        ("-n 3 --max-cost 1.5 -y", {"takes": 3, "max_cost": 1.5, "yes": True}),
        ("--no-embed", {"embed": False}),
        ("--dry-run --raw", {"dry_run": True, "raw": True}),
        ("--extend task_1 --callback-url https://x.example.com/", None),
    ],
)
def test_options_are_read(line: str, expected: dict[str, Any] | None) -> None:
    if expected is None:
        expected = {"extend": "task_1", "callback_url": "https://x.example.com/"}
    names = {row.name for row in PARAMETERS}
    request = {name: value for name, value in expected.items() if name in names}
    own = {name: value for name, value in expected.items() if name not in names}
    assert parse(line) == CellOptions(request=request, **own)


@pytest.mark.parametrize(
    "line",
    [
        "-n x",
        "-n 0",
        "--take 0",
        "--take third",
        "--take",
        "-n 3 --take 3",
        "-n 1 --take 2",
        "--max-cost much",
        "--takes",
        "--durat 4",
        "-d",
        "a b",
        "--width wide",
        "-o 3x",
        "-o class",
        "-i 'x",
    ],
)
def test_what_is_not_there_is_refused_not_ignored(line: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        parse(line)
    assert len(str(caught.value).splitlines()) <= 2


@pytest.mark.parametrize(
    ("line", "numbers"), [("", [1]), ("-n 1", [1]), ("-n 3", [1, 2, 3]), ("--take 1", [1]), ("--take 3", [3])]
)
def test_takes_are_all_up_to_a_number_or_one_alone(line: str, numbers: list[int]) -> None:
    assert list(parse(line).numbers) == numbers


def test_who_asks_for_several_takes_and_for_one_alone_is_told_what_to_leave_out() -> None:
    with pytest.raises(InvalidRequestError, match="leave -n out to make take 3 alone") as caught:
        parse("-n 3 --take 3")
    assert caught.value.field == "take"


def test_every_option_sets_a_field_and_stands_in_the_help() -> None:
    fields = {field.name for field in dataclasses.fields(CellOptions)}
    parameters = {row.name for row in PARAMETERS}
    assert {option.dest for option in OPTIONS} | {"model", "request"} == fields | parameters
    text = help_text()
    for option in OPTIONS:
        assert option.help in text and all(flag in text for flag in option.flags)
    for command in COMMANDS.values():
        assert command.help in text


def test_an_unknown_command_is_refused_with_the_list() -> None:
    with pytest.raises(InvalidRequestError, match="models, show, resume"):
        run_command("modells")


def offered(line: str, symbol: str | None = None) -> list[str]:
    if symbol is None:
        symbol = "" if line.endswith(" ") else line.split()[-1]
    return complete(None, SimpleNamespace(text_until_cursor=line, symbol=symbol))


@pytest.mark.parametrize(
    ("line", "some", "never"),
    [
        ("%%omnivid de", ["demo/omni-flash", "demo/Omni-Flash-Ext"], ["apimart/Omni-Flash-Ext"]),
        ("%%omnivid apimart/omni", ["apimart/Omni-Flash-Ext"], ["demo/omni-flash"]),
        ("%%omnivid --", ["--dry-run", "--no-wait", "--aspect-ratio"], ["-d"]),
        ("%%omnivid demo/Omni-Flash-Ext -d ", ["4", "6", "8", "10"], ["auto", "5"]),
        ("%%omnivid -d ", [], ["4", "--duration"]),
        ("%%omnivid -a ", ["16:9", "9:16"], ["auto"]),
        ("%%omnivid -i refs/a.png -a ", ["16:9", "9:16"], ["auto"]),
        ("%%omnivid -i refs/a.png ", ["demo/omni-flash", "--duration"], []),
        ("%%omnivid -i refs/a.png demo/Omni-Flash-Ext -r ", ["720p", "4k"], []),
        ("%%omnivid Omni-Flash-Ext -r ", ["720p", "4k"], []),
        ("%%omnivid Omni-Flash-Ext ", ["--duration"], ["demo/omni-flash"]),
        ("%%omnivid --ta", ["--take", "--takes"], []),
        ("%%omnivid --take ", [], ["demo/omni-flash", "--duration"]),
        ("%%omnivid demo/apimart/Omni-Flash-Ext -d ", ["4", "10"], ["auto"]),
        ("%%omnivid evolink/gemini-omni-flash-text-to-video -d ", ["3", "auto"], []),
        ("%%omnivid demo/Omni-Flash-Ext -r ", ["720p", "1080p", "4k"], []),
        ("%%omnivid demo/omni-pro -a ", ["16:9", "9:16"], ["auto"]),
        ("%%omnivid demo/omni-pro ", ["-d", "--embed"], ["demo/omni-flash"]),
        ("%omnivid ", ["models", "show", "doctor", "help"], ["demo/omni-flash"]),
        ("%omnivid mo", ["models"], ["show"]),
        ("%omnivid key ", ["apimart", "evolink", "--save"], ["demo"]),
        ("%omnivid demo fault=un", ["fault=unknown-state"], ["fault=drop"]),
        ("%omnivid models ", [], ["models", "demo/omni-flash"]),
        ("%omnivid nonsense ", [], ["models"]),
    ],
)
def test_tab_offers_what_the_tables_say(line: str, some: list[str], never: list[str]) -> None:
    found = offered(line)
    assert set(some) <= set(found) and not set(never) & set(found)


def test_tab_behind_the_colon_of_a_ratio_offers_the_rest() -> None:
    assert offered("%%omnivid demo/omni-pro -a 16:", symbol="") == ["9"]


def test_a_model_that_is_not_listed_is_said_in_a_sentence_without_a_place(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APIMART_API_KEY", "sk-test-0123456789abcdef")
    run_cell("apimart/brand-new -n 2 --dry-run", "a cat", {})
    assert capsys.readouterr().err == "apimart/brand-new is not in the catalogue: passed on as it is.\n"


@pytest.mark.parametrize(
    ("line", "cost"),
    [
        ("apimart/Omni-Flash-Ext -n 3", f"$0.90 for 3 clips (up to $0.30 each, prices of {AS_OF})."),
        ("apimart/Omni-Flash-Ext --take 3", f"$0.30 (estimate, prices of {AS_OF})."),
        ("demo/Omni-Flash-Ext -n 3", "Free (simulated)."),
        ("omniflash/omni-pro -n 3", "Price unknown (no price is known for omniflash/omni-pro)."),
    ],
)
def test_a_dry_run_tells_what_all_that_the_cell_would_do_costs(
    line: str, cost: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run_cell(f"{line} --dry-run", "a cat", {})
    assert capsys.readouterr().out.splitlines()[-1] == f"Cost: {cost}"


def test_a_dry_run_counts_what_is_made_already_as_free(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    second = plan("a cat", model="apimart/Omni-Flash-Ext", take=2)
    name = file_name("a cat", second.fingerprint, "task-1", 0, "mp4")
    put(second.output_dir, request=second.canonical, path=second.output_dir / name)
    for line, counts, cost in (
        (
            "-n 3",
            ["3 clips (take 3).", "1 there already, 2 new."],
            "1 of 3 already made or under way. $0.60 for 2",
        ),
        ("-n 3 --new", ["3 clips (take 3).", "3 new."], "$0.90 for 3 clips"),
        ("--take 3", ["1 clip.", "1 new."], "$0.30 (estimate"),
    ):
        run_cell(f"apimart/Omni-Flash-Ext {line} --dry-run", "a cat", {})
        *_, many, which, time, last = capsys.readouterr().out.splitlines()
        assert [many, which, time] == [*counts, "Time: not known yet."]
        assert last.startswith(f"Cost: {cost}")
    run_cell("apimart/Omni-Flash-Ext --take 2 --dry-run", "a cat", {})
    said = capsys.readouterr().out.splitlines()[-3:]
    assert said == ["1 clip.", "1 there already.", "Cost: Already made or under way: free."]


def test_in_python_the_warning_names_the_line_that_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APIMART_API_KEY", "sk-test-0123456789abcdef")
    for ask in (omnivid.generate, omnivid.submit):
        with (
            pytest.warns(UserWarning, match="not in the catalogue") as warned,
            pytest.raises(InvalidRequestError, match="max_cost"),
        ):
            ask("a cat", model="apimart/brand-new", max_cost=0.01)
        assert warned[0].filename == __file__


def test_who_asks_for_a_negative_prompt_is_told_where_to_put_it() -> None:
    with pytest.raises(InvalidRequestError, match="say in the prompt what is not to be seen"):
        parse("demo/omni-flash --negative-prompt people")
