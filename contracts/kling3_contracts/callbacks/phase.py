"""Phase: the WEBHOOKS phase; orders with URLs of a listener of ours, and what its calls are held to."""

from __future__ import annotations

from kling3_contracts.callbacks.calls import hold_address, hold_call, hold_task
from kling3_contracts.callbacks.hooks import REPLIES, Hooks
from kling3_contracts.callbacks.listener import Listener, Reply
from kling3_contracts.callbacks.series import (
    MOST_ATTEMPTS,
    hold_arrival,
    hold_attempts,
    hold_bounded,
    hold_gone,
    hold_order,
    hold_retried,
    hold_taken_once,
)
from kling3_contracts.callbacks.told import PLACE, Told, told
from kling3_contracts.context import Context
from kling3_contracts.promises import WEBHOOKS
from kling3_contracts.target import is_loopback
from kling3_contracts.workflow.walk_state import Walk
from kling3_openapi.coverage.universe import Outcome

CODES = tuple(each.code for each in WEBHOOKS)
"""The promises that this phase puts to the test."""


def run(context: Context) -> None:
    """Order tasks whose webhooks come to this machine, answer them by a script, and judge what came.

    The clock of a target in this process is taken to be moved by its `wait` alone, and by as much as a month. Best is
    a `wait` that returns after the calls that fell due were made, as in
    `lambda seconds: (clock.advance(seconds), courier.settle())`.
    """
    if not context.judge.wants(*CODES):
        return
    reason = _not_reached(context)
    if not reason:
        with Listener(context.options.webhook_host, context.sender.target.now, REPLIES) as listener:
            reason = _received(context, Hooks(Walk(context), listener))
    for code in CODES:
        context.judge.not_tried(code, reason or "no call came that would show it")


def _not_reached(context: Context) -> str:
    target, host = context.sender.target, context.options.webhook_host
    if target.paid and is_loopback(f"http://{host}"):
        return f"the server can't call {host}: name an address at which it reaches this machine (--webhook-host)"
    return ""


def _received(context: Context, hooks: Hooks) -> str:
    context.progress("webhooks: orders with a URL each")
    hooks.order()
    if not hooks.lives:
        return hooks.walk.trouble
    context.progress("webhooks: waiting for calls")
    hooks.watch(context.options.patience)
    for life in hooks.lives.values():
        hooks.walk.read(life)
    _judge(context, hooks)
    return hooks.walk.trouble


def _judge(context: Context, hooks: Hooks) -> None:
    for call in map(told, hooks.listener.calls()):
        _count(context, call)
        hold_call(context, call, real_time=hooks.real_time)
        _hold_place(context, hooks, call)
    for reply in REPLIES:
        hold_attempts(context, hooks.told(reply))
    first = hooks.told(Reply.FAIL_ONCE)
    hold_order(context, first)
    hold_retried(context, first)
    if all(each.hook in hooks.lives for each in hooks.listener.calls()):
        hold_arrival(context, hooks.told(Reply.TAKE) if hooks.has(Reply.TAKE) else first)
    for calls in (first, hooks.told(Reply.TAKE)):
        hold_taken_once(context, calls)
    hold_gone(context, hooks.told(Reply.GONE))
    _hold_end(context, hooks)


def _count(context: Context, call: Told) -> None:
    if call.seen is not None:
        outcome = Outcome.TAKEN if call.taken else Outcome.RETRIED
        gone = call.call.status == Reply.GONE.status(0)
        context.webhook(call.seen.word, Outcome.GIVEN_UP if gone else outcome, call.seen.task_id)


def _hold_place(context: Context, hooks: Hooks, call: Told) -> None:
    hook = call.call.hook
    if hook is None or hook not in hooks.lives:
        message = f"a call came to {call.call.request.target[:60]!r}, which no order named: call the URL unchanged"
        context.judge.broken("K154", PLACE, message, call.exchange, detail="elsewhere")
        return
    hold_address(context, call, hooks.listener.path(hook))
    hold_task(context, call, hooks.lives[hook])


def _hold_end(context: Context, hooks: Hooks) -> None:
    """Look at retries last: a clock that can be moved is far ahead afterwards."""
    if not hooks.has(Reply.FAIL) or not context.judge.wants("K159"):
        return
    if hooks.real_time:
        bound = f"watched for {hooks.watched:.0f} s alone: none was attempted more than {MOST_ATTEMPTS} times"
        context.judge.remark("K159", bound)
        hold_bounded(context, hooks.told(Reply.FAIL))
        return
    context.progress("webhooks: a month of retries")
    quiet = hooks.exhaust()
    hold_bounded(context, hooks.told(Reply.FAIL), since=quiet)
