"""Beginning: what is answered without waiting is answered in turn, without a task for each.

A task costs a quarter of what an answer costs, most of all with the event loop of asyncio. What begins to wait all the
same, for the rest of a body, say, gets a task then.
"""

from __future__ import annotations

import asyncio
import types
from collections.abc import Coroutine, Generator
from functools import partial
from typing import TYPE_CHECKING, cast

from kling3_mockserver.journal.notices import Tell
from kling3_mockserver.serving.reading import Reading
from kling3_mockserver.serving.turn import PAUSE, Turn

if TYPE_CHECKING:
    from starlette.types import Scope
    from uvicorn._types import ASGI3Application
    from uvicorn.config import Config
    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle
    from uvicorn.server import ServerState

_Steps = Coroutine[object, object, None]


class Beginning(Reading):
    """Begins to answer requests."""

    def __init__(
        self, config: Config, server_state: ServerState, app_state: dict[str, object],
        _loop: asyncio.AbstractEventLoop | None, tell: Tell, turn: Turn,
    ) -> None:  # fmt: skip
        super().__init__(config, server_state, app_state, _loop, tell)
        self._turn = turn

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        prompt = self._turn.at_once(cast("Scope", cycle.scope))
        if prompt is None:
            super()._start_asgi_task(cycle, app)
        else:
            self._turn.put(partial(self._begin, cycle.run_asgi(cast("ASGI3Application", prompt))), self.loop)

    def _begin(self, steps: _Steps) -> None:
        try:
            awaited = steps.send(None)
        except StopIteration:
            return
        if awaited is PAUSE:
            self._turn.go_on(partial(self._begin, steps))
            return
        task = self.loop.create_task(_go_on(steps, awaited))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


async def _go_on(steps: _Steps, awaited: object) -> None:
    await _rest(steps, awaited)


@types.coroutine
def _rest(steps: _Steps, awaited: object) -> Generator[object, object, None]:
    """Take the steps of a coroutine that has begun by hand, and waits for something."""
    while True:
        try:
            came = yield awaited
        except BaseException as error:  # noqa: BLE001  (among it the cancellation of the task)
            take = partial(steps.throw, error)
        else:
            take = partial(steps.send, came)
        try:
            awaited = take()
        except StopIteration:
            return
