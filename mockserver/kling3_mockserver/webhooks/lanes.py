"""Lanes: the order in which messages may be attempted. Pure bookkeeping: no clock, no thread, no network.

The messages of one task wait in one lane and leave it one after the other. Each receiver (scheme, host and
port) has a bounded number of attempts under way, so that a slow one keeps no other waiting.
"""

from __future__ import annotations

import heapq
import itertools
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from kling3_mockserver.tasks.message import Message

UNDER_WAY_PER_RECEIVER = 16
MOST_PENDING = 100_000
_MOST_GONE = 10_000


@dataclass(slots=True)
class Lane:
    """The waiting messages of one task; `attempt` counts the attempts of the first of them, from 1."""

    receiver: str
    messages: deque[Message] = field(default_factory=deque)
    attempt: int = 1

    @property
    def message(self) -> Message:
        """The message whose turn it is."""
        return self.messages[0]


class Waiting(NamedTuple):
    """A message that is held, behind `first` if that is another; `moment` is when the next attempt is made.

    Without a moment the attempt is under way or about to be made; a message `aside` waits for the next of its task.
    """

    message: Message
    first: Message
    moment: float | None
    aside: bool = False


@dataclass(slots=True)
class _Receiver:
    ready: deque[Lane] = field(default_factory=deque)
    under_way: int = 0


class Lanes:
    """Holds the messages that are not delivered yet."""

    def __init__(self) -> None:
        self._lanes: dict[str, Lane] = {}
        self._receivers: dict[str, _Receiver] = {}
        self._later: list[tuple[float, int, Lane]] = []
        self._order = itertools.count()
        self._gone: dict[str, None] = {}
        self._aside: dict[str, Message] = {}
        self._resumed: dict[str, tuple[int, float]] = {}
        self._pending = 0

    def __len__(self) -> int:
        return self._pending

    def add(self, message: Message) -> bool:
        """Hold a message; False when its task's receiver asked for no more, or when there is no room."""
        if message.task_id in self._gone or self._pending >= MOST_PENDING:
            return False
        lane = self._lanes.get(message.task_id)
        if lane is None:
            lane = self._lanes[message.task_id] = Lane(receiver_of(message.url))
            self._begin(lane, message)
        lane.messages.append(message)
        if message.task_id in self._aside:
            lane.messages.append(self._aside.pop(message.task_id))
        self._pending += 1
        return True

    def resume(self, message_id: str, attempt: int, moment: float) -> None:
        """Have a message that is added later wait for a moment, at which it is tried for so many times."""
        self._resumed[message_id] = (attempt, moment)

    def forgive(self, task_id: str) -> None:
        """Take a task's messages again although its receiver asked for no more: somebody asked for one by hand."""
        self._gone.pop(task_id, None)

    def start(self, now: float) -> list[Lane]:
        """Return the lanes whose first message is to be attempted now; each must be finished or postponed."""
        while self._later and self._later[0][0] <= now:
            self._make_ready(heapq.heappop(self._later)[2])
        startable: list[Lane] = []
        for name in list(self._receivers):
            while (lane := self.next_of(name)) is not None:
                startable.append(lane)
        return startable

    def next_of(self, name: str) -> Lane | None:
        """Return one more lane of a receiver to attempt now, or None."""
        receiver = self._receivers[name]
        if not receiver.ready:
            if not receiver.under_way:
                del self._receivers[name]
            return None
        if receiver.under_way >= UNDER_WAY_PER_RECEIVER:
            return None
        receiver.under_way += 1
        return receiver.ready.popleft()

    def finish(self, lane: Lane, *, gone: bool = False) -> None:
        """Take out a lane's first message: it was delivered or given up; `gone` gives up the whole task."""
        self._receivers[lane.receiver].under_way -= 1
        task_id = lane.message.task_id
        for _ in range(len(lane.messages) if gone else 1):
            lane.messages.popleft()
            self._pending -= 1
        if gone:
            self._forget(task_id)
        if lane.messages:
            lane.attempt = 1
            self._make_ready(lane)
        else:
            del self._lanes[task_id]

    def postpone(self, lane: Lane, moment: float) -> None:
        """Have a lane's first message attempted again at a moment."""
        self._receivers[lane.receiver].under_way -= 1
        lane.attempt += 1
        heapq.heappush(self._later, (moment, next(self._order), lane))

    def hold(self, lane: Lane, moment: float) -> None:
        """Have a lane's first message wait for a moment, which is no attempt."""
        self.postpone(lane, moment)
        lane.attempt -= 1

    def overtake(self, lane: Lane) -> None:
        """Have the task's next message go before a lane's first one, also where it is yet to come."""
        self._receivers[lane.receiver].under_way -= 1
        first = lane.messages.popleft()
        if lane.messages:
            lane.messages.insert(1, first)
            lane.attempt = 1
            self._make_ready(lane)
        else:
            self._aside[first.task_id] = first
            del self._lanes[first.task_id]

    def next_moment(self) -> float | None:
        """Return the moment of the next attempt that was postponed, or None."""
        # In one step, since another thread may ask.
        first = next(iter(self._later), None)
        return None if first is None else first[0]

    def pending(self) -> list[Message]:
        """Return every message that is held."""
        waiting = [message for lane in self._lanes.values() for message in lane.messages]
        return [*waiting, *self._aside.values()]

    def waiting(self) -> list[Waiting]:
        """Return every message that is held with what it waits for; another thread may ask."""
        moments = {id(lane): moment for moment, _, lane in list(self._later)}
        lanes = [(moments.get(id(lane)), list(lane.messages)) for lane in list(self._lanes.values())]
        held = [Waiting(each, messages[0], moment) for moment, messages in lanes for each in messages]
        return [*held, *(Waiting(each, each, None, aside=True) for each in list(self._aside.values()))]

    def _begin(self, lane: Lane, first: Message) -> None:
        if not self._resumed or first.id not in self._resumed:
            self._make_ready(lane)
            return
        lane.attempt, moment = self._resumed.pop(first.id)
        heapq.heappush(self._later, (moment, next(self._order), lane))

    def _make_ready(self, lane: Lane) -> None:
        self._receivers.setdefault(lane.receiver, _Receiver()).ready.append(lane)

    def _forget(self, task_id: str) -> None:
        self._gone[task_id] = None
        if len(self._gone) > _MOST_GONE:
            del self._gone[next(iter(self._gone))]


def receiver_of(url: str) -> str:
    """Return the scheme, host and port of a receiver's address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
