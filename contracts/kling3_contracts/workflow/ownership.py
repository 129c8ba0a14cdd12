"""Ownership: what was ordered at once has ids of its own, and belongs to the key that ordered it (K195, K196)."""

from __future__ import annotations

from collections.abc import Sequence

from kling3_contracts.messages import Exchange
from kling3_contracts.workflow.client import place_of, reading
from kling3_contracts.workflow.owned import Owned, list_trouble, whole_list
from kling3_contracts.workflow.status import task_in, tasks_in
from kling3_contracts.workflow.walk_state import Walk
from kling3_openapi.endpoints import Kind
from kling3_openapi.rules.echo import echoed


def hold_ids(walk: Walk, crowd: Sequence[Owned]) -> bool:
    """Hold orders at once to ids that no other order has."""
    ids = [*(each.task_id for each in walk.lives), *(each.task_id for each in crowd)]
    before = len(ids) - len(crowd)
    again = next((place for place, each in enumerate(crowd) if each.task_id in ids[: before + place]), None)
    message = (
        f"of {len(crowd)} orders at once number {(again or 0) + 1} is answered with the id of another one, expected an "
        "id of its own: draw ids from nothing that two requests share across a pause"
    )
    shown = crowd[again or 0]
    return walk.judge.hold("K195", again is None, place_of(shown.family, Kind.CREATE), message, shown.exchange)


def hold_owners(walk: Walk, crowd: Sequence[Owned]) -> bool:
    """Hold what was ordered at once, and is looked for one by one, to being its key's and no other's."""
    return _hold_lists(walk, crowd) and all(_hold_found(walk, each) for each in crowd)


def is_answer(exchange: Exchange) -> bool:
    """Return whether an exchange says anything of a promise: 429, 5xx and a connection that breaks do not."""
    return 200 <= exchange.answer.status < 500 and exchange.answer.status != 429


def shows(exchange: Exchange, task_id: str) -> bool:
    """Return whether an answer shows this very task."""
    seen = task_in(exchange.answer)
    return seen is not None and seen.task_id == task_id


def shows_nothing(exchange: Exchange) -> bool:
    """Return whether a good answer shows neither a task nor tasks, which is told elsewhere (K102)."""
    answer = exchange.answer
    return answer.status < 300 and task_in(answer) is None and tasks_in(answer) is None


def _hold_lists(walk: Walk, crowd: Sequence[Owned]) -> bool:
    kept = True
    for key, family in dict.fromkeys((each.key, each.family) for each in crowd):
        exchange = walk.context.sender.send(*whole_list(key, family))
        trouble = list_trouble(exchange, key, family, crowd)
        message = (
            f"after {len(crowd)} orders at once a list {trouble}, expected the tasks of its key, each once: "
            "keep key and task of a request together, and share neither"
        )
        place = place_of(family, Kind.LIST)
        kept = walk.judge.hold("K196", not trouble, place, message, exchange, detail="list") and kept
    return kept


def _hold_found(walk: Walk, each: Owned) -> bool:
    exchange = walk.context.sender.send(*reading(each.key, each.family, each.task_id))
    seen = task_in(exchange.answer)
    if not is_answer(exchange) or shows_nothing(exchange):
        return True
    got = f"task {echoed(seen.task_id)}" if seen else f"{exchange.answer.status}"
    message = (
        f"a task that was ordered beside others is answered by {got}, expected the task: "
        "store each before its order is answered"
    )
    right = seen is not None and seen.task_id == each.task_id
    return walk.judge.hold("K196", right, place_of(each.family, Kind.GET), message, exchange, detail="read")
