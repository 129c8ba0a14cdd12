"""A whole MP4 tells how long it plays; a broken one is told of in a sentence."""

from __future__ import annotations

import pytest

from kling3_contracts.judging.mp4 import Mp4Error, duration_of
from kling3_mockserver.service.clips import AspectRatio, Clip
from kling3_openapi.endpoints import Tier


def a_box(kind: bytes, payload: bytes = b"") -> bytes:
    return (len(payload) + 8).to_bytes(4) + kind + payload


def a_head(timescale: int = 1000, duration: int = 5000, version: int = 0) -> bytes:
    width = 8 if version else 4
    times = bytes(2 * width) + timescale.to_bytes(4) + duration.to_bytes(width)
    return a_box(b"mvhd", bytes([version, 0, 0, 0]) + times + bytes(80))


FTYP, MDAT, MOOV = a_box(b"ftyp", b"isom"), a_box(b"mdat", b"frames"), a_box(b"moov", a_head())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (FTYP + MOOV + MDAT, 5.0),
        (FTYP + a_box(b"free") + MDAT + MOOV, 5.0),
        (FTYP + a_box(b"moov", a_box(b"udta") + a_head(600, 3300)) + MDAT, 5.5),
        (FTYP + a_box(b"moov", a_head(90_000, 2**33, version=1)) + MDAT, 2**33 / 90_000),
        (FTYP + MOOV + (1).to_bytes(4) + b"mdat" + (22).to_bytes(8) + b"frames", 5.0),
        (FTYP + MOOV + (0).to_bytes(4) + b"mdat" + b"frames to the end", 5.0),
    ],
    ids=["plain", "index last", "other boxes", "64-bit times", "64-bit size", "size left open"],
)
def test_a_whole_file_tells_its_seconds(content: bytes, expected: float) -> None:
    assert duration_of(content) == pytest.approx(expected)


def test_the_clips_of_the_fake_are_whole() -> None:
    clip = Clip(7, AspectRatio.LANDSCAPE, Tier.STD, audio=True)
    assert duration_of(clip.read()) == pytest.approx(7, abs=0.1)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the file is empty: serve the video's bytes"),
        (b"<html>not found</html>", "the file begins with '<html>not fo', expected a box 'ftyp': serve an MP4 file"),
        (FTYP + b"\x00\x00\x00\x10\xff\xfe\x00\x01" + bytes(8), "no box begins at byte 12: got"),
        (b"RIFF" + bytes(4) + b"AVI ", r"begins with 'RIFF\x00\x00\x00\x00AVI ', expected a box 'ftyp'"),
        (FTYP + MOOV, "the box 'mdat' is missing, its data: the file was written without frames"),
        (FTYP + MOOV + a_box(b"mdat"), "the box 'mdat' is empty: the file was written without frames"),
        (FTYP + MDAT, "the box 'moov' is missing, its index: write the file to its end before it is served"),
        (FTYP + a_box(b"moov") + MDAT, "the box 'mvhd' is missing, the head of its index"),
        ((FTYP + MOOV + MDAT)[:-1], "the box 'mdat' at 128 says that it has 14 bytes, but only 13 are there"),
        (FTYP + MOOV + MDAT + b"\x00\x00", "2 bytes at 142 are too few for a box: the file was cut off"),
        (FTYP + (4).to_bytes(4) + b"moov", "says that it has 4 bytes, fewer than its head: correct the size"),
        (FTYP + a_box(b"moov", a_box(b"mvhd", b"\x07" + bytes(99))) + MDAT, "the box 'mvhd' can't be read"),
        (FTYP + a_box(b"moov", a_box(b"mvhd", bytes(8))) + MDAT, "the box 'mvhd' can't be read"),
        (FTYP + a_box(b"moov", a_box(b"mvhd")) + MDAT, "the box 'mvhd' can't be read"),
        (FTYP + a_box(b"moov", a_head(0)) + MDAT, "tells 5000 ticks of 1/0 s: expected both above 0"),
        (FTYP + a_box(b"moov", a_head(duration=0)) + MDAT, "tells 0 ticks of 1/1000 s: expected both above 0"),
    ],
)
def test_a_broken_file_is_told_of_in_a_sentence(content: bytes, expected: str) -> None:
    with pytest.raises(Mp4Error) as caught:
        duration_of(content)
    assert expected in str(caught.value)


def test_no_beginning_of_a_file_passes_for_the_whole() -> None:
    whole = FTYP + MOOV + MDAT
    for length in range(len(whole)):
        with pytest.raises(Mp4Error):
            duration_of(whole[:length])
