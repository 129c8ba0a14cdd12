"""Each clip is what its name says, down to the last frame."""

from __future__ import annotations

import math
import runpy
from array import array
from fractions import Fraction
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import av
import pytest

from kling3_mockserver.service.clips import AspectRatio, Clip, every_clip
from kling3_openapi.endpoints import Tier

CLIPS = {clip.name: clip for clip in every_clip()}
SCRIPT = Path(__file__).parents[3] / "scripts" / "make_clips.py"

all_clips = pytest.mark.parametrize("clip", CLIPS.values(), ids=CLIPS.keys())
some_clips = pytest.mark.parametrize(
    "clip",
    [
        Clip(3, AspectRatio.LANDSCAPE, Tier.STD, audio=True),
        Clip(7, AspectRatio.PORTRAIT, Tier.STD, audio=False),
        Clip(15, AspectRatio.SQUARE, Tier.PRO, audio=True),
    ],
    ids=lambda clip: clip.name,
)


def pixels(frame: av.VideoFrame) -> bytes:
    return b"".join(bytes(plane) for plane in frame.planes)


@all_clips
def test_a_player_finds_the_duration_size_and_codecs_that_were_asked_for(clip: Clip) -> None:
    with av.open(BytesIO(clip.read()), "r") as container:
        video = container.streams.video[0]
        codecs = [stream.codec_context.name for stream in container.streams]
        durations = {(track.duration or 0) * (track.time_base or Fraction()) for track in container.streams}
        assert codecs == (["h264", "aac"] if clip.audio else ["h264"])
        assert (video.width, video.height, video.pix_fmt) == (*clip.size, "yuv420p")
        assert container.duration == clip.seconds * 1_000_000
        assert durations == {clip.seconds}


@all_clips
def test_the_header_says_the_exact_seconds_and_comes_before_the_media(clip: Clip) -> None:
    """Programs without a video library read the duration there; browsers start before they have the whole."""
    body = clip.read()
    header = body.index(b"mvhd")
    ticks_per_second, ticks = (int.from_bytes(body[header + at : header + at + 4]) for at in (16, 20))
    assert Fraction(ticks, ticks_per_second) == clip.seconds
    assert header < body.index(b"mdat")


@some_clips
def test_every_frame_can_be_decoded_and_moves(clip: Clip) -> None:
    with av.open(BytesIO(clip.read()), "r") as container:
        frames = list(container.decode(video=0))
        length = round(float(container.streams.video[0].average_rate or 0)) * clip.seconds
    assert [frame.time for frame in frames] == [clip.seconds * at / length for at in range(length)]
    assert all(pixels(before) != pixels(after) for before, after in pairwise(frames))


@some_clips
def test_a_clip_with_audio_can_be_heard_to_its_end(clip: Clip) -> None:
    with av.open(BytesIO(clip.read()), "r") as container:
        frames = list(container.decode(audio=0)) if clip.audio else []
    heard = array("f", b"".join(bytes(frame.planes[0])[: frame.samples * 4] for frame in frames))
    expected = sum(frame.sample_rate for frame in frames[:1]) * clip.seconds
    # Some versions of the decoder keep the padding of the last packet.
    assert 0 <= len(heard) - expected < 1024
    last = heard[:expected][-1000:]
    assert not clip.audio or 0.01 < math.sqrt(sum(value**2 for value in last) / len(last)) < 0.1


def test_the_tiers_can_be_told_apart_by_eye() -> None:
    def corner(tier: Tier) -> tuple[int, ...]:
        with av.open(BytesIO(Clip(3, AspectRatio.SQUARE, tier, audio=False).read()), "r") as container:
            return tuple(bytes(plane)[0] for plane in next(container.decode(video=0)).planes)

    apart = [abs(pro - std) for pro, std in zip(corner(Tier.PRO), corner(Tier.STD), strict=True)]
    assert max(apart) > 30


