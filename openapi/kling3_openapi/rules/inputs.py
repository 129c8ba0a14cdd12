"""Rules on pictures and videos as they are, which only who fetches them can tell.

The service answers an order with one that breaks them 200 and lets its task end FAILED after a few seconds, without a
reason; only what `DOUBTS` tell of may do there all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from kling3_openapi.findings import Location, Severity
from kling3_openapi.rules.echo import echoed
from kling3_openapi.rules.input_limits import PictureLimits, VideoLimits
from kling3_openapi.rules.looked_at import Bomb, Content, Found, LookedAt, Missing, OtherContent, Picture, Unseen, Video
from kling3_openapi.rules.order import dotted
from kling3_openapi.rules.rule import Rule, Spot, rule

_PAGES = "provider's OpenAPI pages (February 2026); that such a task ends FAILED without a reason was seen live"
_ASSUMED = "assumed of what fetches pictures and videos"
_SHOWN_CHARACTERS = 60
_LITTLE_SECONDS = 0.05
"""Encoders end a track a frame or two beside the second that was asked for."""
_LITTLE_RATE = 0.1
"""23.976 frames a second are called 24."""

_TYPES = {
    "PNG": ("image/png",),
    "JPEG": ("image/jpeg", "image/jpg", "image/pjpeg"),
    "WebP": ("image/webp",),
    "MP4": ("video/mp4",),
    "M4V": ("video/x-m4v", "video/mp4"),
    "MOV": ("video/quicktime", "video/mp4"),
    "WebM": ("video/webm",),
}
_NO_TYPES = ("", "application/octet-stream", "binary/octet-stream")
"""What storage says that was told nothing."""


@rule("K330", Severity.ADVICE, Location.BODY, source=_PAGES)
def input_missing(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture or video can't be fetched.

    The service fetches it after it has answered the order, and its task ends FAILED without a reason. Open the URL
    without being logged in, from a machine that is not yours.
    """
    if isinstance(looked_at.result, Missing):
        yield _spot(looked_at, f"{looked_at.result.reason}: send a URL that anybody can read")


