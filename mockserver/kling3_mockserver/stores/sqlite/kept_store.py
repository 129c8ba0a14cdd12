"""KeptStore: the tasks that the fake holds, in memory to be read and in a file to last."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from kling3_mockserver.errors import StoreError, unavailable
from kling3_mockserver.stores.forms import task_text
from kling3_mockserver.stores.sqlite.changes import Changes, Table
from kling3_mockserver.stores.sqlite.writer import Writer
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.tasks.store import Due, MemoryStore
from kling3_mockserver.tasks.task import Status, Task
from kling3_openapi.endpoints import Family

_AT_ONCE = 0.0
"""A moment that has come, for what has not been tried."""


class KeptStore:
    """Answers from memory, and brings what changes to the file.

    A new task is there before `add` returns; one that can't be written is refused with ApiError 503 and a sentence, and
    not held. What becomes of a task that is held is held in any case, and written as soon as it can be.
    """

    def __init__(self, writer: Writer) -> None:
        self.memory = MemoryStore()
        self._writer = writer
        self._numbers: dict[str, int] = {}
        self._next_number = 1
        self._due: dict[tuple[str, str], float] = {}

    async def add(self, task: Task, due: Due = ()) -> None:
        """Hold a new task and what is to be told of it."""
        self.check()
        self.memory.hold(task)
        self._writer.note(lambda changes: self._put(changes, task, due))
        try:
            await self._writer.written()
        except BaseException as error:
            # Whoever was not answered, be it that the request was broken off, orders again.
            self.memory.remove(task)
            self._writer.note(lambda changes: self._drop(changes, task, due))
            if isinstance(error, StoreError):
                raise unavailable(str(error)) from error
            raise

    async def replace(self, task: Task, due: Due = (), before: Task | None = None) -> bool:  # noqa: ARG002
        """Hold this task instead of the one with the same id; a task that is not held stays so."""
        if await self.memory.get(task.id) is None:
            return True
        await self.memory.replace(task)
        self._writer.note(lambda changes: self._put(changes, task, due))
        with suppress(StoreError):
            await self._writer.written()
        return True

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
        """Forget every task, in the file too, without a wait: no order may come in the midst of a reset."""
        await self.memory.clear()
        self._writer.note(self._clear)

    def check(self) -> None:
        """Raise ApiError 503 while nothing can be written."""
        if self._writer.trouble:
            raise unavailable(self._writer.trouble)

    def tried(self, message: Message, attempt: int, moment: float) -> bool:
        """Note that the next attempt of a message, counted from 1, is made at a moment, by this process."""
        key = (message.task_id, message.status.name)

        def put(changes: Changes) -> None:
            if (due := self._due.get(key)) is not None:
                changes.put(Table.DUE, (self._numbers[message.task_id], key[1]), (due, attempt, moment))

        self._writer.note(put)
        self._writer.wake()
        return False

    def overtaken(self, message: Message, words: str) -> bool:  # noqa: ARG002
        """Leave it to this process to send the next message of the task before."""
        return False

    def done(self, message: Message) -> None:
        """Note that a message was delivered or given up."""
        self.told(message.task_id, message.status)

    def told(self, task_id: str, status: Status) -> None:
        """Note that nothing is to be told any more of a task's change to a status."""
        self._writer.note(lambda changes: self._drop_due(changes, task_id, status))
        self._writer.wake()

    def forgiven(self, task_id: str) -> None:
        """Leave it to this process, which alone knows who wanted no more."""

    def gone(self, message: Message) -> None:
        """Note that nothing at all is to be told of a task any more, whose receiver said so to a message."""
        for each in Status:
            self.told(message.task_id, each)

    def take_up(self, task: Task, number: int) -> None:
        """Hold a task that the file held already, under a number that is above those before it."""
        self.memory.hold(task)
        self._numbers[task.id], self._next_number = number, number + 1

    def resume(self, task: Task, due: Due) -> None:
        """Hold what is still to be told of such a task."""
        self._due.update({(task.id, status.name): moment for moment, status in due})

    def _put(self, changes: Changes, task: Task, due: Due) -> None:
        number = self._numbers.get(task.id)
        if number is None:
            number = self._numbers[task.id] = self._next_number
            self._next_number += 1
        changes.put(Table.TASK, (number,), (task.id, task_text(task)))
        for moment, status in due:
            self._due[task.id, status.name] = moment
            changes.put(Table.DUE, (number, status.name), (moment, 1, _AT_ONCE))

    def _drop(self, changes: Changes, task: Task, due: Due) -> None:
        if task.id not in self._numbers:
            return
        for _, status in due:
            self._drop_due(changes, task.id, status)
        changes.drop(Table.TASK, (self._numbers.pop(task.id),))

    def _drop_due(self, changes: Changes, task_id: str, status: Status) -> None:
        if self._due.pop((task_id, status.name), None) is not None:
            changes.drop(Table.DUE, (self._numbers[task_id], status.name))

    def _clear(self, changes: Changes) -> None:
        self._due.clear()
        self._numbers.clear()
        changes.clear()
