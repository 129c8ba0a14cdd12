"""Progress: how far messages have come, for whoever goes on with them."""

from __future__ import annotations

from typing import Protocol

from kling3_mockserver.tasks.message import Message


class Progress(Protocol):
    """Holds how far each message has come, for a process that comes after this one."""

    def tried(self, message: Message, attempt: int, moment: float) -> bool:
        """Note that the next attempt of a message, counted from 1, is made at a moment.

        Returns whether it was taken back, and comes again from whoever has it then.
        """

    def overtaken(self, message: Message, words: str) -> bool:
        """Note that the next message of the task goes before it, for the fault in words; return the same."""

    def done(self, message: Message) -> None:
        """Note that a message was delivered or given up."""

    def forgiven(self, task_id: str) -> None:
        """Note that a task's messages are sent again although its receiver wanted no more."""

    def gone(self, message: Message) -> None:
        """Note that the receiver of a message wants no more of its task."""
