"""Phase: the WEBHOOKS phase; orders with URLs of a listener of ours, and what its calls are held to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kling3_contracts.addresses.loopback import is_loopback
from kling3_contracts.callbacks.hooks import Hooks
from kling3_contracts.callbacks.judged import judge_calls, judge_retries
from kling3_contracts.callbacks.listener import Listener
from kling3_contracts.callbacks.script import scripted
from kling3_contracts.callbacks.watching import watch
from kling3_contracts.context import Context
from kling3_contracts.judging.promises import WEBHOOKS
from kling3_contracts.messages import Exchange
from kling3_contracts.workflow.walk_state import Walk

CODES = tuple(each.code for each in WEBHOOKS)
"""The promises that this phase puts to the test."""
_OF_MANY = ("K189", "K191", "K194")
"""What is looked for where orders are free alone."""


def run(context: Context) -> None:
    """Order tasks whose webhooks come to this machine, answer them by a script, and judge what came.

    The clock of a target in this process is taken to be moved by its `wait` alone, and by as much as a month. Best is
    a `wait` that returns after the calls that fell due were made, as in
    `lambda seconds: (clock.advance(seconds), courier.settle())`.
    """
    with begun(context) as finish:
        finish()


@contextmanager
def begun(context: Context) -> Iterator[Callable[[], None]]:
    """Place the orders; what is given waits for what has not come yet, and judges. Other phases may send in between."""
    if not context.judge.wants(*CODES):
        yield lambda: None
        return
    if reason := _not_reached(context):
        yield lambda: _leave_out(context, reason)
        return
    walk = Walk(context)
    script = scripted(walk.families, free=walk.orders_are_free)
    replies = [each.reply for each in script]
    with Listener(context.options.webhook_host, context.sender.target.now, replies) as listener:
        hooks = Hooks(walk, listener, script)
        context.progress("webhooks: orders with a URL each")
        hooks.order()
        with _looking(context, hooks):
            yield lambda: _finish(context, hooks)


@contextmanager
def _looking(context: Context, hooks: Hooks) -> Iterator[None]:
    """Look at calls after each request of whichever phase, so that a task is read soon after its call has come."""
    listeners = context.sender.listeners

    def look(_exchange: Exchange) -> None:
        hooks.look()

    listeners.append(look)
    try:
        yield
    finally:
        listeners.remove(look)


def _finish(context: Context, hooks: Hooks) -> None:
    if hooks.lives:
        _watch(context, hooks)
    _leave_out_what_takes_many(context)
    _leave_out(context, hooks.walk.trouble or "no call came that would show it")


def _leave_out(context: Context, reason: str) -> None:
    for code in CODES:
        context.judge.not_tried(code, reason)


def _leave_out_what_takes_many(context: Context) -> None:
    if not Walk(context).orders_are_free:
        for code in _OF_MANY:
            context.judge.not_tried(code, "it takes more orders than one needs, and orders are not free here")


def _not_reached(context: Context) -> str:
    target, host = context.sender.target, context.options.webhook_host
    if target.paid and is_loopback(f"http://{host}"):
        return f"the server can't call {host}: name an address at which it reaches this machine (--webhook-host)"
    return ""


def _watch(context: Context, hooks: Hooks) -> None:
    context.progress("webhooks: waiting for calls")
    watch(hooks, context.options.patience)
    for life in hooks.lives.values():
        hooks.walk.read(life)
    judge_calls(context, hooks)
    judge_retries(context, hooks)
