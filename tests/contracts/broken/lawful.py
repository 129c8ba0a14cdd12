"""Fakes that fail at, refuse or mistake what is lawful though unusual, and fakes that look at less than the whole."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kling3_contracts.messages import Answer, Request
from kling3_contracts.options import Phase
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Finding
from kling3_openapi.rules.orders import OrderRules
from kling3_openapi.rules.requests import FREEPIK_KEY, MAGNIFIC_KEY
from tests.contracts.broken.fake import FakeTarget, whole_body
from tests.contracts.broken.gate import (
    WRONG_KEY,
    Headers,
    as_known,
    by_answer,
    by_headers,
    judging_by,
    strict_about_keys,
)
from tests.contracts.broken.kinds import ONE, Broken
from tests.contracts.broken.lines import LineTarget, behind_a_socket

Met = Callable[[Request], bool]
_JSON = ("content-type", "application/json")
_REFUSED = Answer(400, (_JSON,), b'{"message":"Validation error"}')
_LATER = re.compile(r"/[1-9][0-9]*(?:/|$)")
_BUFFER = 65_536
_SECOND = re.compile(r"/1(?:/|$)")


def answering(answer: Answer, met: Met) -> Callable[[], FakeTarget]:
    """A fake that answers so where a request is as it says."""
    return by_answer(lambda request, right: answer if met(request) else right)


def failing(met: Met) -> Callable[[], FakeTarget]:
    return answering(Answer(500, (_JSON,), b'{"message":"boom"}'), met)


def with_header(name: str, value: str) -> Callable[[], FakeTarget]:
    """A fake whose answers have a header of their own in the place of the right one."""

    def change(_request: Request, answer: Answer) -> Answer:
        kept = tuple(each for each in answer.headers if each[0] != name)
        return answer._replace(headers=(*kept, (name, value)))

    return by_answer(change)


def at_paths(change: Callable[[str], str]) -> Callable[[], FakeTarget]:
    """A fake that reads other paths than were sent."""

    def make() -> FakeTarget:
        mock = strict_about_keys()
        return FakeTarget(mock, _at(mock, change))

    return make


def _at(app: ASGIApp, change: Callable[[str], str]) -> ASGIApp:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "path": change(scope["path"])}, receive, send)

    return application


@dataclass
class _Hasty:
    """Rules that look at less than the whole: what `passed_over` says of an order and a place is not found."""

    passed_over: Callable[[dict[str, object], str], object]
    rules: OrderRules

    def findings(self, family: Family, tier: Tier, body: object) -> tuple[Finding, ...]:
        found = self.rules.findings(family, tier, body)
        return tuple(each for each in found if not isinstance(body, dict) or not self.passed_over(body, each.pointer))


def hasty(passed_over: Callable[[dict[str, object], str], object]) -> Callable[[], FakeTarget]:
    return lambda: judging_by(_Hasty(passed_over, OrderRules()))


def _beside_a_webhook(body: dict[str, object], pointer: str) -> bool:
    return "webhook_url" in body and pointer != "/webhook_url"


def _in_both_headers(request: Request) -> bool:
    return bool(request.header(FREEPIK_KEY) and request.header(MAGNIFIC_KEY))


def _orders_by_the_newer_header(request: Request) -> bool:
    return request.method == "POST" and not request.header(FREEPIK_KEY) and bool(request.header(MAGNIFIC_KEY))


def _forbidden(request: Request, answer: Answer) -> Answer:
    return answer._replace(status=403) if request.key == WRONG_KEY else answer


def _plain(given: str) -> str:
    return unicodedata.normalize("NFKC", given)


def _reads_task(request: Request) -> bool:
    return request.method == "GET" and request.path.startswith(f"{Family.OMNI.path}/")


def _lists(request: Request) -> bool:
    return request.method == "GET" and request.target == Family.OMNI.path


def _names_no_json(request: Request) -> bool:
    accept = request.header("accept")
    return bool(accept) and "application/json" not in accept


def _by_a_library(request: Request) -> bool:
    return request.header("user-agent").startswith("python")


def _typed_read(request: Request) -> bool:
    return request.method == "GET" and bool(request.header("content-type"))


def _twice_keyed(request: Request) -> bool:
    return sum(name == FREEPIK_KEY for name, _ in request.headers) > 1


def _asks_with_query(request: Request) -> bool:
    return request.method == "POST" and "?" in request.target


class _Counting:
    """Answers whose headers tell a rest of a limit, reckoned by a function of how many were read before."""

    def __init__(self, rest: Callable[[int], int], limit: int) -> None:
        self._rest, self._limit, self._count = rest, limit, 0

    def __call__(self, request: Request, answer: Answer) -> Answer:
        if request.method != "GET":
            return answer
        self._count += 1
        told = {"x-ratelimit-limit": self._limit, "x-ratelimit-remaining": self._rest(self._count)}
        kept = [(name, str(told.get(name, value))) for name, value in answer.headers]
        return answer._replace(headers=tuple(kept))


def counting(rest: Callable[[int], int], limit: int = 300) -> Callable[[], FakeTarget]:
    """A fake that begins to count when it is started."""

    def make() -> FakeTarget:
        return by_answer(_Counting(rest, limit))()

    return make


def without_header(name: str) -> Callable[[], FakeTarget]:
    return by_answer(lambda _, answer: answer._replace(headers=tuple(x for x in answer.headers if x[0] != name)))


def _without_newest(request: Request, answer: Answer) -> Answer:
    """An answer to a list with a query that begins with the second task."""
    if request.method != "GET" or "?" not in request.target or "page" in request.target or answer.status != 200:
        return answer
    data = json.loads(answer.body)["data"]
    return answer._replace(body=json.dumps({"data": data[1:]}).encode()) if isinstance(data, list) else answer


def first_piece_alone() -> FakeTarget:
    """A fake that takes the first piece of a body for the whole, as long as it fits into its buffer."""
    mock = strict_about_keys()

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        first = await receive()
        has_more = first.get("more_body") and len(first["body"]) > _BUFFER
        rest = await whole_body(receive) if has_more else b""
        body = {"type": "http.request", "body": first["body"] + rest, "more_body": False}
        await mock(scope, _once(body), send)

    return FakeTarget(mock, application)


def trimmed_chunks() -> FakeTarget:
    """A fake that counts the bytes of a body by its content-length alone: in chunks it may have any size."""
    mock = strict_about_keys()

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        is_chunked = scope["type"] == "http" and "transfer-encoding" in {each[0].decode() for each in scope["headers"]}
        body = await whole_body(receive) if is_chunked else b""
        joined = _once({"type": "http.request", "body": body.strip(), "more_body": False})
        await mock(scope, joined if is_chunked else receive, send)

    return FakeTarget(mock, application)


def _once(message: Message) -> Receive:
    async def receive() -> Message:
        return message

    return receive


def _numbered(request: Request, answer: Answer) -> Answer:
    """One number for each key, as of a process that draws it once."""
    kept = tuple(each for each in answer.headers if each[0] != "x-request-id")
    return answer._replace(headers=(*kept, ("x-request-id", f"ak-{len(request.key):032x}")))


def _twice_typed(_request: Request, answer: Answer) -> Answer:
    return answer._replace(headers=(*answer.headers, _JSON))


def _exact_type(headers: Headers) -> Headers:
    plain = (b"content-type", b"application/json")
    return [each if each[0] != plain[0] or each == plain else (plain[0], b"text/plain") for each in headers]


def _lower_type(headers: Headers) -> Headers:
    def is_lower(value: bytes) -> bool:
        return value.partition(b";")[0] == b"application/json"

    return [each if each[0] != b"content-type" or is_lower(each[1]) else (each[0], b"text/plain") for each in headers]


def _flat_problem(request: Request, answer: Answer) -> Answer:
    """Problem details whose problem is their type alone."""
    if answer.status != 400 or request.header("accept") != _PROBLEM[1]:
        return answer
    kept = [each for each in answer.headers if each[0] not in ("content-type", "content-length")]
    body = b'{"title":"Bad Request"}'
    return Answer(400, (*kept, ("content-type", _PROBLEM[1]), ("content-length", str(len(body)))), body)


_PROBLEM = ("accept", "application/problem+json")
_KEYS, _RULES = Phase.KEYS, Phase.RULES
_Making = Callable[[], FakeTarget | LineTarget]

_DEFECTS: Sequence[tuple[str, str, _Making, Phase]] = (
    ("a wrong key is answered 403", "K111", by_answer(_forbidden), _KEYS),
    ("orders are not taken by the newer header", "K114", answering(Answer(401), _orders_by_the_newer_header), _KEYS),
    ("a key in both headers is one too many", "K115", answering(Answer(401), _in_both_headers), _KEYS),
    ("a key may have blanks", "K167", by_headers(as_known(lambda given, key: given.replace(" ", "") == key)), _KEYS),
    ("a key may be quoted", "K167", by_headers(as_known(lambda given, key: given.strip("'\"") == key)), _KEYS),
    ("of several keys one is enough", "K167", by_headers(as_known(lambda given, key: key in given.split(","))), _KEYS),
    ("letters of any width are alike", "K167", by_headers(as_known(lambda given, key: _plain(given) == key)), _KEYS),
    ("OPTIONS makes it fail", "K104", failing(lambda request: request.method == "OPTIONS"), _RULES),
    ("HEAD makes it fail", "K104", failing(lambda request: request.method == "HEAD"), _RULES),
    ("a long query makes it fail", "K104", failing(lambda request: len(request.target) > 4_096), _RULES),
    ("a query that is no text makes it fail", "K104", failing(lambda request: "%ff" in request.target), _RULES),
    ("a range makes it fail", "K104", failing(lambda request: bool(request.header("range"))), _RULES),
    ("many headers make it fail", "K104", failing(lambda request: len(request.headers) > 64), _RULES),
    ("a header that comes twice makes it fail", "K104", failing(_twice_keyed), _RULES),
    ("an encoded path makes it fail", "K104", failing(lambda request: "%2D" in request.target), _RULES),
    ("a list is refused", "K116", answering(_REFUSED, _lists), _RULES),
    ("a task is refused that the list shows", "K116", answering(_REFUSED, _reads_task), _RULES),
    ("unknown parameters are refused", "K117", answering(_REFUSED, lambda request: "fox=" in request.target), _RULES),
    ("orders with a query are nowhere", "K117", answering(Answer(404), _asks_with_query), _RULES),
    ("only JSON may be accepted", "K117", answering(Answer(406), _names_no_json), _RULES),
    ("a read must have no type", "K117", answering(Answer(415), _typed_read), _RULES),
    ("a list has not changed", "K117", answering(Answer(304), lambda each: bool(each.header("if-none-match"))), _RULES),
    ("libraries are shut out", "K117", answering(Answer(403), _by_a_library), _RULES),
    ("HEAD finds everything", "K118", answering(Answer(204), lambda request: request.method == "HEAD"), _RULES),
    ("paths have no case", "K119", at_paths(str.lower), _RULES),
    ("slashes are merged", "K119", at_paths(lambda path: re.sub("/+", "/", path)), _RULES),
    ("what a path begins with is enough", "K119", at_paths(lambda path: path.removesuffix("s")), _RULES),
    ("answers have one number for all", "K140", by_answer(_numbered), _RULES),
    ("the rest of a limit stays", "K141", counting(lambda _: 299), _RULES),
    ("more is left than the limit", "K141", counting(lambda _: 301), _RULES),
    ("a limit never comes back", "K141", counting(lambda number: 9_000 - number, 9_000), _RULES),
    ("nothing is ever left of a limit", "K141", counting(lambda _: 0), _RULES),
    ("a rest is told without its limit", "K148", without_header("x-ratelimit-limit"), _RULES),
    ("a limit comes back at no time", "K148", without_header("x-ratelimit-reset"), _RULES),
    ("a limit is no whole number", "K148", with_header("x-ratelimit-limit", "300;w=60"), _RULES),
    ("a query hides the newest task", "K117", by_answer(_without_newest), _RULES),
    ("the first chunk is taken for the body", "K146", first_piece_alone, _RULES),
    ("a body in chunks may have any size", "K074", trimmed_chunks, _RULES),
    ("answers are in Latin-1", "K142", with_header("content-type", "application/json; charset=iso-8859-1"), _RULES),
    ("answers have a version", "K142", with_header("content-type", "application/json; version=2"), _RULES),
    ("answers have two types", "K142", by_answer(_twice_typed), _RULES),
    ("answers may be kept for a minute", "K143", with_header("cache-control", "private, max-age=60"), _RULES),
    ("answers may be kept by a proxy", "K143", with_header("cache-control", "max-age=0, s-maxage=5"), _RULES),
    ("only the first item is looked at", "K144", hasty(lambda _, pointer: _LATER.search(pointer)), _RULES),
    ("the second item is passed over", "K144", hasty(lambda _, pointer: _SECOND.search(pointer)), _RULES),
    ("an order with a webhook is not looked at", "K145", hasty(_beside_a_webhook), _RULES),
    ("an order with an unknown field is not looked at", "K145", hasty(lambda body, _: body.get("seed") == 7), _RULES),
    ("a content type has no charset", "K146", by_headers(_exact_type), _RULES),
    ("a content type has a case", "K146", by_headers(_lower_type), _RULES),
    ("a body begins with its JSON", "K146", answering(_REFUSED, lambda each: each.body[:1].isspace()), _RULES),
    ("a body has less than 1 MiB", "K146", answering(Answer(413), lambda each: len(each.body) == 1_048_576), _RULES),
    ("problem details have a title alone", "K108", by_answer(_flat_problem), _RULES),
    ("a body has 14 kB at most", "K146", answering(Answer(413), lambda each: 14_000 < len(each.body) < 10**6), _RULES),
    ("chunks are not joined", "K146", behind_a_socket(joins_chunks=False), _RULES),
    ("a body that is refused stays on the line", "K147", behind_a_socket(reads_refused_bodies=False), _RULES),
    ("HEAD has a body", "K147", behind_a_socket(keeps_heads_empty=False), _RULES),
    ("a key has the blanks around it", "K117", behind_a_socket(takes_blanks_off=False), _RULES),
)  # fmt: skip

_OF_OMNI = ("a list is refused", "a task is refused that the list shows")

LAWFUL: tuple[Broken, ...] = tuple(
    Broken(name, code, make, (phase,), (Family.OMNI,) if name in _OF_OMNI else ONE)
    for name, code, make, phase in _DEFECTS
)
