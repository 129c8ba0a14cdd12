"""Dialects: how receivers of other providers expect a call to be signed, tried where this API's way is refused."""

from __future__ import annotations

from binascii import a2b_base64
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from kling3_contracts.receiver.call import Call, base64_of
from kling3_contracts.receiver.signer import STRANGER, Signer
from kling3_contracts.receiver.tries import Tries
from kling3_openapi.signature import SIGNATURE_HEADER

HEADERS = (
    "x-freepik-signature",
    "x-magnific-signature",
    "x-webhook-signature",
    "x-signature",
    "x-hub-signature-256",
    SIGNATURE_HEADER,
)
"""Where public receivers of this API, and those of other providers, look for a signature."""
_PREFIX = "sha256="
_NUMBER = 60
"""The first number of the messages that are sent so; each call has one of its own."""
_MEND = (
    "this API signs in webhook-signature alone: the base64 of the HMAC over webhook-id, webhook-timestamp and the raw "
    "body, joined by dots, after `v1,`; read these three headers and compare with that"
)


class Dialect(NamedTuple):
    """One way to write a signature: of the body alone or of what this API signs, as digits or base64, bare or not."""

    whole: bool
    hexadecimal: bool
    prefixed: bool

    def signature(self, key: bytes, call: Call) -> str:
        """Return what stands in the header of a call."""
        written = call.signature(key) if self.whole else base64_of(key, call.body)
        digest = a2b_base64(written).hex() if self.hexadecimal else written
        return f"{_PREFIX}{digest}" if self.prefixed else digest

    @property
    def words(self) -> str:
        """How such a signature is called in messages."""
        form = "hexadecimal digits" if self.hexadecimal else "base64"
        content = "id, timestamp and body" if self.whole else "the body"
        return f"{f'`{_PREFIX}` and ' if self.prefixed else ''}the {form} of the HMAC of {content}"


DIALECTS = tuple(Dialect(*each) for each in product((False, True), (True, False), (True, False)))
"""Likeliest first."""


async def understood(tries: Tries, signer: Signer) -> str:
    """Return which other signature a receiver takes, and in which header; nothing where it takes none of them."""
    for number, dialect in enumerate(DIALECTS, start=_NUMBER):
        if await tries.taken(_spoken(signer, dialect, HEADERS, number)):
            header = await _read_header(tries, signer, dialect)
            return f"the receiver takes {dialect.words} in {header}, and {_MEND}"
    return ""


async def _read_header(tries: Tries, signer: Signer, dialect: Dialect) -> str:
    """Return the one header that is read; all of them in the case that none is enough by itself."""
    for number, header in enumerate(HEADERS, start=_NUMBER + len(DIALECTS)):
        if await tries.taken(_spoken(signer, dialect, (header,), number)):
            return header
    return " and ".join(HEADERS)


def _spoken(signer: Signer, dialect: Dialect, headers: tuple[str, ...], number: int) -> Call:
    """Return a call signed in a dialect; what this API signs in is there too, and wrong, so that only that counts."""
    call = signer.call(number=number, secrets=[replace(STRANGER, version="v1")])
    signature = dialect.signature(signer.secret.key, call)
    if SIGNATURE_HEADER in headers:
        call = call.signed_as(signature)
    added = tuple((name, signature) for name in headers if name != SIGNATURE_HEADER)
    return replace(call, headers=(*call.headers, *added))
