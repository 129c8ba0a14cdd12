"""Omissions: which exchanges a test can't repeat, and why."""

from __future__ import annotations

from collections.abc import Collection

from kling3_mockserver.exports.seen_tasks import seen_tasks
from kling3_mockserver.http.stored import stored_file
from kling3_mockserver.journal.exchange import Exchange

_OF_SETTINGS = frozenset({402, 403, 422, 429})
_REFUSED, _FAILED = 400, 500
_UNAUTHORIZED = 401
_VIDEO = ".mp4"


def omission(exchange: Exchange, named: Collection[str]) -> str:
    """Return why an exchange can't be repeated, or nothing.

    `named` are the ids of tasks and uploads that were ordered before, among the exchanges that are repeated.
    """
    status = exchange.response.status
    if exchange.fault and not seen_tasks(exchange):
        return f"it met the fault '{exchange.fault}'"
    if not status or status >= _FAILED:
        return "it got no answer of the service"
    if exchange.cut and not exchange.request.path.endswith(_VIDEO):  # of a video's bytes nothing is to be known
        return "it is not remembered whole"
    if status in _OF_SETTINGS or (status == _UNAUTHORIZED and exchange.request.key):
        return f"what it was answered, {status}, came of its key, of time or of what was asked before"
    return _of_path(exchange) or _of_tasks(exchange, named)


def _of_path(exchange: Exchange) -> str:
    path = exchange.request.path
    return "" if path.startswith("/") and not path.startswith("//") else "no client sends its path as it is"


def _of_tasks(exchange: Exchange, named: Collection[str]) -> str:
    if exchange.request.method == "POST":
        return ""
    if any(each.task_id not in named for each in seen_tasks(exchange)):
        return "it shows a task that was ordered before"
    path, status = exchange.request.path, exchange.response.status
    if path.endswith(_VIDEO) and status < _REFUSED and exchange.task_id not in named:
        return "its video was made before"
    file_id = stored_file(path)
    if file_id is not None and status < _REFUSED and file_id not in named:
        return "the place of its picture was asked for before"
    return ""
