"""Odd bodies, slow senders and crowds: well signed, and heavier than what came before, so they come last."""

from __future__ import annotations

from dataclasses import replace

from kling3_contracts.receiver.call import Call, Manner
from kling3_contracts.receiver.case import ASSUMED, PAGE, Calls, Case, Expected, Group
from kling3_contracts.receiver.signer import Signer

_refused = Group(Expected.REFUSED, "RFC 9110: a method that a resource does not have is answered 405").case
_either = Group(Expected.EITHER, ASSUMED).case
_taken = Group(Expected.TAKEN, ASSUMED).case
_page = Group(Expected.TAKEN, PAGE).case

CROWD = 50
_RACE = 10
_LARGE = 2 * 1024 * 1024


def _bodies(*bodies: tuple[bytes, str]) -> Calls:
    def calls(signer: Signer) -> tuple[Call, ...]:
        return tuple(signer.call(body, number=at).named(label) for at, (body, label) in enumerate(bodies))

    return calls


def _large(signer: Signer) -> tuple[Call, ...]:
    return (signer.call(signer.body(padding="x" * _LARGE)),)


def _by_get(signer: Signer) -> tuple[Call, ...]:
    return (replace(signer.call(), method="GET"),)


def _dripping(signer: Signer) -> tuple[Call, ...]:
    return (replace(signer.call(), manner=Manner.DRIPPING),)


def _beside_a_stuck_one(signer: Signer) -> tuple[Call, ...]:
    return replace(signer.call(number=1), manner=Manner.STUCK).before(), signer.call()


def _race(signer: Signer) -> tuple[Call, ...]:
    return (signer.call(),) * _RACE


def _crowd(signer: Signer) -> tuple[Call, ...]:
    return tuple(signer.call(number=number) for number in range(CROWD))


LOAD: tuple[Case, ...] = (
    _either(240, "body-that-is-not-json", (
        "A body that is not JSON does no harm, well signed as it is.",
        "The sender is the right one, so 2xx and 4xx are both good answers; a failure comes again with each retry.",
        "Catch the error of the parser, and answer 400.",
    ), _bodies((b"status=COMPLETED", "a form"), (b'{"task_id":', "cut off"), (b"[]", "a list"), (b"null", "null"))),
    _either(241, "body-that-is-not-utf-8", (
        "A body that is not UTF-8 does no harm, well signed as it is.",
        "Making text of the body before verifying fails here. 2xx and 4xx are both good answers.",
        "Verify bytes, join id and timestamp to them as bytes, and answer 400 where they can't be read as text.",
    ), _bodies((b'{"task_id":"\xff\xfe\x80"}', ""))),
    _either(242, "empty-body", (
        "An empty body does no harm, well signed as it is.",
        "Some frameworks give nothing instead of empty bytes. 2xx and 4xx are both good answers.",
        "Take no body for an empty one, and answer 400 when there is nothing to read.",
    ), _bodies((b"", ""))),
    _either(243, "body-of-2-mib", (
        "A body of 2 MiB does no harm, well signed as it is.",
        "A limit on the size of bodies is wise, and 413 says so; 2xx is good too. Hanging up makes senders try again.",
        "Answer 413 above your limit instead of closing the connection.",
    ), _large),
    _refused(244, "get-instead-of-post", (
        "A call by GET is refused.",
        "What follows links sends GET and must not set off anything; a page for people belongs to another address.",
        "Take POST alone and answer 405 to other methods.",
    ), _by_get),
    _taken(245, "slow-sender", (
        "A call whose body comes in drops is taken.",
        "Networks cut bodies where they like; who reads once and verifies what was there refuses real calls.",
        "Read as many bytes as Content-Length says before you verify.",
    ), _dripping),
    _taken(246, "beside-a-stuck-sender", (
        "A sender that stops in mid-body does not keep others waiting.",
        "A receiver with one worker waits for the rest of the body, and every other call runs into its time limit.",
        "Serve calls side by side, or put a proxy that buffers bodies in front.",
    ), _beside_a_stuck_one),
    _page(247, "replays-at-once", (
        "One call ten times at once is answered 2xx, and acted on once.",
        "Looking whether an id is known, and keeping it later, lets two calls at once slip through together.",
        "Look and keep in one step: a unique key in the database, or a lock.",
    ), _race).acted_on(1).in_a_crowd(),
    _taken(248, "fifty-at-once", (
        "Fifty calls at once are all taken.",
        "A batch of tasks ends at the same time; calls that are dropped or answered too late come again and add up.",
        "Verify, keep the message and answer; do the work from a queue.",
    ), _crowd).acted_on(CROWD).in_a_crowd(),
)  # fmt: skip
"""In the order of their codes, which is the order of their weight."""
