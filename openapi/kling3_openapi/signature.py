"""Webhook signatures, signed and verified.

What is signed is `{id}.{timestamp}.{raw body}`; its base64(HMAC-SHA256) travels as `v1,<base64>`. The version
is that of the secret: while it is rotated, the old and the new one sign side by side, as in `v1,<base64>
v2,<base64>` (webhooks page; Standard Webhooks 1.0.0 has the same scheme and settles what the page does not).

    SignatureError
    |-- SecretError           a secret that can't be used, or none at all
    |-- MessageIdError        an id that may not be signed
    |-- TimestampError        a timestamp that is no whole number of seconds
    |-- HeaderError           a header that is missing, or there twice
    |-- FreshnessError
    |   |-- TooOldError       sent longer ago than the tolerance: a replay, or a slow queue
    |   `-- TooNewError       sent later than the tolerance allows: a wrong clock, or milliseconds
    |-- SignatureListError    a signature header that can't be read
    |-- VersionError          signatures only of versions that no secret has
    `-- MismatchError         no signature matches
"""

from __future__ import annotations

import binascii
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar

from kling3_openapi.errors import Kling3Error

ID_HEADER = "webhook-id"
TIMESTAMP_HEADER = "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"

_SECRET_VERSION = re.compile(r"v[0-9]+")
# A dot in the id would let digits of the body pass for the timestamp, under the same signature.
_MESSAGE_ID = re.compile(r"[!-\-/-~]+")
_TIMESTAMP = re.compile(r"[0-9]{1,15}")
_LAST_TIMESTAMP = 10**15 - 1
# A letter may follow the digits: `v1a` is Standard Webhooks' public-key signature, which is passed over.
_ENTRY = re.compile(r"(v[0-9]+[a-z]?),(?=(?:.{4})+\Z)([A-Za-z0-9+/]+={0,2})")
_WHSEC_PREFIX = "whsec_"
_VERSION_PREFIX = "v1,"
_HEX_PREFIX = "0x"
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]+")
_DROP_VERSION = f"drop it, and give '{_WHSEC_PREFIX}...' with the encoding 'whsec'"
_SHOWN_CHARACTERS = 60
_SHOWN_BITS = 64


class SecretEncoding(Enum):
    """How the text of a secret stands for the bytes of its key."""

    RAW = "raw"
    """The UTF-8 bytes of the text, as in three of the four programs of the webhooks page."""
    BASE64 = "base64"
    """Base64, as in the webhooks page's PHP program; padding may be left out."""
    WHSEC = "whsec"
    """`whsec_` and then base64, as Standard Webhooks writes secrets."""
    HEX = "hex"
    """Hexadecimal, two digits for each byte, as one operator saw the dashboard show it (confidence C)."""


class SignatureError(Kling3Error):
    """Base of all errors of signatures: a webhook that can't be trusted, or one that can't be signed."""


class SecretError(SignatureError):
    """A secret that can't be used; `version` is the one it was given. The secret itself is never shown."""

    def __init__(self, version: str, message: str) -> None:
        super().__init__(f"webhook secret {_shown(version)}: {message}")
        self.version = version


class MessageIdError(SignatureError):
    """An id that may not be signed; `message_id` is what was got."""

    def __init__(self, message_id: str) -> None:
        expected = "expected visible ASCII characters without '.', which separates the parts that are signed"
        super().__init__(f"{ID_HEADER}: got {_shown(message_id)}, {expected}: use an id like 'msg_1a2b'")
        self.message_id = message_id


class TimestampError(SignatureError):
    """A timestamp that is no whole number of seconds; `timestamp` is what was got."""

    def __init__(self, timestamp: object) -> None:
        expected = "expected whole unix seconds in at most 15 of the digits 0-9"
        super().__init__(f"{TIMESTAMP_HEADER}: got {_shown(timestamp)}, {expected}: use int(time.time())")
        self.timestamp = timestamp


class HeaderError(SignatureError):
    """A header that isn't there exactly once; `header` is its name, `times` how often it was found."""

    def __init__(self, header: str, times: int) -> None:
        advice = "pass on all headers of the call, each once, whatever the case of its name"
        super().__init__(f"{header}: got it {times} times, expected it once: {advice}")
        self.header = header
        self.times = times


class FreshnessError(SignatureError):
    """A timestamp too far from now; `timestamp`, `now` and `tolerance` are in seconds."""

    advice: ClassVar[str] = "compare both clocks"

    def __init__(self, timestamp: int, now: float, tolerance: float) -> None:
        expected = f"expected at most {tolerance} seconds between them"
        super().__init__(f"{TIMESTAMP_HEADER}: got {timestamp} at {now}, {expected}: {self.advice}")
        self.timestamp = timestamp
        self.now = now
        self.tolerance = tolerance


