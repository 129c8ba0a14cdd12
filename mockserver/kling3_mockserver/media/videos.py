"""Videos: length, size and frame rate of a video, by PyAV, from as little of the file as tells them."""

from __future__ import annotations

from typing import IO

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from kling3_mockserver.media.forms import VIDEOS
from kling3_openapi.rules.looked_at import OtherContent, Video, called

_OPTIONS = {"probesize": str(1024 * 1024), "analyzeduration": "1000000"}
_MICROSECONDS = 1_000_000


def video_of(form: str, file: IO[bytes]) -> Video | OtherContent:
    """Return what a file of a form in VIDEOS is.

    Only the demuxer of the form is asked, which opens no other file or address.
    """
    try:
        with av.open(file, "r", format=VIDEOS[form], options=_OPTIONS) as container:
            stream = next(iter(container.streams.video), None)
            if stream is None:
                return OtherContent(f"{called(form)} without a picture")
            if getattr(stream, "codec_context", None) is None:
                return OtherContent(f"{called(form)} in an encoding that can't be read")
            return _read(form, container, stream)
    except (av.error.FFmpegError, ValueError, OverflowError, LookupError):
        return OtherContent(f"a file that begins as {form}, and can't be read")


def _read(form: str, container: InputContainer, stream: VideoStream) -> Video:
    rate = stream.average_rate or stream.guessed_rate
    return Video(form, stream.width, stream.height, _seconds(container, stream), float(rate) if rate else None)


def _seconds(container: InputContainer, stream: VideoStream) -> float | None:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / _MICROSECONDS if container.duration else None
