"""KeptStore: the tasks that the fake holds, in memory to be read and in a file to last."""

from __future__ import annotations

from collections.abc import Sequence

from kling3_mockserver.errors import ApiError, StoreError
from kling3_mockserver.stores.changes import Changes, Table
from kling3_mockserver.stores.forms import task_text
from kling3_mockserver.stores.writer import Writer
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.tasks.store import Due, MemoryStore
from kling3_mockserver.tasks.task import Status, Task
from kling3_openapi.endpoints import Family

_UNAVAILABLE = 503
_AT_ONCE = 0.0
"""A moment that has come, for what has not been tried."""


class KeptStore:
    """Answers from memory, and brings each change to the file before it returns.

    What can't be written is refused with ApiError 503 and a sentence, and not held.
    """

    def __init__(self, writer: Writer) -> None:
        self.memory = MemoryStore()
        self._writer = writer
        self._due: dict[tuple[str, str], float] = {}

    async def add(self, task: Task, due: Due = ()) -> None:
        """Hold a new task and what is to be told of it."""
        self._check()
        await self.memory.add(task)
        self._writer.note(lambda changes: self._put(changes, task, due))
        try:
            await self._writer.written()
        except StoreError as error:
            self.memory.remove(task)
            self._writer.note(lambda changes: self._drop(changes, task, due))
            raise _unavailable(error) from error

    async def replace(self, task: Task, due: Due = ()) -> None:
        """Hold this task instead of the one with the same id; a task that is not held stays so."""
        self._check()
        if await self.memory.get(task.id) is None:
            return
        await self.memory.replace(task)
        self._writer.note(lambda changes: self._put(changes, task, due))
        try:
            await self._writer.written()
        except StoreError as error:
            raise _unavailable(error) from error

    async def get(self, task_id: str) -> Task | None:
        """Return the task of this id, whoever owns it."""
        return await self.memory.get(task_id)

    async def newest(self, key: str, family: Family, skip: int = 0, limit: int | None = None) -> Sequence[Task]:
        """Return a key's tasks of a family, newest first: at most `limit` after the first `skip`."""
        return await self.memory.newest(key, family, skip, limit)

    async def all(self, limit: int) -> Sequence[Task]:
        """Return up to `limit` tasks of all keys, newest first."""
        return await self.memory.all(limit)

    async def count(self) -> int:
        """Return how many tasks are held."""
        return await self.memory.count()

    async def clear(self) -> None:
        """Forget every task, in the file too."""
        await self.memory.clear()
        self._due.clear()
        self._writer.note(Changes.clear)
        try:
            await self._writer.written()
        except StoreError as error:
            raise _unavailable(error) from error

    def tried(self, message: Message, attempt: int, moment: float) -> None:
        """Note that the next attempt of a message, counted from 1, is made at a moment."""
        key = (message.task_id, message.status.name)
        if key in self._due:
            row = (self._due[key], attempt, moment)
            self._writer.note(lambda changes: changes.put(Table.DUE, key, row))
            self._writer.wake()

    def done(self, message: Message) -> None:
        """Note that a message was delivered or given up."""
        self.told(message.task_id, message.status)

    def told(self, task_id: str, status: Status) -> None:
        """Note that nothing is to be told any more of a task's change to a status."""
        key = (task_id, status.name)
        if self._due.pop(key, None) is not None:
            self._writer.note(lambda changes: changes.drop(Table.DUE, key))
            self._writer.wake()

    def resume(self, task: Task, due: Due) -> None:
        """Hold what the file held already."""
        self._due.update({(task.id, status.name): moment for moment, status in due})

    def _check(self) -> None:
        if self._writer.trouble:
            raise _unavailable(StoreError(self._writer.trouble))

    def _put(self, changes: Changes, task: Task, due: Due) -> None:
        changes.put(Table.TASK, (task.id,), (task_text(task),))
        for moment, status in due:
            self._due[task.id, status.name] = moment
            changes.put(Table.DUE, (task.id, status.name), (moment, 1, _AT_ONCE))

    def _drop(self, changes: Changes, task: Task, due: Due) -> None:
        changes.drop(Table.TASK, (task.id,))
        for _, status in due:
            self._due.pop((task.id, status.name), None)
            changes.drop(Table.DUE, (task.id, status.name))


def _unavailable(error: StoreError) -> ApiError:
    return ApiError(_UNAVAILABLE, f"Service Unavailable: the store {error}")
