"""Look: one question whether anything has changed, for all who come before it goes to the server."""

from __future__ import annotations

import asyncio

from kling3_mockserver.stores.redis.line import Line, Reply

_FIELDS = ("version", "generation", "birth", "replaced")


class Look:
    """Shares one question among those that come before its batch goes: its answer is not older than any of them."""

    def __init__(self, line: Line, state: str) -> None:
        self._line, self._state = line, state
        self._batch = -1
        self._waiting: list[asyncio.Future[Reply]] = []

    def taken(self) -> asyncio.Future[Reply]:
        """Return version, generation, birth, and how many tasks were replaced; raises StoreError when waited for."""
        if self._batch != self._line.batch:
            self._ask()
        # One for each who waits: one that is cancelled takes it from no other.
        reply: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting.append(reply)
        return reply

    def _ask(self) -> None:
        waiting: list[asyncio.Future[Reply]] = []
        asked = self._line.ask("HMGET", self._state, *_FIELDS)
        asked.add_done_callback(lambda done: _answer(waiting, done))
        # One that was refused at once went with no batch.
        self._batch, self._waiting = (-1 if asked.done() else self._line.batch), waiting


def _answer(waiting: list[asyncio.Future[Reply]], asked: asyncio.Future[Reply]) -> None:
    error = asked.exception()
    for each in waiting:
        if each.done():
            continue
        if error is None:
            each.set_result(asked.result())
        else:
            each.set_exception(error)
