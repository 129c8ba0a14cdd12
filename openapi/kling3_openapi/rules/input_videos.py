"""Rules on videos as they are: their length, their size and their frames."""

from __future__ import annotations

from collections.abc import Iterator

from kling3_openapi.findings import Location, Severity
from kling3_openapi.rules.input_limits import VideoLimits
from kling3_openapi.rules.looked_at import STATED, LookedAt, Video
from kling3_openapi.rules.rule import Rule, Spot, rule

_LITTLE_SECONDS = 0.05
"""Encoders end a track a frame or two beside the second that was asked for."""
_LITTLE_RATE = 0.1
"""23.976 frames a second are called 24."""


@rule("K340", Severity.ADVICE, Location.BODY, source=STATED)
def video_seconds(looked_at: LookedAt) -> Iterator[Spot]:
    """A video is shorter or longer than the field takes.

    Reference videos have 3 to 10 seconds, those of motion control 3 to 30. Cut the video.
    """
    content, limits = looked_at.content, looked_at.limits
    if isinstance(content, Video) and isinstance(limits, VideoLimits) and content.seconds is not None:
        least, most = limits.seconds
        if not least - _LITTLE_SECONDS <= content.seconds <= most + _LITTLE_SECONDS:
            mend = "cut it" if content.seconds > most else "send a longer one"
            yield looked_at.spot(f"lasts {content.seconds:.2f} s, expected {least} to {most} s: {mend}")


@rule("K341", Severity.ADVICE, Location.BODY, source=STATED)
def video_size(looked_at: LookedAt) -> Iterator[Spot]:
    """A video has too few pixels, or too many.

    The provider asks for 720 to 2160 pixels "width or height": a video breaks that in any reading if its longer side
    has less, or its shorter one more. Scale the video.
    """
    content, sides = _sized(looked_at)
    if content is not None and (max(content) < sides[0] or min(content) > sides[1]):
        yield looked_at.spot(f"{_sides_words(content, sides)}: scale it")


@rule("K342", Severity.ADVICE, Location.BODY, source=STATED)
def video_rate(looked_at: LookedAt) -> Iterator[Spot]:
    """A video has fewer than 24 frames a second, or more than 60.

    The provider takes 24 to 60 frames a second in a reference video. Convert the video to 30.
    """
    content, limits = looked_at.content, looked_at.limits
    if not isinstance(content, Video) or not isinstance(limits, VideoLimits):
        return
    rate, bounds = content.frames_per_second, limits.frames_per_second
    if rate is not None and bounds is not None and not bounds[0] - _LITTLE_RATE <= rate <= bounds[1] + _LITTLE_RATE:
        yield looked_at.spot(f"has {rate:.4g} frames a second, expected {bounds[0]} to {bounds[1]}: convert it to 30")


@rule("K343", Severity.ADVICE, Location.BODY, source=STATED)
def video_side(looked_at: LookedAt) -> Iterator[Spot]:
    """One side of a video is outside of what the provider takes, and the other is not.

    "720-2160px (minimum 720px width or height)" can be read either way. Scale the video so that both sides are within.
    """
    content, sides = _sized(looked_at)
    if content is None or max(content) < sides[0] or min(content) > sides[1]:
        return
    if min(content) < sides[0] or max(content) > sides[1]:
        yield looked_at.spot(f"{_sides_words(content, sides)}, at one side at least: scale it to be safe")


def _sized(looked_at: LookedAt) -> tuple[tuple[int, int] | None, tuple[int, int]]:
    content, limits = looked_at.content, looked_at.limits
    if isinstance(content, Video) and isinstance(limits, VideoLimits) and limits.sides is not None:
        return (content.width, content.height), limits.sides
    return None, (0, 0)


def _sides_words(size: tuple[int, int], sides: tuple[int, int]) -> str:
    return f"has {size[0]}x{size[1]} pixels, expected {sides[0]} to {sides[1]}"


FLAWS: tuple[Rule[LookedAt], ...] = (video_seconds, video_size, video_rate)
DOUBTS: tuple[Rule[LookedAt], ...] = (video_side,)
