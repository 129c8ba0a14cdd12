"""Each client that people use sees a task through: it orders, polls until the end, and downloads the video."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping

import aiohttp
import httpx
import pytest
import requests

from kling3_mockserver.mock import Mock
from kling3_mockserver.service.clips import AspectRatio, Clip
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_openapi.endpoints import Tier
from tests.mockserver.posting import PATIENCE

CURL, NODE = shutil.which("curl"), shutil.which("node")
SCRIPT = """
const [method, url, headers, body] = JSON.parse(process.argv[1]);
const answer = await fetch(url, { method, headers, body });
const content = Buffer.from(await answer.arrayBuffer()).toString("base64");
process.stdout.write(JSON.stringify([answer.status, content]));
"""

Answer = tuple[int, bytes]
Ask = Callable[[str, str, Mapping[str, str], bytes | None], Answer]


def by_httpx(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
    with httpx.Client(timeout=PATIENCE) as client:
        answer = client.request(method, url, headers=headers, content=body)
    return answer.status_code, answer.content


def by_async_httpx(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
    async def go() -> Answer:
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            answer = await client.request(method, url, headers=headers, content=body)
        return answer.status_code, answer.content

    return asyncio.run(go())


def by_requests(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
    answer = requests.request(method, url, headers=dict(headers), data=body, timeout=PATIENCE)
    return answer.status_code, answer.content


def by_aiohttp(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
    async def go() -> Answer:
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, url, headers=headers, data=body) as answer,
        ):
            return answer.status, await answer.read()

    return asyncio.run(go())


def by_urllib(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
    request = urllib.request.Request(url, body, dict(headers), method=method)  # noqa: S310  (our own server)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def by_curl(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    sent = [] if body is None else ["--data-binary", "@-"]
    words = [CURL or "curl", "-sS", "-X", method, *given, *sent, "-w", "%{stderr}%{http_code}", url]
    ended = subprocess.run(words, input=body, capture_output=True, timeout=30, check=True)
    return int(ended.stderr), ended.stdout


def by_node(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
    asked = json.dumps([method, url, dict(headers), None if body is None else body.decode()])
    words = [NODE or "node", "--input-type=module", "-e", SCRIPT, asked]
    ended = subprocess.run(words, capture_output=True, timeout=30, check=True)
    status, content = json.loads(ended.stdout)
    return status, base64.b64decode(content)


without_curl = pytest.mark.skipif(CURL is None, reason="curl is not installed: it was not tried as a client")
without_node = pytest.mark.skipif(NODE is None, reason="node is not installed: its fetch was not tried")
each_client = pytest.mark.parametrize(
    "ask",
    [
        by_httpx, by_async_httpx, by_requests, by_aiohttp, by_urllib,
        pytest.param(by_curl, marks=without_curl), pytest.param(by_node, marks=without_node),
    ],
)  # fmt: skip


@pytest.fixture
def url(mock: Mock, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve the mock to clients that go there directly."""
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("no_proxy", "*")
    with ThreadedServer(mock) as server:
        yield server.url


@each_client
def test_a_task_is_ordered_polled_and_its_video_downloaded(ask: Ask, mock: Mock, url: str) -> None:
    key, path = {"x-freepik-api-key": "any"}, f"{url}/v1/ai/video/kling-v3"
    headers = {**key, "content-type": "application/json"}
    status, body = ask("POST", f"{path}-pro", headers, b'{"prompt": "A fox in the snow", "duration": "4"}')
    created = json.loads(body)["data"]
    assert (status, created["status"]) == (200, "CREATED")

    polled = []
    for _ in range(3):
        _, body = ask("GET", f"{path}/{created['task_id']}", key, None)
        polled.append(json.loads(body)["data"])
        mock.clock.advance(1.5)
    assert [each["status"] for each in polled] == ["CREATED", "IN_PROGRESS", "COMPLETED"]

    status, video = ask("GET", polled[-1]["generated"][0], {}, None)
    ordered = Clip(4, AspectRatio.LANDSCAPE, Tier.PRO, audio=True)
    assert (status, video) == (200, ordered.read())


@each_client
def test_a_refusal_is_seen_with_its_sentence(ask: Ask, url: str) -> None:
    headers = {"x-freepik-api-key": "any", "content-type": "application/json"}
    status, body = ask("POST", f"{url}/v1/ai/video/kling-v3-pro", headers, b'{"prompt": 5}')
    assert status == 400
    assert "prompt" in json.loads(body)["message"]
