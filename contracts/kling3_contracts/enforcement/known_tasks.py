"""Known tasks: the ids that an answer shows, and one that can be read, taken from a list or ordered for it."""

from __future__ import annotations

from collections.abc import Iterator

from kling3_contracts.context import Context
from kling3_contracts.enforcement.asking import asked
from kling3_contracts.enforcement.probe import TAKEN_CODE, order_probe
from kling3_contracts.messages import Answer
from kling3_contracts.orders.models import CREATING
from kling3_contracts.orders.samples import plain_order
from kling3_openapi.endpoints import Family
from kling3_openapi.strict_json import StrictJsonError, parse


def known_task(context: Context, family: Family, listed: Answer, code: str) -> str:
    """Return the id of a task that a list shows, else of one that is ordered where that costs nothing; empty for none.

    `code` is the promise that is not tried without one.
    """
    return next(shown_tasks(listed), "") or _ordered(context, family, code)


def _ordered(context: Context, family: Family, code: str) -> str:
    if context.sender.target.paid:
        return ""
    endpoint = next(each for each in CREATING if each.family is family)
    order = order_probe(TAKEN_CODE, endpoint, "", plain_order(family)).request(context.options.key)
    exchange = asked(context, order, endpoint.operation_id, code)
    return next(shown_tasks(exchange.answer), "") if exchange else ""


def shown_tasks(answer: Answer) -> Iterator[str]:
    """Yield the ids of the tasks that an answer shows, in a list or alone."""
    try:
        value = parse(answer.body).value
    except StrictJsonError:
        return
    data = value.get("data") if isinstance(value, dict) else None
    for each in data if isinstance(data, list) else (data,):
        if isinstance(each, dict) and isinstance(each.get("task_id"), str):
            yield each["task_id"]
