"""Mishaps: which fault each attempt to deliver a webhook meets, and which messages one has put off."""

from __future__ import annotations

from kling3_mockserver.clock import Clock
from kling3_mockserver.faults.fault import WebhookDelayed, WebhookDropped, WebhookDuplicated, WebhookOutOfOrder
from kling3_mockserver.faults.occasions import Group, Occasion
from kling3_mockserver.faults.queue import FaultQueue
from kling3_mockserver.faults.text import words
from kling3_mockserver.webhooks.lanes import Lane, Lanes
from kling3_mockserver.webhooks.mishap import NO_MISHAP, Mishap

_MOST_PUT_OFF = 10_000


class Mishaps:
    """Asks the queue of faults for each attempt; its length is the number of messages that were put off."""

    def __init__(self, faults: FaultQueue, clock: Clock) -> None:
        self._faults, self._clock = faults, clock
        self._put_off: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._put_off)

    def meet(self, lanes: Lanes, lane: Lane) -> Mishap | None:
        """Return what is wrong with the attempt of a lane's first message, or None: it was put off instead."""
        message = lane.message
        if message.id in self._put_off:
            return Mishap(None, self._put_off.pop(message.id))
        draw = f"{message.id} {lane.attempt}"
        fault = self._faults.take(Occasion(Group.WEBHOOK, task_id=message.task_id, status=message.status, draw=draw))
        match fault:
            case None:
                return NO_MISHAP
            case WebhookDropped():
                return Mishap(fault, words(fault), 0)
            case WebhookDuplicated():
                return Mishap(fault, words(fault), 2)
            case WebhookDelayed(seconds):
                lanes.hold(lane, self._clock.now() + self._clock.span(seconds))
            case WebhookOutOfOrder():
                lanes.overtake(lane)
            case _:
                return Mishap(fault, words(fault))
        self._put_off[message.id] = words(fault)
        if len(self._put_off) > _MOST_PUT_OFF:
            # Of messages that are never made: their receiver wanted no more, or their next never came.
            del self._put_off[next(iter(self._put_off))]
        return None
