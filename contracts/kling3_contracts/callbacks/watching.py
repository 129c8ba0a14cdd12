"""Watching: lets time pass while calls come, and tells when no more are to be waited for."""

from __future__ import annotations

from collections.abc import Callable

from kling3_contracts.callbacks.hooks import Hooks
from kling3_contracts.callbacks.lingering import end_of_linger
from kling3_contracts.callbacks.reply import Reply
from kling3_contracts.callbacks.told import Told
from kling3_contracts.target import HttpTarget

_STEP = 0.25
_GRACE = 0.002
"""Real seconds in which a call may still be on its way after a clock was moved by hand."""
_GRACE_BEHIND = 0.02
"""The same for each call where calls have come after the clock was moved."""
_LAST_GRACE = 0.5
"""The same after each of the last steps: one call that is later than that is in time for the next step."""
_MONTH = 30 * 24 * 3600.0
_QUIET_FROM = 6
"""The part of a span after which it has to be quiet: delays that grow fourfold bring a call into the rest of it."""
_MOST_ROUNDS = 3
_MOST_BEHIND = 10
_GROWTH = 2
_LATER_STEPS = 32
"""In such a part of a span its first step goes, once the clock waits: each step costs real time then."""


def watch(hooks: Hooks, patience: float) -> None:
    """Let time pass until all that must come has come, and then a little more."""
    for _ in range(_MOST_ROUNDS):
        _pass_until(hooks, lambda: _is_complete(hooks), hooks.target.now() + patience)
        if _is_complete(hooks) or hooks.real_time or not _comes(hooks, _LAST_GRACE):
            break
    if hooks.listener.calls():
        _pass_until(hooks, lambda: False, end_of_linger(hooks))
    hooks.watched = hooks.target.now() - hooks.began


def exhaust(hooks: Hooks) -> float:
    """Move a clock on for a month; return the moment after which no attempt should have come.

    An attempt that does come may be behind the clock, so the last ones are waited for in longer and longer spans,
    in which the clock waits for the calls: a busy machine makes them slower than it is moved.
    """
    start, horizon, quiet = hooks.target.now(), _MONTH, 0.0
    for number in range(_MOST_ROUNDS):
        step = horizon / _LATER_STEPS if number else _STEP
        while (passed := hooks.target.now() - start) < horizon:
            _wait(hooks, min(step, horizon - passed + 1))
            step *= _GROWTH
            if number:
                _catch_up(hooks, _LAST_GRACE)
        quiet = start + horizon / _QUIET_FROM
        if all(each.at <= quiet for each in hooks.listener.calls()):
            break
        horizon *= _QUIET_FROM
    return quiet


def _catch_up(hooks: Hooks, grace: float) -> None:
    """Wait until no more calls come while the clock stands; of a server that never stops, for a few of them."""
    for _ in range(_MOST_BEHIND):
        if not _comes(hooks, grace):
            return


def _comes(hooks: Hooks, grace: float) -> bool:
    """Whether a call comes although no time passes: the clock was moved faster than calls are made."""
    known = len(hooks.listener.calls())
    return hooks.listener.wait_for(lambda: len(hooks.listener.calls()) > known, grace)


def _pass_until(hooks: Hooks, holds: Callable[[], bool], until: float) -> None:
    while not holds() and hooks.target.now() < until:
        _wait(hooks, _STEP)
        hooks.look()


def _wait(hooks: Hooks, seconds: float) -> None:
    """Let time pass; where it does so by itself no longer than until a call comes, so that its task is read at once."""
    listener, target = hooks.listener, hooks.target
    if isinstance(target, HttpTarget):
        listener.wait_for(lambda: len(listener.calls()) > hooks.looked, seconds)
        return
    before = target.now()
    target.wait(seconds)
    hooks.steps[target.now()] = before
    if not hooks.real_time:
        _let_come(hooks)


def _let_come(hooks: Hooks) -> None:
    """Give calls a moment after a clock was moved; more, call by call, where it is known not to wait for them."""
    known = len(hooks.listener.calls())
    hooks.listener.wait_for(lambda: False, _GRACE)
    hooks.is_behind |= len(hooks.listener.calls()) > known
    if hooks.is_behind:
        _catch_up(hooks, _GRACE_BEHIND)


def _is_complete(hooks: Hooks) -> bool:
    """Whether every order's calls have shown what they can show soon."""
    replies = (hooks.script[hook].reply for hook in hooks.lives)
    return all(map(_has_shown, replies, hooks.series()))


def _has_shown(reply: Reply, calls: tuple[Told, ...]) -> bool:
    ranks = [each.rank for each in calls]
    if reply is Reply.GONE:
        return bool(ranks)
    if reply.never_takes:
        return len(ranks) > 1
    again = reply.takes or ranks.count(ranks[0] if ranks else 0) > 1
    return 2 in ranks and again
