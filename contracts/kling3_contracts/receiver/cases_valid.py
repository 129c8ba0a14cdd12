"""Calls that the service makes, or may make: each has to be taken with 2xx in time."""

from __future__ import annotations

import json

from kling3_contracts.receiver.call import Call
from kling3_contracts.receiver.case import PAGE, STANDARD, Calls, Case, Expected, Group
from kling3_contracts.receiver.signer import COMPLETED, FAILED, IN_PROGRESS, STRANGER, Signer

_page = Group(Expected.TAKEN, PAGE).case
_standard = Group(Expected.TAKEN, STANDARD).case
_seen = Group(Expected.TAKEN, "seen in public programs").case

_MINUTE = 60
_PUBLIC_KEY_SIGNATURE = "v1a," + "A" * 86 + "=="


def _telling(status: str) -> Calls:
    return lambda signer: (signer.call(signer.body(status)),)


def _empty_generated(signer: Signer) -> tuple[Call, ...]:
    return (signer.call(signer.body(COMPLETED, generated=[])),)


def _extra_fields(signer: Signer) -> tuple[Call, ...]:
    usage = {"seconds": 5, "parts": [1, None]}
    return (signer.call(signer.body(COMPLETED, created_at="2026-02-01T00:00:00Z", usage=usage, has_nsfw=[False])),)


def _header_names(signer: Signer) -> tuple[Call, ...]:
    titled, upper = signer.call(number=0).spelt(str.title), signer.call(number=1).spelt(str.upper)
    return titled.named("Webhook-Id"), upper.named("WEBHOOK-ID")


def _a_minute_old(signer: Signer) -> tuple[Call, ...]:
    return (signer.call(age=_MINUTE),)


def _old_and_new(signer: Signer) -> tuple[Call, ...]:
    new = signer.secrets[1] if len(signer.secrets) > 1 else STRANGER
    return (signer.call(secrets=[signer.secret, new]),)


def _new_only(signer: Signer) -> tuple[Call, ...]:
    return (signer.call(secrets=signer.secrets[1:2]),)


def _good_among_others(signer: Signer) -> tuple[Call, ...]:
    calls = [signer.call(number=number) for number in range(3)]
    right = [f"v1,{call.signature(signer.secret.key)}" for call in calls]
    wrong = [f"{version},{call.signature(STRANGER.key)}" for version, call in zip(("v1", "v9"), calls, strict=False)]
    return (
        calls[0].signed_as(f"{wrong[0]} {right[0]}", "after a wrong one"),
        calls[1].signed_as(f"{wrong[1]} {right[1]}", "after one of another version"),
        calls[2].signed_as(f"{_PUBLIC_KEY_SIGNATURE} {right[2]}", "after one by a public key"),
    )


def _written_otherwise(signer: Signer) -> tuple[Call, ...]:
    spaced = json.dumps(signer.task(number=0), indent=2).replace("/", "\\/").encode() + b"\n"
    foreign = json.dumps(signer.task(number=1, note="Stra\u00dfe, \u96ea"), ensure_ascii=False).encode()
    return (
        signer.call(spaced, number=0).named("spaces and escapes"),
        signer.call(foreign, number=1).named("letters beyond ASCII"),
    )


VALID: tuple[Case, ...] = (
    _page(200, "in-progress", (
        "A call that reports IN_PROGRESS is taken.",
        "It is the first that comes for every task; a receiver which only expects the end fails on each of them.",
        "Answer 2xx to every status, and act on those that you need.",
    ), _telling(IN_PROGRESS)),
    _page(201, "completed", (
        "A call that reports COMPLETED is taken.",
        "Only a 2xx tells the sender that the call has arrived, and it must come before the sender gives up.",
        "Answer 2xx as soon as the signature is verified, and download the video afterwards.",
    ), _telling(COMPLETED)),
    _page(202, "failed", (
        "A call that reports FAILED is taken.",
        "It has no video: `generated` is empty. A receiver that refuses it never learns that the task has ended.",
        "Answer 2xx to FAILED too, and end your own job there.",
    ), _telling(FAILED)),
    _seen(203, "completed-without-video", (
        "A COMPLETED call with an empty `generated` is taken.",
        "The list may be empty although the task is COMPLETED; taking its first entry without a look fails there.",
        "Look whether `generated` has an entry before you read it, and answer 2xx either way.",
    ), _empty_generated),
    _standard(204, "extra-fields", (
        "A call with fields that no page names is taken.",
        "The service adds fields without a new version; a model that forbids them stops working on that day.",
        "Read the fields that you need and pass over the others.",
    ), _extra_fields),
    _standard(205, "header-names-in-another-case", (
        "The case of header names makes no difference.",
        "Names of HTTP headers have no case, and proxies rewrite them as they like.",
        "Look headers up without regard to case, as your framework's own header object does.",
    ), _header_names),
    _standard(206, "a-minute-old", (
        "A call that was sent a minute ago is taken.",
        "Calls wait in queues and clocks differ; a window of a few seconds loses calls on a busy day.",
        "Allow 300 seconds between the timestamp and your clock, which counts unix seconds in UTC.",
    ), _a_minute_old),
    _page(207, "rotation-old-and-new-secret", (
        "A call signed with the old and the new secret is taken.",
        "While a secret is rotated the header has two signatures, `v1,...` and `v2,...`; one that matches is enough.",
        "Divide the header at spaces, and accept when one of the signatures matches.",
    ), _old_and_new),
    _page(208, "rotation-new-secret-only", (
        "A call signed with the new secret alone is taken.",
        "When the rotation ends, the old signature is no longer sent.",
        "Hold both secrets during a rotation, and try each with the signatures of its version.",
    ), _new_only).in_rotation(),
    _page(209, "good-signature-among-others", (
        "A good signature counts wherever it stands in the list.",
        "The order of the list is not promised, and it may hold signatures that are not for this receiver.",
        "Go through the whole list, pass over what does not match, and accept at the first that does.",
    ), _good_among_others),
    _page(210, "json-written-otherwise", (
        "A call is verified by its bytes, however its JSON is written.",
        "JSON that is read and written anew loses its spaces and escapes, and the signature with them.",
        "Verify the raw body before anything reads it as JSON or text.",
    ), _written_otherwise),
)  # fmt: skip
"""In the order of their codes, which is the order in which they are sent."""
