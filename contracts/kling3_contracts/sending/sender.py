"""Sender: the one way from every phase to the server. It asks the budget first, keeps the rate, and remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from threading import RLock
from typing import NamedTuple

from kling3_contracts.errors import OptionError
from kling3_contracts.messages import Answer, Exchange, Request
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.pace import Pace
from kling3_contracts.target import CrowdTarget, HttpTarget, Target

Listener = Callable[[Exchange], None]


class Asked(NamedTuple):
    """A request, and where reports say that it was sent."""

    request: Request
    place: str


class Sender:
    """Sends requests to a target within a budget; `listeners` are told of every exchange."""

    def __init__(self, target: Target, budget: Budget, pace: Pace) -> None:
        self.target, self.budget, self._pace = target, budget, pace
        self.listeners: list[Listener] = []
        self.sent = 0
        # Some engines send from a thread of their own: a request and what is noted of it belong together.
        self._one_at_a_time = RLock()

    def send(self, request: Request, place: str = "") -> Exchange:
        """Send a request and return the exchange; one that is to wait is sent once more if that costs nothing.

        Raises SpendError, before anything is sent, for a request that could create a task which the budget does not
        allow; UnreachableError without an answer.
        """
        with self._one_at_a_time:
            answer, counted = self._sent(request)
            if self._pace.pause(answer) and self.budget.is_free(request):
                answer, counted = self._sent(request)
            return self._heard(Exchange(request, answer, place), self.listeners, counted=counted)

    def send_on_one_connection(
        self, target: HttpTarget, requests: Sequence[Request], place: str = "", *, at_once: bool
    ) -> tuple[Exchange, ...]:
        """Send requests one behind another to the target of this sender, which is a server at a URL without TLS.

        Returns an exchange for each that was answered. Listeners are told of the first alone: what comes behind it may
        be the answer to what is left of it. Raises as `send` does.
        """
        with self._one_at_a_time:
            counted = [self._admit(each) for each in requests]
            answers = target.send_on_one_connection(requests, at_once=at_once)
            exchanges = [Exchange(*each, place) for each in zip(requests, answers, strict=False)]
            for number, exchange in enumerate(exchanges):
                self._heard(exchange, self.listeners if number == 0 else (), counted=counted[number])
            return tuple(exchanges)

    def ask(self, method: str, target: str, key: str = "", body: bytes = b"", place: str = "") -> Exchange:
        """Send a request as a well-behaved client does."""
        return self.send(well_behaved(method, target, key, body), place)

    def hindrance(self, together: int) -> str:
        """Return why so many requests can't be sent at once, or nothing where they can."""
        if not isinstance(self.target, CrowdTarget):
            return "the target has no way to send many requests at once: give it `send_at_once`"
        return "" if self._pace.allows(together) else f"--rate allows fewer than {together} requests at once"

    def send_at_once(self, asked: Sequence[Asked]) -> tuple[Exchange, ...]:
        """Send requests before any of them is answered, and return the exchanges in their order; no 429 is sent again.

        Raises what `send` raises, and OptionError where there is a `hindrance`.
        """
        target, reason = self.target, self.hindrance(len(asked))
        if reason or not isinstance(target, CrowdTarget):
            raise OptionError("target", reason)
        with self._one_at_a_time:
            counted = [self.budget.admit(each.request) for each in asked]
            self._pace.keep(len(asked))
            self.sent += len(asked)
            answers = target.send_at_once([each.request for each in asked])
            exchanges = map(_exchange, asked, answers)
            return tuple(
                self._heard(each, self.listeners, counted=was) for each, was in zip(exchanges, counted, strict=True)
            )

    def _sent(self, request: Request) -> tuple[Answer, bool]:
        counted = self._admit(request)
        return self.target.send(request), counted

    def _admit(self, request: Request) -> bool:
        counted = self.budget.admit(request)
        self._pace.keep()
        self.sent += 1
        return counted

    def _heard(self, exchange: Exchange, listeners: Iterable[Listener], *, counted: bool) -> Exchange:
        self.budget.note(exchange, counted=counted)
        for listener in listeners:
            listener(exchange)
        return exchange


def well_behaved(method: str, target: str, key: str = "", body: bytes = b"") -> Request:
    """Return a request as a program makes it that means no harm."""
    headers = [("x-freepik-api-key", key)] if key else []
    if body:
        headers.append(("content-type", "application/json"))
    return Request(method, target, tuple(headers), body)


def _exchange(asked: Asked, answer: Answer) -> Exchange:
    return Exchange(asked.request, answer, asked.place)
