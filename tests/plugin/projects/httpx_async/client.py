"""Orders videos by httpx, many at a time; knows nothing of any fake."""

import asyncio

import httpx

API = "https://api.magnific.com/v1/ai/video"


class VideoFailedError(Exception):
    """The service gave up on a video."""


async def make_videos(key: str, prompts: list[str], pause: float = 5.0, **fields: object) -> list[bytes]:
    """Return the videos of these prompts, made side by side."""
    async with httpx.AsyncClient(headers={"x-magnific-api-key": key}) as http:
        orders = [{"prompt": prompt, **fields} for prompt in prompts]
        return await asyncio.gather(*[_make(http, order, pause) for order in orders])


async def _make(http: httpx.AsyncClient, order: dict[str, object], pause: float) -> bytes:
    created = await http.post(f"{API}/kling-v3-std", json=order)
    task = created.raise_for_status().json()["data"]
    while task["status"] not in ("COMPLETED", "FAILED"):
        await asyncio.sleep(pause)
        task = (await http.get(f"{API}/kling-v3/{task['task_id']}")).raise_for_status().json()["data"]
    if task["status"] == "FAILED":
        raise VideoFailedError(task["task_id"])
    return (await http.get(task["generated"][0])).raise_for_status().content
