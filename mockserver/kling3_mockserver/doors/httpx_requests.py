"""httpx requests: what a request of httpx or httpx2, which are alike, asks, and whether it is for the service."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol, TypeVar

from kling3_mockserver.doors.asking import Question
from kling3_mockserver.doors.layers import Function
from kling3_mockserver.http.hosts import HOSTS

_PIECE = 64 * 1024


class _Url(Protocol):
    @property
    def host(self) -> str: ...


class _Headers(Protocol):
    @property
    def raw(self) -> list[tuple[bytes, bytes]]: ...


class _Request(Protocol):
    @property
    def method(self) -> str: ...
    @property
    def url(self) -> _Url: ...
    @property
    def headers(self) -> _Headers: ...
    @property
    def content(self) -> bytes: ...
    @property
    def extensions(self) -> Mapping[str, object]: ...


_AnyRequest = TypeVar("_AnyRequest", bound=_Request)


def question(request: _Request) -> Question:
    """Return what a request asks whose body was read, its headers byte by byte."""
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
    timeout = request.extensions.get("timeout")
    patience = timeout.get("read") if isinstance(timeout, dict) else None
    return Question(request.method, str(request.url), headers, request.content, patience)


def is_for_service(request: _Request) -> bool:
    """Return whether a request goes to the service, by http or https and whatever the port."""
    return request.url.host.rstrip(".") in HOSTS


def only_service(
    answer: Callable[[_AnyRequest], object], is_ours: Callable[[_AnyRequest], bool] = is_for_service
) -> Callable[[Function], Function]:
    """Return a replacement of a transport's function that answers what is for the service, and nothing else.

    What a cassette of the user's own has recorded, which was put in before, is left to that.
    """

    def replacement(original: Function) -> Function:
        is_recorded = _recorded_below(original)

        def handle(transport: object, request: _AnyRequest) -> object:
            return answer(request) if is_ours(request) and not is_recorded(request) else original(transport, request)

        return handle

    return replacement


def _recorded_below(function: Function) -> Callable[[_Request], bool]:
    if "vcr" not in sys.modules:
        return lambda _: False
    from kling3_mockserver.doors import beside_vcr  # vcrpy is the user's, if there is one

    return beside_vcr.recorded_below(function)


def pieces(body: bytes) -> Iterator[bytes]:
    """Yield a body as a network would bring it, so that a program's progress bar has something to show."""
    for start in range(0, len(body), _PIECE):
        yield body[start : start + _PIECE]
