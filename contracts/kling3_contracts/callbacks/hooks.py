"""Hooks: orders with a webhook URL each, and what reading their tasks showed when calls came."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kling3_contracts.callbacks.listener import Listener
from kling3_contracts.callbacks.reply import Reply
from kling3_contracts.callbacks.script import Scripted
from kling3_contracts.callbacks.told import UNKNOWN, Told, told
from kling3_contracts.target import AsgiTarget, Target
from kling3_contracts.workflow.life import Life
from kling3_contracts.workflow.status import Seen, task_in
from kling3_contracts.workflow.video_order import VideoOrder
from kling3_contracts.workflow.walk_state import Walk


@dataclass(slots=True)
class Hooks:
    """The orders that were taken, by the number in their URL."""

    walk: Walk
    listener: Listener
    script: tuple[Scripted, ...]
    lives: dict[int, Life] = field(default_factory=dict)
    watched: float = 0.0
    """For how many seconds of the server's clock calls were waited for."""
    seen: dict[int, Seen] = field(default_factory=dict)
    """What reading a task showed just after a call, by the number of the call."""
    looked: int = 0
    """How many calls have been looked at."""
    steps: dict[float, float] = field(default_factory=dict)
    """Of a clock that is moved by hand: each moment at which it stood, and where it had stood before."""
    began: float = 0.0
    """When the first order was placed, on the server's clock."""
    is_looking: bool = False
    """Whether tasks are being read, which is a request after which nobody has to look."""
    is_behind: bool = False
    """Whether calls came while such a clock stood, so that their moments say little."""

    @property
    def real_time(self) -> bool:
        """Whether the server's clock runs by itself: any but that of an application in this process."""
        return not isinstance(self.target, AsgiTarget)

    @property
    def target(self) -> Target:
        """The server, for its clock."""
        return self.walk.target

    def order(self) -> None:
        """Place the orders of the script; where they cost money, none after one that was not taken."""
        self.began = self.target.now()
        for hook, (_, family, tier) in enumerate(self.script):
            life = self.walk.place(VideoOrder(family, tier), webhook_url=self.listener.url(hook))
            if life is not None:
                self.lives[hook] = life
            elif not self.walk.orders_are_free:
                return

    def told(self, reply: Reply) -> tuple[Told, ...]:
        """Return the calls for the first order that was to be answered so."""
        return next(self.series(lambda each: each is reply), ())

    def series(self, wanted: Callable[[Reply], bool] = lambda _reply: True) -> Iterator[tuple[Told, ...]]:
        """Yield the calls of each order that was to be answered in a wanted way; those without a call too."""
        for hook in self.lives:
            if wanted(self.script[hook].reply):
                yield tuple(told(each) for each in self.listener.calls(hook) if not each.moved)

    def has(self, reply: Reply) -> bool:
        """Return whether an order to be answered so was taken."""
        return any(self.script[hook].reply is reply for hook in self.lives)

    def look(self) -> None:
        """Read the tasks of which a call has told something new since the last look; not while one is under way."""
        if self.is_looking:
            return
        self.is_looking = True
        try:
            self._read_told()
        finally:
            self.is_looking = False

    def _read_told(self) -> None:
        calls = self.listener.calls()
        for number in range(self.looked, len(calls)):
            call = told(calls[number])
            life = self.lives.get(-1 if call.call.hook is None else call.call.hook)
            if life is not None and call.rank != UNKNOWN and self._is_new(call, number):
                seen = task_in(self.walk.read(life).answer)
                if seen is not None:
                    self.seen[number] = seen
        self.looked = len(calls)

    def _is_new(self, call: Told, number: int) -> bool:
        earlier = self.listener.calls()[:number]
        return not any(each.hook == call.call.hook and told(each).rank == call.rank for each in earlier)
