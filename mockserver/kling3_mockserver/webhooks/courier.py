"""Courier: the worker that delivers webhooks beside the API, in a thread and an event loop of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from kling3_mockserver import webhooks
from kling3_mockserver.change import Change, at_once
from kling3_mockserver.clock import Clock
from kling3_mockserver.errors import NoSocketError
from kling3_mockserver.faults.fault import WebhookFault
from kling3_mockserver.faults.queue import FaultQueue
from kling3_mockserver.http.messages import HeaderList
from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.tasks.identifiers import Identifiers
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.webhooks.headers import headers
from kling3_mockserver.webhooks.lanes import Lane, Lanes, Waiting
from kling3_mockserver.webhooks.mishap import NO_MISHAP, Mishap
from kling3_mockserver.webhooks.progress import Progress
from kling3_mockserver.webhooks.retries import Retries, retry_delay
from kling3_mockserver.webhooks.sender import GONE, Answer, HttpSender, Sender
from kling3_openapi.signature import Secret

if TYPE_CHECKING:
    from kling3_mockserver.webhooks.mishaps import Mishaps

_SHORTEST_PAUSE = 0.005
"""Seconds: messages that fall due within it are looked for together."""
_STOP_GRACE = 2.0
"""Seconds that attempts under way are given to end when the courier stops."""

_END_GRACE = 1.0
"""Seconds that the worker itself is given after that."""

_NEVER = -1


class MessageSource(Protocol):
    """Says which messages are due."""

    async def due(self, now: float) -> Sequence[Message]:
        """Take out and return the messages whose moment has come."""

    def next_moment(self) -> float | None:
        """Return the moment of the next message, or None."""


class _Attempt(NamedTuple):
    message: Message
    number: int
    at: float
    timestamp: int
    signature: str = ""
    fault: str = ""
    sent: bytes | None = None


class Courier:
    """Delivers what its source says is due, and tries again what failed."""

    def __init__(  # noqa: PLR0913, PLR0917  (the parts that Mock strings together, each once)
        self,
        source: MessageSource,
        clock: Clock,
        journal: Journal,
        identifiers: Identifiers,
        secrets: Sequence[Secret],
        retries: Retries,
        signing_time: Callable[[], float],
        new_sender: Callable[[], Sender] = HttpSender,
        faults: FaultQueue | None = None,
        progress: Progress | None = None,
        change: Change = at_once,
    ) -> None:
        self._progress, self._change = progress, change
        self._source, self._clock, self._journal = source, clock, journal
        self._identifiers, self._secrets, self._retries = identifiers, secrets, retries
        self._signing_time, self._new_sender = signing_time, new_sender
        self._faults = FaultQueue(identifiers.fraction) if faults is None else faults
        self._mishaps: Mishaps | None = None
        self._lanes = Lanes()
        self._again: deque[tuple[Message, WebhookFault | None]] = deque()
        self._under_way: set[asyncio.Task[None]] = set()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._hindrance = ""
        self._settled = threading.Condition()
        self._wakes = self._wakes_settled = self._wakes_rested = 0
        self._stopping = self._ending = False

    def configure(self, secrets: Sequence[Secret], retries: Retries) -> None:
        """Sign with these secrets and retry like this from the next attempt on."""
        self._secrets, self._retries = secrets, retries

    def resume(self, message_id: str, attempt: int, moment: float) -> None:
        """Go on with a message that comes where an earlier process left it: its next attempt is made at a moment."""
        self._lanes.resume(message_id, attempt, moment)

    def clear(self) -> None:
        """Forget every message that waits; what comes of attempts under way is not told."""
        self._again.clear()
        self._lanes, self._mishaps = Lanes(), None

    def wake(self) -> None:
        """Have the worker look for due messages now; the first call starts it."""
        with self._starting:
            if self._stopping:
                return
            self._wakes += 1
            if self._thread is None:
                self._start()
            else:
                self._loop.call_soon_threadsafe(self._woken.set)

    def send_again(self, message: Message, fault: WebhookFault | None = None) -> None:
        """Deliver a message once more, whatever came of it before; with a fault its next attempt has that."""
        self._again.append((replace(message, by_hand=True), fault))
        self.wake()

    def settle(self, timeout: float = 10.0) -> bool:
        """Wait until nothing is due or under way; return False if `timeout` real seconds did not do.

        Raises NoSocketError when there are messages, and the worker could not start.
        """
        if self._hindrance:
            return self._settle_without_worker()
        if self._thread is not None and not self._rests():
            # A real clock may have brought about what nobody has woken the worker for.
            self.wake()
        with self._settled:
            return self._settled.wait_for(lambda: self._wakes_settled == self._wakes, timeout)

    def now(self) -> float:
        """Return the moment, in unix seconds, by the clock that it delivers by."""
        return self._clock.now()

    def waiting(self) -> list[Waiting]:
        """Return the messages that are due and not delivered, each with what it waits for."""
        return self._lanes.waiting()

    @property
    def pending(self) -> int:
        """How many messages are due and not delivered."""
        return len(self._lanes) + len(self._again)

    def stop(self) -> list[Message]:
        """End the worker after the attempts under way, and return the messages that stay undelivered."""
        with self._starting:
            first, self._stopping = not self._stopping, True
        if self._thread is not None and self._thread.is_alive():
            if first:
                # The worker learns of it in its own loop, which else could be closed before it is woken.
                self._loop.call_soon_threadsafe(self._end)
            # Bounded, since the look-up of a receiver's name can't be broken off.
            self._thread.join(_STOP_GRACE + _END_GRACE)
        return [*self._lanes.pending(), *(message for message, _ in self._again)]

    @property
    def is_stuck(self) -> bool:
        """Whether the worker did not end by `stop`: something that it waits for can't be broken off."""
        return self._stopping and self._thread is not None and self._thread.is_alive()

    def _rests(self) -> bool:
        """Return whether only a wake could give the worker anything to do, and there was none: it need not look."""
        return self._wakes_rested == self._wakes and self._wait() is None

    def _settle_without_worker(self) -> bool:
        if self._again or self._source.next_moment() is not None:
            raise NoSocketError(self._hindrance)
        return True

    def _start(self) -> None:
        # Who orders a task must not fail by it; who waits for its webhooks is told.
        self._hindrance = _hindrance()
        if self._hindrance:
            return
        # Both are there before the worker runs, so that nobody has to wait until it does.
        self._loop, self._woken = asyncio.new_event_loop(), asyncio.Event()
        work = self._work()
        self._thread = threading.Thread(target=_run, args=(self._loop, work), name="kling3-courier", daemon=True)
        self._thread.start()

    def _end(self) -> None:
        self._ending = True
        self._woken.set()

    async def _work(self) -> None:
        self._sender = self._new_sender()
        while not self._ending:
            wakes = self._wakes
            self._woken.clear()
            await self._look()
            wait = self._wait()
            if not self._under_way:
                self._tell_settled(wakes, rests=wait is None)
            await self._pause(wait)
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_STOP_GRACE)
        await self._sender.close()
        await self._take_in(self._lanes, self._clock.now())

    async def _look(self) -> None:
        lanes, now = self._lanes, self._clock.now()
        await self._take_in(lanes, now)
        for lane in lanes.start(now):
            task = asyncio.create_task(self._drive(lanes, lane))
            self._under_way.add(task)
            task.add_done_callback(self._ended)

    async def _take_in(self, lanes: Lanes, now: float) -> None:
        for message in (*self._asked_again(), *await self._source.due(now)):
            if not lanes.add(message):
                self.refuse(message)

    def _asked_again(self) -> Iterator[Message]:
        # Another thread may add to the messages, or clear them, at any moment.
        with suppress(IndexError):
            while True:
                message, fault = self._again.popleft()
                self.forgive(message.task_id)
                if self._progress is not None:
                    self._progress.forgiven(message.task_id)
                if fault is not None:
                    self._all_mishaps().forge(message.id, fault)
                yield message

    def _wait(self) -> float | None:
        """Return the real seconds until something is due; None when only a hand, or a wake, can bring that about."""
        both = (self._source.next_moment(), self._lanes.next_moment())
        moments = [moment for moment in both if moment is not None]
        return self._clock.wait(min(moments)) if moments else None

    async def _pause(self, wait: float | None) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), None if wait is None else max(wait, _SHORTEST_PAUSE))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._woken.set()

    def _tell_settled(self, wakes: int, *, rests: bool) -> None:
        with self._settled:
            self._wakes_settled, self._wakes_rested = wakes, wakes if rests else _NEVER
            self._settled.notify_all()

    async def _drive(self, lanes: Lanes, first: Lane) -> None:
        lane: Lane | None = first
        while lane is not None:
            await self._attempt(lanes, lane)
            lane = None if self._ending or lanes is not self._lanes else lanes.next_of(first.receiver)

    async def _attempt(self, lanes: Lanes, lane: Lane) -> None:
        mishap = await self._meet(lanes, lane) if self._faults.active or self._mishaps else NO_MISHAP
        if mishap is None:
            return
        message, now, began = lane.message, self._clock.now(), perf_counter()
        head, body = self._written(message, int(self._signing_time()), mishap)
        timestamp, signature = int(head[-2][1]), head[-1][1].decode()
        sent = None if body == message.body else body
        attempt = _Attempt(message, lane.attempt, now, timestamp, signature, mishap.words, sent)
        answers = [
            await self._sender.post(message.url, head, body, self._retries.timeout) for _ in range(mishap.copies)
        ]
        if lanes is not self._lanes:
            return
        retry_in = self._retry_in(attempt, answers)
        if retry_in is None:
            self._finish(lanes, lane, gone=any(each.status == GONE for each in answers))
        else:
            self._postpone(lanes, lane, self._clock.now() + retry_in)
        *first, last = answers or [Answer(None, "not sent, on purpose")]
        for each in first:
            self._note(attempt, each)
        self._note(attempt, last, perf_counter() - began, retry_in)

    def _finish(self, lanes: Lanes, lane: Lane, *, gone: bool) -> None:
        message = lane.message
        lanes.finish(lane, gone=gone)
        if self._progress is None:
            return
        if gone:
            self._progress.gone(message)
        elif not message.by_hand:
            self._progress.done(message)

    def _postpone(self, lanes: Lanes, lane: Lane, moment: float) -> None:
        message = lane.message
        if self._progress is None or message.by_hand or not self._progress.tried(message, lane.attempt + 1, moment):
            lanes.postpone(lane, moment)
        else:
            lanes.finish(lane)

    async def _meet(self, lanes: Lanes, lane: Lane) -> Mishap | None:
        """Return what is wrong with a lane's next attempt; None when it is not made now."""
        return await self._all_mishaps().meet(lanes, lane)

    def put_off(self, message_id: str, words: str) -> None:
        """Know of a message, which comes later, that a fault of these words has put it off already."""
        self._all_mishaps().put_off(message_id, words)

    def _all_mishaps(self) -> Mishaps:
        if self._mishaps is None:
            self._mishaps = webhooks.Mishaps(self._faults, self._clock, self._change, self._progress)
        return self._mishaps

    def _written(self, message: Message, timestamp: int, mishap: Mishap) -> tuple[HeaderList, bytes]:
        if mishap.fault is None:
            return headers(message, self._secrets, timestamp), message.body
        return webhooks.call_of(message, self._secrets, timestamp, mishap.fault)

    def _retry_in(self, attempt: _Attempt, answers: Sequence[Answer]) -> float | None:
        enough = not answers or attempt.number >= self._retries.attempts
        if enough or any(each.delivered or each.final or each.status == GONE for each in answers):
            return None
        fraction = self._identifiers.fraction("jitter", attempt.message.id, str(attempt.number))
        return self._clock.span(retry_delay(self._retries.delay, attempt.number, fraction))

    def forgive(self, task_id: str) -> None:
        """Take a task's messages although its receiver asked for no more of them."""
        self._lanes.forgive(task_id)

    def refuse(self, message: Message) -> None:
        """Note that a message is not sent, since its receiver wants no more of its task, or too many wait."""
        if self._progress is not None and not message.by_hand:
            self._progress.done(message)
        answer = Answer(None, "not sent: its receiver answered 410 before, or too many messages wait")
        now = self._clock.now()
        self._note(_Attempt(message, 0, now, int(self._signing_time())), answer)

    def _note(self, attempt: _Attempt, answer: Answer, seconds: float = 0.0, retry_in: float | None = None) -> None:
        message, number, at, timestamp, signature, fault, sent = attempt
        self._journal.add_delivery(
            Delivery(
                self._journal.next_number(), at, message, number, timestamp, signature,
                answer.status, answer.error, seconds, retry_in, fault, sent,
            )
        )  # fmt: skip


def _hindrance() -> str:
    """Return why there can be no event loop, in a test that may open no socket; empty when there can."""
    try:
        # A loop that can't have its pair is left half made, and complains when it is collected.
        socket.socket(getattr(socket, "AF_UNIX", socket.AF_INET)).close()
    # pytest-socket's errors are of this kind; they can't be imported here.
    except RuntimeError as error:
        return (
            "webhooks need an event loop, and that a pair of sockets, which this test may not make "
            f"({type(error).__name__}: {error}): run pytest with --allow-unix-socket beside --disable-socket, or mark "
            "the test with pytest.mark.enable_socket"
        )
    return ""


def _run(loop: asyncio.AbstractEventLoop, work: Coroutine[object, object, None]) -> None:
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(work)
