"""Who may ask the control API: programs on this machine, or whoever shows the token when one is set."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest
import yaml
from starlette.types import Message

from kling3_mockserver.messages import Response
from kling3_mockserver.mock import Mock
from tests.mockserver.wire import header, message, scope, send

NewMock = Callable[..., Mock]

TOKEN = "open sesame"
LOCAL_ONLY = "the control API answers to programs on this machine only: set --control-token to open it to others"
TOKEN_ASKED = "the control API asks for its token: send it in the header x-kling3-control-token"


def asked_from(mock: Mock, client: str | None, *headers: tuple[str, str], path: str = "/health") -> Response:
    """Ask from an address, which is None for a server that does not know it."""
    sent: list[Message] = []
    asked = scope("GET", f"/_mock{path}", client=client or "")
    asked["headers"] = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    if client is None:
        asked["client"] = None

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send_back(part: Message) -> None:
        sent.append(part)

    asyncio.run(mock(asked, receive, send_back))
    return Response(sent[0]["status"], list(sent[0]["headers"]), sent[1]["body"])


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        ("127.0.0.1", 200),
        ("127.8.9.10", 200),
        ("::1", 200),
        ("::ffff:127.0.0.1", 200),
        ("testclient", 200),
        (None, 200),
        ("192.168.0.7", 403),
        ("10.0.0.1", 403),
        ("203.0.113.7", 403),
        ("::ffff:203.0.113.7", 403),
        ("2001:db8::1", 403),
        ("localhost.evil.example", 403),
    ],
)
def test_without_a_token_only_this_machine_is_answered(mock: Mock, client: str | None, expected: int) -> None:
    response = asked_from(mock, client)
    assert response.status == expected
    if expected == 403:
        assert (header(response, "content-type"), message(response)) == ("application/json", LOCAL_ONLY)


@pytest.mark.parametrize("path", ["/health", "/tasks", "/requests", "/settings", "/openapi.yaml", "/nowhere"])
def test_a_stranger_learns_nothing_by_any_path(mock: Mock, path: str) -> None:
    assert (
        asked_from(mock, "203.0.113.7", path=path).body
        == json.dumps({"message": LOCAL_ONLY}).replace(": ", ":", 1).encode()
    )


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:8333", "null", ""])
def test_a_page_in_a_browser_is_not_answered(mock: Mock, origin: str) -> None:
    """It reaches loopback as any program does, so its origin is what tells it."""
    response = asked_from(mock, "127.0.0.1", ("origin", origin))
    assert (response.status, message(response)) == (403, LOCAL_ONLY)


def test_a_header_does_not_make_a_stranger_local(mock: Mock) -> None:
    headers = [("x-forwarded-for", "127.0.0.1"), ("forwarded", "for=127.0.0.1"), ("host", "127.0.0.1")]
    assert asked_from(mock, "203.0.113.7", *headers).status == 403


@pytest.mark.parametrize("client", ["127.0.0.1", "203.0.113.7"])
@pytest.mark.parametrize(
    ("shown", "expected"),
    [(TOKEN, 200), ("open sesam", 403), ("Open Sesame", 403), ("", 403), (None, 403), ("\xe9", 403)],
)
def test_with_a_token_everybody_needs_it(new_mock: NewMock, client: str, shown: str | None, expected: int) -> None:
    mock = new_mock(control_token=TOKEN)
    headers = [] if shown is None else [("x-kling3-control-token", shown)]
    response = asked_from(mock, client, *headers)
    assert response.status == expected
    if expected == 403:
        assert message(response) == TOKEN_ASKED


def test_a_page_that_knows_the_token_is_answered(new_mock: NewMock) -> None:
    headers = [("origin", "https://dashboard.example"), ("x-kling3-control-token", TOKEN)]
    assert asked_from(new_mock(control_token=TOKEN), "203.0.113.7", *headers).status == 200


def test_the_service_itself_is_open_to_everyone(new_mock: NewMock) -> None:
    """The guard stands before the control API alone."""
    mock = new_mock(control_token=TOKEN)
    assert send(mock, "GET", "/v1/ai/video/kling-v3", ("origin", "https://page.example")).status == 200


def test_nobody_may_read_an_answer_across_origins(mock: Mock) -> None:
    response = asked_from(mock, "127.0.0.1")
    assert not [name for name, _ in response.headers if name.startswith(b"access-control-")]


def test_the_document_names_the_token_header(mock: Mock) -> None:
    document = yaml.safe_load(asked_from(mock, "127.0.0.1", path="/openapi.yaml").body)
    assert "x-kling3-control-token" in document["info"]["description"]


@pytest.mark.parametrize(
    ("host", "agent", "expected"),
    [
        ("127.0.0.1:8333", "Mozilla/5.0", 200),
        ("[::1]:8333", "Mozilla/5.0", 200),
        ("localhost:8333", "Mozilla/5.0", 200),
        ("mock.localhost:8333", "Mozilla/5.0", 200),
        ("rebound.evil.example:8333", "curl/8.0", 200),
        ("rebound.evil.example:8333", "Mozilla/5.0", 403),
        ("REBOUND.evil.example", "Mozilla/5.0", 403),
    ],
)
def test_a_browser_that_was_led_here_by_a_public_name_is_refused(
    mock: Mock, host: str, agent: str, expected: int
) -> None:
    assert asked_from(mock, "127.0.0.1", ("host", host), ("user-agent", agent)).status == expected
