"""Diagnosis: why a receiver most likely refuses the first valid call, found out by sending it in other ways."""

from __future__ import annotations

import json
import time
from binascii import a2b_base64
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from kling3_contracts.messages import Answer
from kling3_contracts.receiver.call import Call, base64_of
from kling3_contracts.receiver.cases_forged import UNSET
from kling3_contracts.receiver.dialects import understood
from kling3_contracts.receiver.fronts import before_everything, on_the_way
from kling3_contracts.receiver.reply import Reply
from kling3_contracts.receiver.signer import Signer
from kling3_contracts.receiver.tries import Tries
from kling3_contracts.receiver.verdicts import is_failure
from kling3_contracts.receiver.wire import Wire
from kling3_openapi.signature import SIGNATURE_HEADER, Secret, SecretEncoding, SecretError

_MOST_SKEW = 60
_MILLISECONDS = 1000
_BARE = 80
_UNEXPLAINED = (
    "most likely the receiver holds another secret, or its clock is wrong, for it took no other encoding of this one "
    "and no other signature either: give --secret what the receiver holds"
)
_ENCODED = {
    SecretEncoding.RAW: "the secret's text as it stands",
    SecretEncoding.BASE64: "the secret decoded from base64",
    SecretEncoding.WHSEC: "the secret decoded after 'whsec_'",
    SecretEncoding.HEX: "the bytes that the secret's hexadecimal digits stand for",
}


class Attempt(NamedTuple):
    """One other way to send a valid call, and what it means when the receiver takes it."""

    meaning: str
    call: Call


async def diagnose(wire: Wire, signer: Signer, text: str, encoding: SecretEncoding, first: Reply) -> str:
    """Return a sentence on why the `first` valid call was refused; nothing where it failed, whatever was sent.

    It takes 29 calls at most.
    """
    tries = Tries(wire, first)
    return on_the_way(first.answer) or await _taken(tries, signer, text, encoding) or await _unmoved(tries, signer)


async def _taken(tries: Tries, signer: Signer, text: str, encoding: SecretEncoding) -> str:
    """Return what the first call that is taken means, or nothing."""
    for attempt in attempts(signer, text, encoding):
        if await tries.taken(attempt.call):
            return attempt.meaning
    return await understood(tries, signer)


async def _unmoved(tries: Tries, signer: Signer) -> str:
    """Return what is left to say of a receiver that took none of the calls."""
    answer = tries.first.answer
    if is_failure(answer.status):
        return ""
    await tries.taken(signer.call(number=_BARE).without(SIGNATURE_HEADER))
    front = before_everything(answer) if tries.alike else ""
    return "; ".join(filter(None, (front, _clock(answer)))) or _UNEXPLAINED


def attempts(signer: Signer, text: str, encoding: SecretEncoding) -> Iterator[Attempt]:
    """Yield the other ways, likeliest first."""
    yield from _encodings(signer, text, encoding)
    yield from _trimmed(signer, text, encoding)
    yield from _unset(signer)
    yield from _contents(signer)
    yield from _forms(signer)


def _encodings(signer: Signer, text: str, encoding: SecretEncoding) -> Iterator[Attempt]:
    for number, other in enumerate(SecretEncoding, start=10):
        if other is not encoding and (secret := _parsed(text, other)):
            meaning = (
                f"the receiver takes calls whose key is {_ENCODED[other]}: use --secret-encoding {other.value}, "
                f"or let the receiver take {_ENCODED[encoding]}"
            )
            yield Attempt(meaning, signer.call(number=number, secrets=[secret]))


def _trimmed(signer: Signer, text: str, encoding: SecretEncoding) -> Iterator[Attempt]:
    for other, word in ((text.strip(), "without the blanks around it"), (f"{text}\n", "with a newline after it")):
        if other != text and (secret := _parsed(other, encoding)):
            meaning = f"the receiver takes calls signed with the secret {word}: strip the secret on both sides"
            yield Attempt(meaning, signer.call(number=20, secrets=[secret]))


def _unset(signer: Signer) -> Iterator[Attempt]:
    for number, text in enumerate(UNSET, start=50):
        call = signer.call(number=number)
        meaning = f"the receiver's secret is the text '{text}': the variable that it reads is most likely not set"
        yield Attempt(meaning, call.signed_as(f"v1,{call.signature(text.encode())}"))


def _contents(signer: Signer) -> Iterator[Attempt]:
    key, call = signer.secret.key, signer.call(number=30)
    printed = f"{call.message_id}.{call.timestamp}.{call.body!r}".encode()
    yield Attempt(
        "the receiver signs the body as a program prints bytes, b'...': join the raw bytes instead of formatting them",
        call.signed_as(f"v1,{base64_of(key, printed)}"),
    )
    yield Attempt(
        "the receiver verifies JSON that was written anew, with spaces: verify the raw body",
        signer.call(json.dumps(signer.task(number=31)).encode(), number=31),
    )
    yield Attempt(
        "the receiver verifies the body alone: sign id, timestamp and body, joined by dots",
        call.signed_as(f"v1,{base64_of(key, call.body)}"),
    )


def _forms(signer: Signer) -> Iterator[Attempt]:
    call = signer.call(number=40)
    right = call.signature(signer.secret.key)
    yield Attempt(
        "the receiver expects the signature in hexadecimal: compare base64",
        call.signed_as(f"v1,{a2b_base64(right).hex()}"),
    )
    yield Attempt(
        "the receiver compares the whole header with one signature: divide it at spaces, and each entry at its comma",
        call.signed_as(right),
    )
    yield Attempt(
        "the receiver's clock counts milliseconds: webhook-timestamp is in seconds",
        signer.timed(str(signer.now * _MILLISECONDS), number=41),
    )


def _parsed(text: str, encoding: SecretEncoding) -> Secret | None:
    try:
        return Secret.parse(text, encoding)
    except SecretError:
        return None


def _clock(answer: Answer) -> str:
    """Return a sentence where the answer's Date is far from this machine's clock."""
    try:
        ahead = parsedate_to_datetime(answer.header("date")).timestamp() - time.time()
    except ValueError:
        return ""
    if abs(ahead) <= _MOST_SKEW:
        return ""
    return f"the receiver's clock is {abs(ahead):.0f} seconds {'ahead of' if ahead > 0 else 'behind'} this one: set it"
