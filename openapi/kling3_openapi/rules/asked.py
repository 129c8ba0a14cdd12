"""Asked: how long a video a valid body asks for, and whether it is to have sound."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Family
from kling3_openapi.rules.durations import LONGEST
from kling3_openapi.rules.vocabulary import defaults_of

DEFAULT_SECONDS = 5
"""How long a video is of which nobody says it; where the family has no duration, what is assumed."""

Fields = Mapping[str, object]
"""The fields of a family's body, each with what it is where it is left out; None where no page says."""


@lru_cache(maxsize=len(Family) * len(Edition))
def fields_of(family: Family, edition: Edition = FIRST) -> Fields:
    """Return the fields that an edition has for a family."""
    return defaults_of(load(Strictness.PUBLISHED, edition), family)


def seconds_asked(fields: Fields, body: Mapping[str, object]) -> int:
    """Return the seconds of the video; shots that all name their durations make one of their sum."""
    if "duration" not in fields:
        return DEFAULT_SECONDS
    shots = body.get("multi_prompt")
    if isinstance(shots, list):
        durations = [_shot_seconds(shot) for shot in shots]
        if durations and all(durations):
            return min(sum(durations), LONGEST)
    # 4K takes numbers too, of which JSON may write 3.0.
    return int(float(str(body.get("duration", DEFAULT_SECONDS))))


def sound_asked(fields: Fields, body: Mapping[str, object]) -> bool:
    """Return whether the video has sound: a field that the family does not have asks for nothing."""
    return "generate_audio" in fields and body.get("generate_audio", fields["generate_audio"]) is True


def _shot_seconds(shot: object) -> int:
    return int(str(shot.get("duration", 0))) if isinstance(shot, dict) else 0
