"""Rules on images, videos and webhooks: which field names them, and whether the service can reach them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import MOTION_CONTROL, Family
from kling3_openapi.findings import Location, Severity
from kling3_openapi.rules.echo import echoed
from kling3_openapi.rules.order import MEDIA_FIELDS, START_IMAGES, Order, Place, dotted
from kling3_openapi.rules.rule import Rule, Spot, rule
from kling3_openapi.rules.upload_links import upload_link_in
from kling3_openapi.rules.urls import extension_of, host_of, is_public
from kling3_openapi.schemas import shown

_MOST_PICTURES = 4

_Formats = tuple[str, tuple[str, ...]]
"""What formats are called, and the extensions of their files."""

_IMAGES: _Formats = ("JPG or PNG", (".jpg", ".jpeg", ".png"))
_VIDEOS: _Formats = ("MP4 or MOV", (".mp4", ".mov"))
_MOTION_IMAGES: _Formats = ("JPG, PNG or WebP", (*_IMAGES[1], ".webp"))
_MOTION_VIDEOS: _Formats = ("MP4, MOV, WebM or M4V", (*_VIDEOS[1], ".webm", ".m4v"))
_SHOWN_CHARACTERS = 60

_BASE64 = re.compile(r"[A-Za-z0-9+/]{64}|(?:iVBORw0KGgo|/9j/)")

_PROGRAMS = "seen in public programs"
_PAGES = "provider's OpenAPI pages (February 2026)"
_OMNI_PAGE = "provider's OpenAPI page of kling-v3-omni (February 2026)"
_REFERENCE_PAGE = "provider's OpenAPI page of reference-to-video (February 2026)"
_KLING3_PAGE = "provider's OpenAPI page of kling-v3 (February 2026)"


@rule("K004", Severity.ADVICE, Location.BODY, source=_PROGRAMS, when=START_IMAGES, of=[Family.OMNI])
def first_frame(order: Order) -> Iterator[Spot]:
    """The first frame stands in another field than the one meant for it.

    On Kling 3 Omni `image_url` is the first frame alone, and `start_image_url` goes with `end_image_url`.
    Which of the two the service reads in other mixtures is not known. Send `image_url` by itself, or the
    other two together.
    """
    image, start, end = (bool(order.body.get(name)) for name in START_IMAGES)
    if image and start:
        extra = "image_url" if end else "start_image_url"
        yield f"/{extra}", f"image_url and start_image_url both name the first frame: leave {extra} out"
    elif start and not end:
        yield "/start_image_url", "start_image_url is meant for use with end_image_url: send image_url"
    elif image and end:
        yield "/image_url", "image_url is meant for a first frame alone: send start_image_url with end_image_url"


@rule("K033", Severity.ERROR, Location.BODY, source=_PROGRAMS, when=MEDIA_FIELDS)
def not_fetchable(order: Order) -> Iterator[Spot]:
    """An image or video is no http(s) URL.

    The service fetches images and videos from the web itself. It takes no paths of a disk or bucket, and no
    files in base64 or `data:` URIs but as `image` and `image_tail` of Turbo and 4K. Upload the file where it
    can be fetched, and send that URL.
    """
    for pointer, url in order.media:
        if host_of(url) is None:
            yield pointer, f"{dotted(pointer)} must be an http(s) URL, got {_kind(url)}: {_fetch_mend(url)}"


@rule("K034", Severity.ADVICE, Location.BODY, source=_PROGRAMS, when=(*MEDIA_FIELDS, "webhook_url"))
def not_reachable(order: Order) -> Iterator[Spot]:
    """A URL points to a host that the service can't reach.

    The service fetches images and videos and calls webhooks from the internet. `localhost`, private
    addresses and names without a domain work with this fake and never there. Use a public URL in
    production, for webhooks a tunnel.
    """
    for pointer, url in (*order.media, ("/webhook_url", order.text("webhook_url"))):
        host = host_of(url)
        # What was uploaded to the fake lies on the fake.
        if host is not None and not is_public(host) and upload_link_in(url) is None:
            where = echoed(host, _SHOWN_CHARACTERS)
            message = f"{dotted(pointer)} is on {where}, which the service can't reach"
            yield pointer, f"{message}: use a public URL in production"


@rule("K039", Severity.ERROR, Location.BODY, source=_OMNI_PAGE, when=("elements", "image_urls"), of=[Family.OMNI])
def picture_count(order: Order) -> Iterator[Spot]:
    """Elements and reference images are four at most together.

    The limit stands in the description of `image_urls`, no keyword of the schema says it. On Kling 3 Omni
    each element counts as one, whatever number of images it has. Leave some of them out.
    """
    elements, images = len(order.items("elements")), len(order.items("image_urls"))
    over = elements + images - _MOST_PICTURES
    if over > 0:
        counted = "elements and image_urls" if order.has("elements") else "image_urls"
        message = f"{counted} may be {_MOST_PICTURES} in all, got {elements + images}"
        yield "/image_urls" if images else "/elements", f"{message}: leave out {over}"


@rule(
    "K050",
    Severity.ADVICE,
    Location.BODY,
    source=_KLING3_PAGE,
    when=("elements",),
    of=[Family.KLING3],
    until=Edition.AUGUST_2026,
)
def elements_alone(order: Order) -> Iterator[Spot]:
    """Elements do best beside a first frame.

    With elements, Kling 3 works as image-to-video, and its page recommends a `start_image_url` beside
    them. Without one the model invents the first frame. Send a first frame that shows the elements.
    """
    if order.items("elements") and not order.body.get("start_image_url"):
        yield "/elements", "elements give the best results beside a first frame: send start_image_url too"


@rule("K051", Severity.ADVICE, Location.BODY, source=_PAGES, when=MEDIA_FIELDS)
def image_format(order: Order) -> Iterator[Spot]:
    """An image has an extension other than those of JPG and PNG.

    The service takes JPG, JPEG and PNG, for motion control WebP too. An extension is no proof, but a GIF or
    HEIC fails after the order was taken, without a reason. Send a JPG or PNG.
    """
    formats = _MOTION_IMAGES if order.family in MOTION_CONTROL else _IMAGES
    return _of_other_format(order.images, "an image", formats)


@rule("K052", Severity.ADVICE, Location.BODY, source=_REFERENCE_PAGE, when=("video_url",))
def video_format(order: Order) -> Iterator[Spot]:
    """A reference video has an extension other than .mp4 and .mov.

    The service takes these two formats alone, for motion control WebM and M4V too. An extension is no proof,
    but an AVI or MKV fails after the order was taken, without a reason. Send an MP4 or MOV.
    """
    formats = _MOTION_VIDEOS if order.family in MOTION_CONTROL else _VIDEOS
    return _of_other_format(order.videos, "a reference video", formats)


@rule("K053", Severity.IGNORED, Location.BODY, source=_PAGES, when=("webhook_url",))
def webhook_scheme(order: Order) -> Iterator[Spot]:
    """webhook_url is a URI that can't be called.

    The schema takes every URI, and `localhost:8000/hook` or `mailto:` is one. Calls are made by http and
    https alone, so no call will come. Write the URL with its `https://`.
    """
    url = order.text("webhook_url")
    if url and host_of(url) is None:
        message = f"webhook_url has no effect, no call can be made to {shown(url)}"
        yield "/webhook_url", f"{message}: send an http:// or https:// URL"


def _of_other_format(places: tuple[Place, ...], what: str, formats: _Formats) -> Iterator[Spot]:
    names, allowed = formats
    for pointer, url in places:
        extension = "" if url.endswith(allowed) else extension_of(url)
        if extension and extension not in allowed and host_of(url) is not None:
            yield pointer, f"{dotted(pointer)} ends in {extension} and {what} must be {names}: convert the file"


def _kind(url: str) -> str:
    if not url.strip():
        return "an empty string"
    if url[:5].lower() == "data:":
        return "a data: URI"
    return "bare base64" if _BASE64.match(url) else shown(url)


def _fetch_mend(url: str) -> str:
    return "upload the file and send its URL" if url.strip() else "leave the field out or send a URL"


RULES: tuple[Rule[Order], ...] = (
    not_fetchable, picture_count, webhook_scheme,
    first_frame, elements_alone, image_format, video_format, not_reachable,
)  # fmt: skip
"""In one place the first wins: that localhost can't be reached is what tests need to hear least."""
