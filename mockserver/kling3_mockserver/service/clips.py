"""The videos that the fake hands out: one small MP4 file for each duration, shape, size and sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from importlib.resources import files
from itertools import product

from kling3_openapi.endpoints import Tier

SHORTEST_SECONDS, LONGEST_SECONDS = 3, 15


class AspectRatio(Enum):
    """The shape of the picture, width to height; the value is what a request writes."""

    LANDSCAPE = "16:9"
    PORTRAIT = "9:16"
    SQUARE = "1:1"


@dataclass(frozen=True, slots=True)
class Clip:
    """One of the videos; `seconds` is exact and whole, and there is a sound track only where `audio` is true.

    Raises ValueError for a duration that the service does not make, and for sound in 4K.
    """

    seconds: int
    aspect_ratio: AspectRatio
    tier: Tier
    audio: bool

    def __post_init__(self) -> None:
        if not SHORTEST_SECONDS <= self.seconds <= LONGEST_SECONDS:
            raise ValueError(_no_such_duration(self.seconds))
        if self.audio and self.tier is Tier.UHD:
            raise ValueError("There is no clip in 4K with sound; ask for one without.")

    @property
    def name(self) -> str:
        """The file's name: `pro-16x9-05s-audio.mp4`, or without sound `pro-16x9-05s.mp4`.

        Tiers of one size share their files.
        """
        shape = self.aspect_ratio.value.replace(":", "x")
        sound = "-audio" if self.audio else ""
        return f"{_SAME_SIZE.get(self.tier, self.tier).value}-{shape}-{self.seconds:02d}s{sound}.mp4"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        long, short = _SIDES[_SAME_SIZE.get(self.tier, self.tier)]
        sizes = {
            AspectRatio.LANDSCAPE: (long, short),
            AspectRatio.PORTRAIT: (short, long),
            AspectRatio.SQUARE: (short, short),
        }
        return sizes[self.aspect_ratio]

    def read(self) -> bytes:
        """Return the whole file; only the first call for a clip reads the disk."""
        return _file_bytes(self.name)


def _no_such_duration(seconds: int) -> str:
    lawful = f"from {SHORTEST_SECONDS} to {LONGEST_SECONDS}"
    return f"There is no clip of {seconds} seconds; ask for a whole number of seconds {lawful}."


_SIDES = {Tier.PRO: (1920, 1080), Tier.STD: (1280, 720), Tier.UHD: (3840, 2160)}
_SAME_SIZE = {Tier.P1080: Tier.PRO, Tier.P720: Tier.STD}


def every_clip() -> Iterator[Clip]:
    """Yield each clip that has a file of its own, 195 in all."""
    durations = range(SHORTEST_SECONDS, LONGEST_SECONDS + 1)
    for tier, shape, seconds in product(_SIDES, AspectRatio, durations):
        if tier is not Tier.UHD:
            yield Clip(seconds, shape, tier, audio=True)
        yield Clip(seconds, shape, tier, audio=False)


# The bound is never reached: all the files together are smaller than one real video.
@lru_cache(maxsize=256)
def _file_bytes(name: str) -> bytes:
    return files(__package__).joinpath("clips", name).read_bytes()
