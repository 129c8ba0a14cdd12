"""What a file is, its first bytes tell, whatever it is called."""

from __future__ import annotations

import pytest

from kling3_mockserver.media.forms import HEAD_BYTES, form_of
from tests.mockserver.media import files
from tests.mockserver.media.files import Film


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("PNG", "PNG"), ("JPEG", "JPEG"), ("WEBP", "WebP"), ("GIF", "a GIF picture"), ("BMP", "a BMP picture"),
        ("TIFF", "a TIFF picture"), ("MPO", "JPEG"),
    ],
)  # fmt: skip
def test_pictures_are_known_by_their_first_bytes(form: str, expected: str) -> None:
    assert form_of(files.picture(form)[:HEAD_BYTES]) == expected


@pytest.mark.parametrize(
    ("film", "expected"),
    [
        (Film("mp4"), "MP4"), (Film("mov"), "MOV"), (Film("ipod"), "M4V"), (Film("webm", "libvpx"), "WebM"),
        (Film("matroska"), "an MKV video"), (Film("avi"), "an AVI video"), (Film("flv", "flv1"), "an FLV video"),
    ],
)  # fmt: skip
def test_videos_are_known_by_their_first_bytes(film: Film, expected: str) -> None:
    assert form_of(files.video(film)[:HEAD_BYTES]) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\0\0\0\x08wide\0\0\0\x20mdat", "MOV"),
        (b"\0\0\0\x18ftypheic", "a HEIC picture"),
        (b"\0\0\0\x18ftypavif", "an AVIF picture"),
        (b"", "an empty file"),
        (b"%PDF-1.7", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"\x1f\x8b\x08", "a gzip file"),
        (b"  <!DOCTYPE html><html>", "an HTML page"),
        (b"\xef\xbb\xbf<html>", "an HTML page"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing"),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "an XML document"),
        (b'{"error": "not found"}', "JSON"),
        (b"#EXTM3U\nfile:///etc/passwd", "a playlist of videos"),
        (b"a letter", "a file of no known format"),
        (b"RIFF\0\0\0\0WAVE", "a file of no known format"),
    ],
)
def test_all_else_is_called_what_it_is(content: bytes, expected: str) -> None:
    assert form_of(content) == expected
