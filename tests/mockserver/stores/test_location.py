"""The words of a location are read again as the same one, and what is none is refused without what may be secret."""

from __future__ import annotations

import pytest

from kling3_mockserver.errors import StoreError
from kling3_mockserver.settings.options import described, settings_of
from kling3_mockserver.stores.location import InMemory, SqliteFile, StoreLocation, parse, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("memory", InMemory()),
        ("Memory", InMemory()),
        ("sqlite:kling3.db", SqliteFile("kling3.db")),
        ("SQLite:/var/lib/kling 3.db", SqliteFile("/var/lib/kling 3.db")),
        (r"sqlite:C:\kling3.db", SqliteFile(r"C:\kling3.db")),
    ],
)
def test_a_text_stands_for_a_location(text: str, expected: StoreLocation) -> None:
    assert parse(text) == expected
    assert parse(words(expected)) == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "got a store '', expected memory or sqlite:FILE"),
        ("kling3.db", "got a store 'kling3.db', expected memory or sqlite:FILE"),
        ("postgres://fox:s3cret@db/kling", "got a store 'postgres:...', expected memory or sqlite:FILE"),
        ("sqlite:", "got a store 'sqlite:', expected a file: sqlite:kling3.db, or sqlite:/var/lib/kling3.db"),
        ("sqlite:///kling3.db", "got a store 'sqlite:///kling3.db', expected a file"),
        ("sqlite::memory:", "got a store 'sqlite::memory:', expected a file"),
    ],
)
def test_another_text_is_refused_with_what_is_expected(text: str, told: str) -> None:
    with pytest.raises(StoreError) as refused:
        parse(text)
    assert str(refused.value).startswith(told)
    assert "s3cret" not in str(refused.value)


def test_it_is_a_setting_that_is_shown_in_its_words() -> None:
    settings = settings_of({"store": "sqlite:kling3.db"})
    assert (settings.store, described(settings)["store"]) == (SqliteFile("kling3.db"), "sqlite:kling3.db")
