"""Uploading to a mock, in the words of a test: ask for places, put, read, and order."""

from __future__ import annotations

import json
from dataclasses import dataclass

from starlette.types import ASGIApp

from kling3_mockserver.doors import ask
from kling3_mockserver.http.messages import Response
from tests.mockserver.asking import BASE
from tests.mockserver.wire import JSON, content, send

UPLOADS = "/v1/ai/uploads/request-url"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(100))
JPEG = b"\xff\xd8\xff\xe0" + bytes(50)


@dataclass(frozen=True)
class Place:
    """What the answer to a request for uploads says of one picture."""

    file_id: str
    upload_url: str
    headers: dict[str, str]
    expires_in: int
    asset_url: str
    asset_url_expires_in: int


def asked(app: ASGIApp, body: object, *headers: tuple[str, str], key: str = "alpha-key") -> Response:
    """Ask for places; bytes are sent as they are, anything else as JSON."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = headers if any(name == "content-type" for name, _ in headers) else (JSON, *headers)
    return send(app, "POST", UPLOADS, *given, body=sent, key=key)


def places(app: ASGIApp, *types: str) -> list[Place]:
    """Return the places for pictures of these types, for a PNG if there are none."""
    answer = asked(app, {"files": [{"content_type": each} for each in types or ("image/png",)]})
    assert answer.status == 200, answer
    return [Place(**each) for each in content(answer)["files"]]


def put(app: ASGIApp, place: Place, body: bytes = PNG, *more: tuple[str, str], method: str = "PUT") -> Response:
    """PUT bytes as the answer told, with more headers if wanted."""
    return ask(app, method, place.upload_url, [*place.headers.items(), *more], body)


def got(app: ASGIApp, url: str, *headers: tuple[str, str], method: str = "GET") -> Response:
    """Ask for a URL without a key."""
    return ask(app, method, url, headers)


def path_of(url: str) -> str:
    """Return a link of the mock without scheme and host."""
    return url.removeprefix(BASE)
