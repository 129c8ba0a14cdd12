"""Keys: the phase that asks without a key, with a wrong one and with one in the wrong place; K110 to K114, K167."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from kling3_contracts.context import Context
from kling3_contracts.errors import SpendError
from kling3_contracts.messages import Exchange, HeaderPairs, Request
from kling3_contracts.options import Options
from kling3_openapi.document import Edition
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Kind
from kling3_openapi.rules.requests import FREEPIK_KEY, MAGNIFIC_KEY

_UNAUTHORIZED = 401
_SHUT = (_UNAUTHORIZED, 403)
_SILENT = (0, 429)
"""Statuses that say nothing of a key."""

_TASK = "00000000-0000-4000-8000-000000000000"
_GOOD = b'{"prompt":"A fox in the snow","video_url":"https://media.example.com/fox.mp4"}'
"""A body that every family takes, so that only the key can be what is refused."""
_BAD = b'{"prompt":7}'
_BROKEN = b'{"prompt":'
_JSON = ("content-type", "application/json")

_ELSEWHERE: Mapping[str, str] = {
    "K030": "K113 stands for it: a key in Authorization",
    "K070": "K110 stands for it: a request without a key",
    "K071": "K111 stands for it: a request with a wrong key",
}
_ONLY_STRICT = ("K112", "K114", "K167")


@dataclass(frozen=True, slots=True)
class _Ask:
    """One request, what it shows in short, and whether it must be shut out."""

    code: str
    endpoint: Endpoint
    label: str
    headers: HeaderPairs = ()
    body: bytes = b""
    query: str = ""
    shut: bool = True
    after: tuple[str, ...] = field(default=("K110",))
    """Promises that must hold on the same operation, or this one says nothing new."""

    @property
    def request(self) -> Request:
        path = self.endpoint.path.replace("{task-id}", _TASK)
        frame = (_JSON,) if self.body else ()
        return Request(self.endpoint.method, f"{path}{self.query}", (*self.headers, *frame), self.body)


def run(context: Context) -> None:
    """Hold all twelve operations to what is promised of keys; what needs a wrong key is not tried without one."""
    _tell_what_is_left_out(context)
    broken: set[tuple[str, str]] = set()
    for endpoint in ENDPOINTS:
        for ask in _asks(context, endpoint):
            place = endpoint.operation_id
            known = any((code, place) in broken for code in ask.after)
            if not known and context.judge.wants(ask.code) and not _holds(context, ask):
                broken.add((ask.code, place))


def _asks(context: Context, endpoint: Endpoint) -> Iterator[_Ask]:
    options = context.options
    yield from _without_key(endpoint)
    strict, wrong = options.edition is Edition.STRICT, ((FREEPIK_KEY, options.wrong_key),)
    if options.wrong_key:
        yield from _wrong_key(endpoint, options.wrong_key)
    if strict:
        yield from _before_anything(endpoint, "no key", ())
    if strict and options.wrong_key:
        yield from _before_anything(endpoint, "a wrong key", wrong)
    yield from _misplaced(endpoint, options.key)
    if endpoint.kind is Kind.LIST and strict:
        for header in (FREEPIK_KEY, MAGNIFIC_KEY):
            yield _Ask("K114", endpoint, f"the key in {header}", ((header, options.key),), shut=False, after=())
        if options.wrong_key:
            yield from _nearly_right(endpoint, options)


def _without_key(endpoint: Endpoint) -> Iterator[_Ask]:
    body = _body(endpoint, _GOOD)
    yield _Ask("K110", endpoint, "no key", body=body, after=())
    yield _Ask("K110", endpoint, "an empty key", ((FREEPIK_KEY, ""),), body)


def _wrong_key(endpoint: Endpoint, key: str) -> Iterator[_Ask]:
    for header in (FREEPIK_KEY, MAGNIFIC_KEY):
        yield _Ask("K111", endpoint, f"a wrong key in {header}", ((header, key),), _body(endpoint, _GOOD), after=())


def _before_anything(endpoint: Endpoint, label: str, headers: HeaderPairs) -> Iterator[_Ask]:
    after = ("K110", "K111") if headers else ("K110",)
    if endpoint.kind is Kind.CREATE:
        yield _Ask("K112", endpoint, f"{label} and an order that is wrong", headers, _BAD, after=after)
        yield _Ask("K112", endpoint, f"{label} and broken JSON", headers, _BROKEN, after=after)
    elif endpoint.kind is Kind.GET:
        yield _Ask("K112", endpoint, f"{label} and a task that is not there", headers, after=after)
    else:
        yield _Ask("K112", endpoint, f"{label} and a page that can't be", headers, query="?page=0", after=after)


def _misplaced(endpoint: Endpoint, key: str) -> Iterator[_Ask]:
    """A key where it is not read; the order is a wrong one, so that it costs nothing where it is read after all."""
    body, after = _body(endpoint, _BAD), ("K110", "K112")
    yield _Ask("K113", endpoint, "the key in Authorization", (("authorization", f"Bearer {key}"),), body, after=after)
    if endpoint.kind is Kind.LIST:
        yield _Ask("K083", endpoint, "the key in the query", query=f"?api_key={quote(key, safe='')}", after=after)


def _nearly_right(endpoint: Endpoint, options: Options) -> Iterator[_Ask]:
    """Keys that only a loose comparison takes for the right one; lists cost nothing whoever reads them."""
    key = options.key
    near = {
        "the key in another case": key.swapcase(),
        "the key without its last letter": key[:-1],
        "the key with a letter behind it": f"{key}x",
        "the key with a letter before it": f"x{key}",
    }
    for label, other in near.items():
        if other not in ("", key, options.other_key):
            yield _Ask("K167", endpoint, label, ((FREEPIK_KEY, other),), after=("K110", "K111"))


def _body(endpoint: Endpoint, body: bytes) -> bytes:
    return body if endpoint.kind is Kind.CREATE else b""


def _holds(context: Context, ask: _Ask) -> bool:
    """Put one request to the server; return whether the promise was kept, or nothing could be seen of it."""
    place = ask.endpoint.operation_id
    try:
        exchange = context.sender.send(ask.request, place)
    except SpendError as error:
        context.judge.not_tried(ask.code, str(error))
        return True
    status = exchange.answer.status
    if status in _SILENT or status >= 500:
        context.judge.not_tried(ask.code, f"the server answered {status}" if status else "the connection broke")
        return True
    kept = status == _UNAUTHORIZED if ask.shut else status not in _SHUT
    return context.judge.hold(ask.code, kept, place, _sentence(ask, exchange), exchange, detail=ask.label)


def _sentence(ask: _Ask, exchange: Exchange) -> str:
    request = f"{ask.endpoint.method} {ask.endpoint.path}"
    got = f"{request} with {ask.label} was answered {exchange.answer.status}"
    if not ask.shut:
        return f"{got}, expected the tasks of its owner: read the key in both headers"
    if ask.code == "K167":
        return f"{got}, expected 401: compare whole keys letter by letter"
    return f"{got}, expected 401: check the key before anything else, and read it from its own header alone"


def _tell_what_is_left_out(context: Context) -> None:
    for code, reason in _ELSEWHERE.items():
        context.judge.not_tried(code, reason)
    if not context.options.wrong_key:
        for code in ("K111", "K167"):
            context.judge.not_tried(code, "no key is known that the server must refuse: give one by --wrong-api-key")
    if context.options.edition is Edition.PUBLISHED:
        for code in _ONLY_STRICT:
            context.judge.not_tried(code, "the published document does not say so, the strict one does")
