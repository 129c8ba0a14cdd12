"""A user's own application is called as a server would call it, and whatever it does instead of answering is told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from kling3_mockserver.testing.applications import ASGIReceiver, StartResponse, WSGIReceiver
from kling3_mockserver.webhooks.sender import Answer
from tests.mockserver.posting import PATIENCE

URL = "https://receiver.example/hook/a%20b?user=7"
BODY = b'{"task_id":"1"}'
HEADERS = [(b"content-type", b"application/json"), (b"webhook-id", b"msg_1")]
WSGI = Callable[[dict[str, object], StartResponse], Iterable[bytes]]


def take(receiver: ASGIReceiver | WSGIReceiver, limit: float = PATIENCE, url: str = URL) -> Answer:
    return asyncio.run(receiver.take(url, HEADERS, BODY, limit))


def told(receiver: ASGIReceiver | WSGIReceiver) -> Answer:
    """Return the words of an answer, which must bring along what was raised."""
    answer = take(receiver)
    assert type(answer.raised).__name__ in answer.error
    return answer._replace(raised=None)


def asked(url: str) -> Scope:
    """Return the scope that an ASGI application is given."""
    scopes: list[Scope] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        scopes.append(scope)

    take(ASGIReceiver(app), url=url)
    return scopes[0]


def environ_of(url: str) -> dict[str, object]:
    """Return the environ that a WSGI application is given."""
    environs: list[dict[str, object]] = []

    def app(environ: dict[str, object], start_response: StartResponse) -> list[bytes]:
        environs.append(environ)
        start_response("204 No Content", [])
        return []

    take(WSGIReceiver(app), url=url)
    return environs[0]


def test_an_asgi_application_is_given_the_call_as_a_server_gives_it() -> None:
    scope = asked(URL)
    assert {name: scope[name] for name in ("type", "method", "scheme", "path", "raw_path", "query_string")} == {
        "type": "http",
        "method": "POST",
        "scheme": "https",
        "path": "/hook/a b",
        "raw_path": b"/hook/a%20b",
        "query_string": b"user=7",
    }
    assert scope["headers"] == [(b"host", b"receiver.example"), (b"content-length", b"15"), *HEADERS]


def test_a_wsgi_application_is_given_the_call_as_a_server_gives_it() -> None:
    environ = environ_of(URL)
    names = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_WEBHOOK_ID")
    assert {name: environ[name] for name in names} == {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/hook/a b",
        "QUERY_STRING": "user=7",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": "15",
        "HTTP_WEBHOOK_ID": "msg_1",
    }
    assert "HTTP_CONTENT_TYPE" not in environ


def test_the_path_of_a_wsgi_environ_is_written_in_latin_1_as_its_specification_says() -> None:
    path = environ_of("https://receiver.example/%C3%A9")["PATH_INFO"]
    assert str(path).encode("latin-1") == "/é".encode()


def test_an_application_is_given_user_and_password_as_a_header_and_not_in_its_host() -> None:
    """As a server gives them, to which the URL never comes."""
    url, credentials = "http://bob:p%40ss@127.0.0.1:9000/hook", b"Basic Ym9iOnBAc3M="
    headers, environ = asked(url)["headers"], environ_of(url)
    assert (dict(headers)[b"host"], dict(headers)[b"authorization"]) == (b"127.0.0.1:9000", credentials)
    assert (environ["HTTP_HOST"], environ["HTTP_AUTHORIZATION"]) == ("127.0.0.1:9000", credentials.decode())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://receiver.example/", ("receiver.example", 443)),
        ("http://receiver.example", ("receiver.example", 80)),
        ("http://127.0.0.1:9000/hook", ("127.0.0.1", 9000)),
    ],
)
def test_the_port_is_that_of_the_url_or_its_scheme(url: str, expected: tuple[str, int]) -> None:
    scope, environ = asked(url), environ_of(url)
    assert (scope["server"], scope["path"]) == (expected, environ["PATH_INFO"])
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == (expected[0], str(expected[1]))


class _Hooks:
    """Starlette routes as people write them, that keep the bodies they were sent."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.afterwards: list[str] = []

    async def plain(self, request: Request) -> Response:
        self.bodies.append(await request.body())
        return JSONResponse({"ok": True}, status_code=202)

    async def streams(self, request: Request) -> Response:
        self.bodies.append(await request.body())
        return StreamingResponse(iter(["one", "two"]))

    async def works_on(self, request: Request) -> Response:
        self.bodies.append(await request.body())
        return PlainTextResponse("later", background=BackgroundTask(self.afterwards.append, "done"))

    async def fails(self, request: Request) -> Response:
        return JSONResponse((await request.json())["data"])

    def app(self, handler: str, *middleware: Middleware) -> Starlette:
        return Starlette(
            routes=[Route("/hook/{name}", getattr(self, handler), methods=["POST"])], middleware=middleware
        )


async def passed_on(request: Request, call_next: RequestResponseEndpoint) -> Response:
    await request.body()
    return await call_next(request)


@pytest.mark.parametrize(
    ("handler", "expected"), [("plain", Answer(202)), ("streams", Answer(200)), ("works_on", Answer(200))]
)
@pytest.mark.parametrize("middleware", [(), (Middleware(BaseHTTPMiddleware, dispatch=passed_on),)])
def test_a_starlette_app_takes_a_webhook_with_and_without_middleware(
    handler: str, expected: Answer, middleware: tuple[Middleware, ...]
) -> None:
    hooks = _Hooks()
    assert take(ASGIReceiver(hooks.app(handler, *middleware))) == expected
    assert hooks.bodies == [BODY]


