"""Deliveries: what this process takes from the stream of messages that are due, and gives back of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from typing import cast

from kling3_mockserver.errors import StoreError
from kling3_mockserver.stores.forms import task_of
from kling3_mockserver.stores.redis.holdings import Held, Holdings
from kling3_mockserver.stores.redis.lines import Lines
from kling3_mockserver.stores.redis.scripts import Script
from kling3_mockserver.stores.redis.space import Space
from kling3_mockserver.tasks.lifecycle import Lifecycle
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.tasks.task import Status
from kling3_mockserver.webhooks.courier import Courier

_MOST_TAKEN = 32
"""At once: what is left is there for other processes."""
_MOST_HELD = 1_024
_BEAT = 1.0
"""Seconds between two times at which this process says that it has what it holds, and looks after those of others."""
IDLE = 5.0
"""Seconds after which what a process holds, of which it says nothing, is another's."""
_LONG_SILENT = 3_600_000
"""Milliseconds after which a process that holds nothing is forgotten."""
_FACTS = 8


class Deliveries:
    """Gives the courier what is due, and writes down what came of it; of a task one message at a time, to one process.

    Used in the loop of the courier, but for `expects` and `forget`.
    """

    def __init__(
        self, lines: Lines, space: Space, consumer: str, refresh: Callable[[], Awaitable[None]], expiry: int | None
    ) -> None:
        self._lines, self._space, self._consumer = lines, space, consumer
        self._refresh, self._expiry = refresh, expiry
        self._lifecycle: Lifecycle | None = None
        self._courier: Courier | None = None
        self._holdings = Holdings(lines, consumer, self._look_again)
        self._beating: asyncio.Task[None] | None = None
        self._earliest: float | None = None
        self._takes_over = True

    def begin(self, lifecycle: Lifecycle, courier: Courier) -> None:
        """Make messages by a lifecycle, for a courier."""
        self._lifecycle, self._courier = lifecycle, courier

    def expects(self, moment: float) -> bool:
        """Note that something is due at a moment; return whether it is the earliest of which this process knows."""
        if self._earliest is not None and self._earliest <= moment:
            return False
        self._earliest = moment
        return True

    def next_moment(self) -> float | None:
        """Return the moment at which something is due next, as far as this process knows."""
        return self._earliest

    def forget(self) -> None:
        """Hold nothing any more: all was forgotten."""
        self._holdings.forget()

    async def due(self, now: float) -> Sequence[Message]:
        """Take what is due, as much as this process may hold."""
        if self._beating is None:
            self._beating = asyncio.get_running_loop().create_task(self._beat())
        most = min(_MOST_TAKEN, _MOST_HELD - len(self._holdings))
        if most <= 0:
            return ()
        idle = int(IDLE * 1000) if self._takes_over else 0
        try:
            await self._refresh()
            base = self._space.base
            reply = await self._lines.line().run(Script.TAKE, (base,), repr(now), self._consumer, most, idle)
        except StoreError:
            # The beat looks again.
            return ()
        self._takes_over = False
        moment, *facts = cast("list[str]", reply)
        self._earliest = float(moment) if moment else None
        if len(facts) >= most * _FACTS:
            self._earliest = now
        return list(self._messages(base, facts))

    def tried(self, message: Message, attempt: int, moment: float) -> bool:
        """Give a message back, to be tried for the so manyth time at a moment, by whichever process."""
        self.expects(moment)
        self._holdings.give_back(Script.TRIED, message.id, attempt, repr(moment))
        return True

    def overtaken(self, message: Message, words: str) -> bool:
        """Give a message back, to come behind the next one of its task."""
        self._holdings.give_back(Script.OVERTAKEN, message.id, f"{message.status.name} {words}")
        return True

    def done(self, message: Message) -> None:
        """Write down that a message was delivered or given up."""
        self._holdings.give_back(Script.DONE, message.id, message.status.name, "")

    def gone(self, message: Message) -> None:
        """Write down that the receiver of a message wants no more of its task."""
        self._holdings.give_back(Script.DONE, message.id, message.status.name, "gone")

    def forgiven(self, task_id: str) -> None:
        """Have a task's messages sent again although its receiver wanted no more."""
        self._lines.line().ask("HDEL", f"{self._space.base}task:{task_id}", "gone")

    def _messages(self, base: str, facts: Sequence[str]) -> Iterator[Message]:
        for place in range(0, len(facts), _FACTS):
            entry, task_id, receiver, content, first, attempt, put_off, gone = facts[place : place + _FACTS]
            held = Held(base, entry, task_id, receiver)
            name, _, moment = first.partition(" ")
            message = self._message(task_id, content, name, moment) if content and first else None
            if message is None:
                self._holdings.settle(Script.DONE, entry, held, name, "")
                continue
            is_under_way = self._holdings.is_under_way(message.id, entry)
            self._holdings.add(message.id, held)
            if gone:
                self._courier_there.refuse(message)
            elif not is_under_way:
                self._resume(message, int(attempt), put_off)
                yield message

    def _message(self, task_id: str, content: str, name: str, moment: str) -> Message | None:
        assert self._lifecycle is not None  # noqa: S101  (it begins before anything is due)
        return self._lifecycle.message(float(moment), task_of(task_id, content), Status[name])

    def _resume(self, message: Message, attempt: int, put_off: str) -> None:
        courier = self._courier_there
        # Another process may have been asked by hand for what this one was told that nobody wants.
        courier.forgive(message.task_id)
        if attempt > 1:
            courier.resume(message.id, attempt, 0.0)
        name, _, words = put_off.partition(" ")
        if name == message.status.name:
            courier.put_off(message.id, words)

    @property
    def _courier_there(self) -> Courier:
        assert self._courier is not None  # noqa: S101  (it begins before anything is due)
        return self._courier

    def _look_again(self) -> None:
        if self._courier is not None:
            self._courier.wake()

    async def _beat(self) -> None:
        try:
            with suppress(StoreError):
                await self._lines.line().run(Script.TIDY, (self._space.base,), _LONG_SILENT)
            while True:
                await asyncio.sleep(_BEAT)
                with suppress(StoreError):
                    await self._holdings.keep()
                    await self._forget_old()
                self._takes_over = True
                self._look_again()
        finally:
            # The loop ends, and cancels this: what was not begun is another's at once, and not after a while.
            with suppress(StoreError):
                await self._holdings.put_back()

    async def _forget_old(self) -> None:
        if self._expiry is not None:
            await self._lines.line().run(Script.FORGET, (self._space.base, self._space.state), self._expiry)
