"""Assertions: holds the answer that a test got to the document, whichever HTTP library it came by."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Protocol, cast
from urllib.parse import urlsplit

from kling3_contracts.errors import SubjectError
from kling3_contracts.judging.answers import AnswerRules, Problem
from kling3_contracts.messages import Answer, Exchange, HeaderPairs, Request
from kling3_openapi.document import Strictness
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.rules.echo import echoed

_LIBRARIES = "a response of httpx, httpx2, requests or aiohttp"


class BrokenContractError(AssertionError):
    """An answer that breaks promises; `problems` are all of them."""

    def __init__(self, exchange: Exchange, problems: tuple[Problem, ...], strictness: Strictness) -> None:
        request, count = exchange.request, len(problems)
        promises = "a promise" if count == 1 else f"{count} promises"
        head = f"{echoed(request.method)} {echoed(request.path)} was answered {exchange.answer.status}"
        lines = (f"  {each.code}: {each.message}" for each in problems)
        tail = f"`kling3-contracts explain {problems[0].code}` tells more"
        super().__init__("\n".join((f"{head} and breaks {promises} of the {strictness.value} document:", *lines, tail)))
        self.problems = problems


def assert_keeps_contract(
    response: object,
    *,
    request: Request | None = None,
    strictness: Strictness = Strictness.STRICT,
    edition: Edition = FIRST,
) -> None:
    """Return when an answer keeps the document; raise BrokenContractError, an AssertionError, with all that it breaks.

    `response` is one of httpx, httpx2, requests or aiohttp; of aiohttp its body must have been read. `request` says
    what was asked where the response does not know it, or where a proxy has other paths. Paths and methods that the
    document does not have are held to K104 alone. Raises SubjectError for a response that can't be judged.
    """
    answer = _answer(response)
    exchange = Exchange(request or _request(response), answer)
    problems = _rules(strictness, edition).problems(exchange)
    if problems:
        raise BrokenContractError(exchange, problems, strictness)


class _Sent(Protocol):
    method: str
    url: object


class _Plain(Protocol):
    """What the responses of httpx, httpx2 and requests share."""

    status_code: int
    headers: object
    content: bytes
    request: _Sent


class _Aiohttp(Protocol):
    status: int
    headers: object
    request_info: _Sent


@cache
def _rules(strictness: Strictness, edition: Edition) -> AnswerRules:
    return AnswerRules(strictness, edition)


def _answer(response: object) -> Answer:
    if hasattr(response, "request_info"):
        told = cast("_Aiohttp", response)
        return Answer(told.status, _headers(told.headers), _body_read(response))
    if not hasattr(response, "status_code") or not hasattr(response, "headers"):
        raise SubjectError(type(response).__name__, f"can't be judged: give {_LIBRARIES}")
    plain = cast("_Plain", response)
    return Answer(plain.status_code, _headers(plain.headers), _content(plain))


def _content(response: _Plain) -> bytes:
    try:
        return response.content
    except RuntimeError as error:  # httpx raises one of its own kind for a stream, requests this one
        raise _unread("read()") from error


def _body_read(response: object) -> bytes:
    # aiohttp has no other way to tell, without waiting for more, whether a body was read.
    body = getattr(response, "_body", None)
    if not isinstance(body, bytes):
        raise _unread("await response.read()")
    return body


def _unread(call: str) -> SubjectError:
    message = f"its body is not at hand: call `{call}` while the connection is open, and do not stream it"
    return SubjectError("response", message)


def _request(response: object) -> Request:
    name = "request_info" if hasattr(response, "request_info") else "request"
    try:
        sent = cast("_Sent | None", getattr(response, name, None))
    except RuntimeError:  # httpx raises it for a response that was made by hand
        sent = None
    if sent is None:
        message = "does not know its request: give it, as in request=Request('GET', '/v1/ai/video/kling-v3')"
        raise SubjectError("response", message)
    return Request(sent.method, _target(str(sent.url)))


def _target(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _headers(headers: object) -> HeaderPairs:
    listed = getattr(headers, "multi_items", None) or getattr(headers, "items", None)
    pairs = cast("Iterable[tuple[str, str]]", listed() if callable(listed) else ())
    return tuple((str(name), str(value)) for name, value in pairs)
