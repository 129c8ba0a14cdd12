"""Deviations: what may be refused although a document takes it, because the rules know better; our own knowledge."""

from __future__ import annotations

from collections.abc import Mapping

from kling3_contracts.judging.answers import endpoint_of
from kling3_contracts.messages import Exchange, Request
from kling3_contracts.options import Options
from kling3_openapi.document import Strictness
from kling3_openapi.endpoints import Endpoint, Kind, Tier
from kling3_openapi.findings import Severity
from kling3_openapi.rules.orders import order_rules
from kling3_openapi.strict_json import StrictJsonError, parse

_SUMS = frozenset({"K008", "K039"})
"""The seconds of all shots, and the items of two lists together: OpenAPI 3.0 has no keyword that adds."""
_PROSE = frozenset({"K033", "K038", "K041", "K049"})
"""What the provider's pages tell in sentences alone; the strict document has keywords for it."""

UNSAID: Mapping[Strictness, frozenset[str]] = {Strictness.STRICT: _SUMS, Strictness.PUBLISHED: _SUMS | _PROSE}
"""Rules that a document can't say or doesn't: an order that breaks one of them may be refused with 400."""


class Deviations:
    """Knows which refusals are right though the document is silent; decided by the rules, whatever the server says."""

    def __init__(self, options: Options) -> None:
        self._unsaid = UNSAID[options.document.strictness]
        self._rules = order_rules(options.edition)

    def excuse(self, exchange: Exchange) -> bool:
        """Return whether a refusal is right.

        A 400 for an order that breaks a rule which the document leaves unsaid. A 404 where something is read: any text
        is a valid id and names no task (K080, K023), and the service was seen to answer an empty list so.
        """
        endpoint, status = endpoint_of(exchange), exchange.answer.status
        if endpoint is None:
            return False
        if endpoint.kind is not Kind.CREATE:
            return status == 404
        return status == 400 and not self._unsaid.isdisjoint(self._errors(endpoint, exchange.request))

    def _errors(self, endpoint: Endpoint, request: Request) -> frozenset[str]:
        try:
            body = parse(request.body).value
        except StrictJsonError:
            return frozenset()
        found = self._rules.findings(endpoint.family, endpoint.tier or Tier.PRO, body)
        return frozenset(each.code for each in found if each.severity is Severity.ERROR)
