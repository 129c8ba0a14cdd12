"""RedisKept: a fake on a server, as one of the processes that share it sees it."""

from __future__ import annotations

import os
import socket
from typing import cast

from kling3_mockserver.journal.journal import Journal
from kling3_mockserver.journal.notices import Tell
from kling3_mockserver.limits.admission import Admission, Counters
from kling3_mockserver.stores.identity import other_seed
from kling3_mockserver.stores.kept import Whole
from kling3_mockserver.stores.location import RedisServer, words
from kling3_mockserver.stores.redis.admission import RedisAdmission
from kling3_mockserver.stores.redis.agenda import SharedAgenda
from kling3_mockserver.stores.redis.deliveries import Deliveries
from kling3_mockserver.stores.redis.journal import SharedJournal
from kling3_mockserver.stores.redis.lines import Lines
from kling3_mockserver.stores.redis.mirror import Mirror
from kling3_mockserver.stores.redis.opening import Opening
from kling3_mockserver.stores.redis.space import Space
from kling3_mockserver.stores.redis.tasks import RedisTasks
from kling3_mockserver.stores.redis.uploads import SharedUploads
from kling3_mockserver.stores.sharing import Shared
from kling3_mockserver.stores.telling import told_of_trouble
from kling3_mockserver.tasks.agenda import Agenda
from kling3_mockserver.tasks.identifiers import Identifiers
from kling3_mockserver.tasks.lifecycle import Lifecycle
from kling3_mockserver.uploads.shelf import Elsewhere
from kling3_mockserver.webhooks.courier import MessageSource


class RedisKept:
    """Holds a fake on a Redis or Valkey server; raises StoreError for one that can't be had."""

    def __init__(self, server: RedisServer, seed: int | None = None) -> None:
        self._server, self._space, self._lines = server, Space(server.tenant), Lines(server)
        with Opening(server, self._space) as opening:
            self._seed, self._life, self._held, self.tasks_before = opening.look(seed)
        self._space.generation = self._held.get("generation", "0")
        self.worker = f"{socket.gethostname()}-{os.getpid()}-{self._life}"
        self._mirror = Mirror(self._lines, self._space, self._seed)
        self.store = RedisTasks(self._lines, self._space, self._mirror, server.expiry)
        self.progress = Deliveries(self._lines, self._space, self.worker, self._mirror.refresh, server.expiry)
        # Handed on as they are, since each request asks for them.
        self.refresh, self.change, self.reset = self._mirror.refresh, self._mirror.change, self._mirror.reset
        self._mirror.on_reset = self.progress.forget
        self._journal: SharedJournal | None = None
        self.shared: Shared | None = self

    def identifiers(self, seed: int | None) -> Identifiers:
        """Return what makes ids, none that another process makes; raise StoreError where another seed is wanted."""
        if seed not in (None, self._seed):
            raise other_seed(words(self._server), "name another tenant")
        return Identifiers(self._seed, self._life)

    def begin(self, whole: Whole, journal_size: int) -> None:  # noqa: ARG002  (the journal has it already)
        """Take up queues, settings and clock, and follow what comes of them."""
        self._mirror.begin(whole, self._held)
        self.progress.begin(whole.lifecycle, whole.courier)

    def tell(self, tell: Tell) -> None:
        """Have it told when the server can't be asked, and when it can again; `tell` is called in any thread."""
        self._lines.on_trouble = told_of_trouble(tell)

    async def written(self) -> None:
        """Return at once: what was changed was written by then."""

    def close(self) -> None:
        """Do nothing: each event loop closes its connection when it ends."""

    @property
    def trouble(self) -> str:
        """Why the server can't be asked at the moment, or nothing."""
        return self._lines.trouble

    async def catch_up(self) -> None:
        """Take over what other processes wrote to the journal; raise StoreError where that can't be known."""
        await self._shared_journal.catch_up()

    async def told(self) -> None:
        """Wait until what was added to the journal is on the server, or can't be."""
        await self._shared_journal.told()

    async def pending(self) -> int:
        """Return how many webhooks are due and not delivered, by whichever process."""
        return int(cast("str | None", await self._lines.line().ask("GET", f"{self._space.base}waiting")) or 0)

    def journal(self, most: int) -> Journal:
        """Return the journal of all processes."""
        self._journal = SharedJournal(self._lines, self._space, most)
        return self._journal

    def agenda(self) -> Agenda:
        """Return what leaves it to the server to hold what is due."""
        return SharedAgenda(self.progress.expects)

    def source(self, lifecycle: Lifecycle) -> MessageSource:  # noqa: ARG002  (it begins with the whole)
        """Return where this process takes what it delivers from."""
        return self.progress

    def uploads(self) -> Elsewhere:
        """Return where pictures are held that were uploaded to whichever process."""
        return SharedUploads(self._lines, self._space)

    def admission(self, counters: Counters) -> Admission:
        """Return what counts the requests to all processes; `counters` say which limits there are."""
        return RedisAdmission(self._lines, self._space, counters)

    @property
    def _shared_journal(self) -> SharedJournal:
        assert self._journal is not None  # noqa: S101  (a fake asks for it when it begins)
        return self._journal
