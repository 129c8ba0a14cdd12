"""Mangled: a task asked for by what is only like its id (K168, K182)."""

from __future__ import annotations

from kling3_contracts.workflow.life import Life
from kling3_contracts.workflow.status import task_in
from kling3_contracts.workflow.walk_state import Walk
from kling3_openapi.rules.echo import echoed

_CUT = 4


def hold_mangled(walk: Walk, life: Life) -> None:
    """Ask for a task by less and by more than its id, and by its id in another case."""
    _hold_like(walk, life, life.task_id[:-_CUT], f"without its last {_CUT} characters")
    _hold_like(walk, life, f"{life.task_id}0", "with a character behind it")
    capitals = life.task_id.upper()
    if capitals != life.task_id:
        _hold_case(walk, life, capitals)


def _hold_like(walk: Walk, life: Life, task_id: str, detail: str) -> None:
    """Hold the answer to a refusal: that is no UUID any more, so 400 is as good an answer as 404."""
    exchange = walk.client.read(life.family, task_id)
    status = exchange.answer.status
    if 200 <= status < 500 and status != 429:
        message = f"a task is answered {status} by its id {detail}, expected 404: look up the whole id"
        walk.judge.hold("K168", status >= 300, life.place, message, exchange, detail=detail)


def _hold_case(walk: Walk, life: Life, task_id: str) -> None:
    """Hold the answer to a refusal or to the task: readers of UUIDs may pass over their case (RFC 9562, section 4)."""
    exchange = walk.client.read(life.family, task_id)
    seen = task_in(exchange.answer)
    if seen is not None:
        message = (
            f"asked for task {life.task_id} in capitals, got {echoed(seen.task_id)}, expected 404 or the id as it was "
            "given out: show the id of the task that was found, not the one that was asked for"
        )
        walk.judge.hold("K182", seen.task_id == life.task_id, life.place, message, exchange)
    elif 400 <= exchange.answer.status < 500 and exchange.answer.status != 429:
        walk.judge.kept("K182")
