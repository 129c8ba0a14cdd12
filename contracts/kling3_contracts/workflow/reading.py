"""Reading: reading often moves nothing, and not reading holds nothing up (K136, K138)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kling3_contracts.messages import Exchange
from kling3_contracts.workflow.client import place_of
from kling3_contracts.workflow.life import Life
from kling3_contracts.workflow.listing import status_of
from kling3_contracts.workflow.status import Status
from kling3_contracts.workflow.walk_state import Walk
from kling3_openapi.endpoints import Kind

_READS, _LISTS = 30, 10


def hold_reading(walk: Walk, life: Life, older: Life) -> None:
    """Read a task and its list many times; an older one that nobody has read is as far, if time alone moves them."""
    for _ in range(_READS):
        exchange = walk.read(life)
    for _ in range(_LISTS):
        walk.client.listing(life.family)
    walk.read(life)
    unread = status_of(walk.client.listing(older.family), older.task_id)
    read = life.last.status
    if unread is None or read is None:
        return
    message = (
        f"a task read {_READS} times is {read.value}, and an older one that nobody read is {unread.value}, "
        "expected reading to move nothing: compute the status from the clock"
    )
    walk.judge.hold("K136", read.rank <= unread.rank, life.place, message, exchange)


class _Look(NamedTuple):
    """A task as a list showed it, and as it was when it was read at once after."""

    life: Life
    exchange: Exchange
    listed: Status
    read: Status


def hold_unread(walk: Walk, lives: Iterable[Life]) -> None:
    """Hold lists to the status of tasks that nobody has read, when those like them have ended.

    One of them may have moved between the two looks; that all have is no accident.
    """
    looks = [look for look in (_look(walk, each) for each in lives) if look is not None]
    if len(looks) < 2:
        return
    first = looks[0]
    message = (
        f"the list says {first.listed.value} of a task that nobody had read, and reading it then {first.read.value}: "
        "compute both from the clock, and not when a task is read"
    )
    place = place_of(first.life.family, Kind.LIST)
    same = any(each.listed is each.read for each in looks)
    walk.judge.hold("K138", same, place, message, first.exchange, detail="unread")


def _look(walk: Walk, life: Life) -> _Look | None:
    exchange = walk.client.listing(life.family)
    listed = status_of(exchange, life.task_id)
    read = life.last.status if life.is_in(walk.read(life)) else None
    return None if listed is None or read is None else _Look(life, exchange, listed, read)
