"""Fakes: which fakes the tests of a run have opened, and what came of each so far."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kling3_mockserver.testing.tenant import Kling3

MOST_KEPT = 200
"""Each of these holds its journal; an older one is named, and shown no more."""
MOST_NAMED = 2_000


@dataclass(frozen=True, slots=True)
class ShownFake:
    """A fake that a test opened; `kling3` is None when it is forgotten, and then the other facts are its last ones."""

    number: int
    test: str
    kling3: Kling3 | None
    outcome: str = ""
    requests: int = 0
    findings: tuple[tuple[str, int], ...] = ()
    """Codes with how often each came, without what the test allows."""

    @property
    def is_open(self) -> bool:
        """Whether its test can still ask it."""
        return self.kling3 is not None and not self.kling3.mock.journal.closed

    def told(self, outcome: str) -> ShownFake:
        """Return what there is to tell of it now."""
        if self.kling3 is None:
            return self
        journal, codes = self.kling3.mock.journal, Counter(each.code for each in self.kling3.findings)
        requests = journal.beginning().exchanges + len(journal.exchanges())
        outcome = outcome or ("open" if self.is_open else "ended")
        return replace(self, outcome=outcome, requests=requests, findings=tuple(sorted(codes.items())))


class Fakes:
    """The fakes of a run, of which the newest `most_kept` are held; several threads may ask it."""

    def __init__(self, most_kept: int = MOST_KEPT, most_named: int = MOST_NAMED) -> None:
        self._most_kept, self._most_named = most_kept, most_named
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._fakes: dict[int, ShownFake] = {}
        self._outcomes: dict[str, str] = {}

    def add(self, test: str, kling3: Kling3) -> None:
        """Note that a test has opened a fake."""
        with self._lock:
            number = next(self._numbers)
            self._fakes[number] = ShownFake(number, test, kling3)
            self._forget(number - self._most_kept)
            self._fakes.pop(number - self._most_named, None)

    def note_outcome(self, test: str, outcome: str) -> None:
        """Note how a test ended; one that failed has failed, whatever comes after."""
        if self._outcomes.get(test) != "failed":
            self._outcomes[test] = outcome

    def get(self, number: int) -> ShownFake | None:
        """Return a fake by its number, or None."""
        return self._fakes.get(number)

    def newest(self) -> list[ShownFake]:
        """Return what there is to tell of each fake now, the newest first."""
        with self._lock:
            fakes, outcomes = list(self._fakes.values()), dict(self._outcomes)
        return [self._told(each, outcomes) for each in reversed(fakes)]

    def _forget(self, number: int) -> None:
        if (old := self._fakes.get(number)) is not None:
            self._fakes[number] = replace(self._told(old, self._outcomes), kling3=None)

    def _told(self, fake: ShownFake, outcomes: Mapping[str, str]) -> ShownFake:
        return fake.told(outcomes.get(fake.test, ""))
