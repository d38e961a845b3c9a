"""Which clips a page compares."""

from __future__ import annotations

from pathlib import Path

import pytest

import omnivid_jupyter as omnivid
from omnivid_jupyter.export.groups import comparable
from omnivid_jupyter.request import VideoRequest


def clip(prompt: str, model: str = "demo/omni-flash", *, still: bool = False, take: int = 1) -> omnivid.Clip:
    return omnivid.Clip(
        path=Path(f"{prompt}-{model}-{take}-{still}"),
        media_type="image/png" if still else "video/mp4",
        width=1,
        height=1,
        duration=None,
        size=1,
        sha256="",
        prompt=prompt,
        model=model,
        task_id="",
        request=VideoRequest(model, prompt, take=take),
    )


FOX = "a red fox runs through deep snow, slow tracking shot"
CRANE = "折り紙の鶴が本棚から飛び立つ"


@pytest.mark.parametrize(
    ("clips", "sizes"),
    [
        ([clip(FOX)], []),
        ([clip(FOX), clip(FOX.upper() + " ", "demo/omni-pro")], [2]),
        ([clip(FOX), clip("a boat"), clip(FOX, take=2)], [2]),
        ([clip(FOX, take=take) for take in range(1, 5)], [4]),
        ([clip(FOX, take=take) for take in range(1, 6)], [2, 3]),
        ([clip(FOX, take=take) for take in range(1, 10)], [3, 3, 3]),
        ([clip(FOX), clip(FOX, still=True)], []),
        ([clip(FOX), clip(FOX.replace("red", "blue"))], [2]),
        ([clip(FOX), clip(FOX.replace("red", "blue"), "demo/omni-pro")], []),
        ([clip(CRANE), clip(CRANE.replace("折り紙", "針金"))], [2]),
        ([clip(CRANE), clip("夕暮れの港をゆっくり飛ぶ")], []),
        ([clip(FOX), clip("a paper boat on a rainy street")], []),
    ],
)
def test_clips_are_compared_that_differ_in_one_thing(clips: list[omnivid.Clip], sizes: list[int]) -> None:
    groups = comparable(clips, [])
    assert [len(group) for group in groups] == sizes
    compared = [each.path for group in groups for each in group]
    assert len(compared) == len(set(compared))


ONE, OTHER, ALIKE, BOAT = clip(FOX), clip(FOX, take=2), clip(FOX, take=3), clip("a boat")


@pytest.mark.parametrize(
    ("compared", "groups"),
    [
        (
            [[BOAT, ONE]],
            [[BOAT, ONE], [OTHER, ALIKE]],
        ),  # the author's, as it was; then a guess about the others
        ([[BOAT, ALIKE], [ONE, BOAT]], [[BOAT, ALIKE], [ONE, BOAT]]),  # one clip in two; one is left alone
        ([[ONE, OTHER, ALIKE, BOAT]], [[ONE, OTHER, ALIKE, BOAT]]),
        ([[BOAT, clip("gone"), ONE], [ONE, BOAT]], [[ONE, BOAT], [OTHER, ALIKE]]),  # the rest of it, once
        ([[BOAT, clip("gone")]], [[ONE, OTHER, ALIKE]]),
    ],
)
def test_what_the_author_compared_goes_before_what_is_guessed(
    compared: list[list[omnivid.Clip]], groups: list[list[omnivid.Clip]]
) -> None:
    files = [[each.path for each in group] for group in compared]
    assert comparable([ONE, OTHER, ALIKE, BOAT], files) == groups