@pytest.mark.parametrize(
    ("clip", "name", "size"),
    [
        (Clip(5, AspectRatio.LANDSCAPE, Tier.PRO, audio=True), "pro-16x9-05s-audio.mp4", (1920, 1080)),
        (Clip(10, AspectRatio.PORTRAIT, Tier.PRO, audio=False), "pro-9x16-10s.mp4", (1080, 1920)),
        (Clip(3, AspectRatio.SQUARE, Tier.PRO, audio=True), "pro-1x1-03s-audio.mp4", (1080, 1080)),
        (Clip(15, AspectRatio.LANDSCAPE, Tier.STD, audio=False), "std-16x9-15s.mp4", (1280, 720)),
        (Clip(4, AspectRatio.PORTRAIT, Tier.STD, audio=True), "std-9x16-04s-audio.mp4", (720, 1280)),
        (Clip(9, AspectRatio.SQUARE, Tier.STD, audio=False), "std-1x1-09s.mp4", (720, 720)),
    ],
)
def test_the_name_tells_what_the_clip_is(clip: Clip, name: str, size: tuple[int, int]) -> None:
    assert (clip.name, clip.size) == (name, size)


@pytest.mark.parametrize("seconds", [-5, 0, 2, 16, 60])
def test_a_duration_that_the_service_does_not_make_is_refused(seconds: int) -> None:
    sentence = f"There is no clip of {seconds} seconds; ask for a whole number of seconds from 3 to 15."
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        Clip(seconds, AspectRatio.LANDSCAPE, Tier.PRO, audio=False)


def test_reading_a_clip_again_returns_the_very_same_bytes_without_the_disk() -> None:
    first = Clip(5, AspectRatio.SQUARE, Tier.STD, audio=False).read()
    assert Clip(5, AspectRatio.SQUARE, Tier.STD, audio=False).read() is first


def test_there_are_195_clips_that_differ_and_weigh_at_most_three_megabytes() -> None:
    bodies = {clip.read() for clip in CLIPS.values()}
    assert len(CLIPS) == len(bodies) == 195
    assert sum(len(body) for body in bodies) <= 3_000_000


def test_tiers_of_one_size_share_their_clips() -> None:
    turbo = [Clip(5, AspectRatio.PORTRAIT, tier, audio=False) for tier in (Tier.P720, Tier.P1080)]
    assert [(each.name, each.size) for each in turbo] == [
        ("std-9x16-05s.mp4", (720, 1280)), ("pro-9x16-05s.mp4", (1080, 1920)),
    ]  # fmt: skip


def test_there_is_no_sound_in_4k() -> None:
    with pytest.raises(ValueError, match=r"no clip in 4K with sound"):
        Clip(5, AspectRatio.SQUARE, Tier.UHD, audio=True)


def test_the_script_finds_nothing_wrong_with_the_clips_that_are_shipped() -> None:
    script = runpy.run_path(str(SCRIPT))
    assert list(script["complaints"](script["CLIPS"])) == []


def test_the_script_names_what_is_wrong_with_a_folder_of_clips(tmp_path: Path) -> None:
    script = runpy.run_path(str(SCRIPT))
    names = sorted(CLIPS)
    for name in (*names[1:], "stray.txt"):
        (tmp_path / name).write_bytes(CLIPS[names[-1]].read())
    missing, stray, *wrong = script["complaints"](tmp_path)
    assert missing == f"{names[0]} is missing."
    assert stray == "stray.txt is no clip; remove it."
    assert wrong[0].startswith(f"{names[1]} has Facts(")
    assert len(wrong) == 193


def test_the_script_makes_the_shipped_facts_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    script = runpy.run_path(str(SCRIPT))
    clip = Clip(3, AspectRatio.PORTRAIT, Tier.STD, audio=True)
    paths = [tmp_path / "first.mp4", tmp_path / "second.mp4"]
    for path in paths:
        script["make"](clip, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert script["found"](paths[0]) == script["promised"](clip)
