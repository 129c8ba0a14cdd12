"""Report: what the referee has seen of one subject, in the one shape that all printed forms are made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import NamedTuple

from kling3_contracts.messages import Answer, Request
from kling3_openapi.coverage.summary import CoverageSummary


class Subject(Enum):
    """What was judged."""

    SERVER = "server"
    TRAFFIC = "traffic"
    RECEIVER = "receiver"


class Verdict(Enum):
    """How a promise was found, gravest first: reports list them in this order."""

    ACCEPTED_FORGED = "accepted though forged"
    CRASHED = "crashed"
    REFUSED_VALID = "refused though valid"
    VIOLATED = "violated"
    TOO_SLOW = "too slow"
    WARNING = "warning"
    """Something that is ignored or advised against, and no reason to fail."""
    ACCEPTED = "accepted by the baseline"
    NOT_TRIED = "not tried"
    KEPT = "kept"

    @property
    def fails(self) -> bool:
        """Whether one such verdict makes the exit status 1."""
        return self not in (Verdict.WARNING, Verdict.ACCEPTED, Verdict.NOT_TRIED, Verdict.KEPT)


@dataclass(frozen=True, slots=True)
class Violation:
    """One promise that was broken in one place.

    `code` is explained by `kling3-contracts explain`. `message` is one sentence: what was got, what was expected,
    what to do next. `identity` is the same in every run that finds the same violation (baseline, replay): it is made of
    code, operation and `detail`, never of ids, times or ports. Secrets and keys are masked in every part.
    """

    code: str
    verdict: Verdict
    place: str
    """Operation id, `requests.har, entry 12`, or the name of a case."""
    message: str
    identity: str
    detail: str = ""
    """What sets it apart from others of its code in the same place: a pointer, a status, a case."""
    request: Request | None = None
    answer: Answer | None = None
    curl: str = ""
    """A command that shows it again, or nothing."""
    pytest: str = ""
    """A test function that shows it again, or nothing."""
    times: int = 1
    reason: str = ""
    """Why the baseline accepts it."""


@dataclass(frozen=True, slots=True)
class Check:
    """One promise and how it was kept: `tried` is how often it was put to the test."""

    code: str
    title: str
    verdict: Verdict
    tried: int
    note: str = ""
    """Why it was not tried, or what else a reader must know."""
    broken: int = 0
    """How many of the tries broke it, also those beyond the violations that a report has room for."""


class Cause(NamedTuple):
    """One mistake, and the codes of all that most likely follows from it: what was violated, and what was not tried."""

    sentence: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Report:
    """All that a run has seen; `trouble` is what kept it from seeing the rest, and empty when it saw all."""

    subject: Subject
    target: str
    """The URL or the files."""
    checks: tuple[Check, ...]
    violations: tuple[Violation, ...]
    requests: int
    """How many requests were sent, or read."""
    seconds: float
    coverage: CoverageSummary | None = None
    notes: tuple[str, ...] = ()
    trouble: str = ""
    seed: int | None = None
    created: int = 0
    """How many tasks were created on the way."""
    causes: tuple[Cause, ...] = ()
    """What stands behind many of the violations, where that is known, the gravest first; no code stands in two."""

    def explains(self, code: str) -> bool:
        """Return whether what is told of this code follows from one of the causes."""
        return any(code in each.codes for each in self.causes)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was seen, so that the trouble is all there is to say."""
        return bool(self.trouble) and not (self.checks or self.violations or self.requests)

    @property
    def exit_status(self) -> int:
        """0 kept, 1 violated, 2 could not run."""
        if self.trouble:
            return 2
        verdicts = [*(each.verdict for each in self.checks), *(each.verdict for each in self.violations)]
        return int(any(each.fails for each in verdicts))


def gravest(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the one of these that comes first in a report."""
    order = list(Verdict)
    return min(verdicts, key=order.index)


def identity_of(code: str, place: str, detail: str) -> str:
    """Return the name of a violation that is the same in every run: `K102-3f9a1c07`."""
    whole = f"{code}|{place}|{detail}".encode("utf-8", "surrogatepass")  # a lone surrogate may come out of JSON
    return f"{code}-{sha256(whole).hexdigest()[:8]}"
