"""An order's inputs are looked at together, and not for longer than a client waits."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from kling3_mockserver.media.inspector import Inspection, Inspector
from kling3_mockserver.media.looking import looked_at
from kling3_mockserver.media.shelf import Shelved
from kling3_mockserver.tasks.task import Video
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.rules.input_limits import Limits
from kling3_openapi.rules.looked_at import Found, Missing, Picture, Unseen
from kling3_openapi.rules.orders import OrderRules
from tests.mockserver.asking import at_once
from tests.mockserver.media import files
from tests.mockserver.media.files import Film

ORDERED = Video(5, "16:9", audio=True)
RULES = OrderRules()
CDN = "https://cdn.test/"


class Far:
    """A source that knows some URLs, and has no end of others."""

    is_stuck = False

    def __init__(self, **known: Found | Missing | Unseen) -> None:
        self._known = known
        self.asked: list[str] = []
        self.read: list[Shelved] = []

    async def look(self, url: str, limits: Limits) -> Found | Missing | Unseen:  # noqa: ARG002
        name = url.removeprefix(CDN)
        self.asked.append(name)
        if name not in self._known:
            await asyncio.Event().wait()
        return self._known[name]

    async def look_into(self, file: Shelved, limits: Limits) -> Found | Missing:
        self.read.append(file)
        return looked_at(file, limits)

    def close(self) -> None:
        """Do nothing."""


async def nothing(_url: str) -> None:
    return None


def inspected(inspector: Inspector, body: Mapping[str, object], family: Family = Family.KLING3) -> Inspection:
    order = RULES.read(family, next(iter(family.tiers)), body)
    return at_once(inspector.inspect(order, ORDERED))


def shelf(**contents: bytes | None) -> Inspector:
    inspector = Inspector(nothing, None)
    for name, content in contents.items():
        inspector.shelf.put(f"{CDN}{name}", Shelved(content))
    return inspector


def test_flaws_come_in_the_order_of_the_fields_and_doubts_apart() -> None:
    inspector = shelf(small=files.picture(size=(200, 900)), moving=files.animation("PNG"), gone=None)
    element = {"frontal_image_url": f"{CDN}moving", "reference_image_urls": [f"{CDN}nobody-said-it"]}
    body = {"start_image_url": f"{CDN}small", "end_image_url": f"{CDN}gone", "elements": [element]}
    found = inspected(inspector, body)
    assert [(each.code, each.pointer) for each in found.flaws] == [
        ("K334", "/start_image_url"), ("K336", "/start_image_url"), ("K330", "/end_image_url"),
    ]  # fmt: skip
    assert [(each.code, each.pointer) for each in found.doubts] == [("K338", "/elements/0/frontal_image_url")]
    assert found.video == ORDERED


def test_what_the_fake_holds_itself_is_not_asked_for() -> None:
    async def held(url: str) -> Shelved | None:
        return Shelved(b"GIF89a") if url == f"{CDN}own" else None

    source = Far(other=Found(Picture("PNG", 400, 400), 9))
    inspector = Inspector(held, source)
    order = RULES.read(Family.KLING3, Tier.PRO, {"start_image_url": f"{CDN}own", "end_image_url": f"{CDN}other"})
    found = asyncio.run(inspector.inspect(order, ORDERED))
    assert [each.message for each in found.flaws] == [
        "start_image_url is a GIF picture, expected PNG or JPEG: send the file itself, converted"
    ]
    assert source.asked == ["other"]
    assert source.read == [Shelved(b"GIF89a")]


def test_one_that_several_fields_name_is_asked_for_once() -> None:
    source = Far(cat=Missing("can't be fetched, it is answered 404"))
    order = RULES.read(Family.KLING3, Tier.PRO, {"start_image_url": f"{CDN}cat", "end_image_url": f"{CDN}cat"})
    found = asyncio.run(Inspector(nothing, source).inspect(order, ORDERED))
    assert [each.pointer for each in found.flaws] == ["/start_image_url", "/end_image_url"]
    assert source.asked == ["cat"]


def test_what_takes_too_long_is_not_waited_for() -> None:
    source = Far(cat=Missing("can't be fetched, it is answered 404"))
    order = RULES.read(Family.KLING3, Tier.PRO, {"start_image_url": f"{CDN}cat", "end_image_url": f"{CDN}endless"})
    found = asyncio.run(Inspector(nothing, source, patience=0.01).inspect(order, ORDERED))
    assert [each.code for each in found.flaws] == ["K330"]
    assert [each.message for each in found.doubts] == [
        "end_image_url was not looked at: it took longer than 0.01 s; see whether the URL can be read from here"
    ]


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1920, 1080), "16:9"), ((1080, 1920), "9:16"), ((600, 600), "1:1"), ((799, 600), "1:1"), ((801, 600), "16:9"),
     ((600, 801), "9:16")],
)  # fmt: skip
def test_an_aspect_ratio_of_auto_follows_the_first_frame(size: tuple[int, int], expected: str) -> None:
    body = {"image_url": f"{CDN}cat", "aspect_ratio": "auto"}
    assert inspected(shelf(cat=files.picture(size=size)), body, Family.OMNI).video == Video(5, expected, audio=True)


def test_a_ratio_that_is_said_stays() -> None:
    body = {"image_url": f"{CDN}cat", "aspect_ratio": "1:1"}
    assert inspected(shelf(cat=files.picture(size=(900, 1600))), body, Family.OMNI).video == ORDERED


@pytest.mark.parametrize(
    ("seconds", "orientation", "expected"),
    [
        (7, {}, 7),
        (7.6, {}, 8),
        (12, {"character_orientation": "image"}, 10),
        (12, {"character_orientation": "video"}, 12),
    ],
)
def test_motion_control_is_as_long_as_its_reference(
    seconds: float, orientation: Mapping[str, str], expected: int
) -> None:
    inspector = shelf(dance=files.video(Film(seconds=seconds, size=(64, 64), rate=10)), cat=files.picture())
    body = {"image_url": f"{CDN}cat", "video_url": f"{CDN}dance", **orientation}
    found = inspected(inspector, body, Family.MOTION_PRO)
    assert (found.video.seconds, found.flaws) == (expected, ())
