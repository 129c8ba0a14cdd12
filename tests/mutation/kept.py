"""Kept: results in a file, line by line as they come, so that a run which was stopped goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from tests.mutation.mutant import Mutant
from tests.mutation.outcome import Judged, Outcome, Verdict


class Kept:
    """The file of one run; without a path nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def add(self, result: Judged) -> None:
        if self._path is None:
            return
        entry = {"key": result.mutant.key, "verdict": result.outcome.verdict.value, "by": result.outcome.by}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(entry)}\n")

    def of(self, mutants: Sequence[Mutant]) -> list[Judged]:
        """Return the results that are there already of these mutants."""
        if self._path is None or not self._path.exists():
            return []
        entries = map(json.loads, self._path.read_text("utf-8").splitlines())
        found = {tuple(each["key"]): Outcome(Verdict(each["verdict"]), each["by"]) for each in entries}
        return [Judged(each, found[each.key]) for each in mutants if each.key in found]
