"""A session of aiohttp is a session like any other, but for where its answers come from."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from io import BytesIO
from types import SimpleNamespace
from typing import TYPE_CHECKING, TypeVar

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver

from kling3_mockserver.doors.aiohttp_door import aiohttp_intercepted
from kling3_mockserver.tasks.polls import EndlessPollError
from tests.mockserver.doors.apps import Answering, Echo, broken, silent, slow
from tests.mockserver.doors.clients import API

if TYPE_CHECKING:
    from aiohttp.abc import ResolveResult
    from starlette.types import ASGIApp, Receive, Scope, Send

_Found = TypeVar("_Found")


def in_session(
    app: ASGIApp, program: Callable[[aiohttp.ClientSession], Awaitable[_Found]], **options: object
) -> _Found:
    """Return what a program finds that has a session of its own with these options."""

    async def go() -> _Found:
        async with aiohttp.ClientSession(**options) as session:  # type: ignore[arg-type]  # a table of arguments
            return await program(session)

    with aiohttp_intercepted(app):
        return asyncio.run(asyncio.wait_for(go(), 20))


async def echoed(session: aiohttp.ClientSession, **given: object) -> dict[str, object]:
    async with session.post(f"{API}/v1", **given) as answer:  # type: ignore[arg-type]
        asked: dict[str, object] = json.loads(await answer.read())
        return asked


async def in_parts(*parts: bytes) -> AsyncIterator[bytes]:
    for each in parts:
        yield each


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (lambda: {"data": b"bytes"}, "bytes"),
        (lambda: {"json": {"a": 1}}, '{"a": 1}'),
        (lambda: {"data": {"a": "1"}}, "a=1"),
        (lambda: {"data": in_parts(b"one ", b"two")}, "one two"),
        # What ends like the last chunk is none.
        (lambda: {"data": in_parts(b"0\r\n", b"0\r\n\r\n", b"x\r\n0\r\n")}, "0\r\n0\r\n\r\nx\r\n0\r\n"),
        (lambda: {"data": b"asked first", "expect100": True}, "asked first"),
        (lambda: {"data": BytesIO(bytes(3_000_000))}, "\0" * 3_000_000),
        (dict, ""),
    ],
)
def test_a_body_arrives_whole(given: Callable[[], dict[str, object]], expected: str) -> None:
    assert in_session(Echo(), lambda session: echoed(session, **given()))["body"] == expected


def test_one_session_asks_again_and_again_and_many_things_at_once() -> None:
    async def program(session: aiohttp.ClientSession) -> list[object]:
        await echoed(session, data=b"first")
        answers = await asyncio.gather(*(echoed(session, data=b"%d" % number) for number in range(20)))
        return [each["body"] for each in answers]

    assert in_session(Echo(), program) == [str(number) for number in range(20)]


@pytest.mark.parametrize("limit", [1, 2])
def test_a_connector_of_the_programs_own_keeps_its_limit(limit: int) -> None:
    at_once: set[int] = set()
    running = 0

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        nonlocal running
        running += 1
        at_once.add(running)
        await asyncio.sleep(0)
        running -= 1
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async def go() -> None:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=limit)) as session:

            async def ask() -> None:
                async with session.get(API) as answer:
                    await answer.read()

            await asyncio.gather(*(ask() for _ in range(6)))

    with aiohttp_intercepted(app):
        asyncio.run(go())
    assert max(at_once) == limit


class NoNames(AbstractResolver):
    """Knows nobody."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:  # type: ignore[override]
        raise OSError(f"asked for {host}:{port}, {family}")

    async def close(self) -> None: ...


def test_no_resolver_is_asked_for_the_service_and_each_for_other_hosts() -> None:
    async def go() -> int:
        connector = aiohttp.TCPConnector(resolver=NoNames())
        async with aiohttp.ClientSession(connector=connector) as session:
            with pytest.raises(aiohttp.ClientConnectorDNSError, match=r"other\.example"):
                await session.get("https://other.example/")
            async with session.get(API) as answer:
                return answer.status

    with aiohttp_intercepted(Answering(201)):
        assert asyncio.run(go()) == 201


def test_a_video_is_streamed_and_waits_for_its_reader() -> None:
    async def program(session: aiohttp.ClientSession) -> tuple[int, int]:
        async with session.get(API) as answer:
            first = await answer.content.readexactly(10)
            for _ in range(20):
                await asyncio.sleep(0)
            buffered = answer.content.total_bytes
            rest = await answer.read()
        return len(first) + len(rest), buffered

    whole, buffered = in_session(Answering(200, body=bytes(5_000_000)), program)
    assert whole == 5_000_000
    assert buffered < 1_000_000


