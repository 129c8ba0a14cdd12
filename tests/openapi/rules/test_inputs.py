"""Pictures and videos are held to what the pages state of each field, from both sides of each limit."""

from __future__ import annotations

import pytest

from kling3_openapi.endpoints import Family
from kling3_openapi.rules.input_limits import Limits, limits_of
from kling3_openapi.rules.inputs import DOUBTS, FLAWS, RULES
from kling3_openapi.rules.looked_at import (
    Bomb,
    Content,
    Found,
    LookedAt,
    Missing,
    OtherContent,
    Picture,
    Unseen,
    Video,
)
from tests.openapi.rules.looked import codes

START = limits_of(Family.KLING3, "/start_image_url")
FRAME = limits_of(Family.OMNI, "/image_url")
REFERENCE = limits_of(Family.REFERENCE, "/video_url")
MOTION_VIDEO = limits_of(Family.MOTION_PRO, "/video_url")
MOTION_IMAGE = limits_of(Family.MOTION_STD, "/image_url")
ANY = limits_of(Family.OMNI, "/elements/0/frontal_image_url")
MEBIBYTE = 1024 * 1024


def of_content(limits: Limits, content: Content, size: int | None = 1_000, content_type: str = "") -> list[str]:
    return codes(limits, Found(content, size, content_type))


def film(form: str = "MP4", size: tuple[int, int] = (1280, 720), seconds: float = 5, rate: float = 24) -> Video:
    return Video(form, *size, seconds, rate)


@pytest.mark.parametrize(
    ("limits", "picture", "expected"),
    [
        (START, Picture("PNG", 300, 300), []),
        (START, Picture("PNG", 299, 300), ["K334"]),
        (START, Picture("JPEG", 300, 299), ["K334"]),
        (START, Picture("JPEG", 1000, 400), []),
        (START, Picture("JPEG", 1001, 400), ["K336"]),
        (START, Picture("JPEG", 400, 1000), []),
        (START, Picture("JPEG", 400, 1001), ["K336"]),
        (START, Picture("WebP", 400, 400), ["K332"]),
        (START, Picture("PNG", 400, 400, whole=False), ["K337"]),
        (START, Picture("PNG", 400, 400, frames=2), ["K338"]),
        (START, Bomb("PNG", 10**9), ["K339"]),
        (START, OtherContent("an HTML page"), ["K332"]),
        # Its page states no ratio.
        (FRAME, Picture("JPEG", 3000, 300), []),
        (FRAME, Picture("JPEG", 3000, 299), ["K334"]),
        (MOTION_IMAGE, Picture("WebP", 300, 3000), []),
        (limits_of(Family.UHD_IMAGE, "/image_tail"), Picture("PNG", 1001, 400), ["K336"]),
        (limits_of(Family.UHD_IMAGE, "/static_mask"), Picture("PNG", 10, 10), []),
        # Nothing is stated of them but that they are images.
        (ANY, Picture("WebP", 10, 100), []),
        (limits_of(Family.TURBO_IMAGE, "/image"), Picture("PNG", 10, 100), []),
        (limits_of(Family.KLING3, "/elements/0/reference_image_urls/1"), Picture("PNG", 10, 20), ["K334"]),
    ],
)
def test_a_picture_is_held_to_what_is_stated_of_its_field(
    limits: Limits, picture: Content, expected: list[str]
) -> None:
    assert of_content(limits, picture) == expected


@pytest.mark.parametrize(
    ("limits", "video", "expected"),
    [
        (REFERENCE, film(), []),
        (REFERENCE, film("MOV"), []),
        (REFERENCE, film("WebM"), ["K332"]),
        (REFERENCE, film("M4V"), ["K332"]),
        (MOTION_VIDEO, film("WebM"), []),
        (MOTION_VIDEO, film("M4V"), []),
        (REFERENCE, film(seconds=2.95), []),
        (REFERENCE, film(seconds=2.9), ["K340"]),
        (REFERENCE, film(seconds=10.04), []),
        (REFERENCE, film(seconds=10.1), ["K340"]),
        (MOTION_VIDEO, film(seconds=30), []),
        (MOTION_VIDEO, film(seconds=30.1), ["K340"]),
        (REFERENCE, film(size=(720, 720)), []),
        (REFERENCE, film(size=(719, 719)), ["K341"]),
        (REFERENCE, film(size=(2160, 2160)), []),
        (REFERENCE, film(size=(2162, 2162)), ["K341"]),
        (REFERENCE, film(size=(720, 404)), ["K343"]),
        (REFERENCE, film(size=(3840, 2160)), ["K343"]),
        (MOTION_VIDEO, film(size=(16, 16)), []),
        (REFERENCE, film(rate=24_000 / 1_001), []),
        (REFERENCE, film(rate=23.8), ["K342"]),
        (REFERENCE, film(rate=60), []),
        (REFERENCE, film(rate=61), ["K342"]),
        (MOTION_VIDEO, film(rate=12), []),
        (REFERENCE, Video("MP4", 1280, 720, None, None), []),
    ],
)
def test_a_video_is_held_to_what_its_page_states(limits: Limits, video: Video, expected: list[str]) -> None:
    assert of_content(limits, video) == expected


