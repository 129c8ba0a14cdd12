"""Webhooks of a tenant have come when a call returns, wherever they go and whoever takes them."""

from __future__ import annotations

import asyncio
import json

import pytest
from starlette.types import Receive, Scope, Send

from kling3_mockserver.errors import MockError
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import ClockKind
from kling3_mockserver.testing.applications import StartResponse
from kling3_mockserver.testing.receivers import ReceiverError
from kling3_mockserver.testing.tenant import Kling3
from tests.mockserver import receivers
from tests.mockserver.asking import KEY, created, read
from tests.mockserver.posting import PATIENCE
from tests.mockserver.tenants import order

MANUAL = ClockKind.MANUAL
LIST = "https://api.freepik.com/v1/ai/video/kling-v3"
KEYS = {"x-freepik-api-key": KEY}


def wsgi(environ: dict[str, object], start_response: StartResponse) -> list[bytes]:
    """A receiver that takes everything."""
    start_response("204 No Content", [])
    return [str(environ["PATH_INFO"]).encode()]


def test_webhooks_have_come_when_time_was_moved(kling3: Kling3) -> None:
    task_id = order(kling3)
    kling3.clock.advance(kling3.mock.settings.task_seconds / 2)
    assert kling3.webhooks.statuses == ["IN_PROGRESS"]
    kling3.run_to_end()
    assert [(each.task_id, each.status, each.trusted) for each in kling3.webhooks] == [
        (task_id, "IN_PROGRESS", True),
        (task_id, "COMPLETED", True),
    ]


def test_each_webhook_goes_to_the_application_of_the_test_as_well(kling3: Kling3) -> None:
    app = receivers.Inbox()
    kling3.deliver_to(app)
    order(kling3)
    kling3.run_to_end()
    assert [json.loads(app.calls.get(timeout=PATIENCE).body)["status"] for _ in range(2)] == kling3.webhooks.statuses


def test_a_webhook_that_the_receiver_refused_comes_again_later(kling3: Kling3) -> None:
    kling3.deliver_to(receivers.Inbox(500, 204))
    order(kling3, scenario="complete 0")
    kling3.run_to_end()
    assert [each.answer.status for each in kling3.webhooks] == [500]
    kling3.clock.advance(60)
    assert [(each.status, each.answer.status) for each in kling3.webhooks][:2] == [
        ("IN_PROGRESS", 500),
        ("IN_PROGRESS", 204),
    ]


def test_tasks_that_a_receiver_orders_are_run_to_their_end_too(kling3: Kling3) -> None:
    async def orders_again(scope: Scope, receive: Receive, send: Send) -> None:
        told = json.loads((await receive())["body"])
        if told["status"] == "FAILED":
            created(kling3.mock)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(scope["path"]).encode()})

    kling3.deliver_to(orders_again)
    kling3.next("fail")
    order(kling3)
    assert [each.status for each in kling3.run_to_end()] == ["COMPLETED", "FAILED"]


def test_a_receiver_that_orders_for_ever_is_told_of(kling3: Kling3) -> None:
    def orders_for_ever(environ: dict[str, object], start_response: StartResponse) -> list[bytes]:
        if b"COMPLETED" in environ["wsgi.input"].read():  # type: ignore[attr-defined]
            order(kling3, scenario="complete 1")
        return wsgi(environ, start_response)

    kling3.deliver_to(orders_for_ever)
    order(kling3, scenario="complete 1")
    with pytest.raises(MockError) as refused:
        kling3.run_to_end()
    assert str(refused.value) == (
        "after 100 rounds there is a new task still: the receiver orders another for each webhook; "
        "use clock.advance(seconds), which ends"
    )


def test_what_cannot_receive_is_refused_at_the_call(kling3: Kling3) -> None:
    with pytest.raises(ReceiverError, match="can't deliver webhooks to NoneType"):
        kling3.deliver_to(None)
    with receivers.closed_port() as port, pytest.raises(ReceiverError, match="nothing listens there"):
        kling3.deliver_to(f"http://127.0.0.1:{port}/")


def test_a_webhook_that_reads_brought_about_is_waited_for(kling3: Kling3) -> None:
    task_id = order(kling3, scenario="reads 1 60")
    read(kling3.mock, task_id)
    assert kling3.assert_webhook(status="COMPLETED").task_id == task_id


def test_a_secret_that_is_changed_meanwhile_signs_and_is_trusted(kling3: Kling3) -> None:
    order(kling3)
    kling3.mock.configure({"webhook-secret": ["another secret"]})
    kling3.run_to_end()
    assert [each.distrust for each in kling3.webhooks] == ["", ""]


def test_in_an_event_loop_webhooks_have_come_too(kling3: Kling3) -> None:
    async def test() -> list[str]:
        order(kling3)
        kling3.run_to_end()
        return kling3.webhooks.statuses

    assert asyncio.run(test()) == ["IN_PROGRESS", "COMPLETED"]


def test_in_an_event_loop_an_application_that_takes_long_is_waited_for(kling3: Kling3) -> None:
    async def takes_long(_scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.to_thread(list)
        await receive()
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def test() -> list[str]:
        kling3.deliver_to(takes_long)
        order(kling3)
        kling3.run_to_end()
        return kling3.webhooks.statuses

    assert asyncio.run(test()) == ["IN_PROGRESS", "COMPLETED"]


def test_in_an_event_loop_a_receiver_of_that_loop_can_answer(kling3: Kling3) -> None:
    """Nothing waits for it while it can't answer; `settle` waits so that it can."""
    raw = receivers.RawReceiver(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")

    async def test() -> list[int | None]:
        async with raw.listening() as url:
            order(kling3, f"{url}/hook")
            kling3.run_to_end()
            await kling3.settle()
        return [each.answer.status for each in kling3.webhooks]

    assert asyncio.run(test()) == [204, 204]


def test_a_url_of_another_thread_gets_webhooks(kling3: Kling3) -> None:
    app = receivers.Inbox(202)
    with ThreadedServer(app) as server:
        kling3.deliver_to(f"{server.url}/mine")
        order(kling3)
        kling3.run_to_end()
    assert [each.answer.status for each in kling3.webhooks] == [202, 202]
    assert app.calls.get(timeout=PATIENCE).target == "/mine?"
