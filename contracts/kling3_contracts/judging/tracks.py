"""Tracks: what the index of an MP4 file says of its pictures and its sound (ISO/IEC 14496-12)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from kling3_contracts.judging.boxes import Box, Mp4Error, boxes_in

_PICTURES, _SOUND = b"vide", b"soun"
_HANDLER = slice(8, 12)
"""Where hdlr names the kind of a track."""
_MATRICES = {0: 40, 1: 52}
"""By version of tkhd: where the matrix stands that turns the picture; width and height follow it."""
_MATRIX, _SIDES = struct.Struct(">9i"), struct.Struct(">II")
_FIXED_POINT = 1 << 16


class Tracks(NamedTuple):
    """The tracks of a film; `width` and `height` are pixels as they are shown, and 0 where no track of pictures is."""

    width: int
    height: int
    has_sound: bool


def tracks_of(content: bytes) -> Tracks:
    """Return what a whole MP4 file says of its tracks; raise Mp4Error where its index can't be read."""
    width = height = 0
    has_sound = False
    for track in _within(content, Box("", 0, len(content)), "moov", "trak"):
        kind = _kind(content, track)
        has_sound = has_sound or kind == _SOUND
        if kind == _PICTURES and not width:
            width, height = _size(content, track)
    return Tracks(width, height, has_sound)


def _within(content: bytes, box: Box, *kinds: str) -> Iterator[Box]:
    """The boxes that lie in a box along a path of kinds."""
    first, *rest = kinds
    for each in boxes_in(content, box.start, box.end):
        if each.kind == first:
            yield from _within(content, each, *rest) if rest else (each,)


def _kind(content: bytes, track: Box) -> bytes:
    handlers = _within(content, track, "mdia", "hdlr")
    return next((content[each.start : each.end][_HANDLER] for each in handlers), b"")


def _size(content: bytes, track: Box) -> tuple[int, int]:
    head = next((content[each.start : each.end] for each in _within(content, track, "tkhd")), b"")
    place = _MATRICES.get(head[0] if head else 255, 0)
    if not place or len(head) < place + _MATRIX.size + _SIDES.size:
        raise Mp4Error("the box 'tkhd' of the pictures can't be read: expected version 0 or 1 with matrix and size")
    matrix = _MATRIX.unpack_from(head, place)
    width, height = (each // _FIXED_POINT for each in _SIDES.unpack_from(head, place + _MATRIX.size))
    # A picture that is turned by a quarter is stored lying, as telephones do.
    return (height, width) if matrix[0] == matrix[4] == 0 else (width, height)
