"""Orders videos by aiohttp; knows nothing of any fake."""

import asyncio

import aiohttp


class VideoFailedError(Exception):
    """The service gave up on a video."""


class Videos:
    """Makes videos; to be used as an asynchronous context."""

    def __init__(self, base_url: str, key: str, pause: float = 5.0) -> None:
        self._base_url, self._headers, self._pause = base_url, {"x-freepik-api-key": key}, pause

    async def __aenter__(self) -> "Videos":
        self._session = aiohttp.ClientSession(self._base_url, headers=self._headers, raise_for_status=True)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def order(self, prompt: str, **fields: object) -> str:
        """Order a video and return the id of its task."""
        async with self._session.post("/v1/ai/video/kling-v3-pro", json={"prompt": prompt, **fields}) as answer:
            return (await answer.json())["data"]["task_id"]

    async def url(self, task_id: str) -> str:
        """Wait for a video and return its URL."""
        while True:
            async with self._session.get(f"/v1/ai/video/kling-v3/{task_id}") as answer:
                task = (await answer.json())["data"]
            if task["status"] == "COMPLETED":
                return task["generated"][0]
            if task["status"] == "FAILED":
                raise VideoFailedError(task_id)
            await asyncio.sleep(self._pause)

    async def last(self, **query: str) -> list[str]:
        """Return the ids of the tasks, newest first."""
        async with self._session.get("/v1/ai/video/kling-v3", params=query) as answer:
            return [task["task_id"] for task in (await answer.json())["data"]]

    async def download(self, url: str) -> bytes:
        """Return the file at a URL."""
        async with self._session.get(url) as answer:
            return await answer.read()
