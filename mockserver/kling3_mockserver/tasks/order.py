"""Orders: what a valid body asks for, as the fake needs it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from kling3_mockserver.tasks.scenario import Scenario
from kling3_mockserver.tasks.task import Video
from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.rules.vocabulary import defaults_of

_DEFAULT_SECONDS = 5
_LONGEST_SECONDS = 15
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

    Shots that all name their durations make a video of their sum. `auto` is 16:9: the fake looks at no image.
    Audio is asked for by `generate_audio`, whose default is true for Kling 3 and unstated for the others. A field that
    the family does not have asks for nothing.
    """
    asked = _fields(family, edition)
    ratio = body.get("aspect_ratio") if "aspect_ratio" in asked else None
    audio = "generate_audio" in asked and body.get("generate_audio", asked["generate_audio"]) is True
    seconds = _seconds(body) if "duration" in asked else _DEFAULT_SECONDS
    return _video(seconds, str(ratio) if ratio not in (None, "auto") else "16:9", audio)


def webhook_url_of(body: Mapping[str, object]) -> str | None:
    """Return the URL that a valid body wants called, if calls can be made to it."""
    url = body.get("webhook_url")
    return url if isinstance(url, str) and url.lower().startswith(_WEB_SCHEMES) else None


def _seconds(body: Mapping[str, object]) -> int:
    shots = body.get("multi_prompt")
    if isinstance(shots, list):
        durations = [_shot_seconds(shot) for shot in shots]
        if durations and all(durations):
            return min(sum(durations), _LONGEST_SECONDS)
    # 4K takes numbers too, of which JSON may write 3.0.
    return int(float(str(body.get("duration", _DEFAULT_SECONDS))))


@lru_cache(maxsize=len(Family) * len(Edition))
def _fields(family: Family, edition: Edition) -> Mapping[str, object]:
    return defaults_of(load(Strictness.PUBLISHED, edition), family)


def _shot_seconds(shot: object) -> int:
    return int(str(shot.get("duration", 0))) if isinstance(shot, dict) else 0


@lru_cache(maxsize=256)
def _video(seconds: int, aspect_ratio: str, audio: bool) -> Video:  # noqa: FBT001  (a cache key)
    return Video(seconds, aspect_ratio, audio)
