"""Calls that come twice or in another order: the service may send them so, and a receiver must bear it."""

from __future__ import annotations

from dataclasses import replace

from kling3_contracts.receiver.call import Call
from kling3_contracts.receiver.case import PAGE, STANDARD, Case, Expected, Group
from kling3_contracts.receiver.signer import COMPLETED, IN_PROGRESS, STRANGER, Signer

_page = Group(Expected.TAKEN, PAGE).case
_standard = Group(Expected.TAKEN, STANDARD).case
_assumed = Group(Expected.TAKEN, "assumed: nothing promises that calls arrive in order").case

_EARLIER = 30
"""Seconds between an attempt and the next."""


def _end_first(signer: Signer) -> tuple[Call, ...]:
    end, start = signer.call(signer.body(COMPLETED)), signer.call(signer.body(IN_PROGRESS), number=1)
    return end.named("COMPLETED"), replace(start, task_id=end.task_id, label="IN_PROGRESS after it")


def _replayed(signer: Signer) -> tuple[Call, ...]:
    return signer.call().before(), signer.call()


def _tried_again(signer: Signer) -> tuple[Call, ...]:
    return signer.call(age=_EARLIER).before(), signer.call()


def _after_forged(signer: Signer) -> tuple[Call, ...]:
    return signer.call(secrets=[replace(STRANGER, version="v1")]).before(), signer.call()


ORDER: tuple[Case, ...] = (
    _assumed(211, "end-before-start", (
        "COMPLETED before IN_PROGRESS is taken, both of them.",
        "A call that had to be sent again arrives after later ones; refusing it only makes it come once more.",
        "Answer 2xx to an older status of a task that has ended, and leave the task as it is.",
    ), _end_first),
    _page(212, "replay", (
        "The same call once more is answered 2xx, and acted on once.",
        "A sender that missed the first answer sends the call again, and whoever recorded a call can do so too.",
        "Keep the ids that were dealt with, answer 2xx to one that is known, and do nothing more.",
    ), _replayed).acted_on(1),
    _standard(213, "tried-again", (
        "A message that is tried again is answered 2xx, and acted on once.",
        "An attempt has the id of the one before, and a timestamp and signature of its own.",
        "Know messages by `webhook-id` alone, not by signature, timestamp or body.",
    ), _tried_again).acted_on(1),
    _page(214, "id-of-a-forged-call", (
        "A forged call does not use up the id of the real one.",
        "Who keeps ids before verifying lets anybody make the real call look like a replay.",
        "Verify first, and keep the id only of a call that can be trusted.",
    ), _after_forged).acted_on(1),
)  # fmt: skip
"""In the order of their codes."""
