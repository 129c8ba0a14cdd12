"""NextEdition: which tests would end otherwise if the fake kept another edition of the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.settings.settings import Settings
from kling3_openapi import rules
from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import Kind, Tier
from kling3_openapi.findings import Finding, Location, Severity
from kling3_openapi.rules.address import endpoint_of
from kling3_openapi.rules.orders import OrderRules
from kling3_openapi.strict_json import StrictJsonError, parse

_TAKEN, _REFUSED = 200, 400
_MOST_TOLD = 3
"""Sentences of one test: who mends these meets the rest."""

Fails = Callable[[Finding], bool]
"""Whether a finding fails the test that caused it."""


@dataclass(slots=True)
class NextEdition:
    """Holds what tests sent to an edition; `tests` are those that would end otherwise, each with the reasons."""

    edition: Edition
    tests: dict[str, list[str]] = field(default_factory=dict)

    def note(self, test: str, reason: str) -> None:
        """Keep why a test would end otherwise, each reason once."""
        told = self.tests.setdefault(test, [])
        if reason not in told and len(told) < _MOST_TOLD:
            told.append(reason)

    def merge(self, others: Mapping[str, object]) -> None:
        """Add the tests of another process."""
        for test, reasons in others.items():
            for reason in reasons if isinstance(reasons, list) else ():
                self.note(test, str(reason))

    def reason(self, exchange: Exchange, settings: Settings, fails: Fails) -> str:
        """Return why the test of a request would end otherwise, empty where it would not."""
        if exchange.fault or settings.edition is self.edition:
            return ""
        found = (*self._of_order(exchange), *self._of_names(exchange))
        what = next(self._changes(exchange, found, settings, fails), "")
        return f"{exchange.request.method} {exchange.request.path} {what}" if what else ""

    def lines(self) -> list[str]:
        """Return what a terminal shows at the end of a run."""
        if not self.tests:
            return [f"by the contract of {self.edition.value} every test would end as it does"]
        count = "1 test" if len(self.tests) == 1 else f"{len(self.tests)} tests"
        head = f"by the contract of {self.edition.value} {count} would end otherwise:"
        return [head, *(f"{test}: {reason}" for test, reasons in self.tests.items() for reason in reasons)]

    def _changes(
        self, exchange: Exchange, found: tuple[Finding, ...], settings: Settings, fails: Fails
    ) -> Iterator[str]:
        before = [each for each in exchange.findings if each.location is Location.BODY]
        refused = [each for each in found if _refuses(each, settings)]
        status, ordered = exchange.response.status, _creates(exchange)
        if ordered and status == _TAKEN and refused:
            yield f"is refused: {_words(refused[0])}"
        elif ordered and status == _REFUSED and not refused:
            yield from (f"is taken, no longer refused by {each.code}" for each in before if _refuses(each, settings))
        if status == _REFUSED:
            return
        known, new = {each.code for each in exchange.findings}, {each.code for each in found}
        yield from (f"fails the test: {_words(each)}" for each in found if each.code not in known and fails(each))
        if not any(map(fails, found)):
            yield from (f"fails it no longer by {each.code}" for each in before if each.code not in new and fails(each))

    def _of_order(self, exchange: Exchange) -> tuple[Finding, ...]:
        endpoint = endpoint_of(exchange.request.method, exchange.request.path)
        if endpoint is None or not _creates(exchange):
            return ()
        try:
            body = parse(exchange.request.body).value
        except StrictJsonError:
            return tuple(each for each in exchange.findings if each.location is Location.BODY)
        return _order_rules(self.edition).findings(endpoint.family, endpoint.tier or Tier.PRO, body)

    def _of_names(self, exchange: Exchange) -> Iterator[Finding]:
        """Yield what the edition has to say of the names by which the provider was called."""
        header = exchange.request.header
        asked = rules.RequestHeaders(
            header(b"x-freepik-api-key"), header(b"x-magnific-api-key"), host=header(b"host"), edition=self.edition
        )
        return (each for each in rules.header_findings(asked) if asked.key and each.severity is Severity.ADVICE)


def _creates(exchange: Exchange) -> bool:
    endpoint = endpoint_of(exchange.request.method, exchange.request.path)
    return endpoint is not None and endpoint.kind is Kind.CREATE


def _refuses(finding: Finding, settings: Settings) -> bool:
    return finding.severity is Severity.ERROR or (settings.strict and finding.severity is Severity.IGNORED)


def _words(finding: Finding) -> str:
    return f"{finding.code} {finding.message}"


@cache
def _order_rules(edition: Edition) -> OrderRules:
    return OrderRules(load(Strictness.PUBLISHED, edition))
