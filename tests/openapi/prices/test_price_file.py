"""A slip of the pen in a table of prices is told in a sentence that names the place, and never counted."""

from __future__ import annotations

import pytest

from kling3_openapi.prices.price_file import PriceError, read_prices
from tests.openapi.prices.tables import row, table


def refusal(text: str) -> str:
    with pytest.raises(PriceError) as caught:
        read_prices(text, "own.toml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("currency = ", "own.toml: no TOML: Invalid value (at end of document)"),
        ("", 'own.toml: got no currency, expected three capital letters, as in "EUR"'),
        (table(currency='"Euro"'), "own.toml: got currency = 'Euro', expected three capital letters, as in \"EUR\""),
        ('currency = "EUR"', "own.toml: got no price, expected one table or more, each begun by [[price]]"),
        (
            table(curency='"EUR"'),
            "own.toml: no such key 'curency' (did you mean currency?): expected currency, how, source, remark, price",
        ),
        ('currency = "EUR"\nprice = [1]', "own.toml: price 1: expected a table, begun by [[price]]"),
        (table(how="3"), "own.toml: got how = 3, expected a text in one line"),
        (table(remark=r'"a\nb"'), r"own.toml: got remark = 'a\nb', expected a text in one line"),
        (
            table(row(), row()),
            "own.toml: price 2 (video/kling-v3-std): the same has a price before it: leave one of them out",
        ),
    ],
)
def test_what_is_wrong_with_a_table_is_told(text: str, expected: str) -> None:
    assert refusal(text) == expected


PER_SECOND = "expected a number from 0 to 1,000,000 with 4 decimals at most"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"per_second": "-0.1"}, f"got per_second = -0.1, {PER_SECOND}"),
        ({"per_second": "inf"}, f"got per_second = infinity, {PER_SECOND}"),
        ({"per_second": "nan"}, f"got per_second = nan, {PER_SECOND}"),
        ({"per_second": "0.00001"}, f"got per_second = 0.00001, {PER_SECOND}"),
        ({"per_second": "1000001"}, f"got per_second = 1000001, {PER_SECOND}"),
        ({"per_second": '"0.1"'}, f"got per_second = '0.1', {PER_SECOND}"),
        ({"per_second": "true"}, f"got per_second = true, {PER_SECOND}"),
        ({"per_second": ""}, f"got no per_second, {PER_SECOND}"),
        ({"date": ""}, "got no date, expected the day on which it was so, without quotes, as in 2026-05-06"),
        (
            {"date": '"2026-05-06"'},
            "got date = '2026-05-06', expected the day on which it was so, without quotes, as in 2026-05-06",
        ),
        (
            {"date": "2026-05-06T10:00:00"},
            "got date = 2026-05-06 10:00:00, expected the day on which it was so, without quotes, as in 2026-05-06",
        ),
        ({"confidence": '"sure"'}, 'got confidence = \'sure\', expected "A", "B" or "C"'),
        ({"confidence": ""}, 'got no confidence, expected "A", "B" or "C"'),
        ({"source": ""}, "got no source, expected who says so, here or at the top for all"),
        ({"audio": '"yes"'}, "got audio = 'yes', expected true or false, or nothing where it makes no difference"),
        ({"note": "1"}, "got note = 1, expected a text in one line"),
    ],
)
def test_what_is_wrong_with_a_price_is_told_with_its_number_and_model(values: dict[str, str], expected: str) -> None:
    assert refusal(table(row(**values))) == f"own.toml: price 1 (video/kling-v3-std): {expected}"


def test_a_key_that_there_is_not_is_told_with_the_nearest() -> None:
    assert refusal(table(row(per_seconds="1"))) == (
        "own.toml: price 1: no such key 'per_seconds' (did you mean per_second?): expected model, audio, per_second, "
        "date, confidence, source, note"
    )


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ('"kling-v3-std"', "got model = 'kling-v3-std' (did you mean video/kling-v3-std?), expected one of video/"),
        ("3", "got model = 3, expected one of video/kling-v3-pro, video/kling-v3-std, "),
        ("", "got model = None, expected one of video/kling-v3-pro, "),
    ],
)
def test_a_model_that_there_is_not_is_told_with_those_that_there_are(model: str, expected: str) -> None:
    assert refusal(table(row(model=model))).startswith(f"own.toml: price 1: {expected}")


def test_a_price_without_audio_is_that_of_both_and_the_source_of_the_table_is_that_of_all() -> None:
    read = read_prices(table(row(source=""), source='"a bill"', how=""), "own.toml")
    assert (read.rows[0].sounds, read.rows[0].source, read.how) == ((False, True), "a bill", "noted")


def test_what_differs_in_audio_has_two_prices() -> None:
    read = read_prices(table(row(audio="true"), row(audio="false", per_second="0")), "own.toml")
    assert [each.sounds for each in read.rows] == [(True,), (False,)]
