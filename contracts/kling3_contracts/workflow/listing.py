"""Listing: what a list of tasks is held to, given the tasks that were ordered (K122, K133, K134)."""

from __future__ import annotations

from collections.abc import Sequence

from kling3_contracts.messages import Exchange
from kling3_contracts.workflow.client import place_of
from kling3_contracts.workflow.status import Seen, Status, tasks_in
from kling3_contracts.workflow.witness import Witness
from kling3_openapi.endpoints import Family, Kind

_CERTAIN, _CERTAIN_OF_PAGES = 20, 3
"""How many of the newest tasks a list shows: how long one without pages may be, no page of the provider's says, and
how long the page of the other one is, is another promise (K135)."""


def listed(exchange: Exchange) -> tuple[Seen, ...] | None:
    """Return the tasks of a list, none for the 404 of a key without tasks; None where the answer is no list."""
    return () if exchange.answer.status == 404 else tasks_in(exchange.answer)


def status_of(exchange: Exchange, task_id: str) -> Status | None:
    """Return the status in which a list shows a task, or None."""
    return next((each.status for each in listed(exchange) or () if each.task_id == task_id), None)


def hold_listing(witness: Witness, family: Family, exchange: Exchange, ours: Sequence[str]) -> tuple[Seen, ...] | None:
    """Hold a list to the ids that were ordered, oldest first: it has the newest of them, once each, newest first."""
    tasks, place = listed(exchange), place_of(family, Kind.LIST)
    if tasks is None:
        return None
    ids = [each.task_id for each in tasks]
    if len(set(ids)) < len(ids):
        hold_unrepeated(witness, ids, place, exchange)
    certain = _CERTAIN_OF_PAGES if family.pages else _CERTAIN
    # A list in another order has other tasks on its first page, which is no second defect.
    if hold_order(witness, ids, ours, place, exchange):
        hold_all_there(witness, ids, ours[-certain:], place, exchange)
    return tasks


def hold_all_there(witness: Witness, ids: Sequence[str], ours: Sequence[str], place: str, exchange: Exchange) -> bool:
    """Hold a list to having every task that was ordered; return whether it has."""
    missing = [each for each in ours if each not in ids]
    if not ours:
        return True
    message = f"{len(missing)} of the {len(ours)} tasks just ordered are not listed: list from the store that GET reads"
    return witness.hold("K122", not missing, place, message, exchange)


def hold_unrepeated(witness: Witness, ids: Sequence[str], place: str, exchange: Exchange) -> bool:
    """Hold ids that were listed to being there once each."""
    twice = len(ids) - len(set(ids))
    message = f"{twice} of {len(ids)} listed tasks are there again, expected each once: cut pages from one order"
    return witness.hold("K134", not twice, place, message, exchange, detail="repeated")


def hold_order(witness: Witness, ids: Sequence[str], ours: Sequence[str], place: str, exchange: Exchange) -> bool:
    """Hold the tasks that were ordered to standing newest first, others between them or not; return whether they do."""
    at = {each: position for position, each in enumerate(ids)}
    positions = [at[each] for each in ours if each in at]
    if len(positions) < 2:
        return True
    shown = ", ".join(map(str, positions[:6]))
    message = f"tasks by their creation stand at {shown}, expected the newest first: sort by creation"
    return witness.hold("K133", positions == sorted(positions, reverse=True), place, message, exchange)
