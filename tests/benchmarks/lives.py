"""Tests of a downstream project: a thousand of each kind, most with the whole life of a task until its webhook."""

from functools import partial

import httpx
import httpx2
import pytest

HOOK = "https://shop.example/hook"
KEY = {"x-freepik-api-key": "any"}
CLIENT = httpx2.Client(headers=KEY, trust_env=False)
"""One for all, as in most programs."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a thousand tests of the kind that is asked for by -k, and none of any other."""
    is_asked = metafunc.function.__name__ == metafunc.config.getoption("keyword")
    metafunc.parametrize("number", range(1_000 if is_asked else 0))


def live(kling3, base_url: str, post=CLIENT.post, get=CLIENT.get) -> None:
    """Order a video, look until it is there, and see that its receiver was told."""
    api = f"{base_url}/v1/ai/video"
    told = []

    async def receiver(_scope, receive, send) -> None:
        told.append((await receive())["body"])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    kling3.deliver_to(receiver)
    order = {"prompt": "A fox in the snow", "duration": "5", "webhook_url": HOOK}
    task_id = post(f"{api}/kling-v3-pro", json=order).json()["data"]["task_id"]
    statuses = [get(f"{api}/kling-v3/{task_id}").json()["data"]["status"] for _ in range(3)]
    assert statuses[-1] == "COMPLETED"
    assert kling3.assert_webhook(status="COMPLETED", task_id=task_id).answer.status == 204
    assert len(told) == 2


def test_in_process(kling3, number):
    assert number >= 0
    live(kling3, "https://api.freepik.com")


def test_by_calls(kling3, number):
    """As the README writes it: a new client for each."""
    assert number >= 0
    post, get = partial(httpx.post, headers=KEY), partial(httpx.get, headers=KEY)
    live(kling3, "https://api.freepik.com", post, get)


def test_by_url(kling3, number):
    assert number >= 0
    live(kling3, kling3.url)


def test_that_asks_nothing(kling3, number):  # noqa: ARG001  (that is what it is for)
    assert number >= 0


def test_of_nothing(number):
    assert number >= 0
