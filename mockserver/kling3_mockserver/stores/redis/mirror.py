"""Mirror: queues, settings and the manual clock as all processes have them, in the parts of this one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import NamedTuple, cast

from redis.exceptions import RedisError

from kling3_mockserver.change import Changed
from kling3_mockserver.errors import StoreError, unavailable
from kling3_mockserver.stores.kept import Whole
from kling3_mockserver.stores.parts import CLOCK, Documents, documents, take_over
from kling3_mockserver.stores.redis.birth import later_life, new_birth
from kling3_mockserver.stores.redis.line import Line, Reply
from kling3_mockserver.stores.redis.lines import Lines
from kling3_mockserver.stores.redis.look import Look
from kling3_mockserver.stores.redis.recent import Recent
from kling3_mockserver.stores.redis.scripts import Script
from kling3_mockserver.stores.redis.space import Space
from kling3_mockserver.stores.redis.turn import Turn

_DOCUMENT = "document:"
_OLD = "-"
"""A version that there is not: what is held has to be looked at."""
_AT_ONCE = 500


class _Made(NamedTuple):
    """A change that is made here: of which version, after how many take-overs, and what is another by it."""

    version: str
    loads: int
    changed: Documents


class Mirror:
    """Looks, before each request, whether another process has changed something, and changes in one step for all.

    A change is made here and held to the version that it was made from: whoever comes second does it again.
    """

    def __init__(self, lines: Lines, space: Space, seed: int) -> None:
        self._lines, self._space, self._seed = lines, space, seed
        self._whole: Whole | None = None
        self._version, self._birth = _OLD, ""
        self._known: Documents = {}
        self._loads = 0
        self._writing = threading.Lock()
        self._turn = Turn()
        self._looks: dict[Line, Look] = {}
        self.recent = Recent()
        self.on_reset: Callable[[], None] = lambda: None
        """Called when everything was forgotten, by whichever process."""

    def begin(self, whole: Whole, held: Mapping[str, str]) -> None:
        """Take over what is held, and follow it from now on."""
        self._whole, self._known = whole, documents(whole)
        self._take_over(held)

    async def refresh(self) -> None:
        """Take over what another process has changed; raise StoreError where it can't be known."""
        version, generation, birth, replaced = cast("list[str | None]", await self._look())
        self.recent.looked(f"{birth} {generation} {replaced}")
        if birth is None:
            # The server has lost everything; the links that this process made shall go on opening.
            await self._lines.line().run(
                Script.REVIVE, (self._space.state,), str(self._seed), new_birth(), later_life()
            )
        elif (version or "0", generation or "0", birth) == (self._version, self._space.generation, self._birth):
            return
        held = cast("list[str]", await self._lines.line().ask("HGETALL", self._space.state))
        self._take_over(dict(zip(held[::2], held[1::2], strict=True)))

    async def change(self, change: Callable[[], Changed]) -> Changed:
        """Change queues, settings or the clock for all; raise ApiError 503 while that can't be done."""
        try:
            # One that was made from another of this process, which is not put yet, would put that as well.
            async with self._turn:
                while True:
                    await self.refresh()
                    result, made = self._changed(change)
                    if not made.changed or await self._put(made):
                        return result
        except StoreError as error:
            raise unavailable(str(error)) from error

    async def reset(self) -> None:
        """Forget all but settings and clock, for all processes; raise ApiError 503 while that can't be done."""
        try:
            before = await self._lines.line().run(Script.RESET, (self._space.state,))
            await self.refresh()
        except StoreError as error:
            raise unavailable(str(error)) from error
        with suppress(StoreError, RedisError):
            await self._remove(self._space.base_of(str(before)))

    def _look(self) -> asyncio.Future[Reply]:
        line = self._lines.line()
        look = self._looks.get(line)
        if look is None:
            look = Look(line, self._space.state)
            self._looks = {line: look}
        return look.taken()

    def _changed(self, change: Callable[[], Changed]) -> tuple[Changed, _Made]:
        with self._writing:
            whole = self._parts
            before = documents(whole)
            result = change()
            after = documents(whole)
            changed = {name: text for name, text in after.items() if before.get(name) != text}
            return result, _Made(self._version, self._loads, changed)

    async def _put(self, made: _Made) -> bool:
        words = [word for pair in made.changed.items() for word in pair]
        done = False
        try:
            done = bool(await self._lines.line().run(Script.CHANGE, (self._space.state,), made.version, *words))
        finally:
            with self._writing:
                self._settle(made, done=done)
        return done

    def _settle(self, made: _Made, *, done: bool) -> None:
        if done:
            self._known = {**self._known, **made.changed}
            # What was taken over meanwhile may be from before this change.
            self._version = str(int(made.version) + 1) if self._loads == made.loads else _OLD
        else:
            # It is not to be seen here either, and a clock would be moved twice by whoever tries again.
            take_over(self._parts, self._known)
            self._version, self._loads = _OLD, self._loads + 1

    def _take_over(self, held: Mapping[str, str]) -> None:
        version, generation = held.get("version", "0"), held.get("generation", "0")
        with self._writing:
            birth = held.get("birth", "")
            if birth == self._birth and self._is_older(version, generation):
                return
            is_lost = self._birth not in ("", birth)
            if is_lost or generation != self._space.generation:
                self._parts.forget(begin_ids_anew=not is_lost)
                self.on_reset()
            found = {name.removeprefix(_DOCUMENT): text for name, text in held.items() if name.startswith(_DOCUMENT)}
            # A clock that nobody has moved is not held, and one that was moved never goes back.
            clock = {name: text for name, text in self._known.items() if name == CLOCK}
            self._known = {**clock, **found}
            take_over(self._parts, self._known)
            self._version, self._space.generation, self._birth = version, generation, birth
            self._loads += 1

    def _is_older(self, version: str, generation: str) -> bool:
        """Return whether another of this process's loops has seen something newer."""
        same = generation == self._space.generation
        return same and self._version != _OLD and int(version) < int(self._version)

    @property
    def _parts(self) -> Whole:
        assert self._whole is not None  # noqa: S101  (it begins before anybody asks)
        return self._whole

    async def _remove(self, base: str) -> None:
        line, cursor = self._lines.line(), "0"
        while True:
            found = await line.ask("SCAN", cursor, "MATCH", f"{_literal(base)}*", "COUNT", _AT_ONCE)
            cursor, keys = cast("tuple[str, list[str]]", found)
            if keys:
                await line.ask("UNLINK", *keys)
            if cursor == "0":
                return


def _literal(text: str) -> str:
    """Return a pattern that a text alone matches."""
    return "".join(f"\\{each}" if each in "*?[]\\" else each for each in text)
