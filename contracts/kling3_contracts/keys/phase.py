"""Keys: the phase that asks without a key, with a wrong one and with one in the wrong place; K110 to K115, K167."""

from __future__ import annotations

from kling3_contracts.context import Context
from kling3_contracts.errors import SpendError
from kling3_contracts.keys.asks import Ask, asks
from kling3_contracts.messages import Exchange
from kling3_openapi.document import Strictness

_UNAUTHORIZED = 401
_SHUT = (_UNAUTHORIZED, 403)
_UNREADABLE = 400
_SILENT = (0, 429)
"""Statuses that say nothing of a key."""

_ONLY_STRICT = ("K112", "K114", "K115", "K167")


def run(context: Context) -> None:
    """Hold all operations to what is promised of keys; what needs a wrong key is not tried without one."""
    _tell_what_is_left_out(context)
    broken: set[tuple[str, str]] = set()
    for endpoint in context.options.operations:
        for ask in asks(context.options, endpoint):
            place = endpoint.operation_id
            known = any((code, place) in broken for code in ask.after)
            if not known and context.judge.wants(ask.code) and not _holds(context, ask):
                broken.add((ask.code, place))


def _holds(context: Context, ask: Ask) -> bool:
    """Put one request to the server; return whether the promise was kept, or nothing could be seen of it."""
    place = ask.endpoint.operation_id
    try:
        exchange = context.sender.send(ask.request, place)
    except SpendError as error:
        context.judge.not_tried(ask.code, str(error))
        return True
    status = exchange.answer.status
    if status in _SILENT or status >= 500:
        context.judge.not_tried(ask.code, f"the server answered {status}" if status else "the connection broke")
        return True
    shut = status == _UNAUTHORIZED or (ask.unread and status == _UNREADABLE)
    kept = shut if ask.shut else status not in _SHUT
    return context.judge.hold(ask.code, kept, place, _sentence(ask, exchange), exchange, detail=ask.label)


def _sentence(ask: Ask, exchange: Exchange) -> str:
    request = f"{ask.endpoint.method} {ask.endpoint.path}"
    got = f"{request} with {ask.label} was answered {exchange.answer.status}"
    if not ask.shut:
        return f"{got}, expected to be let in: read the key in both headers"
    if ask.code == "K167":
        return f"{got}, expected 401: compare whole keys letter by letter"
    return f"{got}, expected 401: check the key before anything else, and read it from its own header alone"


def _tell_what_is_left_out(context: Context) -> None:
    if not context.options.wrong_key:
        for code in ("K111", "K167"):
            context.judge.not_tried(code, "no key is known that the server must refuse: give one by --wrong-api-key")
    if context.options.strictness is Strictness.PUBLISHED:
        for code in _ONLY_STRICT:
            context.judge.not_tried(code, "the published document does not say so, the strict one does")
