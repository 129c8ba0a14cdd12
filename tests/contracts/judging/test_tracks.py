"""The index of a film tells the size of its picture and whether it has sound."""

from __future__ import annotations

from itertools import product

import pytest

from kling3_contracts.judging.boxes import Mp4Error
from kling3_contracts.judging.tracks import Tracks, tracks_of
from kling3_mockserver.service.clips import AspectRatio, Clip
from kling3_openapi.endpoints import Tier
from tests.contracts.judging.test_mp4 import FTYP, MDAT, a_box, a_head

UPRIGHT, QUARTER = (1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30), (0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)


def a_track(kind: bytes, width: int = 0, height: int = 0, matrix: tuple[int, ...] = UPRIGHT, version: int = 0) -> bytes:
    turned = b"".join(each.to_bytes(4, signed=True) for each in matrix)
    sides = (width << 16).to_bytes(4) + (height << 16).to_bytes(4)
    head = a_box(b"tkhd", bytes([version, 0, 0, 7]) + bytes(48 if version else 36) + turned + sides)
    return a_box(b"trak", head + a_box(b"mdia", a_box(b"mdhd") + a_box(b"hdlr", bytes(8) + kind + bytes(12))))


def a_film(*tracks: bytes) -> bytes:
    return FTYP + a_box(b"moov", a_head() + b"".join(tracks)) + MDAT


PICTURES, SOUND = a_track(b"vide", 1280, 720), a_track(b"soun")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (a_film(PICTURES), Tracks(1280, 720, has_sound=False)),
        (a_film(PICTURES, SOUND), Tracks(1280, 720, has_sound=True)),
        (a_film(SOUND, PICTURES), Tracks(1280, 720, has_sound=True)),
        (a_film(a_track(b"vide", 1280, 720, QUARTER)), Tracks(720, 1280, has_sound=False)),
        (a_film(a_track(b"vide", 720, 1280, version=1)), Tracks(720, 1280, has_sound=False)),
        (a_film(a_track(b"meta"), SOUND), Tracks(0, 0, has_sound=True)),
        (a_film(a_box(b"trak"), PICTURES), Tracks(1280, 720, has_sound=False)),
        (a_film(), Tracks(0, 0, has_sound=False)),
    ],
    ids=["silent", "with sound", "sound first", "turned", "64-bit times", "no picture", "an empty track", "no track"],
)
def test_a_film_tells_its_picture_and_its_sound(content: bytes, expected: Tracks) -> None:
    assert tracks_of(content) == expected


CLIPS = [each for each in product(Tier, AspectRatio, (True, False)) if each[0] is not Tier.UHD or not each[2]]
"""Those in 4K have no sound."""


@pytest.mark.parametrize(("tier", "ratio", "audio"), CLIPS)
def test_the_clips_of_the_fake_are_what_they_are_called(tier: Tier, ratio: AspectRatio, *, audio: bool) -> None:
    clip = Clip(4, ratio, tier, audio)
    assert tracks_of(clip.read()) == Tracks(*clip.size, has_sound=audio)


@pytest.mark.parametrize("head", [b"", b"\x07" + bytes(90), bytes(83)], ids=["none", "of another version", "cut off"])
def test_a_picture_without_a_size_is_told_of_in_a_sentence(head: bytes) -> None:
    handler = a_box(b"mdia", a_box(b"hdlr", bytes(8) + b"vide"))
    track = a_box(b"trak", (a_box(b"tkhd", head) if head else b"") + handler)
    with pytest.raises(Mp4Error, match="the box 'tkhd' of the pictures can't be read: expected version 0 or 1"):
        tracks_of(a_film(track))
