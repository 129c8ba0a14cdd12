"""Kept: what holds a fake where it outlasts the process."""

from __future__ import annotations

from typing import Protocol

from kling3_mockserver.clock import Clock
from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.journal.notices import Tell
from kling3_mockserver.stores.parts import Parts
from kling3_mockserver.stores.sharing import Shared
from kling3_mockserver.tasks.identifiers import Identifiers
from kling3_mockserver.tasks.lifecycle import Lifecycle
from kling3_mockserver.tasks.store import Store
from kling3_mockserver.webhooks.courier import Courier
from kling3_mockserver.webhooks.progress import Progress


class Whole(Parts, Protocol):
    """A fake, of which all that lasts is held."""

    clock: Clock
    lifecycle: Lifecycle
    courier: Courier
    journal: Journal
    identifiers: Identifiers

    def forget(self, *, begin_ids_anew: bool = True) -> None:
        """Forget all but tasks and what is to be told of them."""


class Kept(Protocol):
    """Holds a fake, which is taken up when it begins and followed while it runs."""

    tasks_before: int
    """How many tasks were held when it began."""

    shared: Shared | None
    """What it has in the place of a fake's own parts, where several processes share it."""

    @property
    def store(self) -> Store:
        """The tasks."""

    @property
    def progress(self) -> Progress:
        """How far each message has come."""

    @property
    def trouble(self) -> str:
        """Why nothing can be written at the moment, or could be at the end; or nothing."""

    def identifiers(self, seed: int | None) -> Identifiers:
        """Return what makes ids, none that was made before; raise StoreError where another seed is wanted."""

    def begin(self, whole: Whole, journal_size: int) -> None:
        """Take up what is held, and follow what comes of it; raise StoreError where it can't be read."""

    def tell(self, tell: Tell) -> None:
        """Have it told when nothing can be written, and when it can again; `tell` is called in any thread."""

    async def written(self) -> None:
        """Wait until all that was changed before is where it lasts; raise StoreError where it can't be."""

    def close(self) -> None:
        """Write what is left, and end."""
