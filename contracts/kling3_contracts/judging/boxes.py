"""Boxes: the parts of which an MP4 file is made (ISO/IEC 14496-12); the payload of none is read here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kling3_openapi.errors import Kling3Error
from kling3_openapi.rules.echo import echoed

_HEADER = 8
_LARGE_HEADER = 16
_LARGE, _TO_THE_END = 1, 0
"""Sizes that stand for something else: the size follows as 64 bits; the box reaches to the end."""


class Mp4Error(Kling3Error):
    """Bytes that are no whole MP4 file; the message says what is missing and where."""


class Box(NamedTuple):
    """One box: its kind, and where its payload begins and ends."""

    kind: str
    start: int
    end: int


def boxes_in(content: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes that lie next to one another between two places, each with where its payload begins and ends."""
    while start < end:
        box = _box(content, start, end)
        yield box
        start = box.end


def _box(content: bytes, at: int, end: int) -> Box:
    if end - at < _HEADER:
        raise Mp4Error(
            f"{end - at} bytes at {at} are too few for a box: the file was cut off, or has something behind its end"
        )
    size, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + _HEADER]
    header = _LARGE_HEADER if size == _LARGE else _HEADER
    if size == _LARGE:
        size = int.from_bytes(content[at + _HEADER : at + _LARGE_HEADER])
    elif size == _TO_THE_END:
        size = end - at
    return Box(_name(kind, at), at + header, at + _checked(size, header, kind, at, end))


def _checked(size: int, header: int, kind: bytes, at: int, end: int) -> int:
    if size < header:
        raise Mp4Error(
            f"the box {_name(kind, at)!r} at {at} says that it has {size} bytes, fewer than its head: correct the size"
        )
    if at + size > end:
        missing = f"only {end - at} are there: the file was cut off"
        raise Mp4Error(f"the box {_name(kind, at)!r} at {at} says that it has {size} bytes, but {missing}")
    return size


def _name(kind: bytes, at: int) -> str:
    if not all(0x20 <= each < 0x7F for each in kind):
        raise Mp4Error(
            f"no box begins at byte {at}: got {echoed(kind.decode('latin-1'))!r} for its name; serve an MP4 file"
        )
    return kind.decode("ascii")


def the_box(boxes: list[Box], kind: str, what: str) -> Box:
    """Return the first box of a kind; raise Mp4Error where there is none, which says what is missing."""
    found = next((each for each in boxes if each.kind == kind), None)
    if found is None:
        raise Mp4Error(f"the box '{kind}' is missing, {what}")
    return found
