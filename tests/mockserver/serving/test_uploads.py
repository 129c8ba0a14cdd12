"""Over a socket a picture is uploaded, read by anybody who has its link, and filmed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import aiohttp
import httpx
import pytest

from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from tests.mockserver.posting import PATIENCE

KEY = {"x-freepik-api-key": "alpha-key"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(5_000_000)
ONE = {"files": [{"content_type": "image/png"}]}


@pytest.fixture
def server(new_mock: Callable[..., Mock]) -> Iterator[ThreadedServer]:
    with ThreadedServer(new_mock()) as running:
        yield running


def test_a_picture_of_five_megabytes_is_uploaded_and_filmed(server: ThreadedServer) -> None:
    with httpx.Client(base_url=server.url, timeout=PATIENCE, trust_env=False) as client:
        (place,) = client.post("/v1/ai/uploads/request-url", json=ONE, headers=KEY).json()["files"]
        assert place["upload_url"].startswith(f"{server.url}/upload_")
        assert client.get(place["asset_url"]).status_code == 404
        answer = client.put(place["upload_url"], headers=place["headers"], content=PNG)
        assert (answer.status_code, answer.headers.get("x-kling3-findings")) == (200, None)
        assert client.get(place["asset_url"]).content == PNG
        order = {"prompt": "The fox runs", "start_image_url": place["asset_url"]}
        made = client.post("/v1/ai/video/kling-v3-pro", json=order, headers={**KEY, "x-kling3-scenario": "at-once"})
        assert "x-kling3-findings" not in made.headers
        task = client.get(f"/v1/ai/video/kling-v3/{made.json()['data']['task_id']}", headers=KEY).json()["data"]
        assert task["status"] == "COMPLETED"


def test_a_picture_comes_in_chunks_too(server: ThreadedServer) -> None:
    def pieces() -> Iterator[bytes]:
        for start in range(0, len(PNG), 100_000):
            yield PNG[start : start + 100_000]

    with httpx.Client(base_url=server.url, timeout=PATIENCE, trust_env=False) as client:
        (place,) = client.post("/v1/ai/uploads/request-url", json=ONE, headers=KEY).json()["files"]
        assert client.put(place["upload_url"], headers=place["headers"], content=pieces()).status_code == 200
        assert client.get(place["asset_url"], headers={"range": "bytes=0-7"}).content == PNG[:8]
        assert client.head(place["asset_url"]).headers["content-length"] == str(len(PNG))


def test_a_session_that_adds_its_key_to_everything_is_refused_at_the_upload_url(server: ThreadedServer) -> None:
    async def go() -> tuple[int, str]:
        async with aiohttp.ClientSession(headers=KEY) as session:
            async with session.post(f"{server.url}/v1/ai/uploads/request-url", json=ONE) as answer:
                (place,) = (await answer.json())["files"]
            async with session.put(place["upload_url"], headers=place["headers"], data=PNG[:200]) as answer:
                return answer.status, answer.headers["x-kling3-findings"]

    status, findings = asyncio.run(go())
    assert status == 403
    assert "PUT without the key" in findings
