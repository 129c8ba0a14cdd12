"""Rules on pictures and videos as they are, which only who fetches them can tell.

The service answers an order with one that breaks them 200 and lets its task end FAILED after a few seconds, without a
reason; only what `DOUBTS` tell of may do there all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from kling3_openapi.findings import Location, Severity
from kling3_openapi.rules import input_pictures, input_videos
from kling3_openapi.rules.echo import echoed
from kling3_openapi.rules.looked_at import ASSUMED, STATED, Found, LookedAt, Missing, OtherContent, Unseen, called
from kling3_openapi.rules.rule import Rule, Spot, rule

_SHOWN_CHARACTERS = 60
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


@rule("K330", Severity.ADVICE, Location.BODY, source=STATED)
def input_missing(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture or video can't be fetched.

    The service fetches it after it has answered the order, and its task ends FAILED without a reason. Open the URL
    without being logged in, from a machine that is not yours.
    """
    if isinstance(looked_at.result, Missing):
        yield looked_at.spot(f"{looked_at.result.reason}: send a URL that anybody can read")


@rule("K331", Severity.ADVICE, Location.BODY, source=ASSUMED)
def input_unseen(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture or video was not looked at.

    The fake fetches nothing from addresses that are not public, unless they are this machine's own or allowed by
    `--media-allow`, and waits for nothing for long. Nothing is said of such an input, and its task ends as any other.
    Allow its host, or look at the file by hand.
    """
    if isinstance(looked_at.result, Unseen):
        yield looked_at.spot(f"was not looked at: {looked_at.result.reason}")


@rule("K332", Severity.ADVICE, Location.BODY, source=STATED)
def input_form(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture or video is of no format that the field takes, whatever its name says.

    Often it is the page that a login or a viewer shows at the URL, or a picture that was renamed. Convert the file, or
    send the URL of the file itself.
    """
    content = looked_at.content
    if content is None:
        return
    got = content.words if isinstance(content, OtherContent) else called(content.form)
    if isinstance(content, OtherContent) or content.form not in looked_at.limits.forms:
        yield looked_at.spot(f"is {got}, expected {_choice(looked_at.limits.forms)}: send the file itself, converted")


@rule("K333", Severity.ADVICE, Location.BODY, source=ASSUMED)
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
        yield looked_at.spot(f"is {called(form)} that is served as {shown}: serve it as {types[0]}")


@rule("K335", Severity.ADVICE, Location.BODY, source=STATED)
def input_large(looked_at: LookedAt) -> Iterator[Spot]:
    """A picture or video has more bytes than the provider takes.

    10 MB are the most for a picture, and 200 MB for a reference video. Compress it, or make it smaller.
    """
    result, most = looked_at.result, looked_at.limits.most_bytes
    if isinstance(result, Found) and most is not None and result.size is not None and result.size > most:
        yield looked_at.spot(f"has {result.size:,} bytes or more, expected at most {most:,}: compress it")


def _choice(forms: tuple[str, ...]) -> str:
    *most, last = forms
    return f"{', '.join(most)} or {last}" if most else last


FLAWS: tuple[Rule[LookedAt], ...] = (input_missing, input_form, input_large, *input_pictures.FLAWS, *input_videos.FLAWS)
"""What makes a task end FAILED."""
DOUBTS: tuple[Rule[LookedAt], ...] = (input_unseen, input_type, *input_pictures.DOUBTS, *input_videos.DOUBTS)
"""What the service may take all the same."""
RULES = (*FLAWS, *DOUBTS)
