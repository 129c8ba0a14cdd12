"""The words of a location are read again as the same one, and what is none is refused without what may be secret."""

from __future__ import annotations

import pytest

from kling3_mockserver.errors import StoreError
from kling3_mockserver.settings.options import described, settings_of
from kling3_mockserver.stores.location import InMemory, RedisServer, SqliteFile, StoreLocation, parse, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("memory", InMemory()),
        ("Memory", InMemory()),
        ("sqlite:kling3.db", SqliteFile("kling3.db")),
        ("SQLite:/var/lib/kling 3.db", SqliteFile("/var/lib/kling 3.db")),
        (r"sqlite:C:\kling3.db", SqliteFile(r"C:\kling3.db")),
        ("redis://cache", RedisServer("cache")),
        ("valkey://[::1]:7000/3", RedisServer("::1", 7000, 3)),
        ("rediss://cache/?tenant=team-a&expiry=60", RedisServer("cache", tls=True, tenant="team-a", expiry=60)),
    ],
)
def test_a_text_stands_for_a_location(text: str, expected: StoreLocation) -> None:
    assert parse(text) == expected
    assert parse(words(expected)) == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "got a store '', expected memory, sqlite:FILE or redis://HOST:PORT/NUMBER"),
        ("kling3.db", "got a store 'kling3.db', expected memory, sqlite:FILE or redis://HOST:PORT/NUMBER"),
        (
            "postgres://fox:s3cret@db/kling",
            "got a store 'postgres:...', expected memory, sqlite:FILE or redis://HOST:PORT/NUMBER",
        ),
        ("sqlite:", "got a store 'sqlite:', expected a file: sqlite:kling3.db, or sqlite:/var/lib/kling3.db"),
        ("sqlite:///kling3.db", "got a store 'sqlite:///kling3.db', expected a file"),
        ("sqlite::memory:", "got a store 'sqlite::memory:', expected a file"),
        ("redis:cache", "got a store on a server with no host, expected redis://127.0.0.1:6379/0, or redis://"),
        ("redis://:s3cret@cache:port/0", "got a store on a server with an address that can't be read, expected"),
        ("redis://:s3cret@cache/kling", "got a store on a server with no number of a database behind the host"),
        ("redis://cache/0#s3cret", "got a store on a server with more than an address"),
        (
            "redis://cache/?tenent=s3cret",
            "got a store on a server with a parameter 'tenent' (did you mean tenant?), expected",
        ),
        ("redis://cache/?tenant=", "got a store on a server with a tenant that is no name of at most 60 letters"),
        ("redis://cache/?expiry=0", "got a store on a server with an expiry that is no whole number of seconds"),
    ],
)
def test_another_text_is_refused_with_what_is_expected(text: str, told: str) -> None:
    with pytest.raises(StoreError) as refused:
        parse(text)
    assert str(refused.value).startswith(told)
    assert "s3cret" not in str(refused.value)


def test_who_reads_where_a_server_is_does_not_read_by_which_password() -> None:
    location = parse("redis://fox:s3cret%21@cache:6379/0?tenant=team-a")
    assert location == RedisServer("cache", username="fox", password="s3cret!", tenant="team-a")
    assert words(location) == "redis://cache:6379/0?tenant=team-a"
    assert "s3cret" not in repr(location)


def test_it_is_a_setting_that_is_shown_in_its_words() -> None:
    settings = settings_of({"store": "sqlite:kling3.db"})
    assert (settings.store, described(settings)["store"]) == (SqliteFile("kling3.db"), "sqlite:kling3.db")
