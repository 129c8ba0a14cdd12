"""Bodies: what a webhook tells of a task, held against what reading it shows (K185, K186, K188)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from kling3_contracts.callbacks.told import PLACE, UNKNOWN, Told, attempts
from kling3_contracts.context import Context
from kling3_contracts.errors import UnreachableError
from kling3_contracts.workflow.life import Life
from kling3_contracts.workflow.status import Seen
from kling3_contracts.workflow.video import is_reached
from kling3_contracts.workflow.walk_state import Walk
from kling3_openapi.endpoints import Family
from kling3_openapi.rules.echo import echoed


def hold_known(context: Context, told: Told, seen: Seen | None) -> None:
    """Hold a call to telling no status before reading shows it; `seen` is what was read just afterwards."""
    if told.rank == UNKNOWN or seen is None or seen.status is None:
        return
    message = (
        f"tells {told.word}, and the task that was read just afterwards is {seen.word}: "
        "change the task first, and send the message then"
    )
    context.judge.hold("K186", seen.status.rank >= told.rank, PLACE, message, told.exchange, detail=told.word)


def hold_urls(walk: Walk, told: Told, life: Life) -> None:
    """Hold a call to the URLs that reading shows at the same status; what else is wrong with it was told elsewhere."""
    seen, last = told.seen, life.last
    if seen is None or seen.status is None or seen.task_id != life.task_id or not _lists_urls(told.body):
        return
    if seen.status.ended and seen.status is not last.status:
        return
    expected = last.urls if seen.status.ended else ()
    message = (
        f"{seen.word} comes with {_shown(seen.urls)}, and reading the task shows {_shown(expected)}: "
        "make both of one task"
    )
    alike = _are_alike(walk, life.family, seen.urls, expected)
    walk.judge.hold("K185", alike, PLACE, message, told.exchange, detail=seen.word)


def hold_same(context: Context, calls: Sequence[Told]) -> None:
    """Hold the attempts of each message to one body."""
    for each in attempts(calls):
        for later in each[1:]:
            names = _changed(each[0].body, later.body)
            message = (
                f"when {later.word} came again its body had another {echoed(', '.join(names))}, expected the same: "
                "write the body once a message"
            )
            context.judge.hold("K188", not names, PLACE, message, later.exchange)


def _lists_urls(body: object) -> bool:
    within = body.get("data", body) if isinstance(body, dict) else None
    return isinstance(within, dict) and isinstance(within.get("generated"), list)


def _are_alike(walk: Walk, family: Family, got: Sequence[str], expected: Sequence[str]) -> bool:
    """Whether URLs are the same, or name the same files by tokens of their own that open them."""
    pairs = list(zip_longest(got, expected, fillvalue=""))
    if any(_file(one) != _file(other) for one, other in pairs):
        return False
    return all(one == other or _opens(walk, family, one) or not _opens(walk, family, other) for one, other in pairs)


def _opens(walk: Walk, family: Family, url: str) -> bool:
    """Whether a result downloads; what can't be asked for is taken to do so."""
    if not is_reached(walk, url):
        return True
    try:
        return walk.client.download(family, url).answer.status < 300
    except UnreachableError:
        return False


def _file(url: str) -> str:
    return url.partition("?")[0]


def _shown(urls: Sequence[str]) -> str:
    return echoed(", ".join(urls)) if urls else "no URL"


def _changed(first: object, later: object) -> list[str]:
    if not isinstance(first, dict) or not isinstance(later, dict):
        return [] if first == later else ["content"]
    return sorted(str(name) for name in {*first, *later} if first.get(name) != later.get(name))
