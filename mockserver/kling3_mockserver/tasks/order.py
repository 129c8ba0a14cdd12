"""Orders: what a valid body asks for, as the fake needs it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from kling3_mockserver.tasks.scenario import Scenario
from kling3_mockserver.tasks.task import Video
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.rules.asked import fields_of, seconds_asked, sound_asked

_WEB_SCHEMES = ("http://", "https://")


class VideoOrder(NamedTuple):
    """A request that may create a task: whose, of which model, for which video, and whom to tell."""

    key: str
    family: Family
    tier: Tier
    video: Video
    host: str
    webhook_url: str | None
    scenario: Scenario | None
    """The scenario that the request itself asks for, by header or prompt."""


def video_of(family: Family, body: Mapping[str, object], edition: Edition = FIRST) -> Video:
    """Return the video that a valid body asks for, with the defaults of an edition's document.

    Shots that all name their durations make a video of their sum. `auto` is 16:9 where nobody looked at the image.
    Audio is asked for by `generate_audio`, whose default is true for Kling 3 and unstated for the others. A field that
    the family does not have asks for nothing.
    """
    asked = fields_of(family, edition)
    ratio = body.get("aspect_ratio") if "aspect_ratio" in asked else None
    shown = str(ratio) if ratio not in (None, "auto") else "16:9"
    return _video(seconds_asked(asked, body), shown, sound_asked(asked, body))


def webhook_url_of(body: Mapping[str, object]) -> str | None:
    """Return the URL that a valid body wants called, if calls can be made to it."""
    url = body.get("webhook_url")
    return url if isinstance(url, str) and url.lower().startswith(_WEB_SCHEMES) else None


@lru_cache(maxsize=256)
def _video(seconds: int, aspect_ratio: str, audio: bool) -> Video:  # noqa: FBT001  (a cache key)
    return Video(seconds, aspect_ratio, audio)
