"""Orders videos by requests, from where the environment says; knows nothing of any fake."""

import os
import time

import requests


class VideoFailedError(Exception):
    """The service gave up on a video."""


def _call(method: str, path: str, **more: object) -> dict:
    base = os.environ.get("FREEPIK_BASE_URL", "https://api.freepik.com")
    headers = {"x-freepik-api-key": os.environ.get("FREEPIK_API_KEY", "")}
    answer = requests.request(method, f"{base}/v1/ai/video/{path}", headers=headers, timeout=30, **more)
    answer.raise_for_status()
    return answer.json()["data"]


def order(prompt: str, **fields: object) -> str:
    """Order a video and return the id of its task."""
    return _call("POST", "kling-v3-pro", json={"prompt": prompt, **fields})["task_id"]


def download(task_id: str, pause: float = 5.0) -> bytes:
    """Wait for a video and return it."""
    while (task := _call("GET", f"kling-v3/{task_id}"))["status"] not in ("COMPLETED", "FAILED"):
        time.sleep(pause)
    if task["status"] == "FAILED":
        raise VideoFailedError(task_id)
    return requests.get(task["generated"][0], timeout=30).content
