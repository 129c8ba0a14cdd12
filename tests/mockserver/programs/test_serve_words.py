"""What serve says when it starts names the edition, unless it is the first one."""

from __future__ import annotations

import json

import pytest

from kling3_mockserver.journal.log_style import LogFormat, LogStyle
from kling3_mockserver.programs.serve_words import Words, banner, lost_words
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.stores.location import InMemory, RedisServer, SqliteFile, StoreLocation
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.tasks.task import Status
from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.prices import Bill, price_table


@pytest.mark.parametrize(
    ("edition", "expected"),
    [
        (Edition.FEBRUARY_2026, []),
        (Edition.APRIL_2026, ["  edition    the contract of April 2026"]),
        (Edition.AUGUST_2026, ["  edition    the contract of August 2026"]),
    ],
)
def test_the_banner_names_an_edition_that_is_not_the_first(edition: Edition, expected: list[str]) -> None:
    lines = banner(Settings(edition=edition), "http://127.0.0.1:8333").splitlines()
    assert [each for each in lines if "edition" in each] == expected


@pytest.mark.parametrize(
    ("edition", "expected"),
    [(Edition.FEBRUARY_2026, "x-freepik-api-key: any"), (Edition.AUGUST_2026, "x-magnific-api-key: any")],
)
def test_the_first_order_is_free_of_advice(edition: Edition, expected: str) -> None:
    """From August on the former header is taken, and told of."""
    assert f'kling-v3-pro -H "{expected}"' in banner(Settings(edition=edition), "http://127.0.0.1:8333")


@pytest.mark.parametrize(
    ("sent_by_hand", "expected"),
    [
        (
            0,
            ["kling3-mock stopped; what waits is kept in redis://cache:6379/0, and goes on at the next start with it."],
        ),
        (
            1,
            [
                "kling3-mock stopped; 1 webhook was left undelivered:",
                "  COMPLETED of task fox to http://receiver.test/hook",
                "What else waits is kept in redis://cache:6379/0, and goes on at the next start with it.",
            ],
        ),
    ],
)
def test_over_a_server_only_what_was_sent_by_hand_is_lost(sent_by_hand: int, expected: list[str]) -> None:
    message = Message("msg_1", "http://receiver.test/hook", "fox", Status.COMPLETED, b"{}", by_hand=True)
    words = Words(Settings(store=RedisServer("cache")), LogStyle())
    assert words.shared_farewell([message] * sent_by_hand).splitlines() == expected


def test_the_same_is_told_to_programs() -> None:
    message = Message("msg_1", "http://receiver.test/hook", "fox", Status.COMPLETED, b"{}", by_hand=True)
    words = Words(Settings(store=RedisServer("cache")), LogStyle(log_format=LogFormat.JSON))
    told = json.loads(words.shared_farewell([message]))
    assert ([each["task_id"] for each in told["undelivered"]], told["store"]) == (["fox"], "redis://cache:6379/0")


def test_what_ends_with_a_worker_is_named_up_to_a_bound() -> None:
    due = Message("msg_1", "http://receiver.test/hook", "hare", Status.COMPLETED, b"{}")
    message = Message("msg_1", "http://receiver.test/hook", "fox", Status.COMPLETED, b"{}", by_hand=True)
    sentence = "COMPLETED of task fox to http://receiver.test/hook, sent by hand, was left undelivered"
    assert lost_words([due, message]) == [sentence]
    assert lost_words([message] * 22)[19:] == [sentence, "2 more that were sent by hand were left undelivered"]


@pytest.mark.parametrize(
    ("store", "expected"),
    [(InMemory(), "1 task would have cost EUR 1.54 ("), (SqliteFile("fox.db"), "1 task in sqlite:fox.db would have ")],
)
def test_what_the_tasks_would_have_cost_is_said_last(store: StoreLocation, expected: str) -> None:
    bill = Bill("EUR")
    bill.add(price_table().price(Family.KLING3, Tier.STD, seconds=5, sound=True), "kling-v3-std")
    last = Words(Settings(store=store), LogStyle()).farewell([], [], bill=bill).splitlines()[-1]
    assert last.startswith(expected)
    assert last.endswith("(measured 2026-05-06 by one operator, confidence B; the provider prints none).")


def test_tasks_of_unknown_price_are_no_nothing() -> None:
    bill = Bill("EUR")
    bill.add(None, "kling-v3-turbo-720p")
    assert Words(Settings(), LogStyle()).farewell([], [], bill=bill).splitlines() == [
        "kling3-mock stopped; no webhook was left undelivered.",
        "The price of 1 task is unknown (kling-v3-turbo-720p).",
    ]
