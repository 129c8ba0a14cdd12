"""An order names the asset of a picture, not the place that it was uploaded to."""

from __future__ import annotations

import pytest

from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Severity
from kling3_openapi.rules.orders import OrderRules
from kling3_openapi.rules.upload_links import UploadLink, upload_link_in
from kling3_openapi.rules.uploaded import AssetState, OrderedAsset, asset_missing

FILE, TOKEN = "3f2b8e1c-0000-4000-8000-000000000000", f"token=exp=1700000120~hmac={'0a' * 32}"
HOST = "http://127.0.0.1:8080"
UPLOAD, ASSET = f"{HOST}/upload_{FILE}?{TOKEN}", f"{HOST}/asset_{FILE}.png?{TOKEN}"
ORDERS = OrderRules()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (UPLOAD, UploadLink.UPLOAD),
        (ASSET, UploadLink.ASSET),
        (f"https://cdn.example.com/below/a/prefix/asset_{FILE}.webp?{TOKEN}", UploadLink.ASSET),
        (f"{HOST}/asset_{FILE}.png", None),
        (f"{HOST}/other_{FILE}?{TOKEN}", None),
        (f"{HOST}/kling_{FILE}.mp4?{TOKEN}", None),
        (ASSET + "0", None),
        (ASSET + "a" * 3_000, None),
        ("", None),
    ],
)
def test_a_link_of_an_upload_is_known_by_its_form(url: str, expected: UploadLink | None) -> None:
    assert upload_link_in(url) is expected


def test_an_asset_of_the_fake_is_not_told_to_be_out_of_reach() -> None:
    assert ORDERS.findings(Family.KLING3, Tier.PRO, {"prompt": "A fox", "start_image_url": ASSET}) == ()


@pytest.mark.parametrize(
    ("family", "sent", "place"),
    [
        (Family.KLING3, {"start_image_url": UPLOAD}, "start_image_url"),
        (Family.OMNI, {"image_url": UPLOAD}, "image_url"),
        (Family.OMNI, {"image_urls": [UPLOAD]}, "image_urls.0"),
        (Family.MOTION_PRO, {"image_url": UPLOAD, "video_url": "https://a.example.com/b.mp4"}, "image_url"),
        (Family.TURBO_IMAGE, {"image": UPLOAD}, "image"),
    ],
)
def test_an_order_with_an_upload_url_is_told_of(family: Family, sent: dict[str, object], place: str) -> None:
    tier = next(iter(family.tiers))
    (finding,) = ORDERS.findings(family, tier, {"prompt": "A fox", **sent})
    assert (finding.code, finding.severity, finding.field) == ("K318", Severity.ADVICE, f"body.{place}")
    assert finding.message == f"{place} is an upload_url, which can't be read: send the asset_url beside it"


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (AssetState.EMPTY, "was never uploaded: PUT it to its upload_url before the order"),
        (AssetState.EXPIRED, "has expired: an asset can be read for a day, upload the picture again"),
        (AssetState.UNKNOWN, "is none of this fake's: was it reset or restarted? Upload the picture again"),
    ],
)
def test_an_order_with_an_asset_that_is_not_there_is_told_of(state: AssetState, message: str) -> None:
    (finding,) = asset_missing.findings(OrderedAsset("/elements/0/frontal_image_url", state))
    assert (finding.code, finding.severity) == ("K319", Severity.ADVICE)
    assert finding.message == f"the asset at elements.0.frontal_image_url {message}"


def test_nothing_is_told_of_an_asset_that_is_there() -> None:
    assert list(asset_missing.findings(OrderedAsset("/image", AssetState.READY))) == []
