"""Remote: what lies behind a URL, from as few of its bytes as tell it."""

from __future__ import annotations

import asyncio
import io
import re
import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from functools import partial
from threading import Event

import httpx2

from kling3_mockserver.media.destinations import Destination, ForbiddenError, UnreachableError
from kling3_mockserver.media.fetcher import Fetcher, Opened
from kling3_mockserver.media.forms import HEAD_BYTES, form_of
from kling3_mockserver.media.looking import content_of, looked_at, media_type, other_content
from kling3_mockserver.media.ranged_file import BLOCK_BYTES, MOST_BYTES, FarError, OtherPartError, RangedFile
from kling3_mockserver.media.shelf import Shelved
from kling3_mockserver.media.videos import video_of
from kling3_openapi.rules.echo import escaped
from kling3_openapi.rules.input_limits import Limits, PictureLimits
from kling3_openapi.rules.looked_at import Content, Found, Missing, Unseen

_MOST_PICTURE = 20 * 1024 * 1024
"""Bytes of a picture of which no most is stated."""
_PART = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})")
_PARTIAL = 206


class Remote:
    """Looks at files where they lie; for one event loop. `allowed` says to which hosts it may go at any address."""

    def __init__(self, allowed: Callable[[], Sequence[str]], tls: ssl.SSLContext | None = None) -> None:
        self._fetcher = Fetcher(allowed, tls)

    async def look(self, url: str, limits: Limits) -> Found | Missing | Unseen:
        """Return what lies behind a URL; never raise for what its server does."""
        return await _looked_at(self._fetcher, url, limits)

    async def look_into(self, file: Shelved, limits: Limits) -> Found | Missing:
        """Return what a file is that needs not be fetched."""
        return await self._fetcher.unpacked(partial(looked_at, file, limits))

    @property
    def is_stuck(self) -> bool:
        """Whether a thread of it is at work, which can't be broken off."""
        return self._fetcher.is_stuck

    def close(self) -> None:
        """Begin nothing more."""
        self._fetcher.close()


async def _looked_at(fetcher: Fetcher, url: str, limits: Limits) -> Found | Missing | Unseen:
    try:
        async with fetcher.turn():
            if isinstance(limits, PictureLimits):
                return await _picture(fetcher, url, limits)
            return await _video(fetcher, url, limits)
    except UnreachableError as error:
        return Missing(str(error))
    except (ForbiddenError, OtherPartError) as error:
        return Unseen(str(error))
    except httpx2.TimeoutException:
        return Unseen("its server took too long; see whether the URL can be read from here")
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        return Missing(f"can't be fetched ({type(error).__name__}: {escaped(str(error))})")


async def _picture(fetcher: Fetcher, url: str, limits: PictureLimits) -> Found:
    most = limits.most_bytes or _MOST_PICTURE
    async with fetcher.opened(url) as opened:
        content = await _head(opened.response, most, partial(_is_read_on, limits))
    cut = len(content) > most
    size = len(content) if cut or other_content(form_of(content[:HEAD_BYTES]), limits) is None else None
    found = await fetcher.unpacked(partial(content_of, content, limits, cut=cut))
    return Found(found, size, _type_of(opened))


async def _head(response: httpx2.Response, most: int, reads_on: Callable[[bytes], bool]) -> bytes:
    """Return the body of an answer, of one that is longer so many bytes and one more, or what `reads_on` has enough of.

    Bytes are taken as they come, since what is packed might unpack to any number of them.
    """
    content = bytearray()
    async for chunk in response.aiter_raw():
        content += chunk
        if len(content) > most or (len(content) >= HEAD_BYTES and not reads_on(bytes(content[:HEAD_BYTES]))):
            break
    return bytes(content[: most + 1])


def _is_read_on(limits: Limits, head: bytes) -> bool:
    return other_content(form_of(head), limits) is None


