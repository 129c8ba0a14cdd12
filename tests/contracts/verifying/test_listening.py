"""Over HTTP answers are looked at beside the next request, all of them, in their order, before a phase ends."""

from __future__ import annotations

from threading import Event, current_thread

import pytest

from kling3_contracts.messages import Answer, Exchange, Request
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.pace import Pace
from kling3_contracts.sending.sender import Sender
from kling3_contracts.target import HttpTarget
from kling3_contracts.verifying.listening import Listening, heard
from tests.contracts.broken.fake import FakeTarget
from tests.contracts.broken.gate import strict_about_keys


def _exchange(number: int) -> Exchange:
    return Exchange(Request("GET", f"/{number}"), Answer(200))


def test_what_is_asked_does_not_wait_until_it_was_looked_at() -> None:
    go_on, seen = Event(), list[str]()

    def look(exchange: Exchange) -> None:
        go_on.wait(10)
        seen.append(exchange.request.target)

    with Listening([look]) as listening:
        for number in range(3):
            listening(_exchange(number))
        assert seen == []
        go_on.set()
        listening.settle()
        assert seen == ["/0", "/1", "/2"]


def test_what_still_waits_at_the_end_is_looked_at() -> None:
    seen: list[str] = []
    with Listening([lambda each: seen.append(each.request.target)]) as listening:
        listening(_exchange(1))
    assert seen == ["/1"]


def test_an_error_belongs_to_who_waits_and_the_others_are_looked_at() -> None:
    seen: list[str] = []

    def look(exchange: Exchange) -> None:
        seen.append(exchange.request.target)
        if exchange.request.target in ("/1", "/2"):
            raise ValueError(exchange.request.target)

    with Listening([look]) as listening:
        for number in range(4):
            listening(_exchange(number))
        with pytest.raises(ValueError, match=r"^/1$"):
            listening.settle()
        listening.settle()
    assert seen == ["/0", "/1", "/2", "/3"]


def test_every_listener_hears_each_answer_in_turn() -> None:
    told: list[tuple[int, str]] = []
    listeners = [lambda each, number=number: told.append((number, each.request.target)) for number in (1, 2)]
    with Listening(listeners) as listening:
        listening(_exchange(1))
        listening(_exchange(2))
    assert told == [(1, "/1"), (2, "/1"), (1, "/2"), (2, "/2")]


def test_a_target_in_this_process_is_looked_at_as_it_answers() -> None:
    threads: list[str] = []
    target = FakeTarget(strict_about_keys())
    sender = Sender(target, Budget(), Pace())
    with heard(sender, [lambda _exchange: threads.append(current_thread().name)]) as settle:
        sender.ask("GET", "/v1/ai/video/kling-v3")
        assert threads == [current_thread().name]
        settle()
    target.close()


def test_a_target_at_a_url_is_looked_at_by_a_thread_of_its_own() -> None:
    target = HttpTarget("http://127.0.0.1:9")
    sender = Sender(target, Budget(), Pace())
    threads: list[str] = []
    with heard(sender, [lambda _exchange: threads.append(current_thread().name)]) as settle:
        (listener,) = sender.listeners
        listener(_exchange(1))
        settle()
        assert threads == ["kling3-contracts listening"]
    target.close()
