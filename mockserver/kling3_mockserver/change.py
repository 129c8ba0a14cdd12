"""Change: how queues, settings and the clock are changed, be they of one process or shared by several."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

Changed = TypeVar("Changed")


class Change(Protocol):
    """Makes a change in one step."""

    async def __call__(self, change: Callable[[], Changed]) -> Changed:
        """Return what a change, which may have to be made again, returned at last."""


async def at_once(change: Callable[[], Changed]) -> Changed:
    """Make a change of what this process alone has."""
    return change()
