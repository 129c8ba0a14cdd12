"""Target: the server that is judged, whichever way it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from kling3_contracts.messages import Answer, Request


class Target(Protocol):
    """A server; `url` is its base as reports show it, `paid` whether a task costs money there."""

    url: str
    paid: bool

    def send(self, request: Request) -> Answer:
        """Send a request and return the answer; raise UnreachableError without one."""

    def wait(self, seconds: float) -> None:
        """Let so many seconds pass on the server's clock."""

    def now(self) -> float:
        """Return seconds on the clock that `wait` moves."""


@runtime_checkable
class CrowdTarget(Target, Protocol):
    """A server that can also be asked many things at the same time."""

    def send_at_once(self, requests: Sequence[Request]) -> tuple[Answer, ...]:
        """Send requests before any of them is answered, and return the answers in their order."""
