"""HeaderChecks: holds the head of every answer of a run to what was recorded of the service; K140 to K143, K148."""

from __future__ import annotations

import time
from collections.abc import Callable

from kling3_contracts.judging.additions import NOT_SAID
from kling3_contracts.judging.answers import operation_of
from kling3_contracts.judging.header_values import age_allowed, foreign_content_type
from kling3_contracts.judging.judge import Judge
from kling3_contracts.judging.told_limits import Told, ToldLimits, half_told, told_by
from kling3_contracts.messages import NO_ANSWER, Exchange
from kling3_openapi.document import Strictness
from kling3_openapi.rules.echo import echoed

_NUMBER = "x-request-id"
_NUMBERS, _LIMITS, _TYPES, _AGES, _HALVES = "K140", "K141", "K142", "K143", "K148"
HEADER_CODES = (_NUMBERS, _LIMITS, _TYPES, _AGES, _HALVES)
"""What is told of any answer, whatever it was asked for."""
_GOOD = 200
_TOO_MANY = 429


class HeaderChecks:
    """A listener of a sender: tells a judge of heads as the strict document has them.

    `now` is the target's clock and `here` this machine's.
    """

    def __init__(
        self, judge: Judge, strictness: Strictness, now: Callable[[], float], here: Callable[[], float] = time.monotonic
    ) -> None:
        self._judge, self._now, self._here = judge, now, here
        self._strict = strictness is Strictness.STRICT
        self._numbers: set[str] = set()
        self._limits = ToldLimits()
        for code in HEADER_CODES:
            judge.not_tried(code, "no answer had the header" if self._strict else NOT_SAID)

    def __call__(self, exchange: Exchange) -> None:
        """Look at one exchange; what says nothing of a promise, and what is none of the operations, is left alone."""
        status = exchange.answer.status
        asked = self._limits.asked(exchange.request.key, self._now())
        silent = status in (NO_ANSWER, _TOO_MANY) or status >= 500
        if not self._strict or silent or operation_of(exchange) is None:
            return
        self._number(exchange)
        self._content_type(exchange)
        if exchange.request.method == "GET":
            self._age(exchange)
            self._limit(exchange, asked)

    def _number(self, exchange: Exchange) -> None:
        number = exchange.answer.header(_NUMBER)
        if number and not exchange.request.header(_NUMBER):
            again = number in self._numbers
            message = (
                f"{_NUMBER} is {echoed(number)}, as in an answer before: draw a new number for each" if again else ""
            )
            self._hold(_NUMBERS, message, exchange)
            self._numbers.add(number)

    def _content_type(self, exchange: Exchange) -> None:
        if exchange.answer.content_type:
            more = foreign_content_type(exchange.answer)
            message = f"the content type says {echoed(more)} beside application/json: leave it out" if more else ""
            self._hold(_TYPES, message, exchange)

    def _age(self, exchange: Exchange) -> None:
        if exchange.answer.header("cache-control"):
            age = age_allowed(exchange.answer)
            words = f"cache-control has {age}, so that a cache may answer with an old status: send no-store"
            self._hold(_AGES, words if age else "", exchange)

    def _limit(self, exchange: Exchange, asked: float) -> None:
        told = self._told(exchange) if exchange.answer.status == _GOOD else None
        half = half_told(exchange.answer)
        if told is not None or half:
            words = f"{half}, expected whole numbers in all three headers of a limit: send all, or none"
            self._hold(_HALVES, words if half else "", exchange)
        if told is not None:
            problem = self._limits.problem(_place(exchange), exchange.request.key, told, asked)
            self._hold(_LIMITS, f"x-ratelimit-remaining {problem}" if problem else "", exchange)

    def _told(self, exchange: Exchange) -> Told | None:
        return told_by(exchange.answer, self._now(), self._here())

    def _hold(self, code: str, message: str, exchange: Exchange) -> None:
        """Tell of a problem, of which the message is empty where there is none: nearly all answers have none."""
        if not message:
            self._judge.kept(code)
            return
        asked = f"{echoed(exchange.request.method)} {echoed(exchange.request.path)}"
        self._judge.broken(code, _place(exchange), f"{asked}: {message}", exchange)


def _place(exchange: Exchange) -> str:
    operation = operation_of(exchange)
    return operation.operation_id if operation else exchange.place