@rule("K331", Severity.ADVICE, Location.BODY, source=_ASSUMED)
def input_unseen(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture or video was not looked at.

    The fake fetches nothing from addresses that are not public, unless they are this machine's own or allowed by
    `--media-allow`, and waits for nothing for long. Nothing is said of such an input, and its task ends as any other.
    Allow its host, or look at the file by hand.
    """
    if isinstance(looked_at.result, Unseen):
        yield _spot(looked_at, f"was not looked at: {looked_at.result.reason}")


@rule("K332", Severity.ADVICE, Location.BODY, source=_PAGES)
def input_form(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture or video is of no format that the field takes, whatever its name says.

    Often it is the page that a login or a viewer shows at the URL, or a picture that was renamed. Convert the file, or
    send the URL of the file itself.
    """
    content = _content(looked_at)
    if content is None:
        return
    got = content.words if isinstance(content, OtherContent) else _called(content.form)
    if isinstance(content, OtherContent) or content.form not in looked_at.limits.forms:
        yield _spot(looked_at, f"is {got}, expected {_choice(looked_at.limits.forms)}: send the file itself, converted")


@rule("K333", Severity.ADVICE, Location.BODY, source=_ASSUMED)
def input_type(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture or video is served under the type of something else.

    Some readers go by the content type and not by the bytes. Serve the file under its own type.
    """
    result = looked_at.result
    if not isinstance(result, Found) or isinstance(result.content, OtherContent):
        return
    form, served = result.content.form, result.content_type.lower()
    types = _TYPES.get(form, ())
    if types and served not in (*types, *_NO_TYPES):
        shown = echoed(served, _SHOWN_CHARACTERS)
        yield _spot(looked_at, f"is {_called(form)} that is served as {shown}: serve it as {types[0]}")


@rule("K334", Severity.ADVICE, Location.BODY, source=_PAGES)
def picture_small(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture has less than 300 pixels at one side.

    The provider asks for 300x300 at least. Send a larger picture; scaling up a small one makes no better video.
    """
    content, limits = _content(looked_at), looked_at.limits
    if isinstance(content, Picture) and isinstance(limits, PictureLimits) and limits.least_side is not None:
        least = limits.least_side
        if min(content.width, content.height) < least:
            size = f"{content.width}x{content.height}"
            yield _spot(looked_at, f"has {size} pixels, expected {least}x{least} or more: send a larger picture")


@rule("K335", Severity.ADVICE, Location.BODY, source=_PAGES)
def input_large(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture or video has more bytes than the provider takes.

    10 MB are the most for a picture, and 200 MB for a reference video. Compress it, or make it smaller.
    """
    result, most = looked_at.result, looked_at.limits.most_bytes
    if isinstance(result, Found) and most is not None and result.size is not None and result.size > most:
        yield _spot(looked_at, f"has {result.size:,} bytes or more, expected at most {most:,}: compress it")


@rule("K336", Severity.ADVICE, Location.BODY, source=_PAGES)
def picture_ratio(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture is more than two and a half times as long as it is wide, or the reverse.

    The provider takes ratios from 1:2.5 to 2.5:1. Crop the picture, or fill it up at its sides.
    """
    content, limits = _content(looked_at), looked_at.limits
    if isinstance(content, Picture) and isinstance(limits, PictureLimits) and limits.widest is not None:
        long, short = max(content.width, content.height), min(content.width, content.height)
        if long > limits.widest * short:
            size, widest = f"{content.width}x{content.height}", f"{limits.widest:g}"
            yield _spot(looked_at, f"has {size} pixels, expected a ratio from 1:{widest} to {widest}:1: crop it")


@rule("K337", Severity.ADVICE, Location.BODY, source=_ASSUMED)
def picture_broken(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture can't be read to its end.

    It begins as it should, and then bytes are missing or wrong: an upload that was broken off, or a server that sent
    less than it promised. Upload the file again.
    """
    content = _content(looked_at)
    if isinstance(content, Picture) and not content.whole:
        yield _spot(looked_at, f"is {_called(content.form)} that ends too soon, or is broken: upload the file again")


@rule("K338", Severity.ADVICE, Location.BODY, source=_ASSUMED)
def picture_moves(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture is an animation.

    Which of its frames the service takes is not known. Send one frame of it as a picture of its own.
    """
    content = _content(looked_at)
    if isinstance(content, Picture) and content.frames > 1:
        yield _spot(looked_at, f"is an animation of {content.frames} frames: send the one that is meant, as a picture")


@rule("K339", Severity.ADVICE, Location.BODY, source=_ASSUMED)
def picture_bomb(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture has so many pixels that unpacking it would fill a machine's memory.

    Few bytes can hold thousands of millions of pixels. The fake does not unpack it, and no careful service does. Scale
    the picture down.
    """
    content = _content(looked_at)
    if isinstance(content, Bomb):
        yield _spot(looked_at, f"has {content.pixels:,} pixels, which nobody unpacks: scale it down")


@rule("K340", Severity.ADVICE, Location.BODY, source=_PAGES)
def video_seconds(looked_at: LookedAt) -> Iterator[Spot]:
    """A video is shorter or longer than the field takes.

    Reference videos have 3 to 10 seconds, those of motion control 3 to 30. Cut the video.
    """
    content, limits = _content(looked_at), looked_at.limits
    if isinstance(content, Video) and isinstance(limits, VideoLimits) and content.seconds is not None:
        least, most = limits.seconds
        if not least - _LITTLE_SECONDS <= content.seconds <= most + _LITTLE_SECONDS:
            mend = "cut it" if content.seconds > most else "send a longer one"
            yield _spot(looked_at, f"lasts {content.seconds:.2f} s, expected {least} to {most} s: {mend}")


@rule("K341", Severity.ADVICE, Location.BODY, source=_PAGES)
def video_size(looked_at: LookedAt) -> Iterator[Spot]:
    """A video has too few pixels, or too many.

    The provider asks for 720 to 2160 pixels "width or height": a video breaks that in any reading if its longer side
    has less, or its shorter one more. Scale the video.
    """
    content, sides = _sized(looked_at)
    if content is not None and (max(content) < sides[0] or min(content) > sides[1]):
        yield _spot(looked_at, f"{_sides_words(content, sides)}: scale it")


@rule("K342", Severity.ADVICE, Location.BODY, source=_PAGES)
def video_rate(looked_at: LookedAt) -> Iterator[Spot]:
    """A video has fewer than 24 frames a second, or more than 60.

    The provider takes 24 to 60 frames a second in a reference video. Convert the video to 30.
    """
    content, limits = _content(looked_at), looked_at.limits
    if not isinstance(content, Video) or not isinstance(limits, VideoLimits):
        return
    rate, bounds = content.frames_per_second, limits.frames_per_second
    if rate is not None and bounds is not None and not bounds[0] - _LITTLE_RATE <= rate <= bounds[1] + _LITTLE_RATE:
        yield _spot(looked_at, f"has {rate:.4g} frames a second, expected {bounds[0]} to {bounds[1]}: convert it to 30")


@rule("K343", Severity.ADVICE, Location.BODY, source=_PAGES)
def video_side(looked_at: LookedAt) -> Iterator[Spot]:
    """One side of a video is outside of what the provider takes, and the other is not.

    "720-2160px (minimum 720px width or height)" can be read either way. Scale the video so that both sides are within.
    """
    content, sides = _sized(looked_at)
    if content is None or max(content) < sides[0] or min(content) > sides[1]:
        return
    if min(content) < sides[0] or max(content) > sides[1]:
        yield _spot(looked_at, f"{_sides_words(content, sides)}, at one side at least: scale it to be safe")


def _spot(looked_at: LookedAt, words: str) -> Spot:
    return looked_at.pointer, f"{dotted(looked_at.pointer)} {words}"


def _content(looked_at: LookedAt) -> Content | None:
    return looked_at.result.content if isinstance(looked_at.result, Found) else None


def _sized(looked_at: LookedAt) -> tuple[tuple[int, int] | None, tuple[int, int]]:
    content, limits = _content(looked_at), looked_at.limits
    if isinstance(content, Video) and isinstance(limits, VideoLimits) and limits.sides is not None:
        return (content.width, content.height), limits.sides
    return None, (0, 0)


def _sides_words(size: tuple[int, int], sides: tuple[int, int]) -> str:
    return f"has {size[0]}x{size[1]} pixels, expected {sides[0]} to {sides[1]}"


def _called(form: str) -> str:
    return f"{'an' if form[0] in 'AM' else 'a'} {form} file"


def _choice(forms: tuple[str, ...]) -> str:
    *most, last = forms
    return f"{', '.join(most)} or {last}" if most else last


FLAWS: tuple[Rule[LookedAt], ...] = (
    input_missing, input_form, picture_bomb, picture_small, input_large, picture_ratio, picture_broken,
    video_seconds, video_size, video_rate,
)  # fmt: skip
"""What makes a task end FAILED."""
DOUBTS: tuple[Rule[LookedAt], ...] = (input_unseen, input_type, picture_moves, video_side)
"""What the service may take all the same."""
RULES = (*FLAWS, *DOUBTS)
