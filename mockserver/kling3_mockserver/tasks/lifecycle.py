"""Lifecycle: drives a task from opened to delivered. The only writer of the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from kling3_mockserver.clock import Clock
from kling3_mockserver.tasks.agenda import Agenda
from kling3_mockserver.tasks.defaults import TaskDefaults
from kling3_mockserver.tasks.identifiers import Identifiers
from kling3_mockserver.tasks.links import Links
from kling3_mockserver.tasks.message import Message, body
from kling3_mockserver.tasks.order import VideoOrder
from kling3_mockserver.tasks.scenario import Scenario
from kling3_mockserver.tasks.store import Due, Store
from kling3_mockserver.tasks.task import Plan, Status, Task, forced, plan, read_once


class Upcoming(NamedTuple):
    """A message that is not due yet: `due_in` is seconds of the clock until it is."""

    task_id: str
    status: Status
    url: str
    due_in: float


class Lifecycle:
    """Opens tasks, moves those that don't move by the clock, and says which messages are due."""

    def __init__(  # noqa: PLR0913, PLR0917  (the parts that Mock strings together)
        self, defaults: TaskDefaults, clock: Clock, store: Store, identifiers: Identifiers, links: Links,
        agenda: Agenda | None = None,
    ) -> None:  # fmt: skip
        self.defaults = defaults
        self._clock, self._store = clock, store
        self._identifiers, self._links = identifiers, links
        self._agenda = Agenda() if agenda is None else agenda
        self.on_due: Callable[[], None] = lambda: None
        """Called when a message falls due earlier than any before it."""

    async def open(self, order: VideoOrder, scenario: Scenario) -> Task:
        """Hold a new task for an order."""
        now = self._clock.now()
        scale = self._clock.span(1.0)
        task = Task(
            self._identifiers.task_id(),
            order.key,
            order.family,
            order.tier,
            now,
            plan(scenario, now, self.defaults.seconds * scale, scale=scale, reads=self.defaults.reads),
            order.video,
            order.host,
            order.webhook_url,
            scenario,
        )
        due = self._told(task, ((now, Status.CREATED), *task.changes())) if order.webhook_url is not None else ()
        await self._store.add(task, due)
        if due:
            self._note(task, due)
        return task

    async def read(self, task: Task) -> Task:
        """Return the task as one more reading finds it; only a scenario that counts reads is moved by it."""
        if task.plan.reads_left == 0:
            return task
        return await self._replan(task, lambda before: read_once(before, self._clock.now()))

    async def end(self, task: Task, outcome: Status, *, with_url: bool = True) -> Task:
        """End a task now, whatever its scenario says; a task that has ended stays as it is."""
        return await self._replan(task, lambda before: forced(before, outcome, self._clock.now(), with_url=with_url))

    def resume(self, task: Task, due: Due) -> Due:
        """Take up what a store held of a task that is to be told; return what of it still happens."""
        changes = task.changes()
        kept = [each for each in due if each[1] is Status.CREATED or each in changes]
        for at, status in kept:
            self._agenda.put(at, task.id, status)
        return kept

    async def clear(self) -> None:
        """Forget every task and every message that is not due yet."""
        self._agenda.clear()
        await self._store.clear()

    def generated(self, task: Task, now: float) -> tuple[str, ...]:
        """Return the result URLs that a task shows at a moment."""
        if not task.has_video(now):
            return ()
        return (self._links.url(task.host, task.id, task.plan.ended_at),)

    async def due(self, now: float) -> Sequence[Message]:
        """Take out and return the messages whose moment has come; a change that no longer happens is left out."""
        messages = [await self._message(moment, *entry) for moment, entry in self._agenda.due(now)]
        return [message for message in messages if message is not None]

    def message(self, moment: float, task: Task, status: Status) -> Message | None:
        """Return what tells of a task's change at a moment; None when it no longer happens, or nobody is to be told."""
        if task.webhook_url is None or not _happens(moment, task, status):
            return None
        urls = self.generated(task, moment) if status is Status.COMPLETED else ()
        message_id = self._identifiers.message_id(task.id, status.value)
        return Message(message_id, task.webhook_url, task.id, status, body(task.id, status, urls))

    def next_moment(self) -> float | None:
        """Return the moment of the next message, or None."""
        return self._agenda.next_moment()

    async def upcoming(self) -> Sequence[Upcoming]:
        """Return the messages that are not due yet, the earliest first."""
        now = self._clock.now()
        found: list[Upcoming] = []
        for moment, (task_id, status) in self._agenda.entries():
            task = await self._task_told_of(moment, task_id, status)
            if task is not None and task.webhook_url is not None:
                found.append(Upcoming(task_id, status, task.webhook_url, moment - now))
        return found

    async def _replan(self, task: Task, change: Callable[[Plan], Plan]) -> Task:
        new = change(task.plan)
        if new == task.plan:
            return task
        changed, known = task._replace(plan=new), task.changes()
        due = self._told(changed, [each for each in changed.changes() if each not in known])
        done = True
        try:
            done = await self._store.replace(changed, due, task)
        finally:
            # It is changed for all who read, so that it has to be told of though this one was broken off.
            if done:
                self._note(changed, due)
        if done:
            return changed
        other = await self._store.get(task.id)
        return changed if other is None else await self._replan(other, change)

    def _told(self, task: Task, changes: Due) -> Due:
        if task.webhook_url is None:
            return ()
        return [each for each in changes if each[1] in self.defaults.told]

    def _note(self, task: Task, due: Due) -> None:
        earlier = [self._agenda.put(at, task.id, status) for at, status in due]
        if any(earlier):
            self.on_due()

    async def _message(self, moment: float, task_id: str, status: Status) -> Message | None:
        task = await self._store.get(task_id)
        return None if task is None else self.message(moment, task, status)

    async def _task_told_of(self, moment: float, task_id: str, status: Status) -> Task | None:
        """Return the task of an entry of the agenda; None when the change no longer happens."""
        task = await self._store.get(task_id)
        return task if task is not None and _happens(moment, task, status) else None


def _happens(moment: float, task: Task, status: Status) -> bool:
    return status is Status.CREATED or (moment, status) in task.changes()