class TooOldError(FreshnessError):
    """A call sent longer ago than the tolerance."""

    advice = "it is too old, so don't trust it; a sender gives each attempt a timestamp of its own"


class TooNewError(FreshnessError):
    """A call sent further in the future than the tolerance."""

    advice = "it lies in the future; compare both clocks, and see that both count seconds, not milliseconds"


class SignatureListError(SignatureError):
    """A signature header that can't be read; `entry` is the first wrong entry, `header` the whole value."""

    def __init__(self, entry: str, header: str) -> None:
        expected = "expected 'v1,<base64>', and before each further one a single space"
        advice = "take the header as it came; a hex digest or another provider's form won't do"
        super().__init__(f"{SIGNATURE_HEADER}: got the entry {_shown(entry)}, {expected}: {advice}")
        self.entry = entry
        self.header = header


class VersionError(SignatureError):
    """Signatures only of versions that no secret has; `got` are theirs, `known` those of the secrets."""

    def __init__(self, got: tuple[str, ...], known: tuple[str, ...]) -> None:
        versions = f"got signatures of {_shown(', '.join(got))}, expected {_shown(', '.join(known))}"
        super().__init__(f"{SIGNATURE_HEADER}: {versions}: add the secret of a version that was got")
        self.got = got
        self.known = known


class MismatchError(SignatureError):
    """No signature matches; `versions` are those that were compared."""

    def __init__(self, versions: tuple[str, ...]) -> None:
        got = f"got no match among the signatures of {_shown(', '.join(versions))}, expected one"
        advice = "verify the body's raw bytes, not JSON written anew, with the sender's secret and its encoding"
        super().__init__(f"{SIGNATURE_HEADER}: {got}: {advice}")
        self.versions = versions


@dataclass(frozen=True, slots=True)
class Secret:
    """The key that signs and its version, `v` and digits; raises SecretError for any other and for no key."""

    version: str
    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not _SECRET_VERSION.fullmatch(self.version):
            raise SecretError(self.version, "expected a version of 'v' and digits: call the first one 'v1'")
        if not self.key:
            raise SecretError(self.version, "got an empty one: copy it from the dashboard, or make one up")

    @classmethod
    def parse(cls, text: str, encoding: SecretEncoding = SecretEncoding.RAW, version: str = "v1") -> Secret:
        """Return the secret that `text` stands for; raises SecretError when it isn't in this encoding."""
        try:
            return cls(version, _key(text, encoding))
        except ValueError:
            # Without its cause: a UnicodeEncodeError carries the whole secret.
            raise SecretError(version, _unreadable(text, encoding)) from None

    def signature(self, content: bytes) -> str:
        """Return base64(HMAC-SHA256(key, content))."""
        return binascii.b2a_base64(hmac.digest(self.key, content, "sha256"), newline=False).decode()


def secret_doubt(text: str, encoding: SecretEncoding) -> str | None:
    """Return what is to be said of a secret that is taken as raw text and looks like one that libraries decode."""
    if encoding is not SecretEncoding.RAW or not text.removeprefix(_VERSION_PREFIX).startswith(_WHSEC_PREFIX):
        return None
    if text.startswith(_VERSION_PREFIX):
        return f"begins with '{_VERSION_PREFIX}', which is no part of a secret: {_DROP_VERSION}"
    return (
        f"begins with '{_WHSEC_PREFIX}': libraries for Standard Webhooks decode the rest as base64, the encoding 'raw' "
        "takes the whole as text: choose 'whsec' for receivers that use such a library"
    )


def sign(secrets: Sequence[Secret], message_id: str, timestamp: int, body: bytes) -> str:
    """Return the value of the signature header: one entry for each secret, in their order.

    `timestamp` is in unix seconds, `body` the exact bytes that are sent. Raises SecretError without secrets,
    MessageIdError and TimestampError for what no receiver could verify.
    """
    _require_any(secrets)
    # By type, because True and an IntEnum would be written in words.
    if type(timestamp) is not int or not 0 <= timestamp <= _LAST_TIMESTAMP:
        raise TimestampError(timestamp)
    content = _content(message_id, str(timestamp), body)
    return " ".join([f"{secret.version},{secret.signature(content)}" for secret in secrets])


def verify(
    secrets: Sequence[Secret], headers: Mapping[str, str], body: bytes, *, now: float, tolerance: float = 300
) -> None:
    """Return when a secret signed this call within `tolerance` seconds of `now`; else raise a SignatureError.

    One good signature is enough. A secret is held only against entries of its own version; entries of other
    versions are passed over. A malformed entry refuses the whole list, even beside a good one: no sender
    writes such a list, so something on the way changed it, and the order of the entries must not matter.
    """
    _require_any(secrets)
    names = (ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER)
    message_id, timestamp, signatures = (_only(headers, name) for name in names)
    content = _content(message_id, timestamp, body)
    entries = _entries(signatures)
    _require_fresh(int(timestamp), now, tolerance)
    _require_match(secrets, entries, content)


