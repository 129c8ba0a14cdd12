"""Tests of a downstream project: a thousand whole lives of a task, from the order to the webhook."""

import httpx2
import pytest

HOOK = "https://shop.example/hook"


# One for all, as in most programs: each new one costs 20 ms, for the certificates that it reads.
CLIENT = httpx2.Client(headers={"x-freepik-api-key": "any"}, trust_env=False)


def live(kling3, base_url: str) -> None:
    """Order a video, look until it is there, and see that its receiver was told."""
    api = f"{base_url}/v1/ai/video"
    told = []

    async def receiver(_scope, receive, send) -> None:
        told.append((await receive())["body"])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    kling3.deliver_to(receiver)
    order = {"prompt": "A fox in the snow", "duration": "5", "webhook_url": HOOK}
    task_id = CLIENT.post(f"{api}/kling-v3-pro", json=order).json()["data"]["task_id"]
    statuses = [CLIENT.get(f"{api}/kling-v3/{task_id}").json()["data"]["status"] for _ in range(3)]
    assert statuses[-1] == "COMPLETED"
    assert kling3.assert_webhook(status="COMPLETED", task_id=task_id).answer.status == 204
    assert len(told) == 2


@pytest.mark.parametrize("number", range(1_000))
def test_in_process(kling3, number):
    assert number >= 0
    live(kling3, "https://api.freepik.com")


@pytest.mark.parametrize("number", range(1_000))
def test_by_url(kling3, number):
    assert number >= 0
    live(kling3, kling3.url)


@pytest.mark.parametrize("number", range(1_000))
def test_of_nothing(number):
    assert number >= 0
