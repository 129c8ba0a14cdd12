"""Requests: one remembered request as the call of a client of httpx, without its secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from kling3_mockserver.exports.literals import called, literal, marked, parts_of, text_literal
from kling3_mockserver.http.messages import secrets_of
from kling3_mockserver.journal.exchange import Exchange
from kling3_openapi.masking.secrets import Secrets
from kling3_openapi.strict_json import StrictJsonError, parse

INDENT = 8
"""Columns: the test is written within a function, and the client within a `with`."""
KEY_HEADERS = (b"x-freepik-api-key", b"x-magnific-api-key")
_WITHOUT_BODY = ("get", "head", "options", "delete")
_METHODS = (*_WITHOUT_BODY, "post", "put", "patch")
_JSON = "application/json"
_TOLD = re.compile(
    rb"authorization|content-type|content-encoding|range|origin|access-control-request-.*|sec-fetch-.*|x-.*api-key|x-goog-.*"
)
"""Headers that the answer may depend on; a client has the others of its own."""
_SAFE = "/:@!$&'()*+,;=~"


class Call:
    """A request in which what differs in each run, `names` by what it was, is left to names."""

    def __init__(self, exchange: Exchange, names: Mapping[str, str], known: tuple[str, ...], key: str) -> None:
        self._request, self._names, self._key = exchange.request, names, key
        self._secrets: Secrets = secrets_of(exchange.request, known)

    def statement(self, *, scenario: str = "", url: str = "") -> str:
        """Return the statement; `url` is an expression to be asked in the place of the request's own."""
        request = self._request
        body, is_json = self._body()
        headers = self._headers(scenario, is_json=is_json)
        arguments = [url or self._url(), *([f"headers={headers}"] if headers else []), *([body] if body else [])]
        method = request.method.lower()
        if method in _METHODS and not (body and method in _WITHOUT_BODY):
            return f"response = {called(f'client.{method}', arguments, INDENT)}"
        return f"response = {called('client.request', [text_literal(request.method), *arguments], INDENT)}"

    def _url(self) -> str:
        path = self._secrets.path(_named(self._request.path, self._names))
        query = self._secrets.query(_named(self._request.query, self._names))
        quoted = "".join(quote(text, safe=_SAFE) + (marked(name) if name else "") for text, name in parts_of(path))
        return text_literal(f"{quoted}?{query}" if query else quoted)

    def _headers(self, scenario: str, *, is_json: bool) -> str:
        shown = {name.decode("latin-1"): self._shown(name, value) for name, value in self._told()}
        if is_json:
            shown.pop("content-type", None)
        if scenario:
            shown["x-kling3-scenario"] = scenario
        if shown.get("x-freepik-api-key") == "any":
            del shown["x-freepik-api-key"]
            return f"{{**KEY, {literal(shown)[1:]}" if shown else "KEY"
        return literal(shown) if shown else ""

    def _told(self) -> list[tuple[bytes, bytes]]:
        return [each for each in self._request.headers.items() if _TOLD.fullmatch(each[0])]

    def _shown(self, name: bytes, value: bytes) -> str:
        text = value.decode("latin-1")
        if name in KEY_HEADERS:
            return self._key if text == self._request.key else f"another-{self._key}"
        return self._secrets.header(name.decode("latin-1"), text)

    def _body(self) -> tuple[str, bool]:
        """Return the argument that is the body, and whether the client says by itself that it is JSON."""
        content = self._request.body
        if not content:
            return "", False
        named = _named(content.decode("utf-8", "surrogateescape"), self._names)
        shown = self._secrets.body(named.encode("utf-8", "surrogateescape"))
        if self._request.header(b"content-type").partition(";")[0].strip().lower() == _JSON:
            try:
                value, duplicates = parse(shown)
            except StrictJsonError:
                duplicates = ("",)
            if not duplicates:
                return f"json={literal(value, INDENT + 4)}", True
        return f"content={_unnamed(shown, self._names)!r}", False


def _named(text: str, names: Mapping[str, str]) -> str:
    for each, name in names.items():
        if each in text:
            text = text.replace(each, marked(name))
    return text


def _unnamed(content: bytes, names: Mapping[str, str]) -> bytes:
    for each, name in names.items():
        content = content.replace(marked(name).encode(), each.encode())
    return content
