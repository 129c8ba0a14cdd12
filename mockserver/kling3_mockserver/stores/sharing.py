"""Sharing: what keeps a fake one with those of other processes that have the same store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from kling3_mockserver.change import Changed
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.limits.admission import Admission, Counters
from kling3_mockserver.tasks.agenda import Agenda
from kling3_mockserver.tasks.lifecycle import Lifecycle
from kling3_mockserver.uploads.shelf import Elsewhere
from kling3_mockserver.webhooks.courier import MessageSource


class Sharing(Protocol):
    """Takes over what others changed, and changes for all."""

    @property
    def worker(self) -> str:
        """The name of this process among those that share the store."""

    async def refresh(self) -> None:
        """Take over what other processes changed; raise StoreError where that can't be known."""

    async def catch_up(self) -> None:
        """Take over what other processes wrote to the journal; raise StoreError where that can't be known."""

    async def change(self, change: Callable[[], Changed]) -> Changed:
        """Change queues, settings or the clock for all, in one step; raise ApiError 503 where that can't be done."""

    async def told(self) -> None:
        """Wait until what was added to the journal is in the store, or can't be."""

    async def reset(self) -> None:
        """Have all processes forget everything but settings and clock; raise ApiError 503 where that can't be done."""

    async def pending(self) -> int:
        """Return how many webhooks are due and not delivered, by whichever process."""


class Shared(Sharing, Protocol):
    """Has in the place of a fake's own parts those that several processes share."""

    def journal(self, most: int) -> Journal:
        """Return the journal of all processes."""

    def agenda(self) -> Agenda:
        """Return what leaves it to the store to hold what is due."""

    def source(self, lifecycle: Lifecycle) -> MessageSource:
        """Return where this process takes what it delivers from."""

    def uploads(self) -> Elsewhere:
        """Return where pictures are held that were uploaded to whichever process."""

    def admission(self, counters: Counters) -> Admission:
        """Return what counts the requests to all processes; `counters` say which limits there are."""
