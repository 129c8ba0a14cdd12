"""Exercised: which part of the contract a test suite has touched, and which findings it caused, to be summed up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kling3_mockserver.journal import Exchange
from kling3_openapi.endpoints import ENDPOINTS, Endpoint
from kling3_openapi.findings import Finding

_STATUSES = ("CREATED", "IN_PROGRESS", "COMPLETED", "FAILED")
_ERRORS = (400, 401, 404, 429, 500, 503)


@dataclass(slots=True)
class Exercised:
    """Counts over a whole run; `merge` adds those of another process."""

    endpoints: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    errors: Counter[int] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)
    """For each code the first test that caused it, and what was said."""

    def note(self, test: str, exchanges: Iterable[Exchange], told: Iterable[Finding]) -> None:
        """Count what one test did; `told` are those of its findings that are to be spoken of."""
        for exchange in exchanges:
            self._note_exchange(exchange)
        for finding in told:
            self.findings[finding.code] += 1
            self.first.setdefault(finding.code, f"{test}: {finding.message}")

    def to_json(self) -> dict[str, dict[str, object]]:
        """Return the counts as plain values that another process can merge."""
        return {
            "endpoints": {**self.endpoints},
            "statuses": {**self.statuses},
            "errors": {str(status): count for status, count in self.errors.items()},
            "findings": {**self.findings},
            "first": {**self.first},
        }

    def merge(self, other: Mapping[str, Mapping[str, object]]) -> None:
        """Add the counts of another process."""
        self.endpoints.update(_counts(other["endpoints"]))
        self.statuses.update(_counts(other["statuses"]))
        self.findings.update(_counts(other["findings"]))
        self.errors.update({int(status): count for status, count in _counts(other["errors"]).items()})
        for code, words in other["first"].items():
            self.first.setdefault(code, str(words))

    def lines(self) -> list[str]:
        """Return what a terminal shows at the end of a run; nothing when the fake was not used."""
        if not self.endpoints:
            return []
        touched = [each for each in ENDPOINTS if _name(each) in self.endpoints]
        missed = ", ".join(_name(each) for each in ENDPOINTS if each not in touched) or "none"
        seen = [status for status in _STATUSES if status in self.statuses]
        errors = [str(status) for status in _ERRORS if status in self.errors]
        return [
            *self._finding_lines(),
            f"endpoints {len(touched)} of {len(ENDPOINTS)}, not exercised: {missed}",
            f"statuses  {len(seen)} of {len(_STATUSES)}: {', '.join(seen) or 'none'}",
            f"errors    {len(errors)} of {len(_ERRORS)}: {', '.join(errors) or 'none'}",
        ]

    def _finding_lines(self) -> list[str]:
        return [f"{code} x{count}, first in {self.first[code]}" for code, count in sorted(self.findings.items())]

    def _note_exchange(self, exchange: Exchange) -> None:
        endpoint = _endpoint_of(exchange.request.method, exchange.request.path)
        if endpoint is None:
            return
        self.endpoints[_name(endpoint)] += 1
        if exchange.response.status == 200:
            self.statuses.update(each for each in _STATUSES if f'"{each}"'.encode() in exchange.response.body)
        else:
            self.errors[exchange.response.status] += 1


def _endpoint_of(method: str, path: str) -> Endpoint | None:
    template = f"{path.rpartition('/')[0]}/{{task-id}}"
    known = {(each.method, each.path): each for each in ENDPOINTS}
    return known.get((method, path)) or known.get((method, template))


def _name(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


def _counts(value: Mapping[str, object]) -> dict[str, int]:
    return {name: count for name, count in value.items() if isinstance(count, int)}
