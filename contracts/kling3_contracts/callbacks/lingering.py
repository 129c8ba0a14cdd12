"""Lingering: how long calls are waited for that should not come, since their message was taken."""

from __future__ import annotations

from kling3_contracts.callbacks.hooks import Hooks
from kling3_contracts.callbacks.reply import Reply

_SHORTEST, _LONGEST = 0.5, 8.0
_SHARE = 1.3
"""A message that comes again although it was taken would do so after the delay of a retry, give or take a fifth."""


def end_of_linger(hooks: Hooks) -> float:
    """Return the moment until which it pays to wait, once a call has come.

    Where waiting costs real time the messages that were taken at once are enough: one that was refused first would
    come again after a longer delay.
    """
    at_once = [each.call.at for calls in hooks.series(lambda reply: reply.takes) for each in calls]
    last = max(at_once) if at_once and hooks.real_time else hooks.listener.calls()[-1].at
    moments = [each.call.at for each in hooks.told(Reply.FAIL_ONCE)]
    delay = moments[1] - moments[0] if len(moments) > 1 else _LONGEST
    return last + min(_LONGEST, max(delay * _SHARE, _SHORTEST))
