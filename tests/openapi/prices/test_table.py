"""What each model costs by the project's own table, worked out by hand, and by a table of the user's."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kling3_openapi.endpoints import ENDPOINTS, TURBO, Family, Tier
from kling3_openapi.prices import Price, PriceError, price_table
from tests.openapi.prices.tables import row, table

BY_HAND = [
    # model, without and with sound, ten seconds of it, confidence
    (Family.KLING3, Tier.STD, False, "1.68", "B"),
    (Family.KLING3, Tier.STD, True, "3.08", "B"),
    (Family.KLING3, Tier.PRO, False, "2.24", "B"),
    (Family.KLING3, Tier.PRO, True, "3.92", "B"),
    (Family.OMNI, Tier.STD, False, "1.68", "C"),
    (Family.OMNI, Tier.STD, True, "3.08", "C"),
    (Family.OMNI, Tier.PRO, False, "2.24", "C"),
    (Family.OMNI, Tier.PRO, True, "3.92", "C"),
    (Family.REFERENCE, Tier.STD, False, "1.68", "C"),
    (Family.REFERENCE, Tier.STD, True, "3.08", "C"),
    (Family.REFERENCE, Tier.PRO, False, "2.24", "C"),
    (Family.REFERENCE, Tier.PRO, True, "3.92", "C"),
    (Family.MOTION_STD, Tier.STD, False, "2.68", "C"),
    (Family.MOTION_STD, Tier.STD, True, "2.68", "C"),
    (Family.MOTION_PRO, Tier.PRO, False, "3.58", "C"),
    (Family.MOTION_PRO, Tier.PRO, True, "3.58", "C"),
    (Family.UHD_TEXT, Tier.UHD, False, "11.20", "C"),
    (Family.UHD_TEXT, Tier.UHD, True, "11.20", "C"),
    (Family.UHD_IMAGE, Tier.UHD, False, "11.20", "C"),
    (Family.UHD_IMAGE, Tier.UHD, True, "11.20", "C"),
]


@pytest.mark.parametrize(("family", "tier", "sound", "ten_seconds", "confidence"), BY_HAND)
def test_a_model_costs_what_was_measured(
    *, family: Family, tier: Tier, sound: bool, ten_seconds: str, confidence: str
) -> None:
    price = price_table().price(family, tier, seconds=10, sound=sound)
    assert price is not None
    assert (price.amount, price.currency) == (Decimal(ten_seconds), "EUR")
    assert price.basis == ("measured", "2026-05-06", "one operator", confidence, "the provider prints none")


def test_these_are_all_prices_of_the_table() -> None:
    assert {each[:3] for each in BY_HAND} == set(price_table().rates)


@pytest.mark.parametrize("family", TURBO)
@pytest.mark.parametrize("tier", [Tier.P720, Tier.P1080])
def test_the_price_of_turbo_is_unknown_which_is_not_nothing(family: Family, tier: Tier) -> None:
    assert price_table().price(family, tier, seconds=5, sound=False) is None


def test_every_model_has_a_price_or_is_named_as_one_without() -> None:
    unknown = price_table().unknown(Family)
    assert unknown == ("kling-v3-turbo-720p", "kling-v3-turbo-1080p")
    priced = {family.model(tier) for family, tier, _ in price_table().rates}
    assert priced | set(unknown) == {each.model for each in ENDPOINTS if each.tier}


@pytest.mark.parametrize(("family", "expected"), [(Family.MOTION_STD, True), (Family.OMNI, False)])
def test_the_seconds_of_motion_control_are_assumed(*, family: Family, expected: bool) -> None:
    price = price_table().price(family, Tier.STD, seconds=5, sound=False)
    assert price is not None
    assert price.assumed is expected


@pytest.mark.parametrize(
    ("family", "tier", "expected"),
    [
        (Family.KLING3, Tier.STD, "0.70"),
        (Family.KLING3, Tier.PRO, "0.84"),
        (Family.UHD_TEXT, Tier.UHD, None),
        (Family.TURBO_TEXT, Tier.P720, None),
    ],
)
def test_what_of_a_price_is_for_sound(family: Family, tier: Tier, expected: str | None) -> None:
    price = price_table().sound_price(family, tier, seconds=5)
    assert (price and price.amount) == (expected and Decimal(expected))


@pytest.mark.parametrize(
    ("families", "expected"),
    [
        ([Family.KLING3], "5.88"),  # pro with sound, 15 seconds
        ([Family.KLING3, Family.UHD_TEXT], "16.80"),
        ([Family.MOTION_STD], "8.04"),  # as long as its reference video may be, which is 30 seconds
    ],
)
def test_the_dearest_order_to_some_families_is_as_long_as_one_can_be(families: list[Family], expected: str) -> None:
    dearest = price_table().dearest(families)
    assert dearest is not None
    assert dearest.amount == Decimal(expected)


def test_families_without_a_price_have_no_dearest_order() -> None:
    assert price_table().dearest(TURBO) is None


def test_a_file_replaces_the_table_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(table(row(audio="true"), remark='"net"'), "utf-8")
    own = price_table(str(tmp_path / "own.toml"))
    assert own.price(Family.KLING3, Tier.STD, seconds=4, sound=False) is None
    assert own.price(Family.KLING3, Tier.PRO, seconds=4, sound=True) is None
    assert own.price(Family.KLING3, Tier.STD, seconds=4, sound=True) == Price(
        Decimal("1.00"), "USD", ("agreed", "2026-09-01", "our contract", "A", "net")
    )


def test_a_file_that_is_not_there_is_told_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "none.toml"
    with pytest.raises(PriceError) as caught:
        price_table(str(path))
    assert str(caught.value) == (
        f"{path}: can't be read (No such file or directory): name a TOML file, as docs/cost.md shows one"
    )
    assert caught.value.file == str(path)


def test_a_file_that_is_no_text_is_told_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "picture.toml"
    path.write_bytes(b"\x89PNG\xff")
    with pytest.raises(PriceError, match="can't be read \\(it is no UTF-8 text\\): name a TOML file"):
        price_table(str(path))


def test_the_own_table_is_read_once() -> None:
    assert price_table() is price_table()
