"""Forms: what a file is by its first bytes, whatever its name and its content type say."""

from __future__ import annotations

import re
from collections.abc import Mapping

HEAD_BYTES = 4_096
"""How many of the first bytes tell the form of a file."""

PICTURES: Mapping[str, str] = {"PNG": "PNG", "JPEG": "JPEG", "WebP": "WEBP"}
"""Forms of pictures that are looked into, with what their reader calls them."""
VIDEOS: Mapping[str, str] = {"MP4": "mov", "MOV": "mov", "M4V": "mov", "WebM": "matroska"}
"""Forms of videos that are looked into, with the demuxer that reads them: no other one is ever asked."""

_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"FLV", "an FLV video"),
    (b"\0\0\x01\xba", "an MPEG video"),
)
_IN_RIFF = {b"WEBP": "WebP", b"AVI ": "an AVI video"}
_STILL_BRANDS = {
    b"heic": "a HEIC picture",
    b"heix": "a HEIC picture",
    b"mif1": "a HEIC picture",
    b"avif": "an AVIF picture",
    b"avis": "an AVIF picture",
}
_PAGE = re.compile(rb"<(?:!doctype html|html|head|body|script|meta)\b", re.IGNORECASE)
_DRAWING = re.compile(rb"<svg\b", re.IGNORECASE)


def form_of(head: bytes) -> str:
    """Return the form of a file by its head: one of PICTURES or VIDEOS, else words for what it is."""
    if not head:
        return "an empty file"
    marked = next((form for mark, form in _MARKS if head.startswith(mark)), None)
    return marked or _boxed(head) or _text_form(head) or "a file of no known format"


def _boxed(head: bytes) -> str | None:
    if head[:4] == b"RIFF":
        return _IN_RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _STILL_BRANDS.get(head[8:12]) or _film(head[8:12])
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free", b"skip"):
        # Older QuickTime files have no brand.
        return "MOV"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "WebM" if b"webm" in head[:64] else "an MKV video"
    return None


def _film(brand: bytes) -> str:
    if brand == b"qt  ":
        return "MOV"
    return "M4V" if brand.upper().startswith(b"M4V") else "MP4"


def _text_form(head: bytes) -> str | None:
    if _DRAWING.search(head):
        return "an SVG drawing"
    if _PAGE.search(head):
        return "an HTML page"
    text = head.lstrip()
    if text[:1] in (b"{", b"["):
        return "JSON"
    if text.startswith(b"#EXTM3U"):
        return "a playlist of videos"
    return "an XML document" if text.startswith((b"<?xml", b"<")) else None
