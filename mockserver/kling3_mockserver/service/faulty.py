"""Faulty: the course of a request while something may go wrong on purpose."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from kling3_mockserver.errors import TooSlowError
from kling3_mockserver.faults.answers import half, no_answer, replacement, spoiled
from kling3_mockserver.faults.fault import ConnectionReset, Latency, ResultSlow
from kling3_mockserver.faults.occasions import Group, Occasion, When
from kling3_mockserver.faults.text import words
from kling3_mockserver.service.call import Call, ClientGoneError, Door, Handler
from kling3_mockserver.service.wire import Wire, pieces
from kling3_mockserver.tasks.models import names_of

if TYPE_CHECKING:
    from kling3_mockserver.faults.fault import Fault
    from kling3_mockserver.http.messages import Response

_PIECES = 10
_REFUSED = 400
"""From this status on a request was not carried out."""


class Course:
    """One request from its coming to its answer; one fault at most meets it."""

    def __init__(self, door: Door, call: Call, wire: Wire) -> None:
        self._door, self._call, self._wire = door, call, wire
        self._fault: Fault | None = None

    async def run(self) -> None:
        """Answer the request, well or badly, and write it to the journal."""
        try:
            response = await self._answer()
        except ClientGoneError:
            self._note_unanswered()
            return
        except TooSlowError:
            self._note_unanswered()
            raise
        except asyncio.CancelledError:
            self._call.fault = self._words()
            raise
        if response.status:
            self._door.frame(self._call, response, self._words())
        await self._send(response)

    async def _answer(self) -> Response:
        door, call = self._door, self._call
        self._fault = await self._met(When.BEFORE)
        if self._fault is not None:
            return await door.answer(call, self._before(self._fault))
        response = await door.answer(call)
        if response.status < _REFUSED:
            self._fault = await self._met(When.AFTER)
        if self._fault is None:
            return response
        return await door.answer(call, self._after(self._fault, response))

    async def _met(self, when: When) -> Fault | None:
        faults, occasion = self._door.faults, self._occasion(when)
        return await self._door.change(lambda: faults.take(occasion))

    def _before(self, fault: Fault) -> Handler:
        async def handle(call: Call) -> Response:
            if isinstance(fault, Latency):
                await self._wire.pause(call, fault.seconds)
                return await self._door.handler(call)
            # Though nothing is done with it: whoever reads the journal wants to see what was asked.
            await call.read_body()
            return replacement(fault) or no_answer()

        return handle

    def _after(self, fault: Fault, answer: Response) -> Handler:
        async def handle(call: Call) -> Response:
            if isinstance(fault, Latency):
                await self._wire.pause(call, fault.seconds)
            if fault == ConnectionReset():
                return no_answer()
            return replacement(fault) or spoiled(fault, answer)

        return handle

    async def _send(self, response: Response) -> None:
        match self._fault:
            case ConnectionReset():
                await self._break_off(response)
            case ResultSlow(seconds):
                await self._send_slowly(response, seconds)
            case _:
                self._note(response)
                await self._wire.begin(response)
                await self._wire.give(response.body)

    async def _break_off(self, response: Response) -> None:
        part = response._replace(body=half(response.body))
        self._note(part)
        if part.status:
            await self._wire.begin(part)
            await self._wire.give(part.body, more=True)
        await self._wire.reset()

    async def _send_slowly(self, response: Response, seconds: float) -> None:
        *first, last = pieces(response.body, _PIECES)
        pause = seconds / (len(first) + 1)
        await self._wire.begin(response)
        with suppress(ClientGoneError):
            try:
                for piece in first:
                    await self._wire.pause(self._call, pause)
                    await self._wire.give(piece, more=True)
                await self._wire.pause(self._call, pause)
            finally:
                # Before the last piece: whoever has it all finds it in the journal.
                self._note(response)
            await self._wire.give(last)

    def _note_unanswered(self) -> None:
        if self._fault is not None:
            self._note(no_answer())

    def _note(self, response: Response) -> None:
        self._door.note(self._call, response, self._words())

    def _words(self) -> str:
        return "" if self._fault is None else words(self._fault)

    def _occasion(self, when: When) -> Occasion:
        endpoint, request = self._door.endpoint, self._call.request
        if endpoint is None:
            return Occasion(Group.RESULT, when, method=request.method, task_id=self._call.task_id)
        return Occasion(
            Group.API, when, endpoint.kind, names_of(endpoint), request.method, request.key, self._call.task_id
        )
