"""Workers: fakes that share a store as processes of one server do, asked in one event loop or in a loop each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import Any, cast

from kling3_contracts.messages import Answer, Request
from kling3_contracts.target.asgi import ask
from kling3_mockserver.stores.location import RedisServer
from kling3_mockserver.stores.redis.client import waiting_client_of
from kling3_mockserver.stores.redis.space import Space
from tests.mockserver.posting import PATIENCE, ScriptedSender
from tests.mockserver.stores.lives import Life
from tests.mockserver.stores.servers import RedisProcess


class Workers:
    """Two fakes over one tenant, whose posts go to one `sender`; and what lies on the server, as `client` sees it."""

    def __init__(self, store: RedisServer, **settings: Any) -> None:
        self.store, self.settings, self.sender = store, settings, ScriptedSender()
        self.client = waiting_client_of(store)
        self._runner = asyncio.Runner()
        self.lives = [self._begun(), self._begun()]

    @property
    def first(self) -> Life:
        return self.lives[0]

    @property
    def second(self) -> Life:
        return self.lives[1]

    @property
    def posts(self) -> list[str]:
        """The statuses of which they told, each with the `webhook-id`."""
        return self.first.posts

    @property
    def told(self) -> list[str]:
        """The statuses of which they told."""
        return [each.partition(" ")[0] for each in self.posts]

    @property
    def pending(self) -> int:
        """How many webhooks are due and not delivered, by the server's count."""
        return int(str(self.client.get(self.key("waiting")) or 0))

    def begin_again(self, place: int) -> None:
        """End one of them, and begin another in its place."""
        self.lives[place].end()
        self.lives[place] = self._begun()

    def together(self, asked: Iterable[tuple[Life, Request]]) -> list[Answer]:
        """Ask several at once, in one event loop."""

        async def gathered() -> list[Answer]:
            return await asyncio.gather(*[ask(one.mock, request) for one, request in asked])

        return self._runner.run(gathered())

    def pass_(self, seconds: float) -> None:
        """Let time pass at both, and all that falls due in it be sent."""
        self.first.control("POST", "/clock", {"advance": seconds})
        self.settle()

    def settle(self) -> None:
        """Wait until nothing more is due at either."""
        end = time.monotonic() + PATIENCE
        while True:
            for each in self.lives:
                each.mock.courier.wake()
                each.settle()
            if not self._is_busy():
                return
            assert time.monotonic() < end, "something stays due"

    def end(self) -> None:
        """End them as a signal would."""
        self.sender.release()
        for each in self.lives:
            each.end()
        self._runner.close()
        self.client.close()

    def key(self, name: str) -> str:
        """Return the name under which the server has something of this tenant."""
        space = Space(self.store.tenant)
        space.generation = str(self.client.hget(space.state, "generation") or "0")
        return space.base + name

    def _is_busy(self) -> bool:
        now = max(each.mock.clock.now() for each in self.lives)
        due = [self.client.zcount(self.key(name), "-inf", now) for name in ("due", "later")]
        held = [waiting for each in self.lives for waiting in each.mock.courier.waiting() if waiting.moment is not None]
        taken = cast("int", self.client.xlen(self.key("deliveries")))
        return bool(sum(cast("list[int]", due)) or taken > len(held))

    def _begun(self) -> Life:
        return Life(self.store, self.sender, **self.settings)


def tenant_on(server: RedisProcess, name: str) -> RedisServer:
    """Return a tenant's store on a server."""
    return RedisServer("127.0.0.1", server.port, tenant=name)


def numbers(records: Sequence[dict[str, Any]]) -> list[int]:
    """Return the numbers of the journal's records."""
    return [each["number"] for each in records]
