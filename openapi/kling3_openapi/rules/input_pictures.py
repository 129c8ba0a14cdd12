"""Rules on pictures as they are: their size, their shape, and whether they are whole."""

from __future__ import annotations

from collections.abc import Iterator

from kling3_openapi.findings import Location, Severity
from kling3_openapi.rules.input_limits import PictureLimits
from kling3_openapi.rules.looked_at import ASSUMED, STATED, Bomb, LookedAt, Picture, called
from kling3_openapi.rules.rule import Rule, Spot, rule


@rule("K334", Severity.ADVICE, Location.BODY, source=STATED)
def picture_small(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture has less than 300 pixels at one side.

    The provider asks for 300x300 at least. Send a larger picture; scaling up a small one makes no better video.
    """
    content, limits = looked_at.content, looked_at.limits
    if isinstance(content, Picture) and isinstance(limits, PictureLimits) and limits.least_side is not None:
        least = limits.least_side
        if min(content.width, content.height) < least:
            size = f"{content.width}x{content.height}"
            yield looked_at.spot(f"has {size} pixels, expected {least}x{least} or more: send a larger picture")


@rule("K336", Severity.ADVICE, Location.BODY, source=STATED)
def picture_ratio(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture is more than two and a half times as long as it is wide, or the reverse.

    The provider takes ratios from 1:2.5 to 2.5:1. Crop the picture, or fill it up at its sides.
    """
    content, limits = looked_at.content, looked_at.limits
    if isinstance(content, Picture) and isinstance(limits, PictureLimits) and limits.widest is not None:
        long, short = max(content.width, content.height), min(content.width, content.height)
        if long > limits.widest * short:
            size, widest = f"{content.width}x{content.height}", f"{limits.widest:g}"
            yield looked_at.spot(f"has {size} pixels, expected a ratio from 1:{widest} to {widest}:1: crop it")


@rule("K337", Severity.ADVICE, Location.BODY, source=ASSUMED)
def picture_broken(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture can't be read to its end.

    It begins as it should, and then bytes are missing or wrong: an upload that was broken off, or a server that sent
    less than it promised. Upload the file again.
    """
    content = looked_at.content
    if isinstance(content, Picture) and not content.whole:
        yield looked_at.spot(f"is {called(content.form)} that ends too soon, or is broken: upload the file again")


@rule("K338", Severity.ADVICE, Location.BODY, source=ASSUMED)
def picture_moves(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture is an animation.

    Which of its frames the service takes is not known. Send one frame of it as a picture of its own.
    """
    content = looked_at.content
    if isinstance(content, Picture) and content.frames > 1:
        yield looked_at.spot(f"is an animation of {content.frames} frames: send the one that is meant, as a picture")


@rule("K339", Severity.ADVICE, Location.BODY, source=ASSUMED)
def picture_bomb(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture has so many pixels that unpacking it would fill a machine's memory.

    Few bytes can hold thousands of millions of pixels. The fake does not unpack it, and no careful service does. Scale
    the picture down.
    """
    content = looked_at.content
    if isinstance(content, Bomb):
        yield looked_at.spot(f"has {content.pixels:,} pixels, which nobody unpacks: scale it down")


FLAWS: tuple[Rule[LookedAt], ...] = (picture_bomb, picture_small, picture_ratio, picture_broken)
DOUBTS: tuple[Rule[LookedAt], ...] = (picture_moves,)
