"""Pictures: size, frames and wholeness of a picture, by Pillow."""

from __future__ import annotations

import io
import re
import warnings

from PIL import Image

from kling3_mockserver.media.forms import PICTURES
from kling3_openapi.rules.looked_at import Bomb, OtherContent, Picture, Unopened

MOST_PIXELS = 89_478_485
"""More are never unpacked (Pillow's own bound): they would take 360 MB and more."""
_MOST_WEBP_PIXELS = MOST_PIXELS // 4
"""Of a WebP each pixel takes sixteen bytes. A larger one that opens is taken as whole: a part of one does not."""
_MOST_SCANS = 100
"""Of a JPEG; a camera makes ten at most, and some hundred of a few bytes each take minutes."""
_SCAN = b"\xff\xda"
_ORIENTATION = 0x0112
_LYING = range(5, 9)
"""The values of EXIF's orientation by which width and height change places."""
_PIXELS = re.compile(r"\(([0-9]+) pixels\)")
_ANIMATED = ("PNG", "WebP")
"""In a JPEG what looks like further frames are previews."""


def picture_of(form: str, content: bytes, *, cut: bool = False) -> Picture | Bomb | OtherContent | Unopened:
    """Return what a file of a form in PICTURES is; of one that was `cut` off here the end is not looked for."""
    try:
        with warnings.catch_warnings():
            # Of bombs, which are looked for here, and of odd metadata.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=[PICTURES[form]]) as image:
                return _read(form, image, cut=cut, heavy=_is_heavy(form, image, content))
    except Image.DecompressionBombError as error:
        found = _PIXELS.search(str(error))
        return Bomb(form, int(found[1]) if found else MOST_PIXELS)
    except Exception:  # noqa: BLE001  (its readers raise what they like at hostile bytes)
        return Unopened(form) if cut else OtherContent(f"a file that begins as {form}, and can't be read")


def _is_heavy(form: str, image: Image.Image, content: bytes) -> bool:
    """Return whether unpacking would take more time or memory than a look is worth."""
    if form == "WebP":
        return image.width * image.height > _MOST_WEBP_PIXELS
    return form == "JPEG" and content.count(_SCAN) > _MOST_SCANS


def _read(form: str, image: Image.Image, *, cut: bool, heavy: bool) -> Picture | Bomb:
    width, height = image.size
    if width * height > MOST_PIXELS:
        return Bomb(form, width * height)
    frames = int(getattr(image, "n_frames", 1)) if form in _ANIMATED else 1
    whole = cut or heavy or _is_whole(image)
    # A PNG is read to its end for it.
    if (form != "PNG" or (whole and not cut)) and _orientation(image) in _LYING:
        width, height = height, width
    return Picture(form, width, height, frames, whole=whole)


def _orientation(image: Image.Image) -> object:
    try:
        return image.getexif().get(_ORIENTATION)
    except Exception:  # noqa: BLE001  (as above; a picture is none the worse for it)
        return None


def _is_whole(image: Image.Image) -> bool:
    try:
        # A JPEG is read at an eighth of its size.
        image.draft("RGB", (1, 1))
        image.load()
    except Exception:  # noqa: BLE001  (as above)
        return False
    return True
