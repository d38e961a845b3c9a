"""Which words of a prompt are followed, and what these bring along that it does not say."""

from __future__ import annotations

from omnivid_jupyter.simulator.items import Item, Reading
from omnivid_jupyter.simulator.vocabulary import Entry

__all__ = ["Followed"]


_SKY = ("setting", "sky")


class Followed:
    """One prompt on its way to a direction: what was followed of it so far.

    `used` are items of the reading, by index, `spans` further parts of its text. `implied` is what the followed words
    bring along, as pairs of kind and name; `shows_sky`: its blue or its clouds, the scene where nothing else is.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.used: set[int] = set()
        self.spans: list[tuple[int, int]] = []
        self.implied: list[tuple[str, str]] = []
        self.shows_sky = False

    def found(self, *kinds: str) -> list[tuple[int, Item, Entry]]:
        """Terms of these kinds that are there, not excluded and not used for something else.

        A table is a place to put things on, and in a room all the same; what breaches does so at sea.
        """
        shared = kinds[0] in ("setting", "feature")
        return [
            (index, item, entry)
            for index, item in enumerate(self.reading.items)
            if not item.negated
            and (index not in self.used or (shared and item.of("place", "feature", "action", "sound")))
            and (entry := item.of(*kinds)) is not None
        ]

    def follow(self, index: int, entry: Entry) -> None:
        """Take a term as followed, with what it brings along for the whole film."""
        self.used.add(index)
        also = [each for each in entry.also if each[0] not in ("colour", "count", "speed", "figure")]
        if entry.kind == "weather" and _SKY in also:
            also.remove(_SKY)
            self.shows_sky = True
        self.implied += also

    def in_prompt(self) -> list[tuple[int, int]]:
        """Where the followed words are in the prompt, in order, without overlaps."""
        used = (self.reading.items[index] for index in self.used)
        own = [(item.start, max(item.end, item.negation_end)) for item in used]
        merged: list[tuple[int, int]] = []
        for start, end in sorted(self.reading.span(*each) for each in (*own, *self.spans)):
            if merged and start <= merged[-1][1]:
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((start, end))
        return merged
