"""Readings: good reads, and what is asked in other words and has to be answered as in plain ones; K116 to K118."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from urllib.parse import quote
from uuid import UUID

from kling3_contracts.context import Context
from kling3_contracts.enforcement.asking import asked
from kling3_contracts.enforcement.kept_tasks import tasks_left_out
from kling3_contracts.enforcement.known_tasks import known_task, shown_tasks
from kling3_contracts.enforcement.probe import JSON_TYPE
from kling3_contracts.enforcement.refusals import words
from kling3_contracts.enforcement.variants import FAILS_CODE, HEAD_CODE, NOTHING_CODE, Variant, variants
from kling3_contracts.judging.additions import NOT_SAID
from kling3_contracts.judging.header_checks import HEADER_CODES
from kling3_contracts.judging.invited import invited
from kling3_contracts.messages import Exchange, Request
from kling3_openapi.document import Strictness
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Kind
from kling3_openapi.rules.echo import echoed
from kling3_openapi.rules.requests import FREEPIK_KEY

GOOD_CODE = "K116"

_CODES = (GOOD_CODE, NOTHING_CODE, HEAD_CODE)
_LISTENED = (FAILS_CODE, *HEADER_CODES)
"""Promises that any answer may speak of, and that listeners judge."""
_GOOD, _EMPTY, _GONE = 200, 404, 410
_NOBODY = str(UUID(int=7, version=4))
_REFUSED = b'{"prompt":7}'
"""No order, so that it costs nothing in whatever words it is sent."""


_IN_FULL = frozenset({(Kind.LIST, Family.REFERENCE), (Kind.GET, Family.KLING3), (Kind.CREATE, Family.OMNI)})
"""What is asked in all other words; of the lists the one that has pages, since the others grow long."""


def count_of_readings(*, brief: bool, families: Iterable[Family] = Family) -> int:
    """Return how many requests `read` sends."""
    plain = ((each, _plain(each, "", _NOBODY)) for family in families for each in _operations(family))
    return sum(1 + len(variants(each, request, _draw(each, 0, brief=brief))) for each, request in plain)


def read(context: Context) -> None:
    """Ask for each family a list, a task and an order that is refused, first plainly, then in other words."""
    if context.options.strictness is Strictness.PUBLISHED:
        for code in _CODES:
            context.judge.not_tried(code, NOT_SAID)
    elif context.judge.wants(*_CODES, *_LISTENED):
        for family in context.options.held:
            _read(context, family)


def _read(context: Context, family: Family) -> None:
    task_id = ""
    for endpoint in _operations(family):
        request = _plain(endpoint, context.options.key, task_id or _NOBODY)
        plain = asked(context, request, endpoint.operation_id, GOOD_CODE)
        if plain is not None and endpoint.kind is Kind.LIST:
            task_id = known_task(context, family, plain.answer, GOOD_CODE)
            if task_id and task_id not in shown_tasks(plain.answer):  # it was ordered for it, and has to be there now
                plain = asked(context, request, endpoint.operation_id, GOOD_CODE)
        if plain is not None and _holds(context, endpoint, plain, known=bool(task_id)):
            _vary(context, endpoint, plain)


def _operations(family: Family) -> tuple[Endpoint, ...]:
    """Return the operations that are asked, the list first, since it shows a task to read."""
    tiers = (None, next(iter(family.tiers)))
    of_family = [each for each in ENDPOINTS if each.family is family and each.tier in tiers]
    return tuple(each for kind in (Kind.LIST, Kind.GET, Kind.CREATE) for each in of_family if each.kind is kind)


def _plain(endpoint: Endpoint, key: str, task_id: str) -> Request:
    headers = ((FREEPIK_KEY, key),)
    if endpoint.kind is Kind.CREATE:
        return Request("POST", endpoint.path, (*headers, *JSON_TYPE), _REFUSED)
    return Request("GET", endpoint.path.replace("{task-id}", quote(task_id, safe="")), headers)


def _draw(endpoint: Endpoint, seed: int, *, brief: bool) -> Random | None:
    """Return what draws from the variants; None where all of them are asked."""
    few = brief or (endpoint.kind, endpoint.family) not in _IN_FULL
    return Random(seed) if few else None  # noqa: S311  (what is sent is no secret)


def _holds(context: Context, endpoint: Endpoint, plain: Exchange, *, known: bool) -> bool:
    """Judge a read in plain words; return whether other words may be held to its answer."""
    status = plain.answer.status
    reads = endpoint.kind is Kind.LIST or (endpoint.kind is Kind.GET and known)
    if not reads or status in (_EMPTY, _GONE):
        return True
    said = echoed(str(words(plain.answer)[0]))
    what = "the tasks of a key" if endpoint.kind is Kind.LIST else "a task that the list shows"
    message = f"GET {endpoint.path} was answered {status} ({said}), expected 200: {what} can be read at any time"
    return context.judge.hold(GOOD_CODE, status == _GOOD, endpoint.operation_id, message, plain)


def _vary(context: Context, endpoint: Endpoint, plain: Exchange) -> None:
    draw = _draw(endpoint, context.options.seed, brief=context.sender.target.paid)
    for each in variants(endpoint, plain.request, draw):
        wanted = context.judge.wants(each.code, *_LISTENED)
        exchange = asked(context, each.request, endpoint.operation_id, each.code) if wanted else None
        if exchange is not None and each.code != FAILS_CODE:
            _judge(context, endpoint, each, exchange, plain)


def _judge(context: Context, endpoint: Endpoint, variant: Variant, exchange: Exchange, plain: Exchange) -> None:
    status, expected = exchange.answer.status, plain.answer.status
    kept = status == expected or status in invited(variant.request)
    request = f"{endpoint.method} {endpoint.path} with {variant.label}"
    message = f"{request} was answered {status}, expected {expected} as without: pass over what is not known"
    context.judge.hold(variant.code, kept, endpoint.operation_id, message, exchange, detail=variant.label)
    if kept and status == _GOOD and variant.code == NOTHING_CODE:
        left_out = tasks_left_out(context, plain, exchange)
        message = f"{request} did not show task {', '.join(left_out)}, as without it: pass over what is not known"
        context.judge.hold(NOTHING_CODE, not left_out, endpoint.operation_id, message, exchange, detail="tasks")
