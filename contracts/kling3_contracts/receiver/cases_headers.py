"""Headers that are missing or that no sender writes: each is refused, and none makes a receiver fail."""

from __future__ import annotations

from dataclasses import replace

from kling3_contracts.receiver.call import Call
from kling3_contracts.receiver.case import ASSUMED, PAGE, Calls, Case, Expected, Group
from kling3_contracts.receiver.signer import Signer
from kling3_openapi.signature import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER

_page = Group(Expected.REFUSED, PAGE).case
_assumed = Group(Expected.REFUSED, ASSUMED).case
_either = Group(Expected.EITHER, ASSUMED).case

_NOT_MATCHING = "v1," + "A" * 43 + "="

Written = tuple[str, str]
"""A signature list with `{}` for the good signature, and a label."""


def _without(name: str) -> Calls:
    return lambda signer: (signer.call().without(name),)


def _lists(*written: Written) -> Calls:
    def calls(signer: Signer) -> tuple[Call, ...]:
        return tuple(_listing(signer, number, *each) for number, each in enumerate(written))

    return calls


def _listing(signer: Signer, number: int, text: str, label: str) -> Call:
    call = signer.call(number=number)
    return call.signed_as(text.format(call.signature(signer.secret.key)), label)


def _sent_twice(signer: Signer) -> tuple[Call, ...]:
    wrong = (SIGNATURE_HEADER, _NOT_MATCHING)
    first, second = signer.call(number=0), signer.call(number=1)
    return (
        replace(first, headers=(wrong, *first.headers), label="the good one last"),
        replace(second, headers=(*second.headers, wrong), label="the good one first"),
    )


HEADERS: tuple[Case, ...] = (
    _page(225, "no-webhook-id", (
        "A call without webhook-id is refused.",
        "Without an id there is nothing to sign and nothing to know a replay by.",
        "Answer 400 when one of the three headers is missing.",
    ), _without(ID_HEADER)),
    _page(226, "no-webhook-timestamp", (
        "A call without webhook-timestamp is refused.",
        "Without a timestamp nobody can tell how old the call is.",
        "Answer 400 when one of the three headers is missing.",
    ), _without(TIMESTAMP_HEADER)),
    _page(227, "no-webhook-signature", (
        "A call without webhook-signature is refused.",
        "Verification that is skipped where there is nothing to verify protects nobody.",
        "Answer 400 when one of the three headers is missing.",
    ), _without(SIGNATURE_HEADER)),
    _assumed(228, "signature-without-comma", (
        "A signature without a comma is refused.",
        "A program that divides each entry in two fails where there is no comma, and anybody can send that.",
        "Divide at the first comma, and take an entry that has none for one that does not match.",
    ), _lists(("v1{}", "version and signature in one"), ("{}", "no version"))),
    _either(229, "double-space-in-signatures", (
        "Two spaces in the list of signatures do no harm.",
        "An empty entry stands between them. Beside a good signature it may be taken or refused; it must not fail.",
        "Pass over empty entries before you divide them at the comma.",
    ), _lists((f"{_NOT_MATCHING}  v1,{{}}", ""))),
    _assumed(230, "empty-signatures", (
        "An empty list of signatures is refused.",
        "No signature is no match, and an empty text must not be compared with an empty result.",
        "Accept only where a signature matched, and refuse at the end of the list.",
    ), _lists(("", "nothing"), ("v1,", "a version and nothing"), (",", "a comma"))),
    _assumed(231, "signature-that-is-not-base64", (
        "A signature that is not base64 is refused.",
        "Decoders fail, or drop what they don't know, on letters outside of base64.",
        "Compare the text of signatures without decoding it.",
    ), _lists(("v1,!!not*base64!!", "other characters"), ("v1,A", "a single letter"), ("v1,====", "padding alone"))),
    _assumed(232, "version-twice", (
        "An entry with its version written twice is refused.",
        "It has two commas; a program that expects exactly two parts fails on the third.",
        "Divide at the first comma only.",
    ), _lists(("v1,v1,{}", ""))),
    _assumed(233, "letters-beyond-ascii", (
        "Letters beyond ASCII in headers are refused.",
        "Some functions that compare in constant time fail on them, and an answer of 500 makes senders try again.",
        "Compare bytes, or refuse signatures with other letters than those of base64.",
    ), _lists((f"v1,\u00e9{_NOT_MATCHING[3:]}", "in the signature"), (f"v\u00e9{_NOT_MATCHING}", "in the version"))),
    _either(234, "signature-header-twice", (
        "A signature header that comes twice does no harm.",
        "Frameworks give the first, the last, or both in one text. Taking and refusing are both safe.",
        "Read one value of the header, or refuse when there are several.",
    ), _sent_twice),
)  # fmt: skip
"""In the order of their codes."""
