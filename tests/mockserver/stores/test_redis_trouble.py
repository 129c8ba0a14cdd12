"""While a server is away, or takes nothing, who asks is told so at once; when it is back all goes on by itself."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

import pytest

from kling3_contracts.messages import Answer
from kling3_mockserver.stores.location import RedisServer, words
from kling3_openapi.endpoints import Family
from tests.mockserver.posting import PATIENCE
from tests.mockserver.stores.lives import HOOK, Life
from tests.mockserver.stores.servers import RedisProcess, redis_server
from tests.mockserver.stores.workers import Workers

ORDER = "/v1/ai/video/kling-v3-pro"
BODY = {"prompt": "A fox in the snow"}
FULL = "can't be written (command not allowed when used memory > 'maxmemory'): make room there, and it goes on"
CHANGES: list[tuple[str, str, object]] = [
    ("PATCH", "/_mock/settings", {"strict": True}),
    ("POST", "/_mock/clock", {"advance": 60}),
    ("POST", "/_mock/scenarios", {"scenario": "fail"}),
    ("POST", "/_mock/faults", {"fault": "503"}),
    ("POST", "/_mock/reset", None),
    ("GET", "/_mock/requests", None),
]


@pytest.fixture
def server() -> Iterator[RedisProcess]:
    with redis_server(durable=True) as found:
        yield found


@pytest.fixture
def workers(server: RedisProcess, new_workers: Callable[..., Workers]) -> Workers:
    """Begin two workers over a server that asks for a password."""
    workers = new_workers(RedisServer("127.0.0.1", server.port, username="default", password="s3cret"))
    workers.client.config_set("requirepass", "")
    return workers


def told(answer: Answer) -> str:
    """Return the message of a refusal for the store's sake."""
    assert answer.status == 503, answer.body
    assert b"s3cret" not in answer.body
    return str(json.loads(answer.body)["message"])


def started_again(server: RedisProcess, *lives: Life) -> None:
    """Start a server, and ask each until it has noticed: its event loop stands still while nobody asks."""
    server.start()
    end = time.monotonic() + PATIENCE
    for one in lives:
        while one.ask("GET", Family.KLING3.path).status != 200 or one.mock.store_trouble:
            assert time.monotonic() < end, one.mock.store_trouble


def test_while_it_is_away_everybody_is_told_so(workers: Workers, server: RedisProcess) -> None:
    task = workers.first.order()
    server.stop()
    for one in workers.lives:
        answers = [one.ask("POST", ORDER, BODY), one.ask("GET", Family.KLING3.path), one.read(task)]
        for each in answers:
            assert told(each).startswith(f"Service Unavailable: the store {words(workers.store)} can't be reached")
        for change in CHANGES:
            assert told(one.ask(*change)).startswith(f"the store {words(workers.store)} can't be reached")


def test_when_it_is_back_all_goes_on_by_itself(workers: Workers, server: RedisProcess) -> None:
    task = workers.first.order(webhook_url=HOOK)
    server.stop()
    for each in workers.lives:
        told(each.ask("POST", ORDER, BODY))
    started_again(server, *workers.lives)
    assert workers.second.tasks() == [f"{task} CREATED"]
    other = workers.second.order()
    workers.pass_(3)
    assert workers.told == ["IN_PROGRESS", "COMPLETED"]
    assert workers.first.tasks() == [f"{other} COMPLETED", f"{task} COMPLETED"]


def test_what_was_refused_has_changed_nothing(workers: Workers, server: RedisProcess) -> None:
    task = workers.first.order()
    shown = [workers.first.control("GET", path) for path in ("/settings", "/clock", "/scenarios", "/faults")]
    server.stop()
    for change in CHANGES:
        told(workers.first.ask(*change))
    started_again(server, *workers.lives)
    for each in workers.lives:
        assert [each.control("GET", path) for path in ("/settings", "/clock", "/scenarios", "/faults")] == shown
        assert each.tasks() == [f"{task} CREATED"]