def test_an_answer_that_nobody_reads_is_let_go_of() -> None:
    async def program(session: aiohttp.ClientSession) -> int:
        async with session.get(API) as answer:
            assert answer.status == 200
        async with session.get(API) as answer:
            return answer.status

    assert in_session(Answering(200, body=bytes(5_000_000)), program) == 200


def test_traces_see_a_connection_made_for_each_request() -> None:
    seen: list[str] = []
    config = aiohttp.TraceConfig()

    def noting(name: str) -> Callable[..., Awaitable[None]]:
        async def note(_session: aiohttp.ClientSession, _context: SimpleNamespace, _params: object) -> None:
            seen.append(name)

        return note

    for name in ("request_start", "connection_create_start", "connection_create_end", "request_end"):
        getattr(config, f"on_{name}").append(noting(name))
    in_session(Echo(), echoed, trace_configs=[config])
    assert seen == ["request_start", "connection_create_start", "connection_create_end", "request_end"]


def test_statuses_are_raised_where_the_session_says_so() -> None:
    with pytest.raises(aiohttp.ClientResponseError, match="503"):
        in_session(Answering(503), echoed, raise_for_status=True)


def test_cookies_are_kept_from_answer_to_request() -> None:
    async def program(session: aiohttp.ClientSession) -> list[str]:
        await (await session.get(API)).read()
        return [each.value for each in session.cookie_jar]

    assert in_session(Answering(200), program) == ["1"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, 300),
        ({"timeout": aiohttp.ClientTimeout(total=7)}, 7),
        ({"timeout": aiohttp.ClientTimeout(total=7, sock_read=3)}, 3),
        ({"timeout": aiohttp.ClientTimeout(total=None)}, None),
    ],
)
def test_the_application_is_told_how_long_the_client_waits(given: dict[str, object], expected: float | None) -> None:
    assert in_session(Echo(), lambda session: echoed(session, **given))["patience"] == expected


@pytest.mark.parametrize(
    ("app", "error", "expected"),
    [
        (silent, aiohttp.ClientOSError, "Connection reset by peer"),
        (broken, aiohttp.ClientPayloadError, "not completed"),
    ],
)
def test_what_breaks_is_an_error_of_the_library(app: ASGIApp, error: type[Exception], expected: str) -> None:
    with pytest.raises(error, match=expected):
        in_session(app, echoed)


@pytest.mark.parametrize(
    ("timeout", "expected"),
    [
        (aiohttp.ClientTimeout(sock_read=2), aiohttp.ServerTimeoutError),
        (aiohttp.ClientTimeout(total=2), TimeoutError),
    ],
)
def test_an_answer_that_comes_too_late_is_a_timeout_at_once(
    timeout: aiohttp.ClientTimeout, expected: type[Exception]
) -> None:
    with pytest.raises(expected, match=r"takes 10 s, .* waits for 2 s") as raised:
        in_session(slow, echoed, timeout=timeout)
    assert raised.type is not TimeoutError or expected is TimeoutError


class Endless:
    async def __call__(self, _scope: Scope, _receive: Receive, _send: Send) -> None:
        raise EndlessPollError("polls for ever")


def test_an_endless_loop_is_ended_through_its_errors() -> None:
    async def program(session: aiohttp.ClientSession) -> None:
        while True:
            try:
                await echoed(session)
            except Exception as error:  # noqa: BLE001  (as such loops do)
                pytest.fail(f"caught {error!r}")

    with pytest.raises(EndlessPollError):
        in_session(Endless(), program)


def test_a_program_that_waits_no_longer_ends_what_it_has_asked() -> None:
    ended: list[str] = []

    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    async def program(session: aiohttp.ClientSession) -> None:
        asking = asyncio.ensure_future(session.get(API))
        for _ in range(10):
            await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await asyncio.sleep(0)
        assert ended == ["cancelled"]

    in_session(app, program)


def test_a_session_outlives_its_fake_and_finds_the_next() -> None:
    async def go() -> list[int]:
        statuses = []
        async with aiohttp.ClientSession() as session:
            for status in (201, 202):
                with aiohttp_intercepted(Answering(status)):
                    async with session.get(API) as answer:
                        statuses.append(answer.status)
        return statuses

    assert asyncio.run(go()) == [201, 202]


def test_a_release_that_is_built_otherwise_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(aiohttp.TCPConnector, "_create_connection")
    before = dict(vars(aiohttp.TCPConnector))
    with aiohttp_intercepted(Answering(200)):
        assert dict(vars(aiohttp.TCPConnector)) == before