async def _video(fetcher: Fetcher, url: str, limits: Limits) -> Found | Unseen:
    async with fetcher.opened(url, range(BLOCK_BYTES)) as opened:
        total = _total(opened.response, 0)
        most = BLOCK_BYTES if total is not None else MOST_BYTES
        beginning = await _head(opened.response, most - 1, partial(_is_read_on, limits))
    whole = len(beginning) < most if total is None else len(beginning) == total
    size = total if total is not None else len(beginning) if whole else _length(opened.response)
    form = form_of(beginning[:HEAD_BYTES])
    if (other := other_content(form, limits)) is not None:
        return Found(other, size, _type_of(opened))
    if whole:
        content = await fetcher.in_thread(partial(video_of, form, io.BytesIO(beginning)))
        return Found(content, size, _type_of(opened))
    parts = _Parts(fetcher, opened.destination, beginning, takes_ranges=total is not None)
    found = await parts.read(form, size or len(beginning))
    return found if isinstance(found, Unseen) else Found(found, size, _type_of(opened))


class _Parts:
    """A video whose parts are asked for by a thread that reads it, of the event loop that fetches them."""

    def __init__(self, fetcher: Fetcher, destination: Destination, beginning: bytes, *, takes_ranges: bool) -> None:
        self._fetcher, self._destination, self._beginning = fetcher, destination, beginning
        self._takes_ranges = takes_ranges
        self._loop, self._ended = asyncio.get_running_loop(), Event()
        self._asked: Future[bytes] | None = None

    async def read(self, form: str, size: int) -> Content | Unseen:
        file = RangedFile(self._fetch, size)
        try:
            content: Content = await self._fetcher.in_thread(partial(video_of, form, file))  # type: ignore[arg-type]
        finally:
            self._give_up()
        if isinstance(file.failure, FarError):
            return Unseen(f"{file.failure}; put its headers first (ffmpeg -movflags +faststart)")
        if file.failure is not None:
            raise file.failure
        return content

    def _fetch(self, offset: int, size: int) -> bytes:
        if offset + size <= len(self._beginning):
            return self._beginning[offset : offset + size]
        if not self._takes_ranges:
            raise FarError(f"its server takes no ranges, and its headers are not among its first {MOST_BYTES:,} bytes")
        self._asked = asyncio.run_coroutine_threadsafe(self._part(offset, size), self._loop)
        if self._ended.is_set():
            self._asked.cancel()
        try:
            return self._asked.result()
        except CancelledError as error:
            raise OSError("nobody waits for it any more") from error

    def _give_up(self) -> None:
        """Have the thread end that reads it, if it still does."""
        self._ended.set()
        if self._asked is not None:
            self._asked.cancel()

    async def _part(self, offset: int, size: int) -> bytes:
        async with self._fetcher.asked(self._destination, range(offset, offset + size)) as response:
            if response.status_code != _PARTIAL:
                raise UnreachableError(f"can't be fetched, a part of it is answered {response.status_code}")
            total = _total(response, offset) or 0
            part = (await _head(response, size - 1, lambda _head: True))[:size]
            if len(part) < min(size, total - offset):
                raise _other_part()
            return part


def _total(response: httpx2.Response, offset: int) -> int | None:
    """Return how long a file is of which a part came; None where it came whole, OtherPartError for another part."""
    if response.status_code != _PARTIAL:
        return None
    found = _PART.fullmatch(response.headers.get("content-range", ""))
    if found is None or int(found[1]) != offset or int(found[2]) >= int(found[3]):
        raise _other_part()
    return int(found[3])


def _other_part() -> OtherPartError:
    return OtherPartError(
        "its server was asked for a part of it, and answered with another one, or without saying of how many bytes; "
        "see whether it takes ranges"
    )


def _length(response: httpx2.Response) -> int | None:
    length = response.headers.get("content-length", "")
    return int(length) if length.isdecimal() and len(length) < 16 else None


def _type_of(opened: Opened) -> str:
    return media_type(opened.response.headers.get("content-type", ""))
