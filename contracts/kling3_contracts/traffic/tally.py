"""Tally: counts what was put to the test, and keeps each distinct breach with the first place where it was seen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from kling3_contracts.judging.promises import PROMISES
from kling3_contracts.messages import Answer, Exchange, Request
from kling3_contracts.traffic.options import FailOn
from kling3_contracts.verdicts.report import Check, Verdict, Violation, identity_of
from kling3_openapi.findings import Severity
from kling3_openapi.rules.catalogue import CATALOGUE

_MOST_PER_CODE = 20
"""Distinct breaches of one code that are shown: more tell a reader nothing new."""
_MOST_BODY = 16 * 1024
_CODES = {each.code: each for each in (*CATALOGUE, *PROMISES)}
_INDEX = re.compile(r"(?<=[/.])[0-9]+(?=[/. ]|$)")


def severity_of(code: str) -> Severity:
    """Return how grave it is to break a rule or a promise."""
    return _CODES[code].severity


class Breach(NamedTuple):
    """One promise or rule that was broken once: by which operation, where, and what sets it apart there."""

    code: str
    operation: str
    place: str
    message: str
    detail: str
    exchange: Exchange | None = None


class Tally:
    """Adds up tries and breaches; equal breaches of one operation are one violation, counted."""

    def __init__(self, fail_on: FailOn) -> None:
        self._failing = fail_on.severities
        self._tried: Counter[str] = Counter()
        self._shown: Counter[str] = Counter()
        self._violations: dict[str, Violation] = {}
        self._times: Counter[str] = Counter()
        self._unshown: Counter[str] = Counter()

    def tried(self, codes: Iterable[str]) -> None:
        """Count one try of each code, however it comes out."""
        self._tried.update(codes)

    def broken(self, breach: Breach) -> None:
        """Keep a breach: its place is the first one, its identity is made of operation and detail alone."""
        code, detail = breach.code, _INDEX.sub("*", breach.detail)
        identity = identity_of(code, breach.operation, detail)
        if identity in self._violations:
            self._times[identity] += 1
        elif self._shown[code] < _MOST_PER_CODE:
            self._shown[code] += 1
            self._times[identity] = 1
            self._violations[identity] = self._violation(breach, identity, detail)
        else:
            self._unshown[code] += 1

    def violations(self) -> tuple[Violation, ...]:
        """Return the breaches by code, each in the order in which they were found."""
        found = sorted(self._violations.values(), key=lambda each: each.code)
        return tuple(replace(each, times=self._times[each.identity]) for each in found)

    def checks(self) -> tuple[Check, ...]:
        """Return every code that was put to the test, with its verdict."""
        codes = self._tried.keys() | self._shown.keys()
        return tuple(self._check(code) for code in sorted(codes))

    def _violation(self, breach: Breach, identity: str, detail: str) -> Violation:
        exchange, verdict = breach.exchange, self._verdict(breach.code)
        request, answer = (_short_request(exchange.request), _short(exchange.answer)) if exchange else (None, None)
        return Violation(breach.code, verdict, breach.place, breach.message, identity, detail, request, answer)

    def _verdict(self, code: str) -> Verdict:
        return Verdict.VIOLATED if _CODES[code].severity in self._failing else Verdict.WARNING

    def _check(self, code: str) -> Check:
        verdict = self._verdict(code) if code in self._shown else Verdict.KEPT
        more = self._unshown[code]
        note = f"{more} more in other places, not shown" if more else ""
        return Check(code, _CODES[code].title, verdict, max(self._tried[code], self._shown[code]), note)


def _short_request(request: Request) -> Request:
    return request._replace(body=request.body[:_MOST_BODY])


def _short(answer: Answer) -> Answer:
    return answer._replace(body=answer.body[:_MOST_BODY], cut=answer.cut or len(answer.body) > _MOST_BODY)
