"""What was spent, out of a real journal: what counts, with which amount, and what is said to be unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from omnivid_jupyter.engine.charges import kind
from omnivid_jupyter.engine.journal import Entry, Journal, SpendingGroup
from omnivid_jupyter.reports.costs import Costs, Line, costs
from tests.engine.entries import NOON, entry

DAY = 86_400.0
OMNIFLASH = "omniflash/omni-flash"
EVOLINK = "evolink/gemini-omni-flash-text-to-video"

Spent = Callable[..., Costs]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path / "journal.sqlite3")
    yield journal
    journal.close()


@pytest.fixture
def spent(journal: Journal) -> Spent:
    """Write entries down and sum them up."""

    def write(*entries: Entry, by: SpendingGroup = "day") -> Costs:
        for each in entries:
            journal.add(each)
        return costs(journal, by)

    return write


def total(**facts: Any) -> Line:
    return Line(key="total", **facts)


@pytest.mark.parametrize(
    ("job", "counted", "expected"),
    [
        (entry(cost=0.4), "reported", total(tasks=1, clips=1, reported=0.4)),
        (entry(cost=1.0, credits=10.0), "reported", total(tasks=1, clips=1, reported=1.0)),
        (entry(cost=0.4, estimate=0.3), "reported", total(tasks=1, clips=1, reported=0.4)),
        (
            entry(OMNIFLASH, credits=15.0),
            "credits",
            total(tasks=1, clips=1, credits={"omniflash": 15.0}),
        ),
        (
            entry(EVOLINK, credits=58.6, estimate=0.862),
            "credits",
            total(tasks=1, clips=1, credits={"evolink": 58.6}),
        ),
        (entry(estimate=0.3), "estimated", total(tasks=1, clips=1, estimated=0.3)),
        (entry(state="running", estimate=0.3), "estimated", total(tasks=1, estimated=0.3)),
        (entry(state="expired", cost=0.3), "reported", total(tasks=1, reported=0.3)),
        (entry(OMNIFLASH), "unpriced", total(tasks=1, clips=1, unpriced=1)),
        (entry(state="failed", refunded=True, cost=0.0), "refunded", total(tasks=1, refunded=1)),
        (
            entry(OMNIFLASH, state="failed", refunded=True, credits=15.0),
            "refunded",
            total(tasks=1, refunded=1),
        ),
        (entry(state="failed", refunded=False, cost=0.3), "reported", total(tasks=1, reported=0.3)),
        (entry(EVOLINK, state="failed", credits=58.6), "doubtful", total(tasks=1, doubtful=1)),
        (entry(state="unknown", accepted=None, estimate=0.3), "doubtful", total(doubtful=1)),
        (entry(state="submitting", accepted=None, estimate=0.3), "doubtful", total(doubtful=1)),
        (entry(state="prepared", accepted=None, estimate=0.3), "unsent", total()),
        (entry(state="failed", accepted=None, estimate=0.3), "unsent", total()),
        (entry("demo/omni-flash", credits=15.0, estimate=0.0), "simulated", total()),
        (entry("demo/omni-flash", state="unknown", accepted=None), "simulated", total()),
    ],
)
def test_each_job_counts_once_with_the_best_that_is_known(
    spent: Spent, job: Entry, counted: str, expected: Line
) -> None:
    assert kind(job) == counted
    found = spent(job)
    assert found.total == expected
    assert found.simulated == (counted == "simulated")
    assert len(found.lines) == (counted not in ("simulated", "unsent"))


def test_a_forgotten_job_still_counts(spent: Spent) -> None:
    forgotten = spent(
        entry(cost=0.3, forgotten=True), entry(state="unknown", accepted=None, forgotten=True)
    ).total
    assert (forgotten.reported, forgotten.doubtful) == (0.3, 1)


def test_amounts_are_added_up_and_credits_of_two_services_are_not(spent: Spent) -> None:
    found = spent(
        *(entry(cost=0.1) for _ in range(10)),
        entry(estimate=0.3),
        entry(estimate=0.88),
        entry(OMNIFLASH, credits=15.0),
        entry(OMNIFLASH, credits=5.0),
        entry(EVOLINK, credits=58.6),
    )
    assert found.total == total(
        tasks=15, clips=15, reported=1.0, estimated=1.18, credits={"evolink": 58.6, "omniflash": 20.0}
    )


def test_by_day_a_task_belongs_to_the_local_day_on_which_it_was_accepted(spent: Spent) -> None:
    found = spent(
        entry(cost=0.1, created=NOON - DAY, accepted=NOON),
        entry(cost=0.2, accepted=NOON + DAY),
        entry(cost=0.3, accepted=NOON + DAY),
        entry(state="unknown", accepted=None, created=NOON),
    )
    days = [f"{datetime.fromtimestamp(moment):%Y-%m-%d}" for moment in (NOON + DAY, NOON)]
    assert [(line.key, line.reported, line.doubtful) for line in found.lines] == [
        (days[0], 0.5, 0),
        (days[1], 0.1, 1),
    ]


def test_by_model_and_by_notebook(spent: Spent) -> None:
    entries = [
        entry(cost=0.4, notebook="films/a.ipynb"),
        entry(OMNIFLASH, credits=15.0, notebook="films/a.ipynb"),
        entry(OMNIFLASH, credits=15.0),
    ]
    by_model = spent(*entries, by="model")
    assert [(line.key, line.tasks) for line in by_model.lines] == [
        ("apimart/Omni-Flash-Ext", 1),
        (OMNIFLASH, 2),
    ]
    by_notebook = spent(by="notebook")
    assert [(line.key, line.tasks) for line in by_notebook.lines] == [
        ("(no notebook)", 1),
        ("films/a.ipynb", 2),
    ]
    assert by_model.total == by_notebook.total


def test_as_text_it_is_a_table_with_its_total_and_what_is_unknown_is_a_question_mark(spent: Spent) -> None:
    found = spent(
        entry(cost=0.4),
        entry(estimate=0.862),
        entry(OMNIFLASH),
        entry(OMNIFLASH, credits=15.0),
        entry(state="unknown", accepted=None),
        entry(state="failed", refunded=True),
        entry("demo/omni-flash"),
        by="model",
    )
    rows = [line.split("  ") for line in str(found).splitlines()[:4]]
    assert [[cell.strip() for cell in row if cell] for row in rows] == [
        [
            "model",
            *("tasks", "clips", "reported", "credits", "estimated", "no price", "in doubt", "not charged"),
        ],
        ["apimart/Omni-Flash-Ext", *("3", "2", "$0.40", "–", "≤ $0.862", "–", "1 × ?", "1")],
        ["omniflash/omni-flash", *("2", "2", "–", "15 omniflash", "–", "1 × ?", "–", "–")],
        ["total", *("5", "4", "$0.40", "15 omniflash", "≤ $0.862", "1 × ?", "1 × ?", "1")],
    ]
    sentences = found.sentences
    assert sentences[0] == (
        "In total $0.40 reported + 15 omniflash credits + up to $0.862 estimated + ? for 1 without a price"
        " + ? for 1 in doubt."
    )
    assert [sentence.partition(":")[0] for sentence in sentences[1:]] == [
        *("estimated", "no price", "in doubt", "Simulated jobs are free and left out"),
    ]
    assert str(found).endswith("\n".join(sentences))


def test_columns_in_which_there_is_nothing_are_left_out(spent: Spent) -> None:
    assert spent(entry(cost=0.4)).table.columns == ["day", "tasks", "clips", "reported"]


def test_where_nothing_was_spent_that_is_said(spent: Spent) -> None:
    assert str(spent()) == "Nothing was spent yet."
    assert str(spent(entry("demo/omni-flash"))) == (
        "Nothing was spent yet.\nSimulated jobs are free and left out: 1."
    )
    assert spent(entry(state="failed", refunded=True)).sentences[0] == "In total nothing."


def test_a_notebook_s_name_cannot_command_a_terminal(spent: Spent) -> None:
    hostile = replace(entry(cost=0.4), notebook="\x1b[31mred\x07\u202e.ipynb")
    assert not set("\x1b\x07\u202e") & set(str(spent(hostile, by="notebook")))
