"""Judged: all calls of a run held to what webhooks keep, one by one, order by order, and to how they end."""

from __future__ import annotations

from kling3_contracts.callbacks.bodies import hold_known, hold_same, hold_urls
from kling3_contracts.callbacks.calls import hold_address, hold_call, hold_task
from kling3_contracts.callbacks.hooks import Hooks
from kling3_contracts.callbacks.refusals import hold_delays, hold_no_storm, hold_refused, hold_unmoved
from kling3_contracts.callbacks.reply import Reply
from kling3_contracts.callbacks.series import (
    MOST_ATTEMPTS,
    hold_arrival,
    hold_attempts,
    hold_bounded,
    hold_gone,
    hold_ids_apart,
    hold_order,
    hold_taken_once,
)
from kling3_contracts.callbacks.told import PLACE, Told, attempts, told
from kling3_contracts.callbacks.watching import exhaust
from kling3_contracts.context import Context
from kling3_openapi.coverage.universe import Outcome


def judge_calls(context: Context, hooks: Hooks) -> None:
    """Judge what has come until now."""
    for number, call in enumerate(map(told, hooks.listener.calls())):
        _count(context, call)
        hold_call(context, call, real_time=hooks.real_time)
        hold_known(context, call, hooks.seen.get(number))
        _hold_place(context, hooks, call)
    for calls in hooks.series():
        hold_attempts(context, calls)
        hold_same(context, calls)
        hold_order(context, calls)
    hold_ids_apart(context, hooks.series())
    hold_refused(context, hooks)
    hold_unmoved(context, hooks)
    if all(each.hook in hooks.lives for each in hooks.listener.calls()):
        _hold_arrivals(context, hooks)
    for calls in hooks.series(lambda reply: not reply.never_takes):
        hold_taken_once(context, calls)
    hold_gone(context, hooks.told(Reply.GONE))


def _hold_arrivals(context: Context, hooks: Hooks) -> None:
    """Hold those orders to it whose receiver takes all by 200, for there nothing else can be in the way."""
    if not hooks.has(Reply.TAKE):
        hold_arrival(context, hooks.told(Reply.FAIL_ONCE))
    for calls in hooks.series(lambda reply: reply in (Reply.TAKE, Reply.TAKE_SLOWLY)):
        hold_arrival(context, calls)


def _count(context: Context, call: Told) -> None:
    if call.seen is not None:
        outcome = Outcome.TAKEN if call.taken else Outcome.RETRIED
        gone = call.call.status == Reply.GONE.status(0)
        context.webhook(call.seen.word, Outcome.GIVEN_UP if gone else outcome, call.seen.task_id)


def _hold_place(context: Context, hooks: Hooks, call: Told) -> None:
    hook = call.call.hook
    if call.call.moved:
        return
    if hook is None or hook not in hooks.lives:
        message = f"a call came to {call.call.request.target[:60]!r}, which no order named: call the URL unchanged"
        context.judge.broken("K154", PLACE, message, call.exchange, detail="elsewhere")
        return
    hold_address(context, call, hooks.listener.path(hook))
    hold_task(context, call, hooks.lives[hook])
    hold_urls(hooks.walk, call, hooks.lives[hook])


def judge_retries(context: Context, hooks: Hooks) -> None:
    """Judge what is never taken; best last, since a clock that can be moved is far ahead afterwards."""
    if not hooks.has(Reply.FAIL) or not context.judge.wants("K159", "K191", "K192"):
        return
    quiet = None
    if hooks.real_time:
        bound = f"watched for {hooks.watched:.0f} s alone: none was attempted more than {MOST_ATTEMPTS} times"
        context.judge.remark("K159", bound)
    else:
        context.progress("webhooks: a month of retries")
        quiet = exhaust(hooks)
    failing = tuple(hooks.series(lambda reply: reply.never_takes))
    for calls in failing:
        hold_bounded(context, calls, since=quiet)
    messages = [each for calls in failing for each in attempts(calls)]
    hold_no_storm(context, hooks, messages)
    hold_delays(context, hooks, messages)
