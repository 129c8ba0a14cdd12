"""Magic: which of the types that can be uploaded a picture is, by its first bytes."""

from __future__ import annotations

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


def form_of(content: bytes) -> str:
    """Return the type of a picture in PNG, JPEG or WebP, or the empty string for anything else."""
    if content.startswith(_PNG):
        return "image/png"
    if content.startswith(_JPEG):
        return "image/jpeg"
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""
