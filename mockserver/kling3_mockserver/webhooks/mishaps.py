"""Mishaps: which fault each attempt to deliver a webhook meets, and which messages one has put off."""

from __future__ import annotations

from kling3_mockserver.change import Change, at_once
from kling3_mockserver.clock import Clock
from kling3_mockserver.faults.fault import (
    Fault,
    WebhookDelayed,
    WebhookDropped,
    WebhookDuplicated,
    WebhookFault,
    WebhookOutOfOrder,
)
from kling3_mockserver.faults.occasions import Group, Occasion
from kling3_mockserver.faults.queue import FaultQueue
from kling3_mockserver.faults.text import words
from kling3_mockserver.webhooks.lanes import Lane, Lanes
from kling3_mockserver.webhooks.mishap import NO_MISHAP, Mishap
from kling3_mockserver.webhooks.progress import Progress

_MOST_PUT_OFF = 10_000


class Mishaps:
    """Asks the queue of faults for each attempt; its length is the number of messages that it has to remember."""

    def __init__(
        self, faults: FaultQueue, clock: Clock, change: Change = at_once, progress: Progress | None = None
    ) -> None:
        self._faults, self._clock, self._change, self._progress = faults, clock, change, progress
        self._put_off: dict[str, str] = {}
        self._forged: dict[str, WebhookFault] = {}

    def __len__(self) -> int:
        return len(self._put_off) + len(self._forged)

    def forge(self, message_id: str, fault: WebhookFault) -> None:
        """Have the next attempt of a message meet a fault, whatever waits in the queue."""
        self._forged[message_id] = fault

    def put_off(self, message_id: str, words: str) -> None:
        """Have the next attempt of a message meet no fault but the one, in words, that has put it off."""
        self._put_off[message_id] = words
        if len(self._put_off) > _MOST_PUT_OFF:
            # Of messages that are never made: their receiver wanted no more, or their next never came.
            del self._put_off[next(iter(self._put_off))]

    async def meet(self, lanes: Lanes, lane: Lane) -> Mishap | None:
        """Return what is wrong with the attempt of a lane's first message, or None: it was put off instead."""
        message = lane.message
        if message.id in self._put_off:
            return Mishap(None, self._put_off.pop(message.id))
        match await self._fault(lane):
            case None:
                return NO_MISHAP
            case WebhookDropped() as fault:
                return Mishap(fault, words(fault), 0)
            case WebhookDuplicated() as fault:
                return Mishap(fault, words(fault), 2)
            case WebhookDelayed(seconds) as fault:
                lanes.hold(lane, self._clock.now() + self._clock.span(seconds))
            case WebhookOutOfOrder() as fault:
                self._overtake(lanes, lane, words(fault))
            case fault:
                return Mishap(fault, words(fault))
        self.put_off(message.id, words(fault))
        return None

    def _overtake(self, lanes: Lanes, lane: Lane, words: str) -> None:
        message = lane.message
        if self._progress is not None and not message.by_hand and self._progress.overtaken(message, words):
            lanes.finish(lane)
        else:
            lanes.overtake(lane)

    async def _fault(self, lane: Lane) -> Fault | None:
        message = lane.message
        if message.id in self._forged:
            return self._forged.pop(message.id)
        draw = f"{message.id} {lane.attempt}"
        occasion = Occasion(Group.WEBHOOK, task_id=message.task_id, status=message.status, draw=draw)
        return await self._change(lambda: self._faults.take(occasion))