def test_what_an_application_does_after_its_answer_is_waited_for() -> None:
    hooks = _Hooks()
    take(ASGIReceiver(hooks.app("works_on")))
    assert hooks.afterwards == ["done"]


def test_an_exception_of_an_asgi_application_is_told_although_it_answered_500() -> None:
    assert told(ASGIReceiver(_Hooks().app("fails"))) == Answer(None, "the receiver raised KeyError: 'data'")


def test_an_asgi_application_that_reads_on_is_told_that_the_caller_hung_up_after_the_answer() -> None:
    got: list[Message] = []

    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        got.append(await receive())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"one", "more_body": True})
        await send({"type": "http.response.body"})
        got.extend([await receive(), await receive()])

    assert take(ASGIReceiver(app)) == Answer(200)
    assert got[0] == {"type": "http.request", "body": BODY, "more_body": False}
    assert got[1:] == [{"type": "http.disconnect"}] * 2


def test_the_caller_does_not_hang_up_before_it_has_the_whole_answer() -> None:
    async def waits_for_the_end(receive: Receive) -> str:
        try:
            return (await asyncio.wait_for(receive(), 0.001))["type"]
        except TimeoutError:
            return "still there"

    got: list[str] = []

    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        got.append(await waits_for_the_end(receive))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"one", "more_body": True})
        got.append(await waits_for_the_end(receive))
        await send({"type": "http.response.body"})
        got.append(await waits_for_the_end(receive))

    take(ASGIReceiver(app))
    assert got == ["still there", "still there", "http.disconnect"]


def test_an_asgi_application_that_never_answers_is_given_up_at_the_limit() -> None:
    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        await asyncio.Event().wait()

    assert take(ASGIReceiver(app), limit=0.001) == Answer(None, "no answer within 0.001 s")


def test_a_time_limit_of_the_application_itself_is_its_own_exception() -> None:
    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise TimeoutError("of mine")

    assert told(ASGIReceiver(app)) == Answer(None, "the receiver raised TimeoutError: of mine")


def test_an_application_that_ends_without_an_answer_gave_none() -> None:
    async def asgi(_scope: Scope, _receive: Receive, _send: Send) -> None:
        pass

    assert take(ASGIReceiver(asgi)) == Answer(None, "the receiver sent no answer")
    assert take(WSGIReceiver(lambda _environ, _start_response: [])) == Answer(None, "the receiver sent no answer")


def test_a_wsgi_application_reads_the_body_and_answers() -> None:
    bodies: list[bytes] = []

    def app(environ: dict[str, object], start_response: StartResponse) -> list[bytes]:
        bodies.append(environ["wsgi.input"].read(int(str(environ["CONTENT_LENGTH"]))))  # type: ignore[attr-defined]
        start_response("202 Accepted", [("content-type", "text/plain")])(b"written, not returned")  # type: ignore[operator]
        return [b"ok"]

    assert take(WSGIReceiver(app)) == Answer(202)
    assert bodies == [BODY]


def test_a_wsgi_application_may_be_a_generator_and_change_its_mind() -> None:
    def app(_environ: dict[str, object], start_response: StartResponse) -> Iterator[bytes]:
        start_response("500 Internal Server Error", [])
        start_response("200 OK", [], None)
        yield b"one"

    assert take(WSGIReceiver(app)) == Answer(200)


class Parts(list[bytes]):
    """The parts of an answer, which are to be closed whatever comes of them."""

    closed = False

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (Parts([b"one"]), Answer(200)),
        (Parts(["one"]), Answer(None, "the receiver raised TypeError: ")),  # type: ignore[list-item]
    ],
)
def test_what_a_wsgi_application_answers_is_closed(parts: Parts, expected: Answer) -> None:
    def app(_environ: dict[str, object], start_response: StartResponse) -> Parts:
        start_response("200 OK", [])
        return parts

    answer = take(WSGIReceiver(app))
    assert (answer.status, parts.closed) == (expected.status, True)
    assert answer.error.startswith(expected.error)


def test_an_exception_of_a_wsgi_application_is_told() -> None:
    def app(_environ: dict[str, object], _start_response: StartResponse) -> list[bytes]:
        raise KeyError("data")

    assert told(WSGIReceiver(app)) == Answer(None, "the receiver raised KeyError: 'data'")


def test_a_wsgi_application_runs_beside_the_event_loop_and_is_given_up_at_the_limit() -> None:
    freed = threading.Event()

    def app(_environ: dict[str, object], start_response: StartResponse) -> list[bytes]:
        freed.wait(PATIENCE)
        start_response("200 OK", [])
        return []

    async def go() -> Answer:
        try:
            return await WSGIReceiver(app).take(URL, HEADERS, BODY, 0.001)
        finally:
            freed.set()

    assert asyncio.run(go()) == Answer(None, "no answer within 0.001 s")


@pytest.mark.parametrize("error", [pytest.fail.Exception("no such task"), SystemExit(3)])
def test_what_is_no_exception_of_the_ordinary_kind_is_an_answer_too(error: BaseException) -> None:
    """As pytest.fail raises it in a receiver of a test, and what would end a server."""

    async def asgi(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise error

    def wsgi(_environ: dict[str, object], _start_response: StartResponse) -> list[bytes]:
        raise error

    assert [take(ASGIReceiver(asgi)).raised, take(WSGIReceiver(wsgi)).raised] == [error, error]
