"""AsgiTarget: an application in this process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from kling3_contracts.errors import SubjectError
from kling3_contracts.messages import Answer, Request
from kling3_contracts.target.asgi import HOST, AsgiApp, ask
from kling3_openapi.errors import Kling3Error


class AsgiTarget:
    """An ASGI application in this process, on a clock that the caller moves by `wait`."""

    def __init__(self, app: AsgiApp, wait: Callable[[float], None]) -> None:
        self.url, self.paid = f"http://{HOST}", False
        self._app, self._wait = app, wait
        self._passed = 0.0
        self._runner = asyncio.Runner()

    def send(self, request: Request) -> Answer:
        """Hand a request to the application."""
        began = time.perf_counter()
        answer = self._runner.run(ask(self._app, request))
        return answer._replace(seconds=time.perf_counter() - began)

    def send_at_once(self, requests: Sequence[Request]) -> tuple[Answer, ...]:
        """Hand requests to the application, each in a task of one event loop."""
        began = time.perf_counter()
        answers = self._runner.run(_all_asked(self._app, requests))
        return tuple(each._replace(seconds=time.perf_counter() - began) for each in answers)

    def wait(self, seconds: float) -> None:
        """Move the caller's clock; raise SubjectError when that fails."""
        self._passed += seconds
        try:
            self._wait(seconds)
        except Kling3Error:
            raise
        except Exception as error:
            told = f"{type(error).__name__}: {error}".strip(": ")
            raise SubjectError(self.url, f"the `wait` that came with it failed ({told}): mend what it calls") from error

    def now(self) -> float:
        """Return the seconds that have passed by `wait`."""
        return self._passed

    def close(self) -> None:
        """Close the event loop."""
        self._runner.close()


async def _all_asked(app: AsgiApp, requests: Sequence[Request]) -> list[Answer]:
    return await asyncio.gather(*(ask(app, each) for each in requests))
