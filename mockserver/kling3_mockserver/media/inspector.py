"""Inspector: looks at the pictures and videos of an order, and says what becomes of the order by them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from kling3_mockserver.media.following import followed
from kling3_mockserver.media.looking import looked_at
from kling3_mockserver.media.shelf import MediaShelf, Shelved
from kling3_mockserver.tasks.task import Video
from kling3_openapi.findings import Finding
from kling3_openapi.rules.input_limits import Limits, limits_of
from kling3_openapi.rules.inputs import DOUBTS, FLAWS
from kling3_openapi.rules.looked_at import Found, LookedAt, Missing, Unseen
from kling3_openapi.rules.order import Order

PATIENCE = 4.0
"""Seconds for all that an order names: less than clients commonly wait for the answer to it."""

Result: TypeAlias = "Found | Missing | Unseen"
Wanted: TypeAlias = "tuple[str, Limits]"
Holding = Callable[[str], Awaitable[Shelved | None]]
"""Returns what the fake itself has behind a URL; None for one that is not its own."""


class Source(Protocol):
    """Where files are looked at that are neither on the shelf nor the fake's own."""

    async def look(self, url: str, limits: Limits) -> Result:
        """Return what lies behind a URL."""

    async def look_into(self, file: Shelved, limits: Limits) -> Result:
        """Return what a file is, while others go on."""

    @property
    def is_stuck(self) -> bool:
        """Whether something is under way that can't be broken off."""

    def close(self) -> None:
        """Begin nothing more."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is to be told of an order's inputs; by its `flaws` the task ends FAILED. `video` follows the inputs."""

    flaws: tuple[Finding, ...]
    doubts: tuple[Finding, ...]
    video: Video


class Inspector:
    """Looks at inputs: first on the shelf and at what the fake holds itself, then at their source, if there is one."""

    def __init__(self, held: Holding, source: Source | None, patience: float = PATIENCE) -> None:
        self.shelf = MediaShelf()
        self._held, self._source, self._patience = held, source, patience

    async def inspect(self, order: Order, video: Video) -> Inspection:
        """Return what an order's inputs come to; `video` is what was ordered, as far as the order says it."""
        places = [(pointer, url, limits_of(order.family, pointer)) for pointer, url in order.media]
        results = await self._results({(url, limits) for _, url, limits in places})
        seen = [
            LookedAt(pointer, limits, result)
            for pointer, url, limits in places
            if (result := results.get((url, limits))) is not None
        ]
        flaws = tuple(finding for one in seen for each in FLAWS for finding in each.findings(one))
        doubts = tuple(finding for one in seen for each in DOUBTS for finding in each.findings(one))
        return Inspection(flaws, doubts, followed(order, video, seen))

    @property
    def is_stuck(self) -> bool:
        """Whether something is under way that can't be broken off."""
        return self._source is not None and self._source.is_stuck

    def close(self) -> None:
        """Begin nothing more."""
        if self._source is not None:
            self._source.close()

    async def _results(self, wanted: set[Wanted]) -> dict[Wanted, Result]:
        files = {each: self.shelf.get(each[0]) or await self._held(each[0]) for each in wanted}
        if self._source is None:
            return {each: looked_at(file, each[1]) for each, file in files.items() if file is not None}
        return await self._found(self._source, files) if files else {}

    async def _found(self, source: Source, files: dict[Wanted, Shelved | None]) -> dict[Wanted, Result]:
        tasks = {asyncio.ensure_future(_look(source, each, file)): each for each, file in files.items()}
        try:
            done, _ = await asyncio.wait(tasks, timeout=self._patience)
        finally:
            for each in tasks:
                each.cancel()
        late = Unseen(f"it took longer than {self._patience:g} s; see whether the URL can be read from here")
        return {wanted: task.result() if task in done else late for task, wanted in tasks.items()}


async def _look(source: Source, wanted: Wanted, file: Shelved | None) -> Result:
    url, limits = wanted
    return await (source.look(url, limits) if file is None else source.look_into(file, limits))
