"""Real files at each limit, from both sides, are told apart as the pages have it."""

from __future__ import annotations

import asyncio

import pytest

from kling3_mockserver.media.looking import looked_at
from kling3_mockserver.media.remote import Remote
from kling3_mockserver.media.shelf import Shelved
from kling3_openapi.endpoints import Family
from kling3_openapi.rules.input_limits import Limits, limits_of
from kling3_openapi.rules.looked_at import Found, Missing, Unseen
from tests.mockserver.media import files
from tests.mockserver.media.files import Film
from tests.mockserver.media.hosts import Asked, host
from tests.openapi.rules.looked import codes

PICTURE = limits_of(Family.KLING3, "/start_image_url")
MOTION_PICTURE = limits_of(Family.MOTION_PRO, "/image_url")
VIDEO = limits_of(Family.REFERENCE, "/video_url")
MOTION_VIDEO = limits_of(Family.MOTION_PRO, "/video_url")
MEBIBYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("limits", "form", "size", "expected"),
    [
        (PICTURE, "PNG", (300, 300), []),
        (PICTURE, "PNG", (299, 300), ["K334"]),
        (PICTURE, "JPEG", (300, 299), ["K334"]),
        (PICTURE, "JPEG", (1000, 400), []),
        (PICTURE, "JPEG", (1001, 400), ["K336"]),
        (PICTURE, "PNG", (400, 1000), []),
        (PICTURE, "PNG", (400, 1001), ["K336"]),
        (PICTURE, "WEBP", (400, 400), ["K332"]),
        (MOTION_PICTURE, "WEBP", (300, 300), []),
        (MOTION_PICTURE, "WEBP", (300, 299), ["K334"]),
    ],
)
def test_pictures(limits: Limits, form: str, size: tuple[int, int], expected: list[str]) -> None:
    assert codes(limits, looked_at(Shelved(files.picture(form, size)), limits)) == expected


@pytest.mark.parametrize(("orientation", "expected"), [(1, []), (6, [])])
def test_a_turned_picture_is_as_good_as_one_that_lies(orientation: int, expected: list[str]) -> None:
    assert codes(PICTURE, looked_at(Shelved(files.turned(orientation)), PICTURE)) == expected


@pytest.mark.parametrize(("beyond", "expected"), [(0, []), (1, ["K335"])])
def test_bytes_of_a_picture(beyond: int, expected: list[str]) -> None:
    content = files.picture("JPEG")
    content += bytes(10 * MEBIBYTE + beyond - len(content))
    assert codes(PICTURE, looked_at(Shelved(content), PICTURE)) == expected


@pytest.mark.parametrize(
    ("limits", "film", "expected"),
    [
        (VIDEO, Film(size=(720, 720), seconds=3), []),
        (VIDEO, Film(size=(720, 720), seconds=2.5), ["K340"]),
        (VIDEO, Film(size=(720, 720), seconds=10), []),
        (VIDEO, Film(size=(720, 720), seconds=10.5), ["K340"]),
        (VIDEO, Film(size=(718, 718), seconds=3), ["K341"]),
        (VIDEO, Film(size=(2160, 2160), seconds=3), []),
        (VIDEO, Film(size=(2162, 2162), seconds=3), ["K341"]),
        (VIDEO, Film(size=(720, 720), seconds=3, rate=23), ["K342"]),
        (VIDEO, Film(size=(720, 720), seconds=3, rate=60), []),
        (VIDEO, Film(size=(720, 720), seconds=3, rate=61), ["K342"]),
        (VIDEO, Film("mov", size=(720, 720), seconds=3), []),
        (VIDEO, Film("webm", "libvpx", size=(720, 720), seconds=3), ["K332"]),
        (MOTION_VIDEO, Film("webm", "libvpx", size=(64, 64), seconds=3), []),
        (MOTION_VIDEO, Film("ipod", size=(64, 64), seconds=30), []),
        (MOTION_VIDEO, Film("ipod", size=(64, 64), seconds=30.5), ["K340"]),
        (MOTION_VIDEO, Film(size=(64, 64), seconds=2.5), ["K340"]),
    ],
)
def test_videos(limits: Limits, film: Film, expected: list[str]) -> None:
    assert codes(limits, looked_at(Shelved(files.video(film)), limits)) == expected


@pytest.mark.parametrize(("beyond", "expected"), [(0, []), (1, ["K335"])])
def test_bytes_of_a_video(beyond: int, expected: list[str]) -> None:
    """Of 200 MB few are asked for; the others need not be there."""
    content, total = files.video(Film(size=(720, 720), seconds=3, headers_first=True)), 200 * MEBIBYTE + beyond

    async def answer(asked: Asked) -> None:
        assert asked.part is not None
        first, last = asked.part[0], min(asked.part[1], total - 1)
        part = content[first : last + 1].ljust(last + 1 - first, b"\0")
        await asked.answer(part, "206 Partial Content", content_range=f"bytes {first}-{last}/{total}")

    async def run() -> Found | Missing | Unseen:
        remote = Remote(tuple)
        async with host(answer) as there:
            found = await remote.look(there.url(), VIDEO)
        remote.close()
        return found

    assert codes(VIDEO, asyncio.run(run())) == expected
