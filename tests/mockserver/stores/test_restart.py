"""What a fake held in a file is there in the next one: tasks, webhooks with their attempts, queues, clock, counters."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from kling3_mockserver.errors import StoreError
from kling3_mockserver.settings.settings import ClockKind
from kling3_mockserver.stores.location import SqliteFile
from kling3_mockserver.tasks.task import Status
from kling3_mockserver.webhooks.sender import Answer
from kling3_openapi.endpoints import Family
from tests.mockserver.asking import KEY
from tests.mockserver.posting import ScriptedSender
from tests.mockserver.stores.lives import HOOK, left_by, life

BUSY = [Answer(503)]


@pytest.fixture
def store(tmp_path: Path) -> SqliteFile:
    return SqliteFile(str(tmp_path / "kling3.db"))


def test_tasks_are_read_and_listed_as_before(store: SqliteFile) -> None:
    with life(store) as first:
        one, two = first.order(), first.order()
        other = first.order(Family.OMNI, key="beta-key")
        first.pass_(3)
        shown = first.read(one).body
    with life(store) as second:
        assert second.tasks() == [f"{two} COMPLETED", f"{one} COMPLETED"]
        assert second.tasks(Family.OMNI, key="beta-key") == [f"{other} COMPLETED"]
        assert second.read(one).body == shown
        assert second.read(one, key="beta-key").status == 404


def test_a_result_link_of_before_opens_its_video(store: SqliteFile) -> None:
    with life(store) as first:
        task = first.order()
        first.pass_(3)
        url = json.loads(first.read(task).body)["data"]["generated"][0]
    with life(store) as second:
        video = second.ask("GET", url.removeprefix("http://localhost"))
        assert (video.status, video.body[4:8]) == (200, b"ftyp")


def test_no_id_comes_twice(store: SqliteFile) -> None:
    ids = set()
    for _ in range(3):
        with life(store, seed=7) as one:
            ids |= {one.order() for _ in range(3)}
    assert len(ids) == 9


def test_a_webhook_that_was_not_due_yet_comes_in_the_next_life(store: SqliteFile) -> None:
    with life(store) as first:
        first.order(webhook_url=HOOK)
        first.pass_(1)
        before = first.posts
    with life(store) as second:
        second.settle()
        assert second.posts == []
        second.pass_(2)
        assert [each.partition(" ")[0] for each in (*before, *second.posts)] == ["IN_PROGRESS", "COMPLETED"]


def test_a_webhook_that_fell_due_meanwhile_is_sent_at_once(store: SqliteFile, tmp_path: Path) -> None:
    with life(store) as first:
        first.order(webhook_url=HOOK)
        left = left_by(store, tmp_path / "left")
        first.pass_(3)
        expected = first.posts
    with life(left) as second:
        second.pass_(3)
        # Neither of the two had been sent when it was left; the ids are those that the first one gave.
        assert second.posts == expected


def test_attempts_go_on_where_they_were(store: SqliteFile) -> None:
    sender = ScriptedSender()
    sender.answers[HOOK] = BUSY
    with life(store, sender, webhook_attempts=3, webhook_statuses=(Status.COMPLETED,)) as first:
        first.order(webhook_url=HOOK)
        first.pass_(3)
        (attempt,) = first.mock.journal.deliveries()
        assert (attempt.attempt, len(first.posts)) == (1, 1)
    with life(store, sender, webhook_attempts=3, webhook_statuses=(Status.COMPLETED,)) as second:
        second.settle()
        assert len(second.posts) == 1  # its time has not come
        second.pass_(8)
        second.pass_(60)
        assert [each.attempt for each in second.mock.journal.deliveries()] == [1, 2, 3]
        assert len(set(second.posts)) == 1  # with one id
    with life(store, sender) as third:
        third.pass_(10_000)
        assert len(third.posts) == 3  # it was given up


def test_what_was_delivered_is_not_sent_again(store: SqliteFile) -> None:
    with life(store) as first:
        first.order(webhook_url=HOOK)
        first.pass_(3)
        assert len(first.posts) == 2
    with life(store) as second:
        second.pass_(3)
        assert second.posts == []


def test_a_webhook_sent_by_hand_leaves_the_tasks_own_due(store: SqliteFile, tmp_path: Path) -> None:
    with life(store, webhook_statuses=(Status.COMPLETED,)) as first:
        task = first.order(webhook_url=HOOK)
        first.control("POST", "/webhooks", {"url": "http://other.test/", "status": "COMPLETED", "task_id": task})
        first.settle()
        left = left_by(store, tmp_path / "left")
    with life(left) as second:
        second.pass_(3)
        assert [each.partition(" ")[0] for each in second.posts] == ["COMPLETED"]


def test_a_receiver_that_wants_no_more_gets_no_more_in_the_next_life_either(store: SqliteFile) -> None:
    sender = ScriptedSender()
    sender.answers[HOOK] = [Answer(410)]
    with life(store, sender) as first:
        first.order(webhook_url=HOOK)
        first.pass_(1)
    with life(store, sender) as second:
        second.pass_(10)
        assert [each.partition(" ")[0] for each in second.posts] == ["IN_PROGRESS"]


def test_requests_are_remembered_beside_many_attempts(store: SqliteFile) -> None:
    sender = ScriptedSender()
    sender.answers[HOOK] = BUSY
    with life(store, sender, journal_size=3, webhook_attempts=20, webhook_retry_delay=0.001) as first:
        first.order(webhook_url=HOOK)
        first.tasks()
        first.pass_(3)
        for _ in range(12):
            first.pass_(100_000)
        shown = [len(first.control("GET", path)) for path in ("/requests", "/deliveries")]
    with life(store, sender, journal_size=3, webhook_attempts=20, webhook_retry_delay=0.001) as second:
        for _ in range(4):
            second.pass_(10_000_000)
    with life(store, sender, journal_size=3) as third:
        assert [len(third.control("GET", path)) for path in ("/requests", "/deliveries")] == shown == [2, 3]


def test_of_a_setting_that_is_written_in_two_ways_the_last_value_counts(store: SqliteFile) -> None:
    with life(store) as first:
        for name, value in (("webhook-attempts", 3), ("webhook_attempts", 4), ("webhook-attempts", 5)):
            first.control("PATCH", "/settings", {name: value})
    with life(store) as second:
        assert second.mock.settings.webhook_attempts == 5


def test_what_no_longer_happens_is_not_told(store: SqliteFile) -> None:
    with life(store) as first:
        task = first.order(webhook_url=HOOK)
        first.control("POST", f"/tasks/{task}/fail")
        first.settle()
    with life(store) as second:
        second.pass_(10)
        assert (second.posts, second.tasks()) == ([], [f"{task} FAILED"])
    with sqlite3.connect(store.path) as file:
        assert file.execute("SELECT * FROM due").fetchall() == []
    file.close()


def test_queues_settings_and_the_clock_are_as_they_were(store: SqliteFile) -> None:
    with life(store) as first:
        first.control(
            "POST", "/scenarios", {"scenario": "fail 2", "times": 2, "model": "kling-v3", "fields": {"duration": "8"}}
        )
        first.control("POST", "/faults", {"fault": "503", "kind": "list", "key": KEY, "times": 3})
        first.control("PATCH", "/settings", {"strict": True, "speed": 2, "api-key": [KEY]})
        first.control("POST", "/clock", {"advance": 500})
        shown = [first.control("GET", path) for path in ("/scenarios", "/faults", "/settings", "/clock")]
    with life(store) as second:
        assert [second.control("GET", path) for path in ("/scenarios", "/faults", "/settings", "/clock")] == shown
        assert [second.ask("GET", Family.KLING3.path).status for _ in range(4)] == [503, 503, 503, 200]
        assert second.ask("GET", Family.KLING3.path, key="gamma-key").status == 401


def test_what_was_counted_counts_on(store: SqliteFile) -> None:
    with life(store, balance=5.88) as first:
        task = first.order()
        left = [dict(first.read(task).headers)["x-ratelimit-remaining"] for _ in range(2)]
    with life(store, balance=5.88) as second:
        left.append(dict(second.read(task).headers)["x-ratelimit-remaining"])
        assert left == ["299", "298", "297"]
        second.order()
        second.order()
        assert second.ask("POST", f"{Family.KLING3.path}-pro", {"prompt": "A fox"}).status == 402


def test_limits_and_penalties_stay(store: SqliteFile) -> None:
    from kling3_mockserver.limits.rate_limits import parse

    chosen = {"rate_limit": parse("2"), "penalty_box": 1}
    with life(store, **chosen) as first:
        assert [first.ask("GET", Family.KLING3.path).status for _ in range(3)] == [200, 200, 429]
        assert first.ask("GET", Family.KLING3.path).status == 403
    with life(store, **chosen) as second:
        assert second.ask("GET", Family.KLING3.path).status == 403
        second.mock.penalties.clear()  # type: ignore[union-attr]  # it is on
        assert second.ask("GET", Family.KLING3.path).status == 429


def test_the_journal_is_remembered_and_bounded(store: SqliteFile) -> None:
    with life(store, journal_size=3) as first:
        first.order(webhook_url=HOOK)
        first.pass_(3)
        for _ in range(4):
            first.tasks()
        shown = [first.control("GET", path) for path in ("/requests", "/deliveries")]
    with life(store, journal_size=3) as second:
        assert [second.control("GET", path) for path in ("/requests", "/deliveries")] == shown
        second.tasks()
        numbers = [each["number"] for each in second.control("GET", "/requests")]
    highest = max(each["number"] for each in (*shown[0], *shown[1]))
    assert sorted(numbers)[-1] == highest + 1
    with life(store, journal_size=3) as third:
        assert [each["number"] for each in third.control("GET", "/requests")] == numbers


def test_what_was_reset_is_gone_and_settings_are_not(store: SqliteFile) -> None:
    with life(store) as first:
        first.order(webhook_url=HOOK)
        first.control("PATCH", "/settings", {"strict": True})
        first.control("POST", "/reset")
        task = first.order()
    with life(store) as second:
        second.pass_(10)
        assert (second.tasks(), second.posts) == ([f"{task} COMPLETED"], [])
        assert len(second.control("GET", "/requests")) == 2
        assert second.mock.settings.strict


def test_another_seed_is_refused_with_the_reason(store: SqliteFile) -> None:
    with life(store, seed=7):
        pass
    with pytest.raises(StoreError) as refused:
        life(store, seed=8).__enter__()
    assert "was begun with another --seed, by which its links and webhook ids are signed" in str(refused.value)
    assert str(refused.value).endswith("leave --seed out, or name a new file")
    with life(store) as third:
        assert third.order()


@pytest.mark.parametrize(
    ("table", "column", "where"),
    [
        ("task", "content", "true"),
        ("document", "content", "name = 'identifiers'"),
        ("document", "content", "name = 'scenarios'"),
        ("record", "content", "true"),
        ("due", "status", "status = 'COMPLETED'"),
    ],
)
def test_a_file_whose_content_is_none_of_ours_is_refused_in_words(
    store: SqliteFile, table: str, column: str, where: str
) -> None:
    with life(store) as first:
        first.order(webhook_url=HOOK)
    with sqlite3.connect(store.path) as file:
        file.execute(f"UPDATE {table} SET {column} = 'fox' WHERE {where}")  # noqa: S608  (words of our own)
    file.close()
    for _ in range(2):  # it is closed again each time
        with pytest.raises(StoreError, match=r"holds what can't be read \(.*\): move it away to begin anew$"):
            life(store).__enter__()


def test_a_clock_that_runs_goes_by_the_time_of_day(store: SqliteFile) -> None:
    with life(store, clock=ClockKind.REAL, task_seconds=0.0) as first:
        task = first.order()
    with life(store, clock=ClockKind.REAL) as second:
        assert second.tasks() == [f"{task} COMPLETED"]
