"""Judge: collects how each promise was kept, case by case, and gives the verdicts at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from kling3_contracts.messages import Exchange
from kling3_contracts.verdicts.report import Check, Verdict, Violation, gravest, identity_of
from kling3_openapi.rules.rule import Code

MOST_VIOLATIONS_PER_CODE = 40
"""Of one promise, so that each operation has room for one: more tell a reader nothing new."""


class Judge:
    """Counts tries and remembers breaches; equal breaches in one place are one violation, counted."""

    def __init__(self, promises: Iterable[Code], only: frozenset[str] = frozenset()) -> None:
        self._titles = {each.code: each.title for each in promises}
        self._only = only
        self._tried: Counter[str] = Counter()
        self._reasons: dict[str, str] = {}
        self._remarks: dict[str, str] = {}
        self._violations: dict[str, Violation] = {}
        self._times: Counter[str] = Counter()
        self._broken: Counter[str] = Counter()

    def wants(self, *codes: str) -> bool:
        """Return whether one of these promises is to be judged."""
        return not self._only or not self._only.isdisjoint(codes)

    def kept(self, code: str) -> None:
        """Count one try of a promise that was kept."""
        self._tried[code] += 1

    def not_tried(self, code: str, reason: str) -> None:
        """Say why a promise could not be put to the test."""
        self._reasons.setdefault(code, reason)

    def remark(self, code: str, words: str) -> None:
        """Say what a reader must know of a promise that was found kept: how far it could be looked at."""
        self._remarks[code] = words

    def broken(
        self, code: str, place: str, message: str, exchange: Exchange | None = None, *, detail: str = ""
    ) -> None:
        """Count one try of a promise that was broken, and keep the smallest exchange that shows it."""
        request, answer = (exchange.request, exchange.answer) if exchange else (None, None)
        identity = identity_of(code, place, detail)
        self.found(Violation(code, Verdict.VIOLATED, place, message, identity, detail, request, answer))

    def found(self, violation: Violation) -> None:
        """Count one try that a violation of any verdict shows, and keep the smallest of its identity."""
        code, identity = violation.code, violation.identity
        self._tried[code] += 1
        self._times[identity] += 1
        self._broken[code] += violation.verdict.fails
        known = self._violations.get(identity)
        if _is_smaller(violation, known) if known else self._room(code) and self.wants(code):
            self._violations[identity] = violation

    def hold(  # noqa: PLR0913  (each is one fact of what was held to the promise)
        self, code: str, holds: object, place: str, message: str, exchange: Exchange | None = None, *, detail: str = ""
    ) -> bool:
        """Count one try: kept when `holds` is truthy, else broken; return which."""
        if holds:
            self.kept(code)
        else:
            self.broken(code, place, message, exchange, detail=detail)
        return bool(holds)

    def violations(self) -> tuple[Violation, ...]:
        """Return the violations, by code and in the order they were found."""
        found = sorted(self._violations.values(), key=lambda each: each.code)
        return tuple(_counted(each, self._times[each.identity]) for each in found)

    def checks(self) -> tuple[Check, ...]:
        """Return every promise that was to be judged with its verdict."""
        return tuple(self._check(code) for code in sorted(self._titles) if self.wants(code))

    def _room(self, code: str) -> bool:
        return sum(each.code == code for each in self._violations.values()) < MOST_VIOLATIONS_PER_CODE

    def _check(self, code: str) -> Check:
        found = [each.verdict for each in self._violations.values() if each.code == code]
        tried = self._tried[code]
        verdict = gravest(found) if found else Verdict.KEPT if tried else Verdict.NOT_TRIED
        notes = {Verdict.NOT_TRIED: self._reasons, Verdict.KEPT: self._remarks}.get(verdict, {})
        return Check(code, self._titles[code], verdict, tried, notes.get(code, ""), self._broken[code])


def _is_smaller(found: Violation, known: Violation) -> bool:
    """Return whether a reader sees the same in less: random requests are shrunk after they were found."""
    if found.request is None or known.request is None:
        return False
    return len(found.request.body) < len(known.request.body)


def _counted(violation: Violation, times: int) -> Violation:
    return replace(violation, times=times)
