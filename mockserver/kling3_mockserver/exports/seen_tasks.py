"""SeenTasks: what the answers among some exchanges tell of tasks and of places for uploads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple, cast

from kling3_mockserver.journal.exchange import Exchange

_OK = 200
_ENDS = ("COMPLETED", "FAILED")


class SeenTask(NamedTuple):
    """A task as an answer shows it."""

    task_id: str
    status: str
    generated: tuple[str, ...] | None
    """Its links, None where the answer shows none of any task, as a list."""

    @property
    def has_ended(self) -> bool:
        """Whether its status is the last one."""
        return self.status in _ENDS

    @property
    def lacks_url(self) -> bool:
        """Whether it has succeeded without a link."""
        return self.status == "COMPLETED" and self.generated == ()


def seen_tasks(exchange: Exchange) -> list[SeenTask]:
    """Return the tasks in an answer, none for one that is no good."""
    found = _answer(exchange).get("data")
    listed = found if isinstance(found, list) else [found]
    return [_task(each) for each in listed if isinstance(each, dict) and "task_id" in each]


def seen_places(exchange: Exchange) -> list[tuple[str, str]]:
    """Return the URLs of each place for an upload in an answer: where to put it, and what to name in an order."""
    listed = _answer(exchange).get("files")
    places = listed if isinstance(listed, list) else []
    return [(str(each["upload_url"]), str(each["asset_url"])) for each in places if isinstance(each, dict)]


def seen_ends(exchanges: Iterable[Exchange]) -> dict[str, SeenTask]:
    """Return each task whose end was seen, by its id."""
    ends: dict[str, SeenTask] = {}
    for each in (each for exchange in exchanges for each in seen_tasks(exchange) if each.has_ended):
        if each.generated is not None or each.task_id not in ends:
            ends[each.task_id] = each
    return ends


def _task(found: Mapping[str, object]) -> SeenTask:
    generated = found.get("generated")
    urls = tuple(map(str, generated)) if isinstance(generated, list) else None
    return SeenTask(str(found["task_id"]), str(found.get("status")), urls)


def _answer(exchange: Exchange) -> Mapping[str, object]:
    if exchange.response.status != _OK or not exchange.response.body.startswith(b"{"):
        return {}
    try:
        return cast("Mapping[str, object]", json.loads(exchange.response.body))
    except ValueError:
        return {}
