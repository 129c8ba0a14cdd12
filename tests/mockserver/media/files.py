"""Files: pictures and videos of each form, made for the tests."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import av
from PIL import Image

_ORIENTATION = 0x0112


def picture(form: str = "PNG", size: tuple[int, int] = (400, 300), **options: object) -> bytes:
    """Return a picture of a form that Pillow knows, by its options."""
    file = io.BytesIO()
    Image.new("RGB", size, (200, 90, 30)).save(file, form, **options)
    return file.getvalue()


def noise(form: str, size: tuple[int, int] = (400, 300)) -> bytes:
    """Return a picture that can't be packed to little."""
    file = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(file, form)
    return file.getvalue()


def animation(form: str, frames: int = 3) -> bytes:
    """Return a picture of several frames, each unlike the one before."""
    file = io.BytesIO()
    first, *rest = [Image.new("RGB", (400, 300), (90 * number, 0, 0)) for number in range(frames)]
    first.save(file, form, save_all=True, append_images=rest)
    return file.getvalue()


def turned(orientation: int) -> bytes:
    """Return a JPEG picture of 400x300 pixels that a camera held so."""
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    return picture("JPEG", exif=exif)


def bomb(width: int, height: int) -> bytes:
    """Return a PNG whose head announces so many pixels, of which there are none."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


class Film(NamedTuple):
    """A video as it is to be made; the names are those of PyAV."""

    form: str = "mp4"
    codec: str = "mpeg4"
    size: tuple[int, int] = (320, 240)
    seconds: float = 1.0
    rate: int = 24
    headers_first: bool = False


def video(film: Film) -> bytes:
    """Return a video."""
    # A film's headers are put first by reading what was written, which takes a file.
    with TemporaryDirectory() as folder:
        path = Path(folder) / "film"
        options = {"movflags": "+faststart"} if film.headers_first else {}
        with av.open(str(path), "w", format=film.form, options=options) as container:
            stream = container.add_stream(film.codec, rate=film.rate)
            stream.width, stream.height, stream.pix_fmt = *film.size, "yuv420p"
            for number in range(round(film.seconds * film.rate)):
                container.mux(stream.encode(_frame(film.size, number)))
            container.mux(stream.encode(None))
        return path.read_bytes()


def _frame(size: tuple[int, int], number: int) -> av.VideoFrame:
    frame = av.VideoFrame(*size, "yuv420p")
    for plane in frame.planes:
        plane.update(bytes([number % 200]) * plane.buffer_size)
    frame.pts = number
    return frame


def long_film(*, headers_first: bool) -> bytes:
    """Return an MP4 video with as many bytes as a real one: 16 MiB of nothing lie in a box of their own."""
    content = video(Film(seconds=5, headers_first=headers_first))
    nothing = 16 * 1024 * 1024
    box = nothing.to_bytes(4, "big") + b"free" + bytes(nothing - 8)
    # Before the headers nothing may be put in: where they are the first, they say where the frames lie.
    at = len(content) if headers_first else content.index(b"moov") - 4
    return content[:at] + box + content[at:]


def sound() -> bytes:
    """Return an MP4 file without a picture."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=16_000)
        frame = av.AudioFrame("fltp", "mono", 1024)
        frame.sample_rate, frame.pts = 16_000, 0
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)
