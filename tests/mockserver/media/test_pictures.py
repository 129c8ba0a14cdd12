"""Pictures are read by their bytes alone, hostile ones too."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from kling3_mockserver.media.pictures import MOST_PIXELS, picture_of
from kling3_openapi.rules.looked_at import Bomb, OtherContent, Picture, Unopened
from tests.mockserver.media import files

PILLOW = {"PNG": "PNG", "JPEG": "JPEG", "WebP": "WEBP"}


def unreadable(form: str) -> OtherContent:
    return OtherContent(f"a file that begins as {form}, and can't be read")


@pytest.mark.parametrize("form", list(PILLOW))
def test_size_frames_and_wholeness_are_read(form: str) -> None:
    assert picture_of(form, files.picture(PILLOW[form], (640, 360))) == Picture(form, 640, 360)


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_one_that_ends_too_soon_is_not_whole_but_where_it_was_cut_here(form: str) -> None:
    content = files.noise(PILLOW[form])
    half = content[: len(content) // 2]
    assert picture_of(form, half) == Picture(form, 400, 300, whole=False)
    assert picture_of(form, half, cut=True) == Picture(form, 400, 300)


def test_of_a_part_of_a_webp_nothing_is_known() -> None:
    half = files.noise("WEBP")[:20_000]
    assert picture_of("WebP", half) == unreadable("WebP")
    assert picture_of("WebP", half, cut=True) == Unopened("WebP")


@pytest.mark.parametrize("form", list(PILLOW))
def test_metadata_that_can_not_be_read_makes_no_picture_bad(form: str) -> None:
    content = files.picture(PILLOW[form], exif=b"Exif\0\0no TIFF at all")
    assert picture_of(form, content) == Picture(form, 400, 300)


def test_a_jpeg_of_many_scans_is_not_unpacked() -> None:
    """Each takes as long as the picture is large, in a few bytes."""
    content = files.picture("JPEG", progressive=True)
    scan = content[content.rindex(b"\xff\xda") : -2]
    with patch("PIL.JpegImagePlugin.JpegImageFile.load", side_effect=AssertionError):
        assert picture_of("JPEG", content[:-2] + scan * 99 + b"\xff\xd9") == Picture("JPEG", 400, 300)
        assert picture_of("JPEG", content) == Picture("JPEG", 400, 300, whole=False)


def test_a_large_webp_is_not_unpacked() -> None:
    """It takes four times the memory that its pixels do."""
    large, small = (
        files.picture("WEBP", size, lossless=True, quality=0, method=0) for size in ((5_000, 5_000), (400, 300))
    )
    with patch("PIL.WebPImagePlugin.WebPImageFile.load", side_effect=AssertionError):
        assert picture_of("WebP", large) == Picture("WebP", 5_000, 5_000)
        assert picture_of("WebP", small) == Picture("WebP", 400, 300, whole=False)


@pytest.mark.parametrize("form", ["PNG", "WebP"])
def test_frames_of_an_animation_are_counted(form: str) -> None:
    assert picture_of(form, files.animation(PILLOW[form])) == Picture(form, 400, 300, frames=3)


def test_the_previews_in_a_picture_of_a_camera_are_no_frames() -> None:
    assert picture_of("JPEG", files.animation("MPO")) == Picture("JPEG", 400, 300)


@pytest.mark.parametrize(("orientation", "size"), [(1, (400, 300)), (3, (400, 300)), (6, (300, 400)), (8, (300, 400))])
def test_one_that_a_camera_turned_has_the_size_that_it_is_shown_in(orientation: int, size: tuple[int, int]) -> None:
    assert picture_of("JPEG", files.turned(orientation)) == Picture("JPEG", *size)


@pytest.mark.parametrize(("width", "height"), [(10_000, 8_948), (60_000, 60_000), (2_000_000_000, 2)])
def test_a_bomb_is_not_unpacked(width: int, height: int) -> None:
    assert picture_of("PNG", files.bomb(width, height)) == Bomb("PNG", width * height)


def test_the_largest_that_is_unpacked_is_no_bomb() -> None:
    width = 10_000
    height = MOST_PIXELS // width
    assert picture_of("PNG", files.bomb(width, height), cut=True) == Picture("PNG", width, height)


@pytest.mark.parametrize("form", list(PILLOW))
def test_a_head_alone_is_nothing_that_can_be_read(form: str) -> None:
    assert picture_of(form, files.picture(PILLOW[form])[:13]) == OtherContent(
        f"a file that begins as {form}, and can't be read"
    )


def test_no_other_reader_is_asked() -> None:
    """One of them runs another program."""
    assert picture_of("PNG", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n") == OtherContent(
        "a file that begins as PNG, and can't be read"
    )