_UNREADABLE = {
    SecretEncoding.RAW: "got text without a UTF-8 form: read it from its file or variable as UTF-8",
    SecretEncoding.BASE64: "got text that is not base64: choose the encoding 'raw', 'whsec' or 'hex'",
    SecretEncoding.WHSEC: "got text that is not 'whsec_' and base64: choose the encoding 'raw', 'base64' or 'hex'",
    SecretEncoding.HEX: "got text that is not hexadecimal, two of 0-9 and a-f for each byte: choose the encoding 'raw' "
    "or 'base64'",
}


def _unreadable(text: str, encoding: SecretEncoding) -> str:
    if text.startswith(_VERSION_PREFIX):
        return f"got text that begins with '{_VERSION_PREFIX}', which is no part of a secret: {_DROP_VERSION}"
    if encoding is SecretEncoding.BASE64 and text.startswith(_WHSEC_PREFIX):
        return f"got text that begins with '{_WHSEC_PREFIX}' and is not base64 as a whole: choose the encoding 'whsec'"
    if encoding is SecretEncoding.HEX and (words := _unreadable_digits(text)):
        return words
    return _UNREADABLE[encoding]


def _unreadable_digits(text: str) -> str:
    if text.startswith(_WHSEC_PREFIX):
        return f"got text that begins with '{_WHSEC_PREFIX}' and is not hexadecimal: choose the encoding 'whsec'"
    if _HEXADECIMAL.fullmatch(text.removeprefix(_HEX_PREFIX)) is None:
        return ""
    if text.startswith(_HEX_PREFIX):
        return f"got text that begins with '{_HEX_PREFIX}', which is no part of a secret: drop it"
    return "got an odd number of hexadecimal digits, expected two for each byte: copy the secret whole"


def _key(text: str, encoding: SecretEncoding) -> bytes:
    if encoding is SecretEncoding.RAW or not text:
        return text.encode()
    if encoding is SecretEncoding.HEX:
        return binascii.a2b_hex(text)
    prefix = _WHSEC_PREFIX if encoding is SecretEncoding.WHSEC else ""
    if not text.startswith(prefix):
        raise ValueError(prefix)
    digits = text.removeprefix(prefix)
    return binascii.a2b_base64(digits + "=" * (-len(digits) % 4), strict_mode=True)


def _content(message_id: str, timestamp: str, body: bytes) -> bytes:
    if not _MESSAGE_ID.fullmatch(message_id):
        raise MessageIdError(message_id)
    if not _TIMESTAMP.fullmatch(timestamp):
        raise TimestampError(timestamp)
    return f"{message_id}.{timestamp}.".encode() + body


def _only(headers: Mapping[str, str], name: str) -> str:
    values = [value for got, value in headers.items() if got.lower() == name]
    if len(values) != 1:
        raise HeaderError(name, len(values))
    return values[0]


def _entries(header: str) -> list[tuple[str, str]]:
    entries = []
    for entry in header.split(" "):
        match = _ENTRY.fullmatch(entry)
        if match is None:
            raise SignatureListError(entry, header)
        entries.append((match[1], match[2]))
    return entries


def _require_any(secrets: Sequence[Secret]) -> None:
    if not secrets:
        raise SecretError("v1", "got none at all, expected at least one: pass [Secret.parse(text)]")


def _require_fresh(timestamp: int, now: float, tolerance: float) -> None:
    # Worded so that a `now` or `tolerance` of NaN refuses: every comparison with NaN is false.
    if not now - timestamp <= tolerance:
        raise TooOldError(timestamp, now, tolerance)
    if not timestamp - now <= tolerance:
        raise TooNewError(timestamp, now, tolerance)


def _require_match(secrets: Sequence[Secret], entries: Sequence[tuple[str, str]], content: bytes) -> None:
    known = dict.fromkeys(secret.version for secret in secrets)
    compared = [(version, got) for version, got in entries if version in known]
    if not compared:
        raise VersionError(tuple(version for version, _ in entries), tuple(known))
    ours = [(secret.version, secret.signature(content)) for secret in secrets]
    # Compared as text: several base64 texts decode to the same bytes, and only one of them was sent.
    pairs = ((got, right) for version, got in compared for owner, right in ours if owner == version)
    if not any(hmac.compare_digest(got, right) for got, right in pairs):
        raise MismatchError(tuple(dict.fromkeys(version for version, _ in compared)))


def _shown(value: object) -> str:
    # Python refuses to write integers of thousands of digits in decimal, but not in hexadecimal.
    enormous = isinstance(value, int) and value.bit_length() > _SHOWN_BITS
    text = f"{value:#x}" if enormous else ascii(value)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."
