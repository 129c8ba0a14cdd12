"""Later: what is left of a task when days have passed, where a clock can be moved (K176, K181)."""

from __future__ import annotations

import time
from collections.abc import Iterable

from kling3_contracts.target import AsgiTarget, Target
from kling3_contracts.workflow.life import Life
from kling3_contracts.workflow.tokens import tells_its_end
from kling3_contracts.workflow.video import Downloaded
from kling3_contracts.workflow.walk_state import Walk, without_body

_TRIAL = 0.5
_DAY = 24 * 3600.0
_LONGEST = 8 * _DAY
"""Seconds: longer than any link is good for in the clouds that sign them."""


def hold_later(walk: Walk, ended: Iterable[Life], results: Iterable[Downloaded]) -> None:
    """Read tasks once more, and then a day after their ends, and ask for their URLs when these are past theirs.

    Lists are not looked at: by now newer tasks may fill them, and how long they are is free.
    """
    for each in (tasks := tuple(ended)):
        walk.read(each)
    if not _clock_is_moved(walk.target):
        walk.not_tried("it takes hours, and the clock of this server can't be moved", "K176")
        return
    walk.target.wait(_DAY)
    for each in tasks:
        walk.read(each)
    timed = [each for each in results if tells_its_end(each.url)]
    if not timed:
        walk.not_tried("no URL of a result names the end of its time", "K176")
        return
    walk.target.wait(_LONGEST - _DAY)
    for whole in timed:
        _hold_expired(walk, whole)


def _clock_is_moved(target: Target) -> bool:
    """Whether days may pass: whoever gives an application in this process may wait by sleeping."""
    if not isinstance(target, AsgiTarget):
        return False
    began = time.perf_counter()
    target.wait(_TRIAL)
    return time.perf_counter() - began < _TRIAL / 2


def _hold_expired(walk: Walk, whole: Downloaded) -> None:
    exchange = walk.client.download(whole.life.family, whole.url)
    status = exchange.answer.status
    if status == 429 or not 200 <= status < 500:
        return
    message = (
        f"a URL that names the end of its time is answered {status} {_LONGEST / _DAY:g} days after the task's end, "
        "expected 403 or another 4xx: look at the clock before the file is served"
    )
    walk.judge.hold("K176", status >= 300, whole.life.place, message, without_body(exchange))
