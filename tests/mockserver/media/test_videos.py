"""Videos are read by their headers, wherever these lie in the file."""

from __future__ import annotations

import io
from typing import IO, cast

import pytest

from kling3_mockserver.media.ranged_file import BLOCK_BYTES, MOST_BYTES, FarError, RangedFile
from kling3_mockserver.media.videos import video_of
from kling3_openapi.rules.looked_at import OtherContent, Video
from tests.mockserver.media import files
from tests.mockserver.media.files import Film


@pytest.mark.parametrize(
    ("form", "film"),
    [
        ("MP4", Film("mp4", seconds=2)),
        ("MP4", Film("mp4", seconds=2, headers_first=True)),
        ("MOV", Film("mov", seconds=2)),
        ("M4V", Film("ipod", seconds=2)),
        ("WebM", Film("webm", "libvpx", seconds=2)),
    ],
)
def test_length_size_and_rate_are_read(form: str, film: Film) -> None:
    found = video_of(form, io.BytesIO(files.video(film)))
    assert isinstance(found, Video)
    assert (found.form, found.width, found.height) == (form, 320, 240)
    assert (found.seconds, found.frames_per_second) == (pytest.approx(2, abs=0.05), pytest.approx(24, abs=0.1))


@pytest.mark.parametrize(("form", "film"), [("MP4", Film("mp4")), ("WebM", Film("webm", "libvpx"))])
def test_one_that_ends_before_its_headers_is_nothing_that_can_be_read(form: str, film: Film) -> None:
    content = files.video(film)[:60]
    assert video_of(form, io.BytesIO(content)) == OtherContent(f"a file that begins as {form}, and can't be read")


def test_a_file_without_a_picture_is_told_of() -> None:
    assert video_of("MP4", io.BytesIO(files.sound())) == OtherContent("an MP4 file without a picture")


def test_one_whose_pictures_nobody_can_unpack_is_told_of() -> None:
    content = files.video(Film("webm", "libvpx")).replace(b"V_VP8", b"V_ZZZ")
    assert video_of("WebM", io.BytesIO(content)) == OtherContent("a WebM file in an encoding that can't be read")


@pytest.mark.parametrize("headers_first", [False, True])
def test_of_a_long_film_few_bytes_are_read(*, headers_first: bool) -> None:
    film, asked = files.long_film(headers_first=headers_first), list[int]()

    def fetch(offset: int, size: int) -> bytes:
        asked.append(offset)
        return film[offset : offset + size]

    found = video_of("MP4", cast("IO[bytes]", RangedFile(fetch, len(film))))
    assert isinstance(found, Video)
    assert len(set(asked)) == len(asked) <= 20 < len(film) // BLOCK_BYTES


def test_one_whose_headers_lie_far_is_not_read_for_ever() -> None:
    file = RangedFile(lambda _offset, size: bytes(size), 1 << 40)
    while file.read(1 << 20):
        pass
    assert file.tell() == MOST_BYTES
    assert isinstance(file.failure, FarError)
    assert str(file.failure) == "its headers are not among the first 8,388,608 bytes that were asked for"
