"""Calls whose signature is not that of their content: whoever takes one can be told anything by anybody."""

from __future__ import annotations

import json
from binascii import a2b_base64
from dataclasses import replace

from kling3_contracts.receiver.call import Call, base64_of
from kling3_contracts.receiver.case import PAGE, STANDARD, Case, Expected, Group
from kling3_contracts.receiver.signer import STRANGER, Signer
from kling3_openapi.signature import ID_HEADER, TIMESTAMP_HEADER

_page = Group(Expected.REFUSED, PAGE).case
_standard = Group(Expected.REFUSED, STANDARD).case
_unset = Group(Expected.REFUSED, "assumed: what programs make of a variable that is not set").case

UNSET = ("", "undefined", "null", "None")
"""What an unset variable is read as."""
_PART = 8


def _byte_changed(signer: Signer) -> tuple[Call, ...]:
    call = signer.call()
    return (replace(call, body=call.body.replace(b".mp4", b".mp5", 1)),)


def _written_anew(signer: Signer) -> tuple[Call, ...]:
    call = signer.call()
    return (replace(call, body=json.dumps(json.loads(call.body)).encode()),)


def _by_a_stranger(signer: Signer) -> tuple[Call, ...]:
    return (signer.call(secrets=[replace(STRANGER, version="v1")]),)


def _by_an_unset_secret(signer: Signer) -> tuple[Call, ...]:
    calls = (signer.call(number=number) for number, _ in enumerate(UNSET))
    return tuple(
        call.signed_as(f"v1,{call.signature(text.encode())}", f"the secret '{text}'")
        for call, text in zip(calls, UNSET, strict=True)
    )


def _of_an_unknown_version(signer: Signer) -> tuple[Call, ...]:
    return (signer.call(secrets=[replace(signer.secret, version="v9")]),)


def _id_changed(signer: Signer) -> tuple[Call, ...]:
    return (replace(signer.call().having(ID_HEADER, other := signer.call(number=1).message_id), message_id=other),)


def _timestamp_changed(signer: Signer) -> tuple[Call, ...]:
    return (signer.call(age=1).having(TIMESTAMP_HEADER, str(signer.now)),)


def _over_the_body_alone(signer: Signer) -> tuple[Call, ...]:
    call = signer.call()
    return (call.signed_as(f"v1,{base64_of(signer.secret.key, call.body)}"),)


def _in_hexadecimal(signer: Signer) -> tuple[Call, ...]:
    call = signer.call()
    return (call.signed_as(f"v1,{a2b_base64(call.signature(signer.secret.key)).hex()}"),)


def _alike(signer: Signer) -> tuple[Call, ...]:
    calls = [signer.call(number=number) for number in range(2)]
    right = [call.signature(signer.secret.key) for call in calls]
    return (
        calls[0].signed_as(f"v1,{right[0][:_PART]}", "only its first letters"),
        calls[1].signed_as(f"v1,{right[1].swapcase()}", "its letters in another case"),
    )


FORGED: tuple[Case, ...] = (
    _page(215, "body-changed-by-one-byte", (
        "A body that was changed by one byte is refused.",
        "The signature is there so that nobody on the way can change what is sent.",
        "Sign id, timestamp and the raw body yourself, and compare the result with the header.",
    ), _byte_changed),
    _page(216, "json-written-anew", (
        "JSON written anew under the old signature is refused.",
        "What is verified must be what came, not what a parser made of it: two parsers may read one text differently.",
        "Verify the raw bytes of the body, before any parser has seen them.",
    ), _written_anew),
    _page(217, "another-secret", (
        "A signature by another secret is refused.",
        "Anybody can sign with a secret of his own.",
        "Compute the signature with your own secret, and compare in constant time.",
    ), _by_a_stranger),
    _unset(218, "unset-secret", (
        "A signature by an empty secret, or by the word for one that is not set, is refused.",
        "A missing variable becomes an empty text, `undefined`, `null` or `None`, and then everybody knows the secret.",
        "Refuse to start without a secret.",
    ), _by_an_unset_secret),
    _page(219, "unknown-version-only", (
        "Signatures of an unknown version alone are refused.",
        "The version says which secret signed; a version without a secret can't be verified.",
        "Compare a signature only with the secret of its version, and refuse when none is left.",
    ), _of_an_unknown_version),
    _page(220, "id-changed", (
        "Another id under the old signature is refused.",
        "Replays are known by their id; one that can be changed makes each replay look new.",
        "Put `webhook-id` into what you sign.",
    ), _id_changed),
    _page(221, "timestamp-changed", (
        "Another timestamp under the old signature is refused.",
        "A timestamp that can be changed makes an old call look fresh.",
        "Put `webhook-timestamp`, as it came, into what you sign.",
    ), _timestamp_changed),
    _page(222, "signature-of-the-body-alone", (
        "A signature of the body alone is refused.",
        "Other providers sign so; here id and timestamp belong to what is signed.",
        "Sign id, timestamp and body, joined by dots.",
    ), _over_the_body_alone),
    _page(223, "signature-in-hexadecimal", (
        "A signature in hexadecimal is refused.",
        "This API writes signatures in base64; who compares hexadecimal follows another provider's page.",
        "Compare with the base64 of the HMAC.",
    ), _in_hexadecimal),
    _standard(224, "signature-that-is-only-alike", (
        "A signature that is only alike is refused.",
        "Comparing a beginning, or without regard to case, leaves few letters to guess.",
        "Compare whole signatures letter by letter in constant time, as `hmac.compare_digest` does.",
    ), _alike),
)  # fmt: skip
"""In the order of their codes."""
