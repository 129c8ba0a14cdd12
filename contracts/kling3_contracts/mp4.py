"""MP4: whether bytes are a whole MP4 file, and for how long it plays (ISO/IEC 14496-12).

Boxes alone are read, never a frame: a file that was cut off, emptied or mislabelled is found, a wrong picture is not.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from kling3_openapi.errors import Kling3Error
from kling3_openapi.rules.echo import echoed

_HEADER = 8
_LARGE_HEADER = 16
_LARGE, _TO_THE_END = 1, 0
"""Sizes that stand for something else: the size follows as 64 bits; the box reaches to the end."""
_SHORT_FORM, _LONG_FORM = struct.Struct(">II"), struct.Struct(">IQ")
_TIMES = {0: (12, _SHORT_FORM), 1: (20, _LONG_FORM)}
"""By version of mvhd: where timescale and duration stand, and how they are written."""


class Mp4Error(Kling3Error):
    """Bytes that are no whole MP4 file; the message says what is missing and where."""


class _Box(NamedTuple):
    kind: str
    start: int
    end: int


def duration_of(content: bytes) -> float:
    """Return the seconds that an MP4 file plays; raise Mp4Error for one that is not whole."""
    if not content:
        raise Mp4Error("the file is empty: serve the video's bytes")
    if not b"ftyp".startswith(content[4:8]):
        begin = echoed(content[:12].decode("latin-1"))
        raise Mp4Error(f"the file begins with '{begin}', expected a box 'ftyp': serve an MP4 file")
    boxes = list(_boxes(content, 0, len(content)))
    data = _only(boxes, "mdat", "its data: the file was written without frames")
    if data.start == data.end:
        raise Mp4Error("the box 'mdat' is empty: the file was written without frames")
    index = _only(boxes, "moov", "its index: write the file to its end before it is served")
    head = _only(
        list(_boxes(content, index.start, index.end)),
        "mvhd",
        "the head of its index, which tells how long it is",
    )
    return _seconds(content[head.start : head.end])


def _boxes(content: bytes, start: int, end: int) -> Iterator[_Box]:
    """The boxes that lie next to one another between two places, each with where its payload begins and ends."""
    while start < end:
        box = _box(content, start, end)
        yield box
        start = box.end


def _box(content: bytes, at: int, end: int) -> _Box:
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
    return _Box(_name(kind, at), at + header, at + _checked(size, header, kind, at, end))


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


def _only(boxes: list[_Box], kind: str, what: str) -> _Box:
    found = next((each for each in boxes if each.kind == kind), None)
    if found is None:
        raise Mp4Error(f"the box '{kind}' is missing, {what}")
    return found


def _seconds(head: bytes) -> float:
    place, form = _TIMES.get(head[0] if head else 255, (0, _SHORT_FORM))
    if not place or len(head) < place + form.size:
        raise Mp4Error("the box 'mvhd' can't be read: expected version 0 or 1 with timescale and duration")
    timescale, duration = form.unpack_from(head, place)
    if not timescale or not duration:
        raise Mp4Error(f"the box 'mvhd' tells {duration} ticks of 1/{timescale} s: expected both above 0")
    return float(duration / timescale)
