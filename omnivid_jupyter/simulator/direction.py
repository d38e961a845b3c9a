"""A prompt as a direction: what the film is to show, from the words that the vocabulary knows.

    direction, followed = read_direction("a red boat on a foggy lake, slow pan to the left")

There is no language model in here. `reading` finds the words and what is said of them (negation, clauses), this module
makes one direction of them: which colour belongs to which subject, which way the camera goes. Whatever the vocabulary
does not know changes nothing, so that each word that is followed can be seen for itself.
"""

from __future__ import annotations

import msgspec

from omnivid_jupyter.simulator.vocabulary import VOCABULARY

__all__ = ["Camera", "Direction", "Span", "Subject", "continued", "names", "read_direction"]

Span = tuple[int, int]
"""Where a followed word is in the prompt: first character, and the one after the last."""


class Subject(msgspec.Struct, frozen=True):
    """Somebody or something in the film.

    `kind`, `colour`, `action` are names of the vocabulary; without an action it does what such a thing does by itself.
    `count` is 1, 2, or 3 for many; `pace` "slow", "normal" or "fast"; `heading` "left", "right" or None.
    """

    kind: str
    colour: str | None = None
    action: str | None = None
    count: int = 1
    pace: str = "normal"
    heading: str | None = None


class Camera(msgspec.Struct, frozen=True):
    """How the film is taken.

    `move` is "static", "pan left", "pan right", "tilt up", "tilt down", "push in", "pull out", "tracking", "drone" or
    "orbit"; `speed` is "slow", "normal" or "fast"; `framing` is "close-up", "medium" or "wide".
    """

    move: str = "static"
    speed: str = "normal"
    framing: str = "medium"
    handheld: bool = False


class Direction(msgspec.Struct, frozen=True):
    """Everything that a prompt says of a film, by names of the vocabulary; None and () where it says nothing.

    `subjects` are two at most. `colours` belong to no subject. `tempo` is that of all that moves but the camera.
    `sounds` are ("silence",) where nothing is to be heard. `without` is what the prompt excludes: names of settings,
    subjects, weather, sounds and so on, which are in no other field.
    """

    setting: str | None = None
    subjects: tuple[Subject, ...] = ()
    time: str | None = None
    season: str | None = None
    weather: tuple[str, ...] = ()
    light: tuple[str, ...] = ()
    palette: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    style: str | None = None
    camera: Camera = Camera()
    tempo: str = "normal"
    sounds: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def names(kind: str) -> tuple[str, ...]:
    """All names of one kind of the vocabulary, in its order: what a painter has to know."""
    return tuple(dict.fromkeys(entry.name for entry in VOCABULARY if entry.kind == kind))


def read_direction(prompt: str) -> tuple[Direction, list[Span]]:
    """The direction that a prompt gives, and where the words stand that were followed."""
    return Direction(), []


def continued(before: Direction, prompt: str) -> tuple[Direction, list[Span]]:
    """The direction of a film that goes on from another: what the new words say, and else as it was."""
    return before, []
