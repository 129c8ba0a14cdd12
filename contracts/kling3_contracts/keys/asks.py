"""Asks: the requests of the keys phase, each with the promise that it puts to the test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from kling3_contracts.keys.near_misses import in_full_width, near_misses
from kling3_contracts.messages import HeaderPairs, Request
from kling3_contracts.options import Options
from kling3_contracts.orders.samples import plain_order
from kling3_openapi.document import Strictness
from kling3_openapi.endpoints import Endpoint, Kind, Operation
from kling3_openapi.rules.requests import FREEPIK_KEY, MAGNIFIC_KEY

_TASK = "00000000-0000-4000-8000-000000000000"
_BAD = b'{"prompt":7}'
_UPLOAD = b'{"files":[{"content_type":"image/png"}]}'
_BROKEN = b'{"prompt":'
_JSON = ("content-type", "application/json")


_WITH_BODY = (Kind.CREATE, Kind.UPLOAD)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, what it shows in short, and whether it must be shut out."""

    code: str
    endpoint: Operation
    label: str
    headers: HeaderPairs = ()
    body: bytes = b""
    query: str = ""
    shut: bool = True
    unread: bool = False
    """Whether a server may as well say that it can't read the header, by 400."""
    after: tuple[str, ...] = field(default=("K110",))
    """Promises that must hold on the same operation, or this one says nothing new."""

    @property
    def request(self) -> Request:
        """The request as it is sent."""
        path = self.endpoint.path.replace("{task-id}", _TASK)
        frame = (_JSON,) if self.body else ()
        return Request(self.endpoint.method, f"{path}{self.query}", (*self.headers, *frame), self.body)


def asks(options: Options, endpoint: Operation) -> Iterator[Ask]:
    """Yield all that one operation is asked, what others build upon first."""
    yield from _without_key(endpoint)
    strict, wrong = options.strictness is Strictness.STRICT, ((FREEPIK_KEY, options.wrong_key),)
    if options.wrong_key:
        yield from _wrong_key(endpoint, options.wrong_key)
    if strict:
        yield from _before_anything(endpoint, "no key", ())
    if strict and options.wrong_key:
        yield from _before_anything(endpoint, "a wrong key", wrong)
    yield from _misplaced(endpoint, options.key)
    if strict:
        yield from _either_header(endpoint, options.key)
    if endpoint.kind is Kind.LIST and strict and options.wrong_key:
        yield from _nearly_right(endpoint, options)


def _without_key(endpoint: Operation) -> Iterator[Ask]:
    body = _body(endpoint, _good(endpoint))
    yield Ask("K110", endpoint, "no key", body=body, after=())
    yield Ask("K110", endpoint, "an empty key", ((FREEPIK_KEY, ""),), body)


def _wrong_key(endpoint: Operation, key: str) -> Iterator[Ask]:
    body = _body(endpoint, _good(endpoint))
    for header in (FREEPIK_KEY, MAGNIFIC_KEY):
        yield Ask("K111", endpoint, f"a wrong key in {header}", ((header, key),), body, after=())


def _before_anything(endpoint: Operation, label: str, headers: HeaderPairs) -> Iterator[Ask]:
    after = ("K110", "K111") if headers else ("K110",)
    if endpoint.kind in _WITH_BODY:
        yield Ask("K112", endpoint, f"{label} and a body that is wrong", headers, _BAD, after=after)
        yield Ask("K112", endpoint, f"{label} and broken JSON", headers, _BROKEN, after=after)
    elif endpoint.kind is Kind.GET:
        yield Ask("K112", endpoint, f"{label} and a task that is not there", headers, after=after)
    else:
        yield Ask("K112", endpoint, f"{label} and a page that can't be", headers, query="?page=0", after=after)


def _misplaced(endpoint: Operation, key: str) -> Iterator[Ask]:
    """A key where it is not read; the order is a wrong one, so that it costs nothing where it is read after all."""
    body, after = _body(endpoint, _BAD), ("K110", "K112")
    yield Ask("K113", endpoint, "the key in Authorization", (("authorization", f"Bearer {key}"),), body, after=after)
    if endpoint.kind is Kind.LIST:
        yield Ask("K083", endpoint, "the key in the query", query=f"?api_key={quote(key, safe='')}", after=after)


def _either_header(endpoint: Operation, key: str) -> Iterator[Ask]:
    """A good key; what else is sent is refused, so that letting it in costs nothing."""
    body = _body(endpoint, _BAD)
    for header in (FREEPIK_KEY, MAGNIFIC_KEY):
        yield Ask("K114", endpoint, f"the key in {header}", ((header, key),), body, shut=False, after=())
    both = ((FREEPIK_KEY, key), (MAGNIFIC_KEY, key))
    yield Ask("K115", endpoint, "the key in both headers", both, body, shut=False, after=("K114",))


def _nearly_right(endpoint: Operation, options: Options) -> Iterator[Ask]:
    """Near misses of the key, and one that can't be read as ASCII; lists cost nothing whoever reads them."""
    after = ("K110", "K111")
    for label, other in near_misses(options.key).items():
        if other != options.other_key:
            yield Ask("K167", endpoint, label, ((FREEPIK_KEY, other),), after=after)
    wide = in_full_width(options.key)
    if wide != options.key:
        label = "the key in letters of full width"
        yield Ask("K167", endpoint, label, ((FREEPIK_KEY, wide),), unread=True, after=after)


def _good(endpoint: Operation) -> bytes:
    """A body that the family takes, so that only the key can be what is refused."""
    if not isinstance(endpoint, Endpoint):
        return _UPLOAD
    return json.dumps(plain_order(endpoint.family), separators=(",", ":")).encode()


def _body(endpoint: Operation, body: bytes) -> bytes:
    return body if endpoint.kind in _WITH_BODY else b""
