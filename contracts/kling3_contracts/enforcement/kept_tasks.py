"""Kept tasks: what an answer has to show because two plain ones did, before it and after it."""

from __future__ import annotations

from kling3_contracts.context import Context
from kling3_contracts.enforcement.known_tasks import shown_tasks
from kling3_contracts.errors import SpendError
from kling3_contracts.messages import Exchange

_MOST = 3


def tasks_left_out(context: Context, plain: Exchange, other: Exchange) -> tuple[str, ...]:
    """Return some ids that a plain read showed, that another in other words did not, and that a plain one shows again.

    Tasks that are made meanwhile may push old ones off a page, but then the last read does not show them either.
    """
    shown = set(shown_tasks(other.answer))
    missing = [each for each in shown_tasks(plain.answer) if each not in shown]
    if not missing:
        return ()
    try:
        again = set(shown_tasks(context.sender.send(plain.request, plain.place).answer))
    except SpendError:
        return ()
    return tuple(each for each in missing if each in again)[:_MOST]
