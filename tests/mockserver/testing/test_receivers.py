"""Webhooks end in the inbox, verified, and go on to whatever a test named, or to loopback; to nobody outside."""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Callable, Iterator

import pytest

from kling3_mockserver.http.messages import HeaderList
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.testing.applications import ASGIReceiver, StartResponse, WSGIReceiver
from kling3_mockserver.testing.inbox import Inbox
from kling3_mockserver.testing.receivers import InboxSender, LiveReceiver, Receiver, ReceiverError, receiver_of
from kling3_mockserver.webhooks.headers import headers
from kling3_mockserver.webhooks.sender import Answer
from kling3_openapi.signature import Secret
from tests.mockserver import receivers
from tests.mockserver.posting import PATIENCE, SECRET
from tests.mockserver.receivers import closed_port
from tests.mockserver.samples import HOOK, NOW, a_message

BODY = b'{"task_id":"task-1","status":"COMPLETED","generated":[]}'
MESSAGE = a_message(body=BODY)


class Fixed:
    """A receiver that keeps what it takes and answers what it is told to."""

    def __init__(self, answer: Answer) -> None:
        self.taken: list[tuple[str, bytes, float]] = []
        self._answer = answer

    async def take(self, url: str, _headers: HeaderList, body: bytes, limit: float) -> Answer:
        self.taken.append((url, body, limit))
        return self._answer


class Site:
    """A sender with all that it needs, asked once and closed."""

    def __init__(self, receiver: Receiver | None = None, now: float = NOW) -> None:
        self.inbox = Inbox()
        self.sender = InboxSender(self.inbox, lambda: (SECRET,), lambda: now, lambda: receiver)

    def post(self, url: str = HOOK, secret: Secret = SECRET) -> Answer:
        async def go() -> Answer:
            try:
                return await self.sender.post(url, headers(MESSAGE, [secret], int(NOW)), BODY, PATIENCE)
            finally:
                await self.sender.close()

        return asyncio.run(go())


@pytest.fixture
def listening() -> Iterator[tuple[receivers.Inbox, str]]:
    """A receiver that really listens, and its URL."""
    app = receivers.Inbox(202)
    with ThreadedServer(app) as server:
        yield app, server.url


def test_a_webhook_to_the_world_ends_in_the_inbox_and_counts_as_taken() -> None:
    site = Site()
    assert site.post() == Answer(204)
    (webhook,) = site.inbox
    assert (webhook.url, webhook.body, webhook.answer, webhook.trusted) == (HOOK, BODY, Answer(204), True)
    assert webhook.headers["webhook-id"] == MESSAGE.id


@pytest.mark.parametrize(
    ("secret", "now", "expected"),
    [
        (Secret.parse("another secret"), NOW, "webhook-signature: got no match among the signatures of 'v1'"),
        (SECRET, NOW + 301, "webhook-timestamp: got 1700000000 at 1700000301.0"),
    ],
)
def test_a_webhook_that_does_not_verify_says_why(secret: Secret, now: float, expected: str) -> None:
    site = Site(now=now)
    site.post(secret=secret)
    assert site.inbox[0].distrust.startswith(expected)


@pytest.mark.parametrize("url", [HOOK, "http://localhost:9/hook"])
def test_the_receiver_of_a_test_gets_every_webhook_and_its_answer_counts(url: str) -> None:
    receiver = Fixed(Answer(500))
    site = Site(receiver)
    assert site.post(url) == Answer(500)
    assert receiver.taken == [(url, BODY, PATIENCE)]
    assert site.inbox[0].answer == Answer(500)


def test_without_a_receiver_a_webhook_to_loopback_is_really_delivered(
    listening: tuple[receivers.Inbox, str],
) -> None:
    app, url = listening
    site = Site()
    assert site.post(f"{url}/hook?user=7") == Answer(202)
    call = app.calls.get(timeout=PATIENCE)
    assert (call.target, call.body, call.headers["webhook-id"]) == ("/hook?user=7", BODY, MESSAGE.id)
    assert (site.inbox[0].answer, site.sender.calling) == (Answer(202), ())


def test_a_webhook_to_a_url_with_a_password_is_kept_with_the_header_that_its_receiver_gets(
    listening: tuple[receivers.Inbox, str],
) -> None:
    app, url = listening
    site = Site()
    assert site.post(url.replace("//", "//bob:hunter2@")) == Answer(202)
    sent = app.calls.get(timeout=PATIENCE).headers["authorization"]
    assert site.inbox[0].headers["authorization"] == sent == "Basic Ym9iOmh1bnRlcjI="


def test_the_password_of_an_order_is_not_sent_to_the_url_that_a_test_gives_instead(
    listening: tuple[receivers.Inbox, str],
) -> None:
    app, url = listening
    Site(receiver_of(f"{url}/mine")).post("https://bob:hunter2@receiver.example/")
    assert "authorization" not in app.calls.get(timeout=PATIENCE).headers


def test_a_webhook_to_loopback_where_nobody_listens_is_kept_with_the_reason() -> None:
    site = Site()
    with closed_port() as port:
        assert site.post(f"http://127.0.0.1:{port}/hook").status is None
    assert "ConnectError" in site.inbox[0].answer.error


def test_a_url_given_by_a_test_gets_every_webhook_whatever_url_the_order_named(
    listening: tuple[receivers.Inbox, str],
) -> None:
    app, url = listening
    assert Site(receiver_of(f"{url}/mine")).post() == Answer(202)
    assert app.calls.get(timeout=PATIENCE).target == "/mine?"


def test_calls_by_http_are_counted_while_they_are_under_way() -> None:
    counts: list[int] = []

    class Watched(LiveReceiver):
        async def take(self, *_: object) -> Answer:
            counts.append(len(site.sender.calling))
            return Answer(200)

    site = Site(Watched())
    site.post()
    assert (counts, site.sender.calling) == ([1], ())


