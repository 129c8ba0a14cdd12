"""Gone: fields that an edition has taken away, sent as they were and as they never could be; K183."""

from __future__ import annotations

from kling3_contracts.context import Context
from kling3_contracts.enforcement.asking import asked
from kling3_contracts.enforcement.probe import order_probe
from kling3_contracts.messages import Exchange
from kling3_contracts.orders.models import CREATING
from kling3_contracts.orders.places import gone_fields
from kling3_contracts.orders.samples import good_value, plain_order
from kling3_openapi.endpoints import Endpoint

GONE_CODE = "K183"

_NEVER = 7
"""What no field that is gone has ever been: all of them were lists."""


def ignore_gone(context: Context) -> None:
    """Order with each field that is gone, first with a value that it took; where tasks cost money nothing is sent."""
    if not context.judge.wants(GONE_CODE):
        return
    if context.sender.target.paid:
        context.judge.not_tried(GONE_CODE, "the order is good, and none is sent where tasks cost money")
        return
    for endpoint in (each for each in CREATING if each.family in context.options.held):
        for name in sorted(gone_fields(endpoint.family, context.options.edition)):
            _compare(context, endpoint, name)


def _compare(context: Context, endpoint: Endpoint, name: str) -> None:
    before = _ordered(context, endpoint, name, good_value(endpoint.family, name))
    never = _ordered(context, endpoint, name, _NEVER) if before is not None else None
    if before is None or never is None:
        return
    statuses = before.answer.status, never.answer.status
    message = (
        f"{name}, which is gone, was answered {statuses[0]} with a list and {statuses[1]} with the number {_NEVER}: "
        "it is still read, take it out of the schema"
    )
    context.judge.hold(GONE_CODE, statuses[0] == statuses[1], endpoint.operation_id, message, never, detail=name)


def _ordered(context: Context, endpoint: Endpoint, name: str, value: object) -> Exchange | None:
    body = {**plain_order(endpoint.family), name: value}
    probe = order_probe(GONE_CODE, endpoint, name, body)
    return asked(context, probe.request(context.options.key), probe.place, GONE_CODE)
