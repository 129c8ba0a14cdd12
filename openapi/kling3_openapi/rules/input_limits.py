"""InputLimits: what the provider states of the pictures and videos of an order, field by field.

Sizes are in bytes. A page that says "10MB" may mean 10,000,000 or 10,485,760: the larger one is held to, so that
nothing is called wrong that may be right. Where a page states nothing, anything is taken that can be read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kling3_openapi.endpoints import MOTION_CONTROL, UHD, Family

_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """What a picture may be; None where nothing is stated."""

    forms: tuple[str, ...]
    least_side: int | None = None
    """Pixels, of width and of height."""
    most_bytes: int | None = None
    widest: float | None = None
    """The longer side to the shorter one, at most."""


@dataclass(frozen=True, slots=True)
class VideoLimits:
    """What a video may be; None where nothing is stated."""

    forms: tuple[str, ...]
    seconds: tuple[int, int]
    sides: tuple[int, int] | None = None
    """Pixels."""
    most_bytes: int | None = None
    frames_per_second: tuple[int, int] | None = None


Limits = PictureLimits | VideoLimits

_ANY_PICTURE = PictureLimits(("PNG", "JPEG", "WebP"))
_PICTURE = PictureLimits(("PNG", "JPEG"), 300, 10 * _MEBIBYTE)
_KLING3_PICTURE = replace(_PICTURE, widest=2.5)
_UHD_PICTURE = replace(_KLING3_PICTURE, forms=_ANY_PICTURE.forms)
_MOTION_PICTURE = replace(_PICTURE, forms=_ANY_PICTURE.forms)
_REFERENCE_VIDEO = VideoLimits(("MP4", "MOV"), (3, 10), (720, 2160), 200 * _MEBIBYTE, (24, 60))
_MOTION_VIDEO = VideoLimits(("MP4", "MOV", "WebM", "M4V"), (3, 30))

_FRAMES = ("image_url", "start_image_url", "end_image_url", "image", "image_tail")


def limits_of(family: Family, pointer: str) -> Limits:
    """Return what is stated of a place of an order, as its field's page says it.

    Kling 3: its prose says of all its pictures what its OpenAPI says of the first frame. Omni and reference-to-video:
    their OpenAPI says it of `image_url`, without a ratio, and nothing of reference images. Motion control and 4K: pages
    of later models.
    """
    field = pointer.split("/")[1]
    if field == "video_url":
        return _MOTION_VIDEO if family in MOTION_CONTROL else _REFERENCE_VIDEO
    if family is Family.KLING3:
        return _KLING3_PICTURE
    if field not in _FRAMES:
        return _ANY_PICTURE
    if family in UHD:
        return _UHD_PICTURE
    if family in MOTION_CONTROL:
        return _MOTION_PICTURE
    return _PICTURE if family in (Family.OMNI, Family.REFERENCE) else _ANY_PICTURE
