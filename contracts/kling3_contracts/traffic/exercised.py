"""Exercised: which part of the contract recordings touch, as the counter of coverage takes them."""

from __future__ import annotations

from collections.abc import Iterable

from kling3_contracts.traffic.recorded import Delivery, Recorded
from kling3_contracts.traffic.told import Told
from kling3_openapi.coverage.counter import Coverage, Exchanged
from kling3_openapi.coverage.summary import CoverageSummary
from kling3_openapi.coverage.universe import Outcome
from kling3_openapi.document import Strictness
from kling3_openapi.editions import FIRST, Edition


class Exercised:
    """Counts what is touched; it holds nothing of what it was shown."""

    def __init__(self, strictness: Strictness, edition: Edition = FIRST) -> None:
        self._coverage = Coverage(strictness, edition)

    def exchange(self, recorded: Recorded, codes: Iterable[str]) -> None:
        """Count an exchange, with the codes that its request was told of."""
        request, answer = recorded.exchange.request, recorded.exchange.answer
        self._coverage.exchange(
            Exchanged(
                request.method,
                request.path,
                request.query,
                request.body if recorded.body_known else None,
                answer.status,
                answer.content_type,
                b"" if answer.cut else answer.body,
                codes,
            )
        )

    def delivery(self, delivery: Delivery, told: Told | None) -> None:
        """Count an attempt to deliver a webhook."""
        if told is not None:
            self._coverage.webhook(told.status, _outcome(delivery), told.task_id)

    def summary(self) -> CoverageSummary:
        """Return how much was touched and what never was."""
        return self._coverage.summary()


def _outcome(delivery: Delivery) -> Outcome:
    if delivery.status is not None and 200 <= delivery.status < 300:
        return Outcome.TAKEN
    return Outcome.RETRIED if delivery.comes_again else Outcome.GIVEN_UP
