"""Make the clips that the fake serves as videos, or check them.

    python scripts/make_clips.py            make all 195 anew
    python scripts/make_clips.py --check    make nothing; compare each file with what its name promises

Needs PyAV (`av`), which brings its own encoders; the same version of PyAV makes the same bytes again.

Each clip shows a row of cells, one for each second, that fill as the seconds pass: on blue for pro, on green
for std, on red for 4K. Where there is sound, it is a quiet tone.
"""

from __future__ import annotations

import argparse
import math
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.bitstream import BitStreamFilterContext
from av.container import OutputContainer
from av.video.stream import VideoStream

from kling3_mockserver.service.clips import Clip, every_clip
from kling3_openapi.endpoints import Tier

CLIPS = Path(__file__).parents[1] / "mockserver" / "kling3_mockserver" / "service" / "clips"
MOST_BYTES = 3_000_000

FRAME_RATE = 8
SECONDS_BETWEEN_KEYFRAMES = 5
VIDEO_OPTIONS = {
    "preset": "veryfast",
    "profile": "high",
    "qp": "28",
    # Frames in the order in which they are shown need no shift by edit list, which some players overlook.
    "bf": "0",
    "g": str(FRAME_RATE * SECONDS_BETWEEN_KEYFRAMES),
    # With several threads the bytes would depend on the machine.
    "threads": "1",
    "flags": "+bitexact",
}
# x264 writes its name and settings into each file: 700 bytes that say nothing of the clip.
WITHOUT_ENCODER_NOTE = "filter_units=remove_types=6"

SAMPLE_RATE = 16_000
SAMPLES_IN_A_FRAME = 1024
HERTZ, AMPLITUDE = 440, 0.05
# With fewer bits, or without the cutoff, the encoder saves much or all of the tone away.
AUDIO_BITS_PER_SECOND = 2000
# The usual coder spends twice the bytes on a plain tone.
AUDIO_OPTIONS = {"aac_coder": "fast", "cutoff": "1000", "flags": "+bitexact"}

FILE_OPTIONS = {"movflags": "+faststart", "fflags": "+bitexact"}

Colour = tuple[int, int, int]
"""Brightness, blue difference, red difference: the three planes of a YUV picture."""

BACKGROUND: dict[Tier, Colour] = {Tier.PRO: (60, 160, 105), Tier.STD: (75, 110, 105), Tier.UHD: (70, 120, 160)}
EMPTY: Colour = (110, 128, 128)
FULL: Colour = (225, 128, 128)


def make(clip: Clip, path: Path) -> None:
    """Write the clip's file."""
    with av.open(str(path), "w", format="mp4", options=FILE_OPTIONS) as container:
        video = _video_stream(container, clip)
        audio = _audio_stream(container) if clip.audio else None
        _write_video(container, video, clip)
        if audio:
            _write_audio(container, audio, clip)


def _video_stream(container: OutputContainer, clip: Clip) -> VideoStream:
    stream = container.add_stream("libx264", rate=FRAME_RATE, options=VIDEO_OPTIONS)
    stream.width, stream.height = clip.size
    stream.pix_fmt = "yuv420p"
    return stream


def _audio_stream(container: OutputContainer) -> AudioStream:
    stream = container.add_stream("aac", rate=SAMPLE_RATE, options=AUDIO_OPTIONS)
    stream.layout = "mono"
    stream.bit_rate = AUDIO_BITS_PER_SECOND
    return stream


def _write_video(container: OutputContainer, stream: VideoStream, clip: Clip) -> None:
    without_note = BitStreamFilterContext(WITHOUT_ENCODER_NOTE, stream)
    for frame in (*_pictures(clip), None):
        for packet in stream.encode(frame):
            container.mux(without_note.filter(packet))


def _write_audio(container: OutputContainer, stream: AudioStream, clip: Clip) -> None:
    for frame in (*_sounds(clip), None):
        container.mux(stream.encode(frame))


def _pictures(clip: Clip) -> Iterator[av.VideoFrame]:
    for number in range(clip.seconds * FRAME_RATE):
        frame = av.VideoFrame(*clip.size, "yuv420p")
        frame.pts, frame.time_base = number, Fraction(1, FRAME_RATE)
        _paint(frame, clip, seconds=Fraction(number + 1, FRAME_RATE))
        yield frame


