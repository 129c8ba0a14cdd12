"""Film: what comes from a result's URL is as ordered, in length, shape and sound (K128, K177 to K179)."""

from __future__ import annotations

from kling3_contracts.judging.boxes import Mp4Error
from kling3_contracts.judging.judge import Judge
from kling3_contracts.judging.mp4 import duration_of
from kling3_contracts.judging.tracks import Tracks, tracks_of
from kling3_contracts.messages import Exchange
from kling3_contracts.workflow.life import Life
from kling3_contracts.workflow.walk_state import without_body

_TOLERANCE = 0.1
"""Seconds by which a video may be longer or shorter: the length of a few frames."""
_SLACK = 0.03
"""The share by which a ratio may differ: encoders round sides to multiples of sixteen."""


def hold_film(judge: Judge, life: Life, exchange: Exchange) -> None:
    """Hold a download to the order; a video of another length is another one, of which no more is told."""
    shown = without_body(exchange)
    try:
        seconds, tracks = duration_of(exchange.answer.body), tracks_of(exchange.answer.body)
    except Mp4Error as error:
        judge.broken("K128", life.place, f"the result is no whole MP4: {error}", shown, detail="no MP4")
        return
    if _hold_length(judge, life, seconds, shown):
        _hold_ratio(judge, life, tracks, shown)
        _hold_sound(judge, life, tracks, shown)


def _hold_length(judge: Judge, life: Life, seconds: float, shown: Exchange) -> bool:
    if not life.order.has_length:
        return True
    ordered, said = (
        life.order.seconds,
        "the `duration` of each shot" if life.order.shots else life.order.source("duration"),
    )
    message = f"the result plays {seconds:g} s, expected the {ordered} s of the order: honour {said}"
    return judge.hold("K128", abs(seconds - ordered) <= _TOLERANCE, life.place, message, shown, detail="length")


def _hold_ratio(judge: Judge, life: Life, tracks: Tracks, shown: Exchange) -> None:
    ratio = life.order.ratio
    if not ratio:
        return
    wide, high = map(int, ratio.split(":"))
    got = f"{tracks.width}x{tracks.height}" if tracks.width else "without a picture"
    message = f"the result is {got}, expected {ratio}: honour {life.order.source('aspect_ratio')}"
    same = abs(tracks.width * high - tracks.height * wide) <= _SLACK * tracks.height * wide
    judge.hold("K177", tracks.height and same, life.place, message, shown, detail=ratio)


def _hold_sound(judge: Judge, life: Life, tracks: Tracks, shown: Exchange) -> None:
    if life.order.sound is None:
        return
    code, wanted = ("K178", "a") if life.order.sound else ("K179", "no")
    got = "a sound track" if tracks.has_sound else "no sound track"
    said = f"{life.order.source('generate_audio')}, {str(life.order.sound).lower()}"
    message = f"the result has {got}, expected {wanted} sound track: honour {said}"
    judge.hold(code, tracks.has_sound is life.order.sound, life.place, message, shown)
