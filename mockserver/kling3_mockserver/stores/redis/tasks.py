"""RedisTasks: the tasks of all processes, as hashes, and lists of them as sorted sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from kling3_mockserver.errors import unavailable
from kling3_mockserver.limits.caller import caller
from kling3_mockserver.stores.forms import task_of, task_text
from kling3_mockserver.stores.redis.lines import Lines
from kling3_mockserver.stores.redis.mirror import Mirror
from kling3_mockserver.stores.redis.scripts import Script
from kling3_mockserver.stores.redis.space import Space
from kling3_mockserver.tasks.store import Due
from kling3_mockserver.tasks.task import Status, Task
from kling3_mockserver.webhooks.lanes import receiver_of
from kling3_openapi.endpoints import Family

_PLACES: Mapping[Status, int] = {status: place for place, status in enumerate(Status)}
"""In which order a task comes to them."""


class RedisTasks:
    """Reads and writes tasks; raises ApiError 503 with a sentence while the server can't be asked."""

    def __init__(self, lines: Lines, space: Space, mirror: Mirror, expiry: int | None) -> None:
        self._lines, self._space, self._mirror, self._expiry = lines, space, mirror, expiry or 0

    def check(self) -> None:
        """Raise ApiError 503 while the server can't be asked."""
        # Of this event loop: another one's may have ended, or stand still, with a trouble that is over.
        if trouble := self._lines.line().trouble:
            raise unavailable(trouble)

    async def add(self, task: Task, due: Due = ()) -> None:
        """Hold a new task and what is to be told of it."""
        receiver = "" if task.webhook_url is None else receiver_of(task.webhook_url)
        name = _list_name(task.key, task.family)
        facts: Sequence[str | int] = (task.id, task_text(task), receiver, name, self._expiry, *_flat(due))
        space, replaced = self._space, self._mirror.recent.replaced
        # What another process has forgotten since the order came is forgotten with all that came before: held now, its
        # id might be given once more, as their series has begun anew.
        if await self._lines.run(Script.ADD, (space.base, space.state), space.generation, *facts):
            self._mirror.recent.put(task, replaced)

    async def replace(self, task: Task, due: Due = (), before: Task | None = None) -> bool:
        """Hold this task instead of the one with the same id, and return whether that was as it was `before`."""
        words = (task.id, task_text(task), "" if before is None else task_text(before), *_flat(due))
        done = await self._lines.run(Script.REPLACE, (self._space.base, self._space.state), *words)
        self._mirror.recent.clear()
        return bool(done)

    async def get(self, task_id: str) -> Task | None:
        """Return the task of this id, whoever owns it."""
        recent = self._mirror.recent
        if (held := recent.get(task_id)) is not None:
            return held
        replaced = recent.replaced
        text = await self._lines.asked("HGET", f"{self._space.base}task:{task_id}", "content")
        if text is None:
            return None
        task = task_of(task_id, str(text))
        recent.put(task, replaced)
        return task

    async def newest(self, key: str, family: Family, skip: int = 0, limit: int | None = None) -> Sequence[Task]:
        """Return a key's tasks of a family, newest first: at most `limit` after the first `skip`."""
        return await self._listed(f"list:{_list_name(key, family)}", max(0, skip), limit)

    async def all(self, limit: int) -> Sequence[Task]:
        """Return up to `limit` tasks of all keys, newest first."""
        return await self._listed("tasks", 0, limit)

    async def count(self) -> int:
        """Return how many tasks are held."""
        return cast("int", await self._lines.asked("ZCARD", f"{self._space.base}tasks"))

    async def clear(self) -> None:
        """Forget every task, and everything else but settings and clock, for all processes."""
        await self._mirror.reset()

    async def _listed(self, name: str, skip: int, limit: int | None) -> Sequence[Task]:
        if limit is not None and limit <= 0:
            return []
        last = -1 if limit is None else skip + limit - 1
        found = cast("list[str]", await self._lines.run(Script.NEWEST, (self._space.base,), name, skip, last))
        return [task_of(task_id, text) for task_id, text in zip(found[::2], found[1::2], strict=True)]


def _list_name(key: str, family: Family) -> str:
    return f"{family.name}:{caller(key)}"


def _flat(due: Due) -> list[str]:
    # What falls due at one moment comes in the order of the words: a task's statuses in theirs.
    return [word for moment, status in due for word in (f"{_PLACES[status]} {status.name}", repr(moment))]
