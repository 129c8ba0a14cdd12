"""Byte ranges of RFC 9110, section 14: which part of a body of known length a Range header asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WholeBody:
    """Answer 200 with everything: no range was asked for, or one that a server may ignore."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Answer 206 with the bytes `first` to `last`, both included, counted from 0, of a body of `length`."""

    first: int
    last: int
    length: int

    @property
    def content_range(self) -> str:
        """The value of the Content-Range header: `bytes 0-499/1234`."""
        return f"bytes {self.first}-{self.last}/{self.length}"

    def slice(self, body: bytes) -> bytes:
        """Return the part of the body that was asked for."""
        return body[self.first : self.last + 1]


@dataclass(frozen=True, slots=True)
class Unsatisfiable:
    """Answer 416 without a body: the range begins behind the end of a body of `length`."""

    length: int

    @property
    def content_range(self) -> str:
        """The value of the Content-Range header: `bytes */1234`."""
        return f"bytes */{self.length}"


RangeAnswer = WholeBody | ByteRange | Unsatisfiable
"""What a Range header comes to."""

# A server may ignore any Range header, so numbers that int() might refuse to read are not read at all: Python
# can be set to stop at 640 digits.
_FROM = re.compile(r"([0-9]{1,600})-([0-9]{0,600})")
_SUFFIX = re.compile(r"-([0-9]{1,600})")


def parse(header: str | None, length: int) -> RangeAnswer:
    """Return what the Range header of a GET asks for, of a body of `length` bytes.

    A malformed header, another unit than bytes and several ranges at once come to the whole body, as RFC 9110
    allows. Other methods than GET have no ranges: give None for them.
    """
    spec = _only_spec(header or "")
    if found := _FROM.fullmatch(spec):
        return _from(int(found[1]), int(found[2]) if found[2] else None, length)
    if found := _SUFFIX.fullmatch(spec):
        return _suffix(int(found[1]), length)
    return WholeBody()


def _only_spec(header: str) -> str:
    """Return the one range of the header, or nothing; empty elements of the list are lawful, don't count."""
    unit, _, listed = header.partition("=")
    specs = [spec for spec in (element.strip(" \t") for element in listed.split(",")) if spec]
    return specs[0] if unit.lower() == "bytes" and len(specs) == 1 else ""


def _from(first: int, last: int | None, length: int) -> RangeAnswer:
    if last is not None and last < first:
        return WholeBody()
    if first >= length:
        return Unsatisfiable(length)
    end = length - 1
    return ByteRange(first, end if last is None else min(last, end), length)


def _suffix(wanted: int, length: int) -> RangeAnswer:
    if wanted == 0:
        return Unsatisfiable(length)
    if length == 0:
        # Lawful, but Content-Range has no way to write a range without a byte.
        return WholeBody()
    return ByteRange(max(length - wanted, 0), length - 1, length)
