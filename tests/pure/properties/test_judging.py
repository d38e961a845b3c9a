"""Whatever files of votes and ratings say, they are some or none; and git may join them as it likes."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from omnivid_jupyter.experiments.ranking import rank
from omnivid_jupyter.experiments.votes import FILE, read_votes, read_with_damage, vote_files
from omnivid_jupyter.media.ratings import LONGEST_NOTE, MOST_STARS, rating_of
from tests.pure.properties import examples

DIGESTS = [letter * 64 for letter in "abcd"]
GOOD = {"id": "1", "winner": "e" * 64, "loser": "f" * 64, "voter": "good", "when": 5.0}
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from([*DIGESTS, 1e308, -1, 10**30, "\0", "x" * 5000, "a\nb", "<b>"])
)
LINES = st.fixed_dictionaries(
    {},
    optional={
        "id": SCALARS,
        "winner": SCALARS,
        "loser": SCALARS,
        "voter": SCALARS,
        "when": SCALARS,
        "tie": SCALARS,
        "withdrawn": SCALARS,
        "more": st.lists(SCALARS, max_size=2),
    },
)
VOTES = st.fixed_dictionaries(
    {
        "id": st.sampled_from("123"),
        "winner": st.sampled_from(DIGESTS),
        "loser": st.sampled_from(DIGESTS),
        "voter": st.sampled_from(["ann", "bo"]),
        "when": st.integers(1, 10**6),
    },
    optional={"tie": st.booleans(), "withdrawn": st.booleans()},
)


@examples(400)
@given(lines=st.lists(st.binary(max_size=60) | LINES.map(lambda line: json.dumps(line).encode()), max_size=8))
def test_a_good_vote_is_found_among_whatever_lies_there(lines: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        content = [*lines, json.dumps(GOOD).encode(), *lines]
        (Path(folder) / FILE).write_bytes(b"\n".join(content))
        read = read_with_damage(folder)
        assert "good" in {vote.voter for vote in read.votes}
        assert all(vote.winner != vote.loser and 0 <= vote.when < 1e12 for vote in read.votes)
        assert bool(vote_files(Path(folder))) == (read.damaged == 0)


@examples(300)
@given(votes=st.lists(VOTES, max_size=12, unique_by=lambda vote: vote["when"]), data=st.data())
def test_how_git_joins_the_lines_does_not_matter(votes: list[dict[str, Any]], data: st.DataObject) -> None:
    joined = data.draw(st.permutations([*votes, *votes[:3]]))
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for lines in (votes, joined):
            (Path(folder) / FILE).write_text("\n".join(map(json.dumps, lines)))
            found.append(read_votes(folder))
    assert found[0] == found[1]
    assert len({(vote.voter, vote.pair) for vote in found[0]}) == len(found[0])


@examples(25)
@given(votes=st.lists(VOTES, max_size=10))
def test_a_ranking_is_made_of_any_votes(votes: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / FILE).write_text("\n".join(map(json.dumps, votes)))
        names = {digest: digest[0] for digest in DIGESTS}
        rows = rank(read_with_damage(folder), names, names)
    assert sorted(row.value for row in rows) == sorted("abcd")
    assert all(-60 < row.low <= row.high < 60 for row in rows)
    assert [row.strength for row in rows] == sorted((row.strength for row in rows), reverse=True)


@examples(300)
@given(
    content=st.binary(max_size=80) | st.dictionaries(st.sampled_from(["stars", "note", "rejected"]), SCALARS)
)
def test_a_rating_is_one_of_ours_whatever_the_file_says(content: bytes | dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        written = content if isinstance(content, bytes) else json.dumps(content).encode()
        path.with_suffix(".rating").write_bytes(written)
        found = rating_of(path)
    assert found.stars is None or (type(found.stars) is int and 1 <= found.stars <= MOST_STARS)
    assert found.note is None or 0 < len(found.note) <= LONGEST_NOTE
    assert type(found.rejected) is bool
