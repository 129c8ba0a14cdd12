"""Draws mutants of a subject by a seed, has the referee judge each, and prints what it saw and what it did not."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from tests.mutation.kept import Kept
from tests.mutation.known import Known, known
from tests.mutation.mutant import Mutant
from tests.mutation.outcome import Judged, Outcome, Verdict
from tests.mutation.processes import BOUND, judged, reached_lines
from tests.mutation.reached import Lines, is_reached
from tests.mutation.sample import sample
from tests.mutation.subject import SUBJECTS, Subject
from tests.mutation.table import line, text


def main() -> int:
    """Return 1 when a mutant was not seen of which nobody has said why, or one was that was said to be equivalent."""
    told = _arguments()
    subject = next(each for each in SUBJECTS if each.name == told.subject)
    lists = known()
    drawn = sample(filter(lists.is_reached, subject.mutants()), told.seed, told.mutants)
    drawn = [each for each in drawn if told.only in f"{each.key.file} {each.key.function}"]
    results = _results(subject, drawn, lists, told)
    print(f"\n{text(results, lists)}")
    return int(any(map(lists.is_surprised_by, results)))


def _results(subject: Subject, drawn: Sequence[Mutant], lists: Known, told: argparse.Namespace) -> list[Judged]:
    kept, lines = Kept(told.keep), reached_lines(subject, drawn)
    trusted = None if told.doubt else lists
    results = [each for each in (_at_once(mutant, trusted, lines) for mutant in drawn) if each is not None]
    results += kept.of(_without(drawn, results))
    for each in judged(subject, _without(drawn, results), told.jobs, told.bound):
        results.append(each)
        kept.add(each)
        print(f"[{len(results)}/{len(drawn)}] {line(each)}", flush=True)
    return list(map(lists.settled, results))


def _at_once(mutant: Mutant, lists: Known | None, lines: Lines) -> Judged | None:
    """Return what becomes of a mutant that need not be judged."""
    if lists is not None and lists.is_equivalent(mutant):
        return Judged(mutant, Outcome(Verdict.EQUIVALENT))
    return None if is_reached(mutant, lines) else Judged(mutant, Outcome(Verdict.NOT_REACHED))


def _without(drawn: Sequence[Mutant], results: Sequence[Judged]) -> Sequence[Mutant]:
    done = {each.mutant.key for each in results}
    return [each for each in drawn if each.key not in done]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--subject", choices=[each.name for each in SUBJECTS], default="server")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutants", type=int, default=300, help="how many are drawn (%(default)s)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at once (%(default)s)")
    parser.add_argument("--bound", type=float, default=BOUND, help="seconds without a sign of life (%(default)s)")
    parser.add_argument("--only", default="", help="of those drawn, the ones whose file or function has this text")
    parser.add_argument("--keep", type=Path, help="a file of results, with which a stopped run goes on")
    parser.add_argument("--doubt", action="store_true", help="judge what is listed as equivalent too")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
