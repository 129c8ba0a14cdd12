"""Following: what of a video its inputs decide and not the order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kling3_mockserver.tasks.task import Video
from kling3_openapi.endpoints import MOTION_CONTROL
from kling3_openapi.rules.looked_at import Found, LookedAt, Picture
from kling3_openapi.rules.looked_at import Video as InputVideo
from kling3_openapi.rules.order import Order

_RATIOS = {"16:9": 16 / 9, "1:1": 1.0, "9:16": 9 / 16}
_FIRST_FRAMES = ("/image_url", "/start_image_url")
_SHORTEST = 3
_LONGEST = {"image": 10, "video": 30}
"""Seconds, by `character_orientation`."""


def followed(order: Order, video: Video, seen: Sequence[LookedAt]) -> Video:
    """Return the video that comes of an order: `auto` has the shape nearest to that of the first frame.

    One of motion control is as long as its reference video, at most 30 s, or 10 s where the character is oriented by
    its image (provider's page of motion control).
    """
    if order.body.get("aspect_ratio") == "auto" and (picture := _first_frame(seen)) is not None:
        video = video._replace(aspect_ratio=_nearest(picture))
    if order.family in MOTION_CONTROL and (seconds := _reference_seconds(seen)) is not None:
        most = _LONGEST.get(str(order.body.get("character_orientation", "video")), _LONGEST["video"])
        video = video._replace(seconds=max(_SHORTEST, min(round(seconds), most)))
    return video


def _first_frame(seen: Sequence[LookedAt]) -> Picture | None:
    frames = (content for content in _contents(seen, _FIRST_FRAMES) if isinstance(content, Picture))
    return next(frames, None)


def _reference_seconds(seen: Sequence[LookedAt]) -> float | None:
    videos = (content for content in _contents(seen, ("/video_url",)) if isinstance(content, InputVideo))
    return next((each.seconds for each in videos), None)


def _contents(seen: Sequence[LookedAt], pointers: Sequence[str]) -> Iterable[object]:
    at = {each.pointer: each.result.content for each in seen if isinstance(each.result, Found)}
    return (at[pointer] for pointer in pointers if pointer in at)


def _nearest(picture: Picture) -> str:
    """Return the ratio that is fewest times as wide, or as narrow, as the picture."""
    ratio = picture.width / picture.height
    return min(_RATIOS, key=lambda name: max(_RATIOS[name] / ratio, ratio / _RATIOS[name]))
