"""Fetcher: asks for files as the service would, bounded in number, and only where it may."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import partial
from threading import get_ident
from typing import NamedTuple, TypeVar
from urllib.parse import urljoin

import httpx2

from kling3_mockserver.media.destinations import Destination, ForbiddenError, UnreachableError, destination_of

_Result = TypeVar("_Result")

MOST_AT_ONCE = 8
MOST_UNPACKED = 2
"""Pictures at once: the largest take some hundred megabytes."""
_PATIENCE = 4.0
"""Seconds for each step of a connection; what all of them may take is said elsewhere."""
_MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_RANGE_BEYOND = 416
_HEADERS = {"user-agent": "kling3-mock", "accept": "image/*, video/*, */*;q=0.5", "accept-encoding": "identity"}


class Opened(NamedTuple):
    """An answer of which no more than the head is read, and where it came from."""

    response: httpx2.Response
    destination: Destination


class Fetcher:
    """Fetches for one event loop; `allowed` says to which hosts it may go at whatever address.

    By https only whom `tls` trusts, by itself whom the system does.
    """

    def __init__(self, allowed: Callable[[], Sequence[str]], tls: ssl.SSLContext | None = None) -> None:
        self._allowed = allowed
        self._threads = ThreadPoolExecutor(MOST_AT_ONCE, "kling3-media")
        # Of their own, since a picture that nobody waits for any more goes on to fill its thread and the memory.
        self._unpackers = ThreadPoolExecutor(MOST_UNPACKED, "kling3-unpack")
        self._gate = asyncio.Semaphore(MOST_AT_ONCE)
        self._working: set[int] = set()
        # By itself it neither follows redirects nor keeps a connection, which another name might be asked over.
        self._client = httpx2.AsyncClient(
            trust_env=False,
            verify=tls or True,
            timeout=_PATIENCE,
            headers=_HEADERS,
            limits=httpx2.Limits(max_keepalive_connections=0),
        )

    @property
    def is_stuck(self) -> bool:
        """Whether a thread of it is at work, which can't be broken off."""
        return bool(self._working)

    def close(self) -> None:
        """Begin nothing more."""
        for each in (self._threads, self._unpackers):
            each.shutdown(wait=False, cancel_futures=True)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until fewer than MOST_AT_ONCE are fetched, and be one of them."""
        async with self._gate:
            yield

    async def in_thread(self, work: Callable[[], _Result]) -> _Result:
        """Return what work comes to that takes the processor or waits for the system."""
        return await self._worked(self._threads, work)

    async def unpacked(self, work: Callable[[], _Result]) -> _Result:
        """Return what work comes to that takes much memory."""
        return await self._worked(self._unpackers, work)

    @asynccontextmanager
    async def opened(self, url: str, part: range | None = None) -> AsyncIterator[Opened]:
        """Ask for a file, or for a part of its bytes, and follow redirects that lead to no other kind of address.

        Raises UnreachableError, ForbiddenError, and what the client raises.
        """
        destination = await self._destination(url)
        for _ in range(_MOST_REDIRECTS + 1):
            async with self.asked(destination, part) as response:
                if response.status_code not in _REDIRECTS:
                    _check(response, part)
                    yield Opened(response, destination)
                    return
                destination = await self._next(destination, response.headers.get("location", ""))
        raise UnreachableError(f"can't be fetched, as it is redirected more than {_MOST_REDIRECTS} times")

    @asynccontextmanager
    async def asked(self, destination: Destination, part: range | None = None) -> AsyncIterator[httpx2.Response]:
        """Ask at a destination for a file or a part of it; whoever is at its address has to be its host."""
        headers = {"host": destination.authority}
        if part is not None:
            headers["range"] = f"bytes={part.start}-{part.stop - 1}"
        response = await self._sent(destination, headers)
        try:
            yield response
        finally:
            await response.aclose()

    async def _sent(self, destination: Destination, headers: dict[str, str]) -> httpx2.Response:
        *first, last = destination.ways
        for each in first:
            with suppress(httpx2.ConnectError):
                return await self._sent_to(each, headers)
        return await self._sent_to(last, headers)

    async def _sent_to(self, destination: Destination, headers: dict[str, str]) -> httpx2.Response:
        request = self._client.build_request(
            "GET", destination.target, headers=headers, extensions={"sni_hostname": destination.host}
        )
        return await self._client.send(request, stream=True)

    async def _destination(self, url: str) -> Destination:
        return await self.in_thread(partial(destination_of, url, tuple(self._allowed())))

    async def _next(self, before: Destination, location: str) -> Destination:
        try:
            after = await self._destination(_joined(before.url.geturl(), location))
        except UnreachableError as error:
            raise UnreachableError(f"is redirected, and then it {error}") from error
        except ForbiddenError as error:
            raise ForbiddenError(f"it is redirected, and {error}") from error
        if after.reach is not before.reach:
            kinds = f"from {before.host} ({before.reach.value}) to {after.host} ({after.reach.value})"
            raise ForbiddenError(f"it is redirected {kinds}, which is not followed; send the URL that it leads to")
        return after

    async def _worked(self, threads: ThreadPoolExecutor, work: Callable[[], _Result]) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(threads, self._counted, work)

    def _counted(self, work: Callable[[], _Result]) -> _Result:
        self._working.add(get_ident())
        try:
            return work()
        finally:
            self._working.discard(get_ident())


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise UnreachableError(f"can't be fetched, since it is no URL ({error})") from error


def _check(response: httpx2.Response, part: range | None) -> None:
    # An empty file has no part at all.
    is_beyond = part is not None and response.status_code == _RANGE_BEYOND
    if not response.is_success and not is_beyond:
        raise UnreachableError(f"can't be fetched, it is answered {response.status_code}")
