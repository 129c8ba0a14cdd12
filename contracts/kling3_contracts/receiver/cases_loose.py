"""The right signature, written loosely: lenient decoders of base64 read it all the same, and that does no harm."""

from __future__ import annotations

from itertools import count

from kling3_contracts.receiver.call import Call
from kling3_contracts.receiver.case import Case, Expected, Group
from kling3_contracts.receiver.signer import Signer

_told = Group(Expected.BETTER_REFUSED, "RFC 4648, section 12: decoders that ignore letters let texts differ").case

_PART = 8
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_FOR_URLS = str.maketrans("+/", "-_")


def _written_loosely(signer: Signer) -> tuple[Call, ...]:
    calls = [signer.call(number=number) for number in range(5)]
    after, between, beyond, bare, bits = (call.signature(signer.secret.key) for call in calls)
    return (
        calls[0].signed_as(f"v1,{after}AAAA", "more after its end"),
        calls[1].signed_as(f"v1,{between[:_PART]}*{between[_PART:]}", "a star between"),
        calls[2].signed_as(f"v1,\u00e9{beyond}", "a letter beyond ASCII before it"),
        calls[3].signed_as(f"v1,{bare.rstrip('=')}", "without its padding"),
        calls[4].signed_as(f"v1,{_with_other_bits(bits)}", "other bits behind its end"),
        _in_the_alphabet_of_urls(signer),
    )


def _with_other_bits(signature: str) -> str:
    """Return 32 bytes in base64 with the two bits set that stand behind the last one and that no byte is made of."""
    last = _LETTERS.index(signature[-2])
    return f"{signature[:-2]}{_LETTERS[last | 3]}="


def _in_the_alphabet_of_urls(signer: Signer) -> Call:
    """Return the first call from the sixth on whose signature is written differently there: three of four are."""
    for number in count(5):
        call = signer.call(number=number)
        right = call.signature(signer.secret.key)
        if (written := right.translate(_FOR_URLS)) != right:
            return call.signed_as(f"v1,{written}", "in the alphabet of URLs")
    raise AssertionError


_WHY = (
    "A lenient decoder of base64 reads the very signature in it, as that of the Python libraries `standardwebhooks` "
    "and `svix` does. Only who holds the secret can write it, so nobody is let in by that."
)

LOOSE: tuple[Case, ...] = (
    _told(249, "signature-written-loosely", (
        "The right signature, written loosely, is refused, or taken without harm.",
        _WHY,
        "In code of your own compare the text of signatures undecoded; leave a library as it is, and catch its errors.",
    ), _written_loosely),
)  # fmt: skip
"""Told, and never a violation but by a failure."""
