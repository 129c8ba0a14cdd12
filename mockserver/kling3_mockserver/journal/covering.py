"""Covering: records of a journal, counted as what they exercise of the contract."""

from __future__ import annotations

from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_openapi.coverage.counter import Coverage, Exchanged
from kling3_openapi.coverage.universe import Outcome


def cover(coverage: Coverage, record: Exchange | Delivery) -> None:
    """Count a record."""
    if isinstance(record, Exchange):
        coverage.exchange(_exchanged(record))
    else:
        coverage.webhook(record.message.status.value, _outcome(record), record.message.task_id)


def _exchanged(exchange: Exchange) -> Exchanged:
    request, response = exchange.request, exchange.response
    kind = next((value for name, value in response.headers if name.lower() == b"content-type"), b"")
    return Exchanged(
        request.method,
        request.path,
        request.parameters(),
        request.body,
        response.status,
        kind.decode("latin-1"),
        response.body,
        [finding.code for finding in exchange.findings],
    )


def _outcome(delivery: Delivery) -> Outcome:
    if delivery.delivered:
        return Outcome.TAKEN
    return Outcome.GIVEN_UP if delivery.retry_in is None else Outcome.RETRIED
