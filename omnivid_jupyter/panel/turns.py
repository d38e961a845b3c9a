"""Editing in turns: a clip that extends another is its next turn, and all that hang together are one thread.

A thread is told from what the clips' own requests say; nothing else links them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from omnivid_jupyter.reports.library import ListedClip
from omnivid_jupyter.request import VideoRequest

__all__ = ["Turn", "turns"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a thread, counted from 1; two clips that extend the same one are both the next turn.

    `item` is None where the clip is not here, and
    `request` where nothing is known of it either.
    """

    number: int
    task_id: str
    item: ListedClip | None
    request: VideoRequest | None


def turns(
    item: ListedClip, items: Iterable[ListedClip], asked: Callable[[str], VideoRequest | None]
) -> list[Turn]:
    """The whole thread of a clip, each turn before those that go on from it; alone, it is a thread of one.

    `asked` tells the request of a task whose clip is not among the `items`, where that is known.
    """
    here = {each.task_id: each for each in sorted(items, key=lambda each: each.created)}
    here[item.task_id] = item  # of copies in several folders, the one that is looked at
    after: dict[str, list[str]] = defaultdict(list)
    for each in here.values():
        if each.request.extend:
            after[each.request.extend].append(each.task_id)

    def request_of(task_id: str) -> VideoRequest | None:
        return here[task_id].request if task_id in here else asked(task_id)

    path = [item.task_id]
    while (request := request_of(path[-1])) and request.extend and request.extend not in path:
        if path[-1] not in after[request.extend]:
            after[request.extend].append(path[-1])
        path.append(request.extend)

    seen: set[str] = set()

    def walk(task_id: str, number: int) -> Iterator[Turn]:
        if task_id in seen:  # sidecars that name each other
            return
        seen.add(task_id)
        yield Turn(number, task_id, here.get(task_id), request_of(task_id))
        for each in after[task_id]:
            yield from walk(each, number + 1)

    return list(walk(path[-1], 1))
