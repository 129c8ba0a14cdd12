"""Tries: calls that are sent to find out why one was refused, and how all of them were answered."""

from __future__ import annotations

from kling3_contracts.receiver.call import Call
from kling3_contracts.receiver.reply import Reply
from kling3_contracts.receiver.verdicts import is_taken
from kling3_contracts.receiver.wire import Wire


class Tries:
    """Sends one call after the other; `first` is the answer that is looked into."""

    def __init__(self, wire: Wire, first: Reply) -> None:
        self.first = first
        self._wire = wire
        self._statuses = {first.answer.status}

    async def taken(self, call: Call) -> bool:
        """Send a call and return whether it was answered with success."""
        status = (await self._wire.send(call)).answer.status
        self._statuses.add(status)
        return is_taken(status)

    @property
    def alike(self) -> bool:
        """Whether every call was answered by the status of the first."""
        return len(self._statuses) == 1