@pytest.mark.parametrize(
    ("limits", "most"),
    [(START, 10 * MEBIBYTE), (FRAME, 10 * MEBIBYTE), (REFERENCE, 200 * MEBIBYTE)],
)
def test_bytes_count_up_to_the_larger_meaning_of_a_megabyte(limits: Limits, most: int) -> None:
    content: Content = film() if limits is REFERENCE else Picture("PNG", 600, 400)
    assert [of_content(limits, content, size) for size in (most, most + 1, None)] == [[], ["K335"], []]


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("image/png", []), ("IMAGE/PNG", []), ("", []), ("application/octet-stream", []), ("binary/octet-stream", []),
        ("image/jpeg", ["K333"]), ("text/html", ["K333"]),
    ],
)  # fmt: skip
def test_a_type_that_says_another_thing_than_the_bytes_is_told_of(content_type: str, expected: list[str]) -> None:
    assert of_content(START, Picture("PNG", 400, 400), content_type=content_type) == expected


def test_what_can_not_be_fetched_is_a_flaw_and_what_nobody_looked_at_a_doubt() -> None:
    missing, unseen = Missing("can't be fetched, it is answered 404"), Unseen("it took longer than 4 s")
    assert (codes(START, missing), codes(START, unseen)) == (["K330"], ["K331"])
    assert {each.entry.code for each in FLAWS} & {each.entry.code for each in DOUBTS} == set()
    assert [each.entry.code for each in DOUBTS] == ["K331", "K333", "K338", "K343"]


@pytest.mark.parametrize(
    ("limits", "result", "expected"),
    [
        (START, Missing("can't be fetched, it is answered 404"),
         "start_image_url can't be fetched, it is answered 404: send a URL that anybody can read"),
        (START, Unseen("it took longer than 4 s"), "start_image_url was not looked at: it took longer than 4 s"),
        (START, Found(OtherContent("an HTML page"), 9),
         "start_image_url is an HTML page, expected PNG or JPEG: send the file itself, converted"),
        (MOTION_VIDEO, Found(OtherContent("a GIF picture"), 9),
         "start_image_url is a GIF picture, expected MP4, MOV, WebM or M4V: send the file itself, converted"),
        (START, Found(Picture("PNG", 200, 400), 9),
         "start_image_url has 200x400 pixels, expected 300x300 or more: send a larger picture"),
        (START, Found(Picture("PNG", 400, 400), 10_485_761),
         "start_image_url has 10,485,761 bytes or more, expected at most 10,485,760: compress it"),
        (START, Found(Picture("PNG", 400, 1600), 9),
         "start_image_url has 400x1600 pixels, expected a ratio from 1:2.5 to 2.5:1: crop it"),
        (START, Found(Picture("JPEG", 400, 400), 9, "image/png"),
         "start_image_url is a JPEG file that is served as image/png: serve it as image/jpeg"),
        (REFERENCE, Found(film(seconds=12), 9), "start_image_url lasts 12.00 s, expected 3 to 10 s: cut it"),
        (REFERENCE, Found(film(size=(640, 360)), 9),
         "start_image_url has 640x360 pixels, expected 720 to 2160: scale it"),
        (REFERENCE, Found(film(rate=15), 9),
         "start_image_url has 15 frames a second, expected 24 to 60: convert it to 30"),
        (START, Found(Bomb("PNG", 2_500_000_000), 9),
         "start_image_url has 2,500,000,000 pixels, which nobody unpacks: scale it down"),
        (START, Found(Picture("PNG", 400, 400, 12), 9),
         "start_image_url is an animation of 12 frames: send the one that is meant, as a picture"),
    ],
)  # fmt: skip
def test_words_say_what_was_got_and_expected_and_the_mend(
    limits: Limits, result: Found | Missing | Unseen, expected: str
) -> None:
    looked_at = LookedAt("/start_image_url", limits, result)
    assert [finding.message for each in RULES for finding in each.findings(looked_at)] == [expected]
