"""What a run prints, and what it keeps."""

from __future__ import annotations

from pathlib import Path

from tests.mutation.kept import Kept
from tests.mutation.known import Entry, Known
from tests.mutation.mutating import mutants
from tests.mutation.outcome import Judged, Outcome, Verdict
from tests.mutation.source import Source
from tests.mutation.table import line, text

FIRST, SECOND, THIRD = mutants(Source("room/some.py", b"def f():\n    return a < 1\n"))[:3]
RESULTS = [
    Judged(THIRD, Outcome(Verdict.NOT_SEEN)),
    Judged(FIRST, Outcome(Verdict.SEEN, "keys: K110")),
    Judged(SECOND, Outcome(Verdict.HANGS, "nothing came for 9 s")),
]
KNOWN = Known((), (), (Entry("room/some.py", "f", "return a < 1", "a task of every tier", THIRD.key.after),))


def test_the_table_counts_by_file_and_by_kind_and_shows_what_was_not_seen() -> None:
    assert text(RESULTS, KNOWN).splitlines() == [
        "file           mutants       seen   at start      hangs    trouble equivalent   not seen  no way in",
        "room/some.py         3          1          .          1          .          .          1          .",
        "all                  3          1          .          1          .          .          1          .",
        "",
        "kind         mutants       seen   at start      hangs    trouble equivalent   not seen  no way in",
        "comparison         2          1          .          1          .          .          .          .",
        "number             1          .          .          .          .          .          1          .",
        "all                3          1          .          1          .          .          1          .",
        "",
        "seen: 2 of the 3 that a caller can tell from the fake",
        "not seen: 1",
        "room/some.py:2 f (number)",
        "    - return a < 1",
        "    + return a < 2",
        "    needs: a task of every tier",
    ]


def test_a_run_that_sees_all_says_so() -> None:
    assert text(RESULTS[1:], KNOWN).splitlines()[-1] == "not seen: none"


def test_what_is_seen_by_now_is_to_be_struck_from_the_list() -> None:
    seen = [Judged(THIRD, Outcome(Verdict.SEEN, "walk: K172"))]
    assert text(seen, KNOWN).splitlines()[-3:] == [
        "seen, so strike it from not_seen.toml (walk: K172): room/some.py:2 f (number)",
        "    - return a < 1",
        "    + return a < 2",
    ]


def test_what_was_said_to_be_equivalent_and_is_seen_is_told() -> None:
    doubted = Known((), KNOWN.not_seen, ())
    seen, missed = Judged(THIRD, Outcome(Verdict.SEEN, "walk: K172")), RESULTS[0]
    assert "seen, so strike it from equivalent.toml (walk: K172)" in text([seen], doubted)
    assert [doubted.is_surprised_by(each) for each in (seen, missed, doubted.settled(missed))] == [True, True, False]
    assert doubted.settled(missed).outcome == Outcome(Verdict.EQUIVALENT)


def test_only_what_nobody_has_said_is_a_surprise() -> None:
    assert [KNOWN.is_surprised_by(each) for each in RESULTS] == [False, False, False]
    assert Known((), (), ()).is_surprised_by(RESULTS[0])


def test_each_mutant_is_a_line_as_it_goes() -> None:
    assert line(RESULTS[1]) == "seen       room/some.py:2 comparison  keys: K110"
    assert line(RESULTS[0]) == "not seen   room/some.py:2 number"


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "results")
    for each in RESULTS[:2]:
        kept.add(each)
    assert kept.of([FIRST, SECOND, THIRD]) == [RESULTS[1], RESULTS[0]]


def test_nothing_is_kept_unless_a_file_is_named() -> None:
    kept = Kept(None)
    kept.add(RESULTS[0])
    assert kept.of([THIRD]) == []
