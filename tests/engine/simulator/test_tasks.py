"""The store and the time line by themselves: money moves once, whoever asks how often."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from omnivid_jupyter.simulator.orders import Order
from omnivid_jupyter.simulator.picture import Picture
from omnivid_jupyter.simulator.tasks import InsufficientFunds, Store, Task, Timeline


def make_task(number: int = 1, **fields: object) -> Task:
    order = Order.video("Omni-Flash-Ext", "a crane", seconds=4, portrait=False, charge=2.0, reserved=3.0)
    task = Task(f"task_{number}", "apimart", "owner", 1000.0, order, Picture.of(order))
    return replace(task, **fields)  # type: ignore[arg-type]


def balance(store: Store) -> float:
    return store.balance("apimart", "owner", opening_balance=10.0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "tasks.sqlite")
    yield store
    store.close()


def test_reserve_is_taken_and_what_was_not_used_returned_once(store: Store) -> None:
    store.add(make_task(), opening_balance=10.0)
    assert balance(store) == 7.0
    store.finish(make_task(), 1010.0)
    store.finish(make_task(), 1020.0)
    assert balance(store) == 8.0
    kept = store.get("apimart", "owner", "task_1")
    assert kept is not None
    assert kept.finished == 1010.0


def test_failed_task_costs_nothing(store: Store) -> None:
    store.add(make_task(), opening_balance=10.0)
    store.finish(make_task(failure="fail"), 1010.0)
    assert balance(store) == 10.0
    kept = store.get("apimart", "owner", "task_1")
    assert kept is not None
    assert kept.failure == "fail"


def test_account_is_never_overdrawn(store: Store) -> None:
    for number in range(3):
        store.add(make_task(number), opening_balance=10.0)
    with pytest.raises(InsufficientFunds):
        store.add(make_task(4), opening_balance=10.0)
    assert balance(store) == 1.0
    assert store.get("apimart", "owner", "task_4") is None


def test_task_comes_back_as_it_was_kept(store: Store, tmp_path: Path) -> None:
    task = make_task()
    store.add(task, opening_balance=10.0)
    store.close()
    again = Store(tmp_path / "tasks.sqlite")
    assert again.get("apimart", "owner", task.id) == task
    assert again.unfinished("apimart", "owner") == [task]
    assert again.picture(task.picture.key) == task.picture
    assert again.get("apimart", "another", task.id) is None
    assert again.get("evolink", "owner", task.id) is None
    again.close()


def _add_and_finish(path: Path, first: int) -> None:
    store = Store(path)
    for number in range(first, first + 20):
        store.add(make_task(number), opening_balance=1000.0)
        for other in range(first, number + 1):
            store.finish(make_task(other), 1010.0)
    store.close()


def test_processes_sharing_a_store_lose_no_money(tmp_path: Path) -> None:
    path = tmp_path / "tasks.sqlite"
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=_add_and_finish, args=(path, 100 * i)) for i in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    store = Store(path)
    assert store.balance("apimart", "owner", opening_balance=1000.0) == 1000.0 - 60 * 2.0
    assert store.unfinished("apimart", "owner") == []
    store.close()


def test_demo_task_takes_about_five_seconds_and_large_ones_longer() -> None:
    small, large = make_task(), make_task(order=replace_size(make_task().order, 3840, 2160))
    line = Timeline.of(small, 1.0)
    assert 0.5 < line.queued < 1.0
    assert 4.0 <= line.total <= 6.5
    assert Timeline.of(large, 1.0).total > line.total + 3
    assert Timeline.of(small, 10.0).total == pytest.approx(line.total / 10)
    assert Timeline.of(make_task(failure="fail"), 1.0).total < line.total


def replace_size(order: Order, width: int, height: int) -> Order:
    return Order(
        **{
            **{name: getattr(order, name) for name in order.__struct_fields__},
            "width": width,
            "height": height,
        }
    )


def test_progress_never_runs_backwards_nor_claims_the_end() -> None:
    line = Timeline(queued=1.0, total=5.0)
    steps = [line.progress(elapsed / 10) for elapsed in range(0, 200)]
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (0, 99)
    assert Timeline(queued=0.0, total=0.0).progress(1.0) == 99
