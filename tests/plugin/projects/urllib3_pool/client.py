"""Orders videos by urllib3; knows nothing of any fake."""

import time

import urllib3


class VideoFailedError(Exception):
    """The service gave up on a video."""


class Videos:
    """Makes videos of the Omni models; `base_url` ends in /v1."""

    def __init__(self, key: str, base_url: str = "https://api.freepik.com/v1", pause: float = 5.0) -> None:
        self._pool = urllib3.PoolManager(headers={"x-freepik-api-key": key})
        self._base, self._pause = f"{base_url}/ai/video", pause

    def order(self, prompt: str, **fields: object) -> str:
        """Order a video and return the id of its task."""
        answer = self._pool.request("POST", f"{self._base}/kling-v3-omni-pro", json={"prompt": prompt, **fields})
        if answer.status != 200:
            raise RuntimeError(answer.json()["message"])
        return answer.json()["data"]["task_id"]

    def download(self, task_id: str) -> bytes:
        """Wait for a video and return it."""
        for _ in range(100):
            task = self._pool.request("GET", f"{self._base}/kling-v3-omni/{task_id}").json()["data"]
            match task["status"]:
                case "COMPLETED":
                    return self._pool.request("GET", task["generated"][0]).data
                case "FAILED":
                    raise VideoFailedError(task_id)
            time.sleep(self._pause)
        raise TimeoutError(task_id)

    def close(self) -> None:
        """Let go of connections."""
        self._pool.clear()
