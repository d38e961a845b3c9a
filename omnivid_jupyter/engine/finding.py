"""Where the clip of a request may lie: in its folder, in others nearby, and where the journal has it from.

Nothing is paid for while a clip of the same request lies in one of them. One that cannot be used is
named first, with what to do about it, and only `new` makes another; the simulator, which is free, goes on.
"""

from __future__ import annotations

import warnings
from itertools import chain

from omnivid_jupyter.clip import Clip
from omnivid_jupyter.engine.journal import Journal
from omnivid_jupyter.engine.plan import Plan, folders_around
from omnivid_jupyter.errors import ConfigurationError, InvalidRequestError
from omnivid_jupyter.media import clips
from omnivid_jupyter.media.secondlook import Flaw, flaw_of, flaws_beside, look_again
from omnivid_jupyter.providers.capabilities import listing
from omnivid_jupyter.settings import DEFAULT_FOLDER
from omnivid_jupyter.whereabouts import notebook_place

__all__ = ["find_clip", "kept_clip", "look_twice", "second_look"]


def find_clip(plan: Plan, journal: Journal) -> Clip | None:
    """The clip of the same request, where it lies."""
    near = (clips.find(folder, plan.fingerprint) for folder in folders_around(plan.output_dir, plan.nearby))
    made = (clips.load(folder, name) for folder, name in journal.places(plan.fingerprint))
    found = next((clip for clip in chain(near, made) if clip), None)
    for flaw in flaws_beside(found)[:3] if found else ():
        warnings.warn(f"Found without all of its task's files: {flaw.sentence} {flaw.remedy}", stacklevel=2)
    return found


def kept_clip(plan: Plan, journal: Journal) -> Clip | None:
    """The clip of the same request, as a file of its folder.

    It stays where it is below its folder, in a folder nearby while nobody tells which is the notebook's, and wherever
    no copy can be made: it is free all the same.
    """
    clip = find_clip(plan, journal)
    if clip is None or clip.path.is_relative_to(plan.output_dir) or _may_be_beside_the_notebook(plan, clip):
        return clip
    try:
        return clips.adopt(clip, clips.open_folder(plan.output_dir))
    except (ConfigurationError, OSError):
        return clip


def look_twice(plan: Plan, journal: Journal) -> Clip | None:
    """The clip of the same request under a name that is not its own, once there is none under its own.

    Raises `InvalidRequestError` where one lies there that cannot be used; of a simulated one it only warns.
    """
    outcome = second_look(plan, journal)
    if isinstance(outcome, Clip):
        return outcome
    if outcome and not plan.target.demo:
        raise _near_miss(outcome)
    for flaw in outcome:
        warnings.warn(f"{flaw.sentence} {flaw.remedy} It is simulated anew, which is free.", stacklevel=2)
    return None


def second_look(plan: Plan, journal: Journal) -> Clip | list[Flaw]:
    """The clip of the same request under a name that is not its own, or why each that lies there cannot be used."""
    flaws: list[Flaw] = []
    looked_at = tuple(folders_around(plan.output_dir, plan.nearby))
    for folder in looked_at:
        outcome = look_again(folder, plan.fingerprint)
        if isinstance(outcome, Clip):
            return outcome
        flaws += outcome
    for folder, name in journal.places(plan.fingerprint):
        if folder not in looked_at and (flaw := flaw_of(folder, name)):
            flaws.append(flaw)
    return flaws


def _near_miss(flaws: list[Flaw]) -> InvalidRequestError:
    more = (
        f" Of no use either: {listing([flaw.path.name for flaw in flaws[1:4]], 'and')}." if flaws[1:] else ""
    )
    return InvalidRequestError(
        f"Nothing was submitted, since the clip is there but cannot be used: {flaws[0].sentence}{more}",
        hint=f"{flaws[0].remedy} Or --new (in Python new=True) makes and pays another one.",
    )


def _may_be_beside_the_notebook(plan: Plan, clip: Clip) -> bool:
    return plan.nearby and notebook_place() is None and clip.path.parent.name == DEFAULT_FOLDER