async def asgi(scope: object, receive: object, send: object) -> None:
    """An ASGI application."""


def plain_asgi(scope: object, receive: object, send: object) -> object:
    """An ASGI application behind a plain function."""


def wsgi(_environ: object, _start_response: StartResponse) -> list[bytes]:
    """A WSGI application."""
    return []


def wrapped(*_arguments: object, **_more: object) -> list[bytes]:
    """A WSGI application behind a decorator that forgot what it wraps."""
    return []


async def wrapped_asgi(*_arguments: object) -> None:
    """An ASGI application behind a decorator that forgot what it wraps."""


class Flask:
    """A WSGI application as frameworks write them."""

    def __call__(self, environ: object, start_response: StartResponse) -> list[bytes]:
        return self.wsgi(environ, start_response)

    def wsgi(self, environ: object, start_response: StartResponse) -> list[bytes]:
        return wsgi(environ, start_response)


class Quart:
    """An ASGI application as frameworks write them."""

    async def __call__(self, scope: object, receive: object, send: object) -> None:
        await self.asgi(scope, receive, send)

    async def asgi(self, scope: object, receive: object, send: object) -> None:
        await asgi(scope, receive, send)


class WrappedQuart:
    """An ASGI application behind a class that forgot what it wraps."""

    async def __call__(self, *_arguments: object) -> None: ...


class OldWSGI:
    """A WSGI application that is a class: PEP 3333 allows it."""

    def __init__(self, environ: object, start_response: StartResponse) -> None: ...

    def __iter__(self) -> Iterator[bytes]:
        return iter([])


@pytest.mark.parametrize(
    ("app", "expected"),
    [
        (asgi, ASGIReceiver),
        (plain_asgi, ASGIReceiver),
        (wrapped_asgi, ASGIReceiver),
        (functools.partial(asgi), ASGIReceiver),
        (Quart(), ASGIReceiver),
        (WrappedQuart(), ASGIReceiver),
        (Quart().asgi, ASGIReceiver),
        (wsgi, WSGIReceiver),
        (wrapped, WSGIReceiver),
        (functools.partial(wsgi), WSGIReceiver),
        (Flask(), WSGIReceiver),
        (Flask().wsgi, WSGIReceiver),
        (OldWSGI, WSGIReceiver),
    ],
    ids=lambda each: getattr(each, "__name__", None) or type(each).__name__,
)
def test_asgi_and_wsgi_applications_are_told_apart_by_what_they_take(
    app: Callable[..., object], expected: type[object]
) -> None:
    assert type(receiver_of(app)) is expected


async def route(request: object) -> None:
    """The handler of a route, no application."""


@pytest.mark.parametrize("target", [route, lambda: None, functools.partial(wsgi, {}), min])
def test_a_callable_that_is_no_application_is_refused(target: Callable[..., object]) -> None:
    with pytest.raises(ReceiverError) as refused:
        receiver_of(target)
    assert str(refused.value).partition(": ")[2] == (
        "expected an application that takes (scope, receive, send) or (environ, start_response); "
        "for the handler of a route, hand over the app that it belongs to"
    )


def test_the_refusal_of_a_callable_names_it() -> None:
    with pytest.raises(ReceiverError, match=r"^can't deliver webhooks to route: "):
        receiver_of(route)
    with pytest.raises(ReceiverError, match=r"^can't deliver webhooks to partial: "):
        receiver_of(functools.partial(wsgi, {}))


@pytest.mark.parametrize(("target", "expected"), [(None, "NoneType"), (9000, "int"), ({}, "dict"), (inspect, "module")])
def test_what_is_neither_a_url_nor_an_application_is_refused(target: object, expected: str) -> None:
    with pytest.raises(ReceiverError) as refused:
        receiver_of(target)
    assert str(refused.value) == (
        f"can't deliver webhooks to {expected}: deliver_to takes an ASGI app, a WSGI app or a URL"
    )


@pytest.mark.parametrize(
    "url", ["", "localhost:9000", "ftp://localhost/hook", "http://", "http:///hook", "http://[::1", "http://x:99999/"]
)
def test_a_url_that_cannot_be_called_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(ReceiverError) as refused:
        receiver_of(url)
    assert str(refused.value) == f"can't deliver webhooks to '{url}': give a URL such as http://127.0.0.1:9000/hook"


def test_a_url_where_nobody_listens_is_refused_at_the_call() -> None:
    with closed_port() as port, pytest.raises(ReceiverError) as refused:
        receiver_of(f"http://127.0.0.1:{port}/hook")
    head, _, advice = str(refused.value).partition(" (")
    assert head == f"can't deliver webhooks to 'http://127.0.0.1:{port}/hook', nothing listens there"
    assert advice.endswith("): start the receiver first, or hand its app to deliver_to")


@pytest.mark.parametrize("url", ["http://bob:hunter2@127.0.0.1:{}/?token=abc", "ftp://bob:hunter2@h:{}/?token=abc"])
def test_a_url_is_refused_without_its_password_and_token(url: str) -> None:
    with closed_port() as port, pytest.raises(ReceiverError) as refused:
        receiver_of(url.format(port))
    assert ("hunter2" in str(refused.value), "abc" in str(refused.value)) == (False, False)
    assert f"{port}/?token=...'" in str(refused.value)


class ClientUrl:
    """A URL as HTTP clients have them: no text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text


def test_a_url_may_be_an_object_of_an_http_client(listening: tuple[receivers.Inbox, str]) -> None:
    app, url = listening
    assert Site(receiver_of(ClientUrl(f"{url}/mine"))).post() == Answer(202)
    assert app.calls.get(timeout=PATIENCE).target == "/mine?"
