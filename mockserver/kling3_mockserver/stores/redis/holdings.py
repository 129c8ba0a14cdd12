"""Holdings: what this process was given of the stream of messages that are due, until the server has it back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from kling3_mockserver.errors import StoreError
from kling3_mockserver.stores.redis.lines import Lines
from kling3_mockserver.stores.redis.scripts import Script

_PAUSE = 0.25
"""Seconds between two tries to give something back while the server is away."""


class Held(NamedTuple):
    """One entry of the stream, its task and receiver, and the keys that it lies under."""

    base: str
    entry: str
    task_id: str
    receiver: str

    @property
    def words(self) -> tuple[str, str, str]:
        """What scripts know it by."""
        return self.entry, self.task_id, self.receiver


class Holdings:
    """What is held, by the id of its message; used in the loop of the courier, but for `forget`.

    `given_back` is called each time that the server has something back.
    """

    def __init__(self, lines: Lines, consumer: str, given_back: Callable[[], None]) -> None:
        self._lines, self._consumer, self._given_back = lines, consumer, given_back
        self._held: dict[str, Held] = {}
        self._settling: set[asyncio.Task[None]] = set()
        # The entries of which the server has not said yet that it has them back.
        self._giving_back: set[str] = set()

    def __len__(self) -> int:
        return len(self._held)

    def add(self, message_id: str, held: Held) -> None:
        """Hold it from now on."""
        self._held[message_id] = held

    def forget(self) -> None:
        """Hold nothing any more: all was forgotten."""
        self._held = {}

    def is_under_way(self, message_id: str, entry: str) -> bool:
        """Return whether the courier has a message, or has had it by the same entry and is giving it back."""
        held = self._held.get(message_id)
        # One that was given back by another entry was, though nobody heard of it: it is to be sent again.
        return held is not None and (held.entry == entry or held.entry not in self._giving_back)

    def give_back(self, script: Script, message_id: str, *words: str | int) -> None:
        """Tell the server what came of a message that is held."""
        held = self._held.get(message_id)
        # Without it all was forgotten meanwhile, and nobody has to hear of it.
        if held is not None:
            self.settle(script, message_id, held, *words)

    def settle(self, script: Script, name: str, held: Held, *words: str | int) -> None:
        """Tell the server what came of an entry, for as long as that takes."""
        settling = asyncio.get_running_loop().create_task(self._settle(script, name, held, *words))
        self._settling.add(settling)
        settling.add_done_callback(self._settling.discard)
        self._giving_back.add(held.entry)
        settling.add_done_callback(lambda _: self._giving_back.discard(held.entry))

    async def keep(self) -> None:
        """Say that this process still has what it holds."""
        by_base: dict[str, list[str]] = {}
        for each in self._held.values():
            by_base.setdefault(each.base, []).append(each.entry)
        for base, entries in by_base.items():
            stream = f"{base}deliveries"
            await self._lines.line().ask("XCLAIM", stream, "couriers", self._consumer, 0, *entries, "JUSTID")

    async def put_back(self) -> None:
        """Give all back as if it had not been taken."""
        line = self._lines.line()
        each_one = [line.run(Script.PUT_BACK, (each.base,), *each.words) for each in self._held.values()]
        await asyncio.gather(*each_one)

    async def _settle(self, script: Script, name: str, held: Held, *words: str | int) -> None:
        while True:
            try:
                await self._lines.line().run(script, (held.base,), *held.words, *words)
            except StoreError:
                # Until it is written down it is this process's, or every other would send it again.
                await asyncio.sleep(_PAUSE)
            else:
                break
        if self._held.get(name) is held:
            del self._held[name]
        self._given_back()
