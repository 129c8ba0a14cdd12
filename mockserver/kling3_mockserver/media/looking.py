"""Looking: what a file is, for the field that names it."""

from __future__ import annotations

import io

from kling3_mockserver.media.forms import HEAD_BYTES, PICTURES, VIDEOS, form_of
from kling3_mockserver.media.pictures import picture_of
from kling3_mockserver.media.shelf import Shelved
from kling3_mockserver.media.videos import video_of
from kling3_openapi.rules.input_limits import Limits, PictureLimits
from kling3_openapi.rules.looked_at import Content, Found, Missing, OtherContent


def looked_at(file: Shelved, limits: Limits) -> Found | Missing:
    """Return what a whole file is."""
    content = file.content
    if content is None:
        return Missing("can't be fetched, as nothing lies there")
    return Found(content_of(content, limits), len(content), media_type(file.content_type))


def content_of(content: bytes, limits: Limits, *, cut: bool = False) -> Content:
    """Return what the bytes of a file are; of one that was `cut` off here the end is not looked for."""
    form = form_of(content[:HEAD_BYTES])
    other = other_content(form, limits)
    if other is not None:
        return other
    if isinstance(limits, PictureLimits):
        return picture_of(form, content, cut=cut)
    return video_of(form, io.BytesIO(content))


def other_content(form: str, limits: Limits) -> OtherContent | None:
    """Return what a file of a form is where the field takes another kind of file; None where it has to be read."""
    if form in PICTURES:
        return None if isinstance(limits, PictureLimits) else OtherContent(f"a {form} picture")
    if form in VIDEOS:
        article = "an" if form[0] == "M" else "a"
        return OtherContent(f"{article} {form} video") if isinstance(limits, PictureLimits) else None
    return OtherContent(form)


def media_type(content_type: str) -> str:
    """Return a content type without its parameters."""
    return content_type.partition(";")[0].strip()
