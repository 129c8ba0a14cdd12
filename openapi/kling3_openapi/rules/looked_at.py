"""LookedAt: a picture or a video that an order names, with what was found behind its URL."""

from __future__ import annotations

from dataclasses import dataclass

from kling3_openapi.rules.input_limits import PictureLimits, VideoLimits
from kling3_openapi.rules.order import dotted
from kling3_openapi.rules.rule import Spot

STATED = "provider's OpenAPI pages (February 2026); that such a task ends FAILED without a reason was seen live"
ASSUMED = "assumed of what fetches pictures and videos"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that could be read; width and height in pixels, as it is shown: turned where its EXIF says so.

    It is not `whole` when its last part is missing or broken.
    """

    form: str
    width: int
    height: int
    frames: int = 1
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Video:
    """A video whose headers could be read; None is what they don't say."""

    form: str
    width: int
    height: int
    seconds: float | None
    frames_per_second: float | None


@dataclass(frozen=True, slots=True)
class OtherContent:
    """What is no picture or video that can be read; `words` say what it is."""

    words: str


@dataclass(frozen=True, slots=True)
class Bomb:
    """A picture of so many pixels that nobody should unpack it."""

    form: str
    pixels: int


@dataclass(frozen=True, slots=True)
class Unopened:
    """A picture that is too large to be read whole, and tells nothing before."""

    form: str


Content = Picture | Video | OtherContent | Bomb | Unopened


@dataclass(frozen=True, slots=True)
class Found:
    """What lies behind a URL; `size` in bytes, None where nobody said it.

    `content_type` is as it was served, without parameters; empty where there was none.
    """

    content: Content
    size: int | None
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """Nothing that could be read; `reason` goes on from the name of the field."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unseen:
    """Nobody looked, or not long enough; `reason` goes on from "was not looked at: ", and names the mend."""

    reason: str


@dataclass(frozen=True, slots=True)
class LookedAt:
    """One place of an order, as a JSON pointer, what the provider states for it, and what was found there."""

    pointer: str
    limits: PictureLimits | VideoLimits
    result: Found | Missing | Unseen

    @property
    def content(self) -> Content | None:
        """What was found, where something was."""
        return self.result.content if isinstance(self.result, Found) else None

    def spot(self, words: str) -> Spot:
        """Return where it stands, and a sentence that begins with the name of its field."""
        return self.pointer, f"{dotted(self.pointer)} {words}"


def called(form: str) -> str:
    """Return what a file of a form is called: `a PNG file`."""
    return f"{'an' if form[0] in 'AM' else 'a'} {form} file"
