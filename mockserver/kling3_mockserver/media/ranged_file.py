"""RangedFile: a file of which only the parts that a reader asks for are fetched, up to a bound."""

from __future__ import annotations

import io
from collections.abc import Callable

Fetch = Callable[[int, int], bytes]
"""Returns so many bytes from an offset on, or fewer at the end."""

BLOCK_BYTES = 64 * 1024
MOST_BYTES = 8 * 1024 * 1024
"""A film's table of frames has less, be the film as long as it likes."""


class FarError(OSError):
    """What tells of a file lies behind more bytes of it than are fetched."""


class OtherPartError(OSError):
    """A server that answers with another part of a file than it was asked for."""


class RangedFile(io.RawIOBase):
    """Reads a file of a known size by blocks, each once, and at most MOST_BYTES of it.

    Behind what could not be read it ends: of what is raised its reader would tell on standard error.
    """

    def __init__(self, fetch: Fetch, size: int) -> None:
        super().__init__()
        self._fetch, self._size, self._at = fetch, size, 0
        self._blocks: dict[int, bytes] = {}
        self.failure: Exception | None = None
        """Why not all could be read that was asked for; FarError where that would have been too much."""

    def readable(self) -> bool:
        """Return whether it can be read."""
        return True

    def seekable(self) -> bool:
        """Return whether any part may be read."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to an offset from the beginning, from here or from the end, and return it."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """Return where it is read next."""
        return self._at

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, up to the end of a block."""
        wanted = self._size - self._at if size < 0 else size
        number, within = divmod(self._at, BLOCK_BYTES)
        if wanted <= 0 or self._at >= self._size:
            return b""
        part = self._block(number)[within : within + wanted]
        self._at += len(part)
        return part

    def _block(self, number: int) -> bytes:
        block = self._blocks.get(number)
        if block is None and self.failure is None:
            try:
                block = self._blocks[number] = self._fetched(number)
            except Exception as error:  # noqa: BLE001  (whoever asked for it raises it again)
                self.failure = error
        return block or b""

    def _fetched(self, number: int) -> bytes:
        if (len(self._blocks) + 1) * BLOCK_BYTES > MOST_BYTES:
            raise FarError(f"its headers are not among the first {MOST_BYTES:,} bytes that were asked for")
        return self._fetch(number * BLOCK_BYTES, BLOCK_BYTES)
