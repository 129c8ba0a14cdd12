"""Orders videos by httpx and waits for them; knows nothing of any fake."""

import time

import httpx


class VideoFailedError(Exception):
    """The service gave up on a video."""


class Videos:
    """Makes videos with one API key; `pause` is how many seconds pass between two looks."""

    def __init__(self, key: str, pause: float = 5.0) -> None:
        self._http = httpx.Client(base_url="https://api.freepik.com/v1/ai/video", headers={"x-freepik-api-key": key})
        self._pause = pause

    def order(self, prompt: str, **fields: object) -> str:
        """Order a video and return the id of its task."""
        answer = self._http.post("/kling-v3-pro", json={"prompt": prompt, **fields}).raise_for_status()
        return answer.json()["data"]["task_id"]

    def download(self, task_id: str) -> bytes:
        """Wait for a video and return it."""
        while True:
            task = self._http.get(f"/kling-v3/{task_id}").raise_for_status().json()["data"]
            if task["status"] == "COMPLETED":
                return httpx.get(task["generated"][0]).raise_for_status().content
            if task["status"] == "FAILED":
                raise VideoFailedError(task_id)
            time.sleep(self._pause)