def _paint(frame: av.VideoFrame, clip: Clip, seconds: Fraction) -> None:
    """Paint the cells across the middle, an eighth of the height, on the flat background."""
    for index, plane in enumerate(frame.planes):
        flat = bytes([BACKGROUND[clip.tier][index]]) * plane.line_size
        cells = _row(clip, index, seconds).ljust(plane.line_size, flat[:1])
        middle = plane.height // 8
        above = (plane.height - middle) // 2
        below = plane.height - middle - above
        plane.update(flat * above + cells * middle + flat * below)


def _row(clip: Clip, plane: int, seconds: Fraction) -> bytes:
    """Return one row of pixels through the cells; the two planes of colour hold every other pixel."""
    row = bytearray([BACKGROUND[clip.tier][plane]]) * clip.size[0]
    for second, (start, end) in enumerate(_cells(clip)):
        full = int((end - start) * min(max(seconds - second, Fraction(0)), Fraction(1)))
        row[start:end] = bytes([FULL[plane]]) * full + bytes([EMPTY[plane]]) * (end - start - full)
    return bytes(row if plane == 0 else row[::2])


def _cells(clip: Clip) -> Iterator[tuple[int, int]]:
    """Yield where each second's cell starts and ends, in pixels from the left."""
    width = clip.size[0]
    step = width * 7 // 8 // clip.seconds
    left = (width - step * clip.seconds) // 2
    for second in range(clip.seconds):
        yield left + second * step, left + second * step + step * 7 // 8


def _sounds(clip: Clip) -> Iterator[av.AudioFrame]:
    last = clip.seconds * SAMPLE_RATE
    for first in range(0, last, SAMPLES_IN_A_FRAME):
        samples = range(first, min(first + SAMPLES_IN_A_FRAME, last))
        frame = av.AudioFrame("fltp", "mono", len(samples))
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, first, Fraction(1, SAMPLE_RATE)
        frame.planes[0].update(_tone(samples).ljust(frame.planes[0].buffer_size, b"\0"))
        yield frame


def _tone(samples: range) -> bytes:
    turn = 2 * math.pi * HERTZ / SAMPLE_RATE
    return array("f", (AMPLITUDE * math.sin(turn * sample) for sample in samples)).tobytes()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a player finds in a file; durations in seconds, of the whole and of each track."""

    tracks: tuple[str, ...]
    pixels: str | None
    size: tuple[int, int]
    seconds: Fraction
    track_seconds: tuple[Fraction, ...]
    plays_before_it_is_whole: bool


def promised(clip: Clip) -> Facts:
    """Return the facts that the clip's file must have."""
    tracks = ("h264", "aac") if clip.audio else ("h264",)
    seconds = Fraction(clip.seconds)
    return Facts(tracks, "yuv420p", clip.size, seconds, (seconds,) * len(tracks), plays_before_it_is_whole=True)


def found(path: Path) -> Facts:
    """Return the facts that the file has."""
    body = path.read_bytes()
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        return Facts(
            tuple(stream.codec_context.name for stream in container.streams),
            video.pix_fmt,
            (video.width, video.height),
            Fraction(container.duration or 0, av.time_base),
            tuple((stream.duration or 0) * (stream.time_base or Fraction()) for stream in container.streams),
            plays_before_it_is_whole=body.index(b"moov") < body.index(b"mdat"),
        )


def complaints(directory: Path) -> Iterator[str]:
    """Yield a sentence for each thing in the directory that is not as it should be."""
    clips = {clip.name: clip for clip in every_clip()}
    paths = {path.name: path for path in directory.iterdir()}
    yield from (f"{name} is missing." for name in sorted(clips.keys() - paths.keys()))
    yield from (f"{name} is no clip; remove it." for name in sorted(paths.keys() - clips.keys()))
    for name in sorted(clips.keys() & paths.keys()):
        if (is_so := found(paths[name])) != (should := promised(clips[name])):
            yield f"{name} has {is_so}, expected {should}."
    if (total := sum(path.stat().st_size for path in paths.values())) > MOST_BYTES:
        yield f"The files have {total:,} bytes in all, expected at most {MOST_BYTES:,}."


def main() -> int:
    """Make the clips unless told only to check; return 1 when the files are not as they should be."""
    parser = argparse.ArgumentParser(description="Make the clips that the fake serves as videos, or check them.")
    parser.add_argument("--check", action="store_true", help="make nothing, only compare what is there")
    parser.add_argument("--directory", type=Path, default=CLIPS, help="where the files are (default: %(default)s)")
    arguments = parser.parse_args()
    if not arguments.check:
        arguments.directory.mkdir(exist_ok=True)
        for clip in every_clip():
            make(clip, arguments.directory / clip.name)
    problems = list(complaints(arguments.directory))
    print(*problems or ["All clips are as their names promise."], sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
