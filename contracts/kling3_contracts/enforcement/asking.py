"""Asking: one request, and its exchange where that says anything of a promise."""

from __future__ import annotations

from kling3_contracts.context import Context
from kling3_contracts.errors import SpendError
from kling3_contracts.messages import Exchange, Request

_SILENT = (401, 429)


def asked(context: Context, request: Request, place: str, code: str) -> Exchange | None:
    """Send a request and return the exchange; None, with the reason told, where nothing can be seen of a promise."""
    try:
        exchange = context.sender.send(request, place)
    except SpendError as error:
        context.judge.not_tried(code, str(error))
        return None
    reason = _reason(exchange.answer.status)
    if reason:
        context.judge.not_tried(code, reason)
    return None if reason else exchange


def _reason(status: int) -> str:
    if status == 0 or status >= 500:
        return "the server failed at it, see K104"
    return f"the server answered {status}" if status in _SILENT else ""
