"""Strangers: what answers nobody it should not: other families, other keys, other ids (K130 to K132, K139, K168)."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from kling3_contracts.messages import Exchange
from kling3_contracts.workflow.client import Client, place_of
from kling3_contracts.workflow.life import Life
from kling3_contracts.workflow.listing import hold_listing, listed
from kling3_contracts.workflow.walk_state import Walk
from kling3_contracts.workflow.witness import Witness
from kling3_openapi.endpoints import Family, Kind

_CUT = 4
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


def hold_strangers(walk: Walk, life: Life | None) -> None:
    """Ask for what nobody should get, and hold the list to be as long as it was before."""
    family = life.family if life else Family.KLING3
    before = walk.client.listing(family)
    if life is not None:
        _ask_around(walk, life)
    _ask_unknown(walk, life)
    after = hold_listing(walk.judge, family, exchange := walk.client.listing(family), walk.ids(family))
    was = listed(before)
    if was is None or after is None:
        return
    place, message = (
        place_of(family, Kind.LIST),
        f"{len(was)} tasks before and {len(after)} after reading alone",
    )
    mend = f"{message}, expected as many: create tasks in POST alone"
    walk.judge.hold("K139", {each.task_id for each in after} == {each.task_id for each in was}, place, mend, exchange)


def _ask_around(walk: Walk, life: Life) -> None:
    for _ in range(3):
        walk.read(life)
    for family in Family:
        if family is not life.family:
            hold_family(walk.judge, walk.client, family, life.task_id)
    other = walk.context.options.other_key
    if other:
        hold_key(walk.judge, Client(walk.context.sender, other), life.family, life.task_id)
    else:
        walk.not_tried("there is no second key: give one (--other-api-key)", "K131")


def _ask_unknown(walk: Walk, life: Life | None) -> None:
    kept = [_hold_random(walk, family) for family in Family]
    if life is None:
        return
    neighbour = life.task_id[:-1] + ("1" if life.task_id[-1] != "1" else "2")
    answer = walk.client.read(life.family, neighbour)
    kept.append(hold_unknown(walk.judge, "K132", life.place, answer, detail="one character off"))
    if all(kept):
        _ask_mangled(walk, life)
    else:
        walk.not_tried("K132 says more: ids that were never given out are answered", "K168")


def _hold_random(walk: Walk, family: Family) -> bool:
    answer = walk.client.read(family, _unknown_id(family, walk.context.options.seed))
    return hold_unknown(walk.judge, "K132", place_of(family, Kind.GET), answer, detail="random")


def _ask_mangled(walk: Walk, life: Life) -> None:
    """Ask for a task by less and by more than its id; that is no UUID any more, so 400 is as good an answer as 404."""
    for task_id, detail in (
        (life.task_id[:-_CUT], f"without its last {_CUT} characters"),
        (f"{life.task_id}0", "with a character behind it"),
    ):
        exchange = walk.client.read(life.family, task_id)
        status = exchange.answer.status
        if 200 <= status < 500 and status != 429:
            message = f"a task is answered {status} by its id {detail}, expected 404: look up the whole id"
            walk.judge.hold("K168", status >= 300, life.place, message, exchange, detail=detail)


def _unknown_id(family: Family, seed: int) -> str:
    """Return an id that nobody has, the same in each run; by a digest, since a fake may draw its ids from this seed."""
    return str(UUID(bytes=sha256(f"unknown in {family.value} {seed}".encode()).digest()[:16], version=4))
