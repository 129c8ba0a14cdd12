"""Opening: the first look at a server, which waits for it, and says in words why there is nothing to be had there."""

from __future__ import annotations

import secrets
from types import TracebackType
from typing import NamedTuple, Self, cast

from redis.exceptions import RedisError

from kling3_mockserver.errors import StoreError
from kling3_mockserver.stores.location import RedisServer, words
from kling3_mockserver.stores.redis.birth import new_birth
from kling3_mockserver.stores.redis.client import waiting_client_of
from kling3_mockserver.stores.redis.scripts import Script
from kling3_mockserver.stores.redis.space import Space
from kling3_mockserver.stores.redis.troubles import trouble_of

_SEED_BITS = 64
_OLDEST = (6, 2)
"""The version in which consumers learned to take over what another one held (XAUTOCLAIM)."""


class Found(NamedTuple):
    """What lies there: the seed, how many processes were before this one, the state by its fields, and tasks."""

    seed: int
    life: int
    state: dict[str, str]
    tasks: int


class Opening:
    """Opens a store, and closes its connection at the end; raises StoreError for a server that can't be had."""

    def __init__(self, server: RedisServer, space: Space) -> None:
        self._server, self._space = server, space
        self._client = waiting_client_of(server)

    def look(self, seed: int | None = None) -> Found:
        """Begin a store, or take one up that is there."""
        try:
            self._check_version()
            return self._found(secrets.randbits(_SEED_BITS) if seed is None else seed)
        except (RedisError, OSError) as error:
            raise StoreError(trouble_of(error, self._server)) from error

    def _found(self, seed: int) -> Found:
        for each in Script:
            self._client.script_load(each.text)
        held, life = cast(
            "list[object]", self._client.evalsha(Script.OPEN.digest, 1, self._space.state, str(seed), new_birth())
        )
        state = cast("dict[str, str]", self._client.hgetall(self._space.state))
        tasks = self._client.zcard(f"{self._space.base_of(state.get('generation', '0'))}tasks")
        return Found(int(str(held)), int(str(life)), state, tasks)

    def _check_version(self) -> None:
        told = str(cast("dict[str, object]", self._client.info("server")).get("redis_version", "0"))
        version = tuple(int(each) for each in told.split(".")[:2] if each.isdigit())
        if version < _OLDEST:
            raise StoreError(
                f"{words(self._server)} is too old: got version {told}, expected Redis 6.2, Valkey 7.2 or newer"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()
