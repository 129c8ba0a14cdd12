"""LogStream: a text stream over another one, on which writing never waits, whether somebody reads it or not.

A pipe that nobody reads is full after some 64 KiB, and the next write to it waits for ever. So a thread of its own
writes, and what an event loop has to tell waits in a queue. What finds no room there is dropped, counted and told of.
A file takes whatever it is given: it is written to at once, since to wake a thread costs more than all that it writes.
"""

from __future__ import annotations

import io
import os
import select
import stat
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TextIO

from kling3_mockserver.journal.log_turns import Turn, no_turns

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_MOST_WAITING = 1024 * 1024
"""Bytes: some ten thousand lines."""


Gap = Callable[[int, str], str]
"""Says how many lines were dropped, and why."""


def gap_words(lines: int, reason: str) -> str:
    """Return the line that a person is told in the place of others."""
    were = "1 line was" if lines == 1 else f"{lines} lines were"
    return f"         {were} dropped here: {reason}"


class _Sink(Protocol):
    def write(self, data: bytes, /) -> int | None: ...

    def isatty(self) -> bool: ...

    def fileno(self) -> int: ...


class LogStream(io.TextIOWrapper):
    """Hands what is written to a thread that writes it to `stream`; characters that `stream` lacks are escaped.

    `most_waiting` is how many bytes may wait, `gap` what stands where some were dropped, `turn` what the thread waits
    for where others write too. `trouble` tells why writing fails at present; a reader that went away is none: nobody
    misses what comes after it.
    """

    def __init__(
        self, stream: TextIO, most_waiting: int = _MOST_WAITING, gap: Gap = gap_words, turn: Turn = no_turns
    ) -> None:
        stream.flush()
        encoding = stream.encoding or "utf-8"
        self._below = stream  # held, since a stream that nobody holds closes what lies below it
        self._queue = _Queue(_sink(stream, encoding), most_waiting, gap, turn)
        super().__init__(self._queue, encoding=encoding, errors="backslashreplace", write_through=True)

    @property
    def trouble(self) -> str:
        """Why the last of what was written could not be, or nothing."""
        return self._queue.trouble

    def drain(self, seconds: float) -> bool:
        """Wait until all is written or given up; return False if so many seconds did not do."""
        return self._queue.drain(seconds)


class _Queue(io.RawIOBase):
    """Takes bytes at once; a thread, started by the first of them, writes them."""

    name = "log"

    def __init__(self, sink: _Sink, most: int, gap: Gap, turn: Turn) -> None:
        self._sink, self._most, self._gap, self._turn = sink, most, gap, turn
        self._waiting: list[bytes] = []
        self._size = self._dropped = 0
        self._busy = False
        self._is_file = _is_file(sink)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self.trouble = ""

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._sink.isatty()

    def write(self, data: ReadableBuffer, /) -> int:
        taken = bytes(data)
        with self._changed:
            if self._is_file and self._is_written(taken):
                return len(taken)
            # After one was dropped all are, until the thread comes by: so the gap is one, and its place is known.
            if self._dropped or self._size + len(taken) > self._most:
                self._dropped += taken.count(b"\n")
            else:
                self._waiting.append(taken)
                self._size += len(taken)
            self._wake()
        return len(taken)

    def drain(self, seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: not (self._waiting or self._dropped or self._busy), seconds)

    def close(self) -> None:
        """Have the thread end after what waits."""
        super().close()
        with self._changed:
            self._changed.notify_all()

    def _is_written(self, data: bytes) -> bool:
        """Write to a file what nothing has to wait for; return False where the thread has to see to it."""
        if self._waiting or self._dropped or self._busy or self.trouble:
            return False
        try:
            written = self._sink.write(data)
        except (OSError, ValueError):
            return False
        if written is not None and written < len(data):
            self._waiting.append(data[written:])
            self._size += len(data) - written
            self._wake()
        return written is not None

    def _wake(self) -> None:
        if self._thread is None:
            # A daemon: the end of the program does not wait for a pipe.
            self._thread = threading.Thread(target=self._work, name="kling3-log", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _work(self) -> None:
        lost = 0
        while (taken := self._take()) is not None:
            data, dropped = taken
            try:
                with self._turn():
                    self._put(self._told(lost, self.trouble) + data + self._told(dropped, "nobody read the output"))
                lost, self.trouble = 0, ""
            except (BrokenPipeError, ValueError):
                # The reader went away, or the stream was closed: nobody waits for what is lost.
                lost, self.trouble = 0, ""
            except OSError as error:
                lost += data.count(b"\n") + dropped
                self.trouble = error.strerror or str(error)
            self._rest()

    def _take(self) -> tuple[bytes, int] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._dropped or self.closed)
            if not (self._waiting or self._dropped):
                return None
            data, dropped = b"".join(self._waiting), self._dropped
            self._waiting.clear()
            self._size = self._dropped = 0
            self._busy = True
        return data, dropped

    def _put(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            written = self._sink.write(bytes(rest))
            if written is None:
                # Somebody made the pipe one that does not wait, and it is full.
                select.select([], [self._sink], [])
            else:
                rest = rest[written:]

    def _told(self, lines: int, reason: str) -> bytes:
        return f"{self._gap(lines, reason)}\n".encode("ascii", "backslashreplace") if lines else b""

    def _rest(self) -> None:
        with self._changed:
            self._busy = False
            self._changed.notify_all()


class _TextSink:
    """Writes to a stream that has nothing below it, like StringIO."""

    def __init__(self, stream: TextIO, encoding: str) -> None:
        self._stream, self._encoding = stream, encoding
        self.isatty, self.fileno = stream.isatty, stream.fileno

    def write(self, data: bytes, /) -> int:
        self._stream.write(data.decode(self._encoding))
        self._stream.flush()
        return len(data)


def _is_file(sink: _Sink) -> bool:
    try:
        return stat.S_ISREG(os.fstat(sink.fileno()).st_mode)
    except (OSError, ValueError):
        return False


def _sink(stream: TextIO, encoding: str) -> _Sink:
    # What lies below all buffers: whoever waits in a buffer holds its lock, and the interpreter needs that to end.
    buffer = getattr(stream, "buffer", None)
    return _TextSink(stream, encoding) if buffer is None else getattr(buffer, "raw", buffer)
