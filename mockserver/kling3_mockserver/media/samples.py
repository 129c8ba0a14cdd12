"""Samples: pictures and videos of a given size, as bytes, for tests of programs that send them."""

from __future__ import annotations

import io
from fractions import Fraction

import av
from PIL import Image

_COLOUR = (60, 110, 160)


def png(width: int = 1024, height: int = 576) -> bytes:
    """Return a PNG picture of one colour, of so many pixels."""
    return _picture("PNG", width, height)


def jpeg(width: int = 1024, height: int = 576) -> bytes:
    """Return a JPEG picture of one colour, of so many pixels."""
    return _picture("JPEG", width, height)


def mp4(width: int = 1280, height: int = 720, *, seconds: float = 5.0, frames_per_second: int = 24) -> bytes:
    """Return an MP4 video of one colour without sound, of so many pixels (even numbers) and seconds."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=frames_per_second)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        frame = _grey(width, height)
        for number in range(round(seconds * frames_per_second)):
            frame.pts, frame.time_base = number, Fraction(1, frames_per_second)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def _grey(width: int, height: int) -> av.VideoFrame:
    frame = av.VideoFrame(width, height, "yuv420p")
    for plane in frame.planes:
        plane.update(bytes([128]) * plane.buffer_size)
    return frame


def _picture(form: str, width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), _COLOUR).save(file, form)
    return file.getvalue()
