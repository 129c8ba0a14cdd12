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
                return _read(form, image, cut=cut)
    except Image.DecompressionBombError as error:
        found = _PIXELS.search(str(error))
        return Bomb(form, int(found[1]) if found else MOST_PIXELS)
    except Exception:  # noqa: BLE001  (its readers raise what they like at hostile bytes)
        return Unopened(form) if cut else OtherContent(f"a file that begins as {form}, and can't be read")


def _read(form: str, image: Image.Image, *, cut: bool) -> Picture | Bomb:
    width, height = image.size
    if width * height > MOST_PIXELS:
        return Bomb(form, width * height)
    frames = int(getattr(image, "n_frames", 1)) if form in _ANIMATED else 1
    whole = not cut and _is_whole(image)
    # A PNG is read to its end for it.
    if (whole or form == "JPEG") and image.getexif().get(_ORIENTATION) in _LYING:
        width, height = height, width
    return Picture(form, width, height, frames, whole=cut or whole)


def _is_whole(image: Image.Image) -> bool:
    try:
        # A JPEG is read at an eighth of its size.
        image.draft("RGB", (1, 1))
        image.load()
    except Exception:  # noqa: BLE001  (as above)
        return False
    return True
