"""Orders videos by httpx2; knows nothing of any fake."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

import httpx2


class VideoFailedError(Exception):
    """The service gave up on a video."""


@contextmanager
def service(key: str) -> Iterator[httpx2.Client]:
    """Give a client of the service."""
    with httpx2.Client(base_url="https://api.freepik.com/v1/ai", headers={"x-freepik-api-key": key}) as http:
        yield http


def restyle(http: httpx2.Client, video_url: str, style: str, **fields: object) -> str:
    """Order a video like another in a new style; return the id of its task."""
    order = {"video_url": video_url, "prompt": f"@Video1 {style}", **fields}
    answer = http.post("/reference-to-video/kling-v3-omni-pro", json=order)
    return answer.raise_for_status().json()["data"]["task_id"]


def wait(http: httpx2.Client, task_id: str, pause: float = 5.0) -> str:
    """Wait for a video and return its URL."""
    status = "CREATED"
    while status not in ("COMPLETED", "FAILED"):
        sleep(pause)
        task = http.get(f"/reference-to-video/kling-v3-omni/{task_id}").raise_for_status().json()["data"]
        status = task["status"]
    if status == "FAILED":
        raise VideoFailedError(task_id)
    return task["generated"][0]
