"""What goes over the wire, raw: requests by the byte, and answers as a client would read them."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from starlette.types import ASGIApp, Message

from kling3_mockserver.doors import ask
from kling3_mockserver.http.messages import Response
from kling3_openapi.endpoints import Family
from tests.mockserver.asking import BASE, KEY

KLING3, OMNI, REFERENCE = (each.path for each in (Family.KLING3, Family.OMNI, Family.REFERENCE))
KLING3_PRO = f"{KLING3}-pro"
JSON = ("content-type", "application/json")
UNKNOWN_TASK = "046b6c7f-0b8a-43b9-b35d-6489e6daee91"

# RFC 8941: an item of a list is a token, here with parameters whose values are tokens, integers or strings.
_TOKEN = r"[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*"
_STRING = r'"(?:[ !#-\[\]-~]|\\["\\])*"'
_PARAMETER = rf"; *([a-z*][a-z0-9_.*-]*)=({_TOKEN}|-?[0-9]+|{_STRING})"
_ITEM = re.compile(rf"({_TOKEN})((?:{_PARAMETER})*)(?:[ \t]*,[ \t]*(?=\S)|$)")

Header = tuple[str, str]


class Told(NamedTuple):
    """One item of the `x-kling3-findings` header."""

    code: str
    severity: str
    at: str
    message: str


def send(app: ASGIApp, method: str, path: str, *headers: Header, body: bytes = b"", key: str = KEY) -> Response:
    """Send a request with a key, or with none where `key` is empty."""
    keys = [("x-freepik-api-key", key)] if key else []
    return ask(app, method, f"{BASE}{path}", [*keys, *headers], body)


def order(app: ASGIApp, body: object, *headers: Header, path: str = KLING3_PRO, key: str = KEY) -> Response:
    """POST a body, bytes as they are and anything else as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = headers if any(name == "content-type" for name, _ in headers) else (JSON, *headers)
    return send(app, "POST", path, *given, body=content, key=key)


def header(response: Response, name: str) -> str | None:
    """Return a header that may stand once at most."""
    found = [value.decode("ascii") for each, value in response.headers if each == name.encode()]
    assert len(found) <= 1, found
    return found[0] if found else None


def content(response: Response) -> dict[str, Any]:
    """Return the JSON object of an answer."""
    value: dict[str, Any] = json.loads(response.body)
    return value


def message(response: Response) -> str:
    """Return the sentence of a refusal."""
    return str(content(response)["message"])


def told(response: Response) -> list[Told]:
    """Return the findings of the answer's header, read as RFC 8941 says."""
    items = [dict(_parameters(each)) for each in _items(header(response, "x-kling3-findings") or "")]
    return [Told(each["code"], each["severity"], each["at"], each["message"]) for each in items]


def codes(response: Response) -> list[str]:
    """Return the codes of the answer's findings."""
    return [each.code for each in told(response)]


def streamed(
    app: ASGIApp, chunks: Iterable[bytes], path: str = KLING3_PRO, *, leaves: bool = False
) -> tuple[Response | None, int]:
    """Send a body in chunks without announcing its length; return the answer and how many chunks were read.

    A client that `leaves` closes the connection where the others end the body.
    """
    sent: list[Message] = []
    waiting, read = iter(chunks if leaves else [*chunks, b""]), 0

    async def receive() -> Message:
        nonlocal read
        chunk = next(waiting, None)
        read += chunk is not None
        kind = "http.disconnect" if chunk is None else "http.request"
        return {"type": kind, "body": chunk or b"", "more_body": chunk != b""}

    async def send_back(part: Message) -> None:
        sent.append(part)

    async def talk() -> None:
        await app(scope("POST", path), receive, send_back)

    asyncio.run(talk())
    if not sent:
        return None, read
    return Response(sent[0]["status"], list(sent[0]["headers"]), sent[1]["body"]), read


def scope(method: str, path: str, *, kind: str = "http", client: str = "127.0.0.1") -> dict[str, Any]:
    """Return an ASGI scope with a key, a JSON content type and no content length."""
    names = [("host", "mock.test"), ("x-freepik-api-key", KEY), JSON]
    return {
        "type": kind, "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in names],
        "client": (client, 50_000), "server": ("mock.test", 80),
    }  # fmt: skip


def _items(text: str) -> Iterable[re.Match[str]]:
    position = 0
    while position < len(text):
        found = _ITEM.match(text, position)
        assert found is not None, f"no RFC 8941 list from character {position}: {text}"
        yield found
        position = found.end()


def _parameters(item: re.Match[str]) -> Iterable[tuple[str, str]]:
    blank = {"severity": "", "at": "", "message": ""}
    yield from {"code": item[1], **blank}.items()
    for name, value in re.findall(_PARAMETER, item[2]):
        yield name, re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
