"""Hooks: orders with a webhook URL each, and the time in which their calls come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kling3_contracts.callbacks.listener import Listener, Reply
from kling3_contracts.callbacks.told import Told, told
from kling3_contracts.target import AsgiTarget, Target
from kling3_contracts.workflow.life import Life
from kling3_contracts.workflow.walk_state import Walk
from kling3_openapi.endpoints import Family

REPLIES = (Reply.FAIL_ONCE, Reply.GONE, Reply.FAIL, Reply.TAKE)
"""What orders are answered, the one that shows most first: a budget may end after it."""
_STEP = 0.25
_GRACE = 0.002
"""Real seconds in which a call may still be on its way after a clock was moved by hand."""
_LAST_GRACE = 0.5
"""The same, once, before calls are taken to be missing."""
_LONGEST_LINGER = 8.0
_LINGER_SHARE = 1.3
"""A message that comes again although it was taken would do so after the delay of a retry, give or take a fifth."""
_MONTH = 30 * 24 * 3600.0
_QUIET_FROM = 6
"""The part of a span after which it has to be quiet: delays that grow fourfold bring a call into the rest of it."""
_MOST_ROUNDS = 3
_MOST_BEHIND = 10
_GROWTH = 2


@dataclass(slots=True)
class Hooks:
    """The orders that were taken, by the number in their URL."""

    walk: Walk
    listener: Listener
    lives: dict[int, Life] = field(default_factory=dict)
    watched: float = 0.0
    """For how many seconds of the server's clock calls were waited for."""

    @property
    def real_time(self) -> bool:
        """Whether the server's clock runs by itself: any but that of an application in this process."""
        return not isinstance(self.target, AsgiTarget)

    @property
    def target(self) -> Target:
        """The server, for its clock."""
        return self.walk.target

    def order(self) -> None:
        """Order one task for each reply, as far as the budget allows."""
        for hook in range(len(REPLIES)):
            life = self.walk.order(Family.KLING3, webhook_url=self.listener.url(hook))
            if life is None:
                return
            self.lives[hook] = life

    def told(self, reply: Reply) -> tuple[Told, ...]:
        """Return the calls for the order that was to be answered so."""
        return tuple(map(told, self.listener.calls(REPLIES.index(reply))))

    def has(self, reply: Reply) -> bool:
        """Return whether that order was taken."""
        return REPLIES.index(reply) in self.lives

    def watch(self, patience: float) -> None:
        """Let time pass until all that must come has come, and then a little more."""
        start = self.target.now()
        for _ in range(_MOST_ROUNDS):
            self._pass_until(self._complete, self.target.now() + patience)
            if self._complete() or self.real_time or not self._is_behind():
                break
        calls = self.listener.calls()
        if calls:
            self._pass_until(lambda: False, calls[-1].at + self._linger())
        self.watched = self.target.now() - start

    def exhaust(self) -> float:
        """Move a clock on for a month; return the moment after which no attempt should have come.

        An attempt that does come may be behind the clock, so the last ones are waited for in longer and longer spans,
        in which the clock waits for the calls: a busy machine makes them slower than it is moved.
        """
        start, horizon, quiet = self.target.now(), _MONTH, 0.0
        for number in range(_MOST_ROUNDS):
            step = _STEP
            while (passed := self.target.now() - start) < horizon:
                self._wait(min(step, horizon - passed + 1))
                step *= _GROWTH
                if number:
                    self._catch_up()
            quiet = start + horizon / _QUIET_FROM
            if all(each.at <= quiet for each in self.listener.calls()):
                break
            horizon *= _QUIET_FROM
        return quiet

    def _catch_up(self) -> None:
        """Wait until no more calls come while the clock stands; of a server that never stops, for a few of them."""
        for _ in range(_MOST_BEHIND):
            if not self._is_behind():
                return

    def _is_behind(self) -> bool:
        """Whether a call comes although no time passes: the clock was moved faster than calls are made."""
        known = len(self.listener.calls())
        return self.listener.wait_for(lambda: len(self.listener.calls()) > known, _LAST_GRACE)

    def _pass_until(self, holds: Callable[[], bool], until: float) -> None:
        while not holds() and self.target.now() < until:
            self._wait(_STEP)

    def _wait(self, seconds: float) -> None:
        self.target.wait(seconds)
        if not self.real_time:
            self.listener.wait_for(lambda: False, _GRACE)

    def _complete(self) -> bool:
        """Whether every order's calls have shown what they can show soon."""
        return all(_is_complete(REPLIES[hook], self.told(REPLIES[hook])) for hook in self.lives)

    def _linger(self) -> float:
        moments = [each.call.at for each in self.told(Reply.FAIL_ONCE)]
        delay = moments[1] - moments[0] if len(moments) > 1 else _LONGEST_LINGER
        return min(_LONGEST_LINGER, max(delay * _LINGER_SHARE, 2 * _STEP))


def _is_complete(reply: Reply, calls: tuple[Told, ...]) -> bool:
    ranks = [each.rank for each in calls]
    if reply is Reply.GONE:
        return bool(ranks)
    if reply is Reply.FAIL:
        return len(ranks) > 1
    again = reply is Reply.TAKE or ranks.count(ranks[0] if ranks else 0) > 1
    return 2 in ranks and again
