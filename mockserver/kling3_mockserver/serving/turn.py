"""Turn: the requests that the event loop has read in one round go through each stage together.

First all are looked at, then all are answered, then all are noted, then all answers are sent. The processor has the
instructions of one stage at hand as long as the stage lasts: to lead one request after the other through all of them
takes a fifth longer.
"""

from __future__ import annotations

import asyncio
import sys
import traceback
import types
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from kling3_mockserver.serving.answering import Leaving, taken_whole

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Scope, Send

    from kling3_mockserver.http.messages import Response

Step = Callable[[], None]
PAUSE = object()
"""What a coroutine yields that waits for nothing but the others of its round."""


@runtime_checkable
class Prompt(Protocol):
    """An application that knows which requests it answers in their turn."""

    def at_once(self, scope: Scope) -> ASGIApp | None:
        """Return what answers a request; None for one that is to get a task before it begins.

        Until it waits it is no task: the first that it waits for must not ask for one, as `asyncio.timeout` does.
        """


class Turn:
    """What is to be done in the next round; one for all connections of a server."""

    def __init__(self, app: ASGIApp) -> None:
        self.at_once: Callable[[Scope], ASGIApp | None] = app.at_once if isinstance(app, Prompt) else _never
        """What answers a request in its turn; requests to an application that says nothing of them get tasks."""
        self._waiting: list[Step] = []
        self._halfway: list[Step] = []
        self._notes: list[Step] = []
        self._answers: list[Leaving] = []
        # Whether requests are being looked at, and whether they are being looked at or answered.
        self._looks = self._acts = False

    def put(self, begin: Step, loop: asyncio.AbstractEventLoop) -> None:
        """Have a request begin to be answered."""
        if not self._waiting:
            loop.call_soon(self._take)
        self._waiting.append(begin)

    @types.coroutine
    def pause(self) -> Generator[object, None, None]:
        """Let the others of the round come as far, if there is a round."""
        if self._looks:
            yield PAUSE

    def go_on(self, steps: Step) -> None:
        """Have a request that has paused go on when the others have come as far."""
        self._halfway.append(steps)

    def answer(self, send: Send, response: Response, note: Step) -> bool:
        """Have an answer noted and sent; return False, and do neither, if it has to go the usual way."""
        leaving = taken_whole(send, response)
        if leaving is None:
            return False
        self._notes.append(note)
        self._answers.append(leaving)
        if not self._acts:
            self._finish()
        return True

    def _take(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._looks = self._acts = True
        _all(waiting)
        self._looks = False
        halfway, self._halfway = self._halfway, []
        _all(halfway)
        self._acts = False
        self._finish()

    def _finish(self) -> None:
        notes, self._notes = self._notes, []
        answers, self._answers = self._answers, []
        _all(notes)
        for write, data, done in answers:
            write(data)
            done()


def _never(_scope: Scope) -> None:
    return None


def _all(steps: list[Step]) -> None:
    for step in steps:
        try:
            step()
        except Exception:  # noqa: BLE001  (a defect of the fake, told in full: the others' answers are to come)
            traceback.print_exc(file=sys.stderr)
