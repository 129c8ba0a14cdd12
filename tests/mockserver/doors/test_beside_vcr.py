"""A cassette of vcrpy answers what it has recorded, and the fake the rest of its own, whichever of them began first."""

from __future__ import annotations

import asyncio
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import aiohttp
import httpx
import httpx2
import pytest
import requests
import urllib3
import vcr
from vcr import patch
from vcr.cassette import Cassette
from vcr.errors import CannotOverwriteExistingCassetteException

from kling3_mockserver.doors.destinations import Destinations
from kling3_mockserver.doors.interception import intercepted
from kling3_mockserver.doors.network import blocked
from kling3_mockserver.serving.threaded import ThreadedServer
from tests.mockserver.doors.apps import Answering

API, MINE = "https://api.freepik.com/v1/list", "https://api.freepik.com/v1/mine"
MODES = ["once", "none", "new_episodes", "all"]
Ask = Callable[[str], int]
Open = Callable[[str], Cassette]

RECORDED = f"""\
version: 1
interactions:
- request: {{method: GET, uri: {MINE}, body: null, headers: {{}}}}
  response: {{status: {{code: 203, message: Mine}}, headers: {{Content-Length: ['2']}}, body: {{string: '{{}}'}}}}
"""


def by_httpx(url: str) -> int:
    return httpx.get(url).status_code


def by_httpx2(url: str) -> int:
    return httpx2.get(url).status_code


def by_async_httpx(url: str) -> int:
    async def ask() -> int:
        async with httpx.AsyncClient() as client:
            return (await client.get(url)).status_code

    return asyncio.run(ask())


def by_requests(url: str) -> int:
    return requests.get(url, timeout=5).status_code


def by_urllib3(url: str) -> int:
    return urllib3.PoolManager().request("GET", url).status


def by_urllib(url: str) -> int:
    with urllib.request.build_opener().open(url) as answer:
        status: int = answer.status
    return status


def by_aiohttp(url: str) -> int:
    async def ask() -> int:
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            return answer.status

    return asyncio.run(ask())


@pytest.fixture(params=[by_httpx, by_httpx2, by_async_httpx, by_requests, by_urllib3, by_urllib, by_aiohttp])
def ask(request: pytest.FixtureRequest) -> Ask:
    chosen: Ask = request.param
    return chosen


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "cassette.yaml"
    place.write_text(RECORDED)
    return place


@pytest.fixture(scope="module")
def live() -> Iterator[str]:
    with ThreadedServer(Answering(207)) as server:
        yield server.url


@pytest.fixture(params=["cassette first", "fake first"])
def beside(request: pytest.FixtureRequest, path: Path, live: str) -> Iterator[Open]:
    """Open a cassette and the fake in this order, and close them in the other."""
    with ExitStack() as stack:

        def both(mode: str) -> Cassette:
            cassette: AbstractContextManager[Cassette] = vcr.use_cassette(str(path), record_mode=mode)
            fake = intercepted(Answering(200), Destinations(lambda: live))
            stack.enter_context(blocked())
            if request.param == "cassette first":
                playing = stack.enter_context(cassette)
                stack.enter_context(fake)
                return playing
            stack.enter_context(fake)
            return stack.enter_context(cassette)

        yield both


@pytest.mark.parametrize("mode", MODES)
def test_what_is_not_recorded_the_fake_answers(beside: Open, ask: Ask, mode: str) -> None:
    beside(mode)
    assert [ask(API) for _ in range(2)] == [200, 200]


@pytest.mark.parametrize("mode", ["once", "none", "new_episodes"])
def test_what_is_recorded_the_cassette_answers_as_often_as_it_has_it(beside: Open, ask: Ask, mode: str) -> None:
    cassette = beside(mode)
    assert [ask(MINE), ask(MINE)] == [203, 200]
    assert cassette.all_played


@pytest.mark.parametrize("mode", ["new_episodes", "all"])
def test_what_the_fake_has_answered_is_not_recorded(beside: Open, ask: Ask, mode: str, path: Path) -> None:
    cassette = beside(mode)
    ask(API)
    assert not cassette.dirty
    assert path.read_text() == RECORDED


def test_the_live_server_is_not_barred_by_a_cassette(beside: Open, ask: Ask, live: str) -> None:
    cassette = beside("none")
    assert ask(live) == 207
    assert not cassette.dirty


def test_another_host_is_the_business_of_the_cassette(beside: Open, ask: Ask) -> None:
    beside("none")
    with pytest.raises(CannotOverwriteExistingCassetteException):
        ask("https://other.example/")


def test_another_host_is_recorded_as_ever(beside: Open, ask: Ask) -> None:
    with ThreadedServer(Answering(202)) as server:
        cassette = beside("new_episodes")
        assert ask(server.url) == 202
        assert cassette.dirty


def test_an_order_with_a_body_in_parts_is_answered(beside: Open) -> None:
    async def parts() -> object:
        async def body() -> object:
            yield b"fox"

        async with httpx.AsyncClient() as client:
            return (await client.post(API, content=body())).status_code  # type: ignore[arg-type]

    beside("none")
    assert asyncio.run(parts()) == 200  # type: ignore[arg-type]


def test_several_fakes_beside_one_cassette_answer_too(beside: Open, ask: Ask) -> None:
    beside("once")
    with intercepted(Answering(204)):
        assert [ask(API), ask(MINE)] == [204, 203]
    assert ask(API) == 200


def test_nothing_of_the_fake_is_left() -> None:
    def now() -> list[object]:
        return [dict(vars(Cassette)), dict(vars(patch)), httpx.HTTPTransport.handle_request]

    before = now()
    with intercepted(Answering(200)):
        assert now() != before
    assert now() == before
