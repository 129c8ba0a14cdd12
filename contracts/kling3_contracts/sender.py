"""Sender: the one way from every phase to the server. It asks the budget first, keeps the rate, and remembers."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock

from kling3_contracts.budget import Budget
from kling3_contracts.messages import Answer, Exchange, Request
from kling3_contracts.pace import Pace
from kling3_contracts.target import Target


class Sender:
    """Sends requests to a target within a budget; `listeners` are told of every exchange."""

    def __init__(self, target: Target, budget: Budget, pace: Pace) -> None:
        self.target, self.budget, self._pace = target, budget, pace
        self.listeners: list[Callable[[Exchange], None]] = []
        self.sent = 0
        # Some engines send from a thread of their own: a request and what is noted of it belong together.
        self._one_at_a_time = RLock()

    def send(self, request: Request, place: str = "") -> Exchange:
        """Send a request and return the exchange; one that is answered 429 is sent once more if that costs nothing.

        Raises SpendError, before anything is sent, for a request that could create a task which the budget does not
        allow; UnreachableError without an answer.
        """
        with self._one_at_a_time:
            answer = self._sent(request)
            if self._pace.pause(answer) and self.budget.is_free(request):
                answer = self._sent(request)
            exchange = Exchange(request, answer, place)
            self.budget.note(exchange)
            for listener in self.listeners:
                listener(exchange)
        return exchange

    def ask(self, method: str, target: str, key: str = "", body: bytes = b"", place: str = "") -> Exchange:
        """Send a request as a well-behaved client does."""
        headers = [("x-freepik-api-key", key)] if key else []
        if body:
            headers.append(("content-type", "application/json"))
        return self.send(Request(method, target, tuple(headers), body), place)

    def _sent(self, request: Request) -> Answer:
        self.budget.admit(request)
        self._pace.keep()
        self.sent += 1
        return self.target.send(request)