def test_a_change_that_fails_halfway_is_taken_back_where_it_was_made(workers: Workers) -> None:
    shown = [workers.first.control("GET", path) for path in ("/settings", "/clock", "/scenarios", "/faults")]
    workers.client.config_set("maxmemory", "1")
    for change in CHANGES[:4]:
        assert FULL in told(workers.first.ask(*change))
    workers.client.config_set("maxmemory", "0")
    for each in workers.lives:
        assert [each.control("GET", path) for path in ("/settings", "/clock", "/scenarios", "/faults")] == shown


def test_the_journal_has_the_refused_requests_later(workers: Workers, server: RedisProcess) -> None:
    workers.first.tasks()
    server.stop()
    told(workers.first.ask("POST", ORDER, BODY))
    started_again(server, *workers.lives)
    workers.first.control("GET", "/requests")  # by which what is not written yet is written
    shown = workers.second.control("GET", "/requests")
    assert 503 in [each["response"]["status"] for each in shown]


def test_what_was_delivered_meanwhile_is_not_delivered_again(workers: Workers, server: RedisProcess) -> None:
    workers.sender.hold(HOOK)
    workers.first.order(webhook_url=HOOK)
    workers.first.control("POST", "/clock", {"advance": 1})
    assert workers.sender.arrived.get(timeout=PATIENCE)
    server.stop()
    workers.sender.release()
    for each in workers.lives:
        told(each.ask("POST", ORDER, BODY))
    started_again(server, *workers.lives)
    workers.pass_(3)
    assert workers.told == ["IN_PROGRESS", "COMPLETED"]


def test_one_that_was_emptied_goes_on_from_nothing(workers: Workers) -> None:
    before = [each.order(webhook_url=HOOK) for each in workers.lives for _ in range(3)]
    workers.first.control("POST", "/reset")
    before += [each.order() for each in workers.lives for _ in range(3)]
    workers.pass_(3)
    workers.first.control("PATCH", "/settings", {"strict": True})
    workers.client.flushall()
    assert [each.tasks() for each in workers.lives] == [[], []]
    assert [each.mock.settings.strict for each in workers.lives] == [False, False]
    after = [each.order(webhook_url=HOOK) for each in workers.lives for _ in range(3)]
    workers.begin_again(1)
    after += [each.order() for each in workers.lives for _ in range(3)]
    assert len({*before[6:], *after}) == 18
    assert sorted(each.partition(" ")[0] for each in workers.second.tasks()) == sorted(after)
    workers.pass_(3)
    assert len(workers.posts) == 12
    assert len(workers.first.control("GET", "/requests")) == len(workers.second.control("GET", "/requests")) > 12


def test_a_link_of_before_it_was_emptied_is_still_known_as_one_of_its_own(workers: Workers) -> None:
    task = workers.first.order()
    workers.pass_(3)
    (link,) = json.loads(workers.first.read(task).body)["data"]["generated"]
    workers.client.flushall()
    path = link.removeprefix("http://localhost")
    answers = [each.ask("GET", path) for each in workers.lives]
    for each in answers:
        assert b"no such video: its task is no longer held" in each.body


@pytest.mark.parametrize("change", CHANGES[:5])
def test_one_that_is_full_refuses_changes_in_words(workers: Workers, change: tuple[str, str, object]) -> None:
    workers.client.config_set("maxmemory", "1")
    assert f"{words(workers.store)} {FULL}" in told(workers.first.ask(*change))
    assert f"{words(workers.store)} {FULL}" in told(workers.first.ask("POST", ORDER, BODY))
    workers.client.config_set("maxmemory", "0")
    assert workers.first.order()


def test_a_replica_refuses_orders_in_words(workers: Workers) -> None:
    workers.client.replicaof("127.0.0.1", "1")
    told_of = told(workers.first.ask("POST", ORDER, BODY))
    assert told_of.endswith(f"{words(workers.store)} is a replica, which can't be written: name the primary's address")
    workers.client.replicaof("NO", "ONE")
    assert workers.first.order()
