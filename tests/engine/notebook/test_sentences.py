"""What is said to somebody who mistyped: it names what was written, and what to write instead."""

from __future__ import annotations

from typing import Any

import pytest

import omnivid_jupyter as omnivid
from omnivid_jupyter.engine.intake import plan
from omnivid_jupyter.errors import InvalidRequestError
from omnivid_jupyter.notebook.commands import COMMANDS, run_command
from omnivid_jupyter.notebook.options import OPTIONS, parse


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("--durations 4", "Did you mean --duration?"),
        ("--aspect 16:9", "Did you mean --aspect-ratio?"),
        ("--aspectratio 16:9", "Did you mean --aspect-ratio?"),
        ("--resolutoin 4k", "Did you mean --resolution?"),
        ("--images a.png", "Did you mean --image?"),
        ("—duration 4", "Did you mean --duration?"),
        ("--nowait", "Did you mean --no-wait?"),
        ("--seed 7", "No service takes a seed"),
        ("--seed=7", "No service takes a seed"),
        ("--negative people", "No service takes a negative prompt"),
        ("--fps 24", "No service takes frames per second"),
        ("--num-frames 24", "No service takes frames per second"),
        ("--steps 30", "No service takes settings of how a model works"),
        ("--cfg 7", "No service takes settings of how a model works"),
        ("--guidance-scale 7", "No service takes settings of how a model works"),
        ("--height 720", "--aspect-ratio and --resolution"),
        ("--count 3", "-n 3"),
        ("--api-key sk-secret", "%omnivid key SERVICE"),
        ("--model demo/omni-pro", "a word of its own"),
        ("--prompt cat", "below the first line"),
        ("a cat on a roof", "The prompt goes below the first line"),
        ("demo/omni-pro a cat's dream", "The prompt goes below the first line"),
        ("--max-cost abc", "--max-cost 'abc' is not a number."),
        ("--max-cost 0,5", "--max-cost '0,5' is not a number."),
        ("--max-cost nan", "--max-cost 'nan' is not a number."),
        ("--max-cost inf", "--max-cost 'inf' is not a number."),
        ("--max-cost 1e999", "--max-cost '1e999' is not a number."),
        ("--timeout soon", "--timeout 'soon' is not a number."),
        ("--poll-interval 5s", "--poll-interval '5s' is not a number."),
        ("-n x", "-n 'x' is not a whole number."),
        ("-n 2.5", "-n '2.5' is not a whole number."),
        ("-n 1_0", "-n '1_0' is not a whole number."),
        ("--width 3", "--width 3 is not possible: 16 or more."),
        ("-d", "SECONDS is missing behind -d."),
        ("-d --new", "SECONDS is missing behind -d."),
        ("-i a.png -i", "IMAGE is missing behind -i."),
        ("-d {seconds}", "{seconds} behind -d stands for no value."),
        ("-a ${ratio}", "in one pair of braces"),
        ("-n $takes", "in one pair of braces"),
        ("--no-embed=1", "--no-embed takes no value"),
    ],
)
def test_a_first_line_that_cannot_be_read_is_refused_with_what_to_write(line: str, says: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        parse(line)
    assert says in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 2 and "sk-secret" not in str(caught.value)


@pytest.mark.parametrize("line", ["-d4", "-d 4", "-d=4", "--duration 4", "--duration=4"])
def test_a_value_may_hang_on_its_option(line: str) -> None:
    assert parse(line).request["duration"] == "4"


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.dest)
def test_every_option_with_a_slip_is_recognised(option: Any) -> None:
    flag = option.flags[-1]
    slip = flag[:-2] + flag[-1] + flag[-2]
    with pytest.raises(InvalidRequestError, match=rf"{slip} is not an option\. Did you mean {flag[:6]}"):
        parse(f"{slip} 1")


@pytest.mark.parametrize("name", [name for name in COMMANDS if len(name) > 3])
def test_every_command_with_a_slip_is_recognised(name: str) -> None:
    with pytest.raises(InvalidRequestError, match=rf"is not a command\. Did you mean {name}\?"):
        run_command(f"{name[:-2]}{name[-1]}{name[-2]} x" if name[-1] != name[-2] else f"{name}{name[-1]}")


@pytest.mark.parametrize(
    "line",
    [
        "a cat on a roof",
        "a cat's dream",
        "show a cat in the rain",
        "demo/omni-flash -d 4",
        "-d 4",
        "help me",
        "models of a ship",
    ],
)
def test_who_writes_a_prompt_behind_one_percent_sign_is_told_of_two(line: str) -> None:
    with pytest.raises(InvalidRequestError, match="start the cell with two %: %%omnivid"):
        run_command(line)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("history --modle x", "Did you mean --model?"),
        ("history -n x", "a number of jobs"),
        ("history -n 0", "a number of jobs"),
        ("history --state doen", "Did you mean done?"),
        ("compare", "%omnivid compare ID ID"),
    ],
)
def test_what_stands_wrong_behind_a_command_is_said(line: str, says: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        run_command(line)
    assert says in str(caught.value)


@pytest.mark.parametrize(("clips", "says"), [((), "Name clips"), ((1,), "not 1"), (([],), "not list")])
def test_what_cannot_be_compared_is_refused_with_what_to_write(clips: tuple[Any, ...], says: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        omnivid.compare(*clips)
    assert says in str(caught.value) and caught.value.field == "clips"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"resolution": "1080"}, "Did you mean 1080p?"),
        ({"resolution": "4 k"}, "takes 720p, 1080p or 4k."),
        ({"aspect_ratio": "16x9"}, "Did you mean 16:9?"),
        ({"aspect_ratio": "9/16"}, "Did you mean 9:16?"),
        ({"aspect_ratio": "16 : 9"}, "Did you mean 16:9?"),
        ({"aspect_ratio": "21:9"}, "takes 16:9 or 9:16."),
        ({"duration": "abc"}, "takes 4, 6, 8 or 10 seconds."),
        ({"model": "demo/Omni-Flash-Ex"}, "Did you mean demo/Omni-Flash-Ext?"),
        ({"model": "sunrise over the sea"}, "below the first line"),
    ],
)
def test_a_value_that_is_nearly_one_is_named(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        plan(**{"prompt": "x", "model": "demo/Omni-Flash-Ext", **fields})
    assert says in str(caught.value)
