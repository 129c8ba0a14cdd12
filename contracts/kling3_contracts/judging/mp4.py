"""MP4: whether bytes are a whole MP4 file, and for how long it plays (ISO/IEC 14496-12).

Boxes alone are read, never a frame: a file that was cut off, emptied or mislabelled is found, a wrong picture is not.
"""

from __future__ import annotations

import struct

from kling3_contracts.judging.boxes import Mp4Error, boxes_in, the_box
from kling3_openapi.rules.echo import echoed

_SHORT_FORM, _LONG_FORM = struct.Struct(">II"), struct.Struct(">IQ")
_TIMES = {0: (12, _SHORT_FORM), 1: (20, _LONG_FORM)}
"""By version of mvhd: where timescale and duration stand, and how they are written."""


def duration_of(content: bytes) -> float:
    """Return the seconds that an MP4 file plays; raise Mp4Error for one that is not whole."""
    if not content:
        raise Mp4Error("the file is empty: serve the video's bytes")
    if not b"ftyp".startswith(content[4:8]):
        begin = echoed(content[:12].decode("latin-1"))
        raise Mp4Error(f"the file begins with '{begin}', expected a box 'ftyp': serve an MP4 file")
    boxes = list(boxes_in(content, 0, len(content)))
    data = the_box(boxes, "mdat", "its data: the file was written without frames")
    if data.start == data.end:
        raise Mp4Error("the box 'mdat' is empty: the file was written without frames")
    index = the_box(boxes, "moov", "its index: write the file to its end before it is served")
    head = the_box(
        list(boxes_in(content, index.start, index.end)),
        "mvhd",
        "the head of its index, which tells how long it is",
    )
    return _seconds(content[head.start : head.end])


def _seconds(head: bytes) -> float:
    place, form = _TIMES.get(head[0] if head else 255, (0, _SHORT_FORM))
    if not place or len(head) < place + form.size:
        raise Mp4Error("the box 'mvhd' can't be read: expected version 0 or 1 with timescale and duration")
    timescale, duration = form.unpack_from(head, place)
    if not timescale or not duration:
        raise Mp4Error(f"the box 'mvhd' tells {duration} ticks of 1/{timescale} s: expected both above 0")
    return float(duration / timescale)
