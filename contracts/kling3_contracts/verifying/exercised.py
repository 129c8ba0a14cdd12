"""Exercised: a listener of a sender that counts which part of the contract a run has put to the test."""

from __future__ import annotations

from kling3_contracts.judging.answers import operation_of
from kling3_contracts.messages import Exchange
from kling3_contracts.traffic.asking import RequestRules
from kling3_contracts.traffic.recorded import Recorded
from kling3_openapi.coverage.counter import Coverage, Exchanged
from kling3_openapi.document import Strictness
from kling3_openapi.editions import FIRST, Edition


class Exercised:
    """Holds each request to the rules as a recording's would be, and counts what it and its answer touched."""

    def __init__(self, strictness: Strictness, edition: Edition = FIRST) -> None:
        self.coverage = Coverage(strictness, edition)
        self._rules = RequestRules(edition)

    def __call__(self, exchange: Exchange) -> None:
        """Count one exchange with the server; downloads of results are none of the contract's operations."""
        request, answer = exchange.request, exchange.answer
        if "://" in request.target:
            return
        looked = self._rules.look(Recorded(exchange), operation_of(exchange))
        codes = tuple(finding.code for each in looked for finding in each.findings)
        self.coverage.exchange(
            Exchanged(
                request.method, request.path, request.query, request.body,
                answer.status, answer.content_type, answer.body, codes,
            )
        )  # fmt: skip
