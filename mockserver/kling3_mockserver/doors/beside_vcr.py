"""Beside vcrpy: a cassette answers what it has recorded, and leaves the rest of the fake's own to the fake.

What that answers is not recorded: the next run would get it from the cassette, and test nothing. Imported only where
the library is in use already.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Protocol

from vcr import patch  # type: ignore[import-untyped]
from vcr.cassette import Cassette  # type: ignore[import-untyped]
from vcr.request import Request  # type: ignore[import-untyped]

from kling3_mockserver.doors.destinations import Destinations
from kling3_mockserver.doors.layers import Function, replaced

_PARTS = ("_load", "append", "filter_request")
_SAVED = (
    ("_HttpxHttpTransport_handle_request", "httpx", "HTTPTransport", "handle_request"),
    ("_HttpxAsyncHttpTransport_handle_async_request", "httpx", "AsyncHTTPTransport", "handle_async_request"),
    ("_Httpx2HttpTransport_handle_request", "httpx2", "HTTPTransport", "handle_request"),
    ("_Httpx2AsyncHttpTransport_handle_async_request", "httpx2", "AsyncHTTPTransport", "handle_async_request"),
)
"""What the library has saved of others before any fake, to call when a cassette has nothing: name and origin."""


class _Asked(Protocol):
    @property
    def uri(self) -> str: ...


class _Cassette(Protocol):
    def can_play_response_for(self, request: object) -> bool: ...


class _HttpxRequest(Protocol):
    @property
    def method(self) -> str: ...
    @property
    def url(self) -> object: ...
    @property
    def headers(self) -> object: ...
    @property
    def content(self) -> bytes: ...


@contextmanager
def unrecorded_let_through(destinations: Destinations) -> Iterator[None]:
    """Have cassettes pass on what is for the fake and what they have not recorded, until the end of the block.

    A release of the library that is built otherwise is left as it is.
    """
    if not all(hasattr(Cassette, each) for each in _PARTS):
        yield
        return
    recording = _Recording(destinations)
    with (
        replaced(Cassette, "_load", recording.loaded),
        replaced(Cassette, "append", recording.appended),
        replaced(Cassette, "filter_request", recording.filtered),
        _present_called(destinations),
    ):
        yield


def recorded_below(function: Function) -> Callable[[_HttpxRequest], bool]:
    """Return what says whether a cassette would answer a request, whose layer lies below ours."""
    cassettes = list(_cassettes(function))

    def has_recorded(request: _HttpxRequest) -> bool:
        if not cassettes:
            return False
        asked = Request(request.method, str(request.url), _body(request), request.headers)
        return any(each.can_play_response_for(asked) for each in cassettes)

    return has_recorded


class _Recording:
    """Cassettes that take no notice of what is for the fake, but for what is read from their files."""

    def __init__(self, destinations: Destinations) -> None:
        self._destinations = destinations
        self._loading: set[int] = set()

    def loaded(self, original: Function) -> Function:
        """Return what loads a cassette, and adds what the file has."""

        def load(cassette: object) -> object:
            self._loading.add(id(cassette))
            try:
                return original(cassette)
            finally:
                self._loading.discard(id(cassette))

        return load

    def appended(self, original: Function) -> Function:
        """Return what adds a request and its answer to a cassette."""

        def append(cassette: object, request: _Asked, response: object) -> object:
            is_new = id(cassette) not in self._loading
            return None if is_new and request.uri in self._destinations else original(cassette, request, response)

        return append

    def filtered(self, original: Function) -> Function:
        """Return what finds what a cassette is to know of a request, nothing where it is to let it pass."""

        def filter_request(cassette: object, request: _Asked) -> object:
            return None if request.uri in self._destinations else original(cassette, request)

        return filter_request


@contextmanager
def _present_called(destinations: Destinations) -> Iterator[None]:
    """Have a cassette that begins in the block send what is for the fake to what stood there before it."""
    with ExitStack() as stack:
        for saved, module, owner, name in _SAVED:
            if hasattr(patch, saved):
                present = getattr(getattr(sys.modules[module], owner), name)
                stack.enter_context(replaced(patch, saved, _rather(present, destinations)))
        yield


def _rather(present: Function, destinations: Destinations) -> Callable[[Function], Function]:
    """Return a replacement that has what is for the fake go the way that there is now."""

    def replacement(original: Function) -> Function:
        def call(transport: object, request: _HttpxRequest) -> object:
            return (present if request.url in destinations else original)(transport, request)

        return call

    return replacement


def _cassettes(function: Function | None) -> Iterator[_Cassette]:
    while function is not None:
        for cell in getattr(function, "__closure__", None) or ():
            if isinstance(cell.cell_contents, Cassette):
                yield cell.cell_contents
        function = getattr(function, "__wrapped__", None)


def _body(request: _HttpxRequest) -> bytes:
    try:
        return request.content
    except RuntimeError:  # it is sent in parts, and none of them was read
        return b""
