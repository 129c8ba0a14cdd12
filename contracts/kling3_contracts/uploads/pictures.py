"""Pictures: the smallest of their types, each other than all before it."""

from __future__ import annotations

import struct
import zlib

PNG, JPEG, WEBP = "image/png", "image/jpeg", "image/webp"
TYPES = (PNG, JPEG, WEBP)

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
_JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"


def picture(content_type: str, number: int) -> bytes:
    """Return a picture of one pixel, whose colour is its number; of other types than PNG what begins as one does."""
    colour = (number % 256, number // 256 % 256, 128)
    if content_type == PNG:
        pixels = zlib.compress(bytes((0, *colour)))
        return _SIGNATURE + _chunk(b"IHDR", _HEADER) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")
    if content_type == JPEG:
        return _JPEG + bytes(colour) + b"\xff\xd9"
    return b"RIFF" + struct.pack("<I", 15) + b"WEBPVP8 " + bytes(colour)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
