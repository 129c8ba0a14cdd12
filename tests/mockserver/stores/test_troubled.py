"""While a store takes nothing orders and changes are refused in words; what was ordered is still read and told of."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from kling3_contracts.messages import Request
from kling3_contracts.target.asgi import ask
from kling3_mockserver.errors import StoreError
from kling3_mockserver.stores.location import SqliteFile
from kling3_mockserver.stores.sqlite.changes import Changes
from kling3_mockserver.stores.sqlite.database import Database
from tests.mockserver.asking import KEY
from tests.mockserver.posting import PATIENCE
from tests.mockserver.stores.lives import HOOK, Life, left_by, life

ORDER = "/v1/ai/video/kling-v3-pro"
BODY = {"prompt": "A fox in the snow"}
FULL = "can't be written: its disk is full"


class Disk:
    """Whether what a store is written to is full."""

    def __init__(self) -> None:
        self.is_full = False


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    found, write = Disk(), Database.write

    def write_if_there_is_room(database: Database, changes: Changes) -> None:
        if found.is_full:
            raise StoreError(FULL)
        write(database, changes)

    monkeypatch.setattr(Database, "write", write_if_there_is_room)
    return found


@pytest.fixture
def store(tmp_path: Path) -> SqliteFile:
    return SqliteFile(str(tmp_path / "kling3.db"))


@pytest.fixture
def one(store: SqliteFile, disk: Disk) -> Iterator[Life]:
    with life(store, task_reads=2) as found:
        yield found
        disk.is_full = False


def filled(one: Life, disk: Disk) -> None:
    """Fill the disk, and have that noticed."""
    disk.is_full = True
    assert one.ask("POST", ORDER, BODY).status == 503


def emptied(one: Life, disk: Disk) -> None:
    """Make room, and wait until that is noticed."""
    goes_on = Event()
    one.mock.tell_of_store(lambda notice: goes_on.set() if notice.text == "the store is written again" else None)
    disk.is_full = False
    assert goes_on.wait(PATIENCE)


def test_what_is_refused_has_changed_nothing(one: Life, disk: Disk) -> None:
    task = one.order()
    one.control("POST", "/scenarios", {"scenario": "fail", "times": 2})
    filled(one, disk)  # by an order that took the first of the two
    refused = [
        one.ask("PATCH", "/_mock/settings", {"strict": True}), one.ask("POST", "/_mock/clock", {"advance": 60}),
        one.ask("POST", "/_mock/reset"), one.ask("DELETE", "/_mock/scenarios"), one.ask("POST", ORDER, BODY),
    ]  # fmt: skip
    assert [each.status for each in refused] == [503] * 5
    assert json.loads(refused[0].body) == {"message": f"the store {FULL}"}
    assert json.loads(refused[4].body)["message"] == f"Service Unavailable: the store {FULL}"
    assert (one.tasks(), one.mock.settings.strict) == ([f"{task} CREATED"], False)
    assert [each.times for each in one.mock.scenarios.waiting()] == [1]


def test_reads_go_on_ending_tasks_and_the_end_is_told(one: Life, disk: Disk) -> None:
    task = one.order(webhook_url=HOOK)
    filled(one, disk)
    assert [one.read(task).status for _ in range(2)] == [200, 200]
    one.settle()
    assert [each.partition(" ")[0] for each in one.posts] == ["IN_PROGRESS", "COMPLETED"]


def test_what_happened_meanwhile_is_held_by_the_next_fake(
    one: Life, disk: Disk, store: SqliteFile, tmp_path: Path
) -> None:
    task = one.order(webhook_url=HOOK)
    filled(one, disk)
    for _ in range(2):
        one.read(task)
    one.settle()
    emptied(one, disk)
    other = one.order()
    with life(left_by(store, tmp_path / "left")) as second:
        second.settle()
        assert (second.tasks(), second.posts) == ([f"{other} CREATED", f"{task} COMPLETED"], [])


def test_sending_by_hand_needs_no_room(one: Life, disk: Disk) -> None:
    filled(one, disk)
    answer = one.ask("POST", "/_mock/webhooks", {"url": HOOK, "status": "COMPLETED"})
    one.settle()
    assert (answer.status, len(one.posts)) == (202, 1)


def ordering() -> Request:
    headers = (("x-freepik-api-key", KEY), ("content-type", "application/json"))
    return Request("POST", ORDER, headers, json.dumps(BODY).encode())


def test_an_order_that_is_broken_off_is_not_held(one: Life, store: SqliteFile, tmp_path: Path) -> None:
    async def order_and_leave() -> None:
        asked = asyncio.create_task(ask(one.mock, ordering()))
        await asyncio.sleep(0)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)

    asyncio.run(order_and_leave())
    last = one.order()
    assert one.tasks() == [f"{last} CREATED"]
    with life(left_by(store, tmp_path / "left")) as second:
        assert second.tasks() == [f"{last} CREATED"]


def test_a_fake_that_was_closed_refuses_orders_and_keeps_nobody_waiting(store: SqliteFile) -> None:
    with life(store) as one:
        pass
    assert asyncio.run(asyncio.wait_for(ask(one.mock, ordering()), PATIENCE)).status == 503
