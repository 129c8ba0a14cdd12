"""Series: what the calls of one order are held to together: arrival, order, attempts, end (K150, K157 to K163)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from kling3_contracts.callbacks.told import PLACE, UNKNOWN, Told, attempts
from kling3_contracts.context import Context
from kling3_contracts.messages import Exchange

MOST_ATTEMPTS = 20
"""A message that was attempted more often is taken to come for ever."""
_CLOCKS_APART = 2.0
"""Seconds between two attempts from which on their timestamps, in whole seconds, must differ."""


def hold_arrival(context: Context, calls: Sequence[Told]) -> None:
    """Hold an order's calls to telling that the task is under way, and that it ended."""
    ranks = {each.rank for each in calls}
    if UNKNOWN in ranks:
        context.judge.not_tried("K150", "a call came whose body tells no status")
        return
    for rank, name in ((1, "IN_PROGRESS"), (2, "the end")):
        message = (
            f"{name} was not sent within {context.options.patience:g} s, got {_shown(calls)}: "
            "send a message for each change, or allow more time (--patience)"
        )
        context.judge.hold("K150", rank in ranks, PLACE, message, _last(calls), detail=name)


def hold_order(context: Context, calls: Sequence[Told]) -> None:
    """Hold an order's calls to telling no status after one that follows on it."""
    ranks = [each.rank for each in calls if each.rank != UNKNOWN]
    if len(set(ranks)) > 1:
        message = (
            f"sent {_shown(calls)}, expected IN_PROGRESS before the end: send a message when the one before is done"
        )
        context.judge.hold("K160", ranks == sorted(ranks), PLACE, message, _last(calls))


def hold_attempts(context: Context, calls: Sequence[Told]) -> None:
    """Hold the attempts of each message to one id, and each to a timestamp of its own."""
    for each in attempts(calls):
        for first, second in pairwise(each):
            _hold_id(context, first, second)
            _hold_renewed(context, first, second)


def hold_ids_apart(context: Context, series: Iterable[Sequence[Told]]) -> None:
    """Hold the messages of all orders to ids of their own."""
    first = [each[0] for calls in series for each in attempts(calls) if each[0].message_id]
    known = dict[str, Told]()
    shared = next((each for each in first if known.setdefault(each.message_id, each) is not each), None)
    if len(first) > 1:
        message = (
            "two messages, of different tasks or statuses, have one webhook-id, and a receiver drops the second: "
            "make the id once a message"
        )
        exchange = shared.exchange if shared else None
        context.judge.hold("K157", shared is None, PLACE, message, exchange, detail="shared")


def hold_taken_once(context: Context, calls: Sequence[Told]) -> None:
    """Hold each message that was taken to not coming again."""
    for each in attempts(calls):
        taken = next((place for place, told in enumerate(each) if told.taken), None)
        if taken is not None:
            behind = len(each) - taken - 1
            message = f"{each[0].word} came {behind} more times after it was taken: mark it as delivered at a 2xx"
            context.judge.hold("K163", not behind, PLACE, message, each[-1].exchange)


def hold_gone(context: Context, calls: Sequence[Told]) -> None:
    """Hold each message that was answered 410 to not coming again."""
    for each in attempts(calls):
        message = f"{each[0].word} came {len(each) - 1} more times after it was answered 410: stop at 410"
        context.judge.hold("K161", len(each) == 1, PLACE, message, each[-1].exchange)


def hold_bounded(context: Context, calls: Sequence[Told], *, since: float | None = None) -> None:
    """Hold each message that is never taken to an end; after the moment `since` on the server's clock none may come."""
    for each in attempts(calls):
        late = [told for told in each if since is not None and told.call.at > since]
        still = ", and they still come" if late else ""
        message = f"{each[0].word} was attempted {len(each)} times{still}, expected an end: count attempts, and stop"
        context.judge.hold("K159", len(each) <= MOST_ATTEMPTS and not late, PLACE, message, each[-1].exchange)


def _hold_id(context: Context, first: Told, second: Told) -> None:
    if first.message_id and second.message_id:
        message = "the webhook-id changed when the message came again, expected it kept: make the id once a message"
        context.judge.hold("K157", first.message_id == second.message_id, PLACE, message, second.exchange)


def _hold_renewed(context: Context, first: Told, second: Told) -> None:
    before, after, apart = first.timestamp, second.timestamp, _apart(first, second)
    if before is None or after is None:
        return
    if apart < _CLOCKS_APART:
        context.judge.not_tried("K158", f"attempts came within {_CLOCKS_APART:g} s, too close for timestamps to differ")
        return
    message = (
        f"{apart:.1f} s after another attempt the timestamp is {after - before} s later: take the time at each attempt"
    )
    context.judge.hold("K158", after > before, PLACE, message, second.exchange, detail="renewed")


def _apart(first: Told, second: Told) -> float:
    """Return the seconds between two attempts by the clock that their timestamps go by.

    A server whose own clock is moved by hand may take that of the day for its timestamps.
    """
    if first.fresh and second.fresh:
        return second.call.unix - first.call.unix
    return second.call.at - first.call.at


def _shown(calls: Sequence[Told]) -> str:
    return ", ".join(each.word for each in calls[:6]) or "no call"


def _last(calls: Sequence[Told]) -> Exchange | None:
    return calls[-1].exchange if calls else None
