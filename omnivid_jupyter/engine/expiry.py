"""Whether a service may have stopped keeping a result, which its task's times have to agree on.

A link that is refused proves nothing: a host that has not got the file yet refuses it, too, and so does a proxy. And
what a service says about the end of a link is zero, past, in milliseconds or a number of seconds now and then; our own
clock may be wrong as well. So the time counts from when the task was made, by every clock that is known.

Pure arithmetic over what is known; no clock is read here. Where clocks disagree, it is not over.
"""

from __future__ import annotations

from omnivid_jupyter.providers.wire import TaskStatus

__all__ = ["is_over"]

#: Seconds for which a service keeps a result when it does not say so itself (EvoLink's document: 24 hours).
_KEPT = 86_400.0
#: Seconds that are too few to be meant: nobody could fetch the clip.
_SHORTEST = 600.0


def is_over(status: TaskStatus, *, age: float, now: float) -> bool:
    """Whether the time is over for which a service keeps the results of a task.

    `status` is what it says of the task; `age` the seconds since the task was accepted here, `now` our clock in unix
    seconds.
    """
    made = now - age if status.made is None else status.made
    told = None if status.expires_at is None else status.expires_at - made
    kept = told if told is not None and told >= _SHORTEST else _KEPT
    ages = [age, now - made]
    if status.answered is not None and status.made is not None:
        ages.append(status.answered - status.made)
    return all(each > kept for each in ages)
