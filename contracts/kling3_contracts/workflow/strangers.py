"""Strangers: what answers nobody it should not: other families, other keys, other ids (K130 to K132, K139)."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

from kling3_contracts.messages import Exchange
from kling3_contracts.workflow.client import Client, place_of
from kling3_contracts.workflow.life import Life
from kling3_contracts.workflow.listing import hold_listing, listed
from kling3_contracts.workflow.mangled import hold_mangled
from kling3_contracts.workflow.status import task_in
from kling3_contracts.workflow.walk_state import Walk
from kling3_contracts.workflow.witness import Witness
from kling3_openapi.endpoints import Family, Kind

_MENDS = {
    "K130": ("another family's task", "look tasks up by family and id"),
    "K131": ("another key's task", "look tasks up by key and id"),
    "K132": ("an id that was never given out", "answer 404 with a message"),
}


def hold_unknown(witness: Witness, code: str, place: str, exchange: Exchange, *, detail: str = "") -> bool:
    """Hold an answer to 404, and return whether it may be one: what was asked for is unknown to who asks.

    429 and 5xx say nothing of it.
    """
    status, (what, mend) = exchange.answer.status, _MENDS[code]
    if status == 429 or not 200 <= status < 500:
        return True
    message = f"{what} is answered {status}, expected 404: {mend}"
    return witness.hold(code, status == 404, place, message, exchange, detail=detail)


def hold_family(witness: Witness, client: Client, family: Family, task_id: str) -> None:
    """Hold a family to not knowing another one's task."""
    hold_unknown(witness, "K130", place_of(family, Kind.GET), client.read(family, task_id))


def hold_key(witness: Witness, other: Client, family: Family, task_id: str) -> None:
    """Hold another key to neither reading nor listing a task."""
    hold_unknown(witness, "K131", place_of(family, Kind.GET), other.read(family, task_id))
    exchange = other.listing(family)
    shown, place = listed(exchange) or (), place_of(family, Kind.LIST)
    message = "another key's list shows the task, expected it hidden: list by key"
    witness.hold("K131", task_id not in {each.task_id for each in shown}, place, message, exchange)


def hold_strangers(walk: Walk, lives: Iterable[Life]) -> None:
    """Ask for what nobody should get, and hold the lists to be as long as they were before."""
    followed = tuple(lives)
    families = tuple(dict.fromkeys(each.family for each in followed)) or walk.families[:1]
    before = {family: walk.client.listing(family) for family in families}
    for each in followed:
        _ask_around(walk, each)
    _ask_unknown(walk, followed)
    for family in families:
        _hold_unmoved(walk, family, before[family])


def _hold_unmoved(walk: Walk, family: Family, before: Exchange) -> None:
    after = hold_listing(walk.judge, family, exchange := walk.client.listing(family), walk.ids(family))
    was = listed(before)
    if was is None or after is None:
        return
    place, ids = place_of(family, Kind.LIST), {each.task_id for each in after}
    message = (
        f"{len(was)} tasks before and {len(after)} after reading alone, expected as many: create tasks in POST alone"
    )
    walk.judge.hold("K139", ids == {each.task_id for each in was}, place, message, exchange)
    others = {each.task_id for each in walk.lives if each.family is not family}
    message = f"the list shows {len(ids & others)} tasks of another family, expected its own alone: list by family"
    if others:
        walk.judge.hold("K130", not ids & others, place, message, exchange, detail="listed")


def _ask_around(walk: Walk, life: Life) -> None:
    for _ in range(3):
        walk.read(life)
    for family in walk.families:
        if family is not life.family:
            hold_family(walk.judge, walk.client, family, life.task_id)
    other = walk.context.options.other_key
    if other:
        hold_key(walk.judge, Client(walk.context.sender, other), life.family, life.task_id)
    else:
        walk.not_tried("there is no second key: give one (--other-api-key)", "K131")


def _ask_unknown(walk: Walk, lives: tuple[Life, ...]) -> None:
    kept = [_hold_random(walk, family) for family in walk.families]
    kept += [_hold_neighbour(walk, each) for each in lives]
    if not all(kept):
        walk.not_tried("K132 says more: ids that were never given out are answered", "K168")
        return
    for each in lives:
        hold_mangled(walk, each)


def _hold_random(walk: Walk, family: Family) -> bool:
    answer = walk.client.read(family, _unknown_id(family, walk.context.options.seed))
    return hold_unknown(walk.judge, "K132", place_of(family, Kind.GET), answer, detail="random")


def _hold_neighbour(walk: Walk, life: Life) -> bool:
    """Ask for the id beside a task's; where ids are counted up it may be another task's, which shows its own."""
    neighbour = life.task_id[:-1] + ("1" if life.task_id[-1] != "1" else "2")
    exchange = walk.client.read(life.family, neighbour)
    seen = task_in(exchange.answer)
    if seen is not None and seen.task_id == neighbour:
        return True
    return hold_unknown(walk.judge, "K132", life.place, exchange, detail="one character off")


def _unknown_id(family: Family, seed: int) -> str:
    """Return an id that nobody has, the same in each run; by a digest, since a fake may draw its ids from this seed."""
    return str(UUID(bytes=sha256(f"unknown in {family.path} {seed}".encode()).digest()[:16], version=4))
