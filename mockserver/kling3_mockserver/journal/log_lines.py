"""TextLines: a record of the journal as lines for a person, secrets masked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from kling3_mockserver.http import messages
from kling3_mockserver.http.messages import Request
from kling3_mockserver.journal import display
from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.notices import Notice
from kling3_mockserver.journal.order_prices import OrderPrices, PriceWords
from kling3_openapi.endpoints import OPERATIONS
from kling3_openapi.findings import Finding, Severity
from kling3_openapi.masking import text
from kling3_openapi.masking.secrets import Secrets

MOST_SHOWN = 400
"""Characters of a path or a message."""
_GREEN, _YELLOW, _RED, _CYAN, _PLAIN = "\x1b[32m", "\x1b[33m", "\x1b[31m", "\x1b[36m", "\x1b[0m"
_COLOURS = {Severity.ERROR: _RED, Severity.IGNORED: _YELLOW, Severity.ADVICE: _CYAN}
_INDENT = " " * 9
_WHOLE_PATHS = frozenset(each.path for each in OPERATIONS)
_FOUND, _REFUSED, _FAILED = 200, 400, 500


class TextLines:
    """One line for a request or a delivery, what there is to say of it below, indented."""

    def __init__(self, *, colour: bool, known: Callable[[], Iterable[str]], prices: OrderPrices | None = None) -> None:
        self._colour, self._known, self._prices = colour, known, prices
        # On what prices rest that were told; of one that is unknown there is nothing to say.
        self._told = {""}
        self._second: int | None = None
        self._clock_text = ""

    def of(self, record: Exchange | Delivery | Notice) -> Sequence[str]:
        """Return the lines of a record."""
        if isinstance(record, Notice):
            return [f"{self._time(record.at)} {printable(record.text)}"]
        if isinstance(record, Delivery):
            return [self._delivery_line(record)]
        price = None if self._prices is None else self._prices.of(record)
        first = self._exchange_line(record, price)
        if not record.findings and not record.reason and (price is None or price.basis in self._told):
            return [first]
        return [
            first, *map(self._finding_line, record.findings), *self._reason_lines(record.reason),
            *self._basis_lines(price),
        ]  # fmt: skip

    def _exchange_line(self, exchange: Exchange, price: PriceWords | None) -> str:
        request = exchange.request
        target = request.path if is_plain(exchange) else shown_target(request, self._known())
        new = exchange.task_id and exchange.task_id not in request.path
        task = f"  task {exchange.task_id}" if new else ""
        asked = printable(f"{request.method:4} {target}")
        answer = f"{self._answer(exchange)}  {exchange.seconds * 1000:.1f} ms"
        costs = f"  {price.figure}" if price else ""
        return f"{self._time(exchange.at)} {asked} {answer}{task}{costs}{_fault(exchange.fault)}"

    def _answer(self, exchange: Exchange) -> str:
        status = exchange.response.status
        answer = str(status) if status else no_answer(exchange)
        return self._in_colour(_colour_of(status), answer) if self._colour else answer

    def _delivery_line(self, delivery: Delivery) -> str:
        came = str(delivery.status) if delivery.status is not None else shown_error(delivery)
        again = "" if delivery.retry_in is None else f", next try in {delivery.retry_in:.1f} s"
        outcome = printable(came if delivery.delivered else f"not taken: {came}{again}")
        shown = self._in_colour(_GREEN if delivery.delivered else _RED, outcome)
        message = delivery.message
        called = f"{message.status.value} of task {message.task_id} to {printable(shown_url(message.url, self._known))}"
        return f"{self._time(delivery.at)} webhook {called}  try {delivery.attempt}: {shown}{_fault(delivery.fault)}"

    def _finding_line(self, finding: Finding) -> str:
        code = self._in_colour(_COLOURS[finding.severity], f"{finding.code} {finding.severity.value}")
        return f"{_INDENT}{code}: {printable(finding.message)}"

    def _reason_lines(self, reason: str) -> Sequence[str]:
        return [f"{_INDENT}{self._in_colour(_RED, 'refused')}: {printable(reason)}"] if reason else ()

    def _basis_lines(self, price: PriceWords | None) -> Sequence[str]:
        """Say once on what prices rest."""
        if price is None or price.basis in self._told:
            return ()
        self._told.add(price.basis)
        return [f"{_INDENT}prices: {printable(price.basis)}"]

    def _in_colour(self, colour: str, text: str) -> str:
        return f"{colour}{text}{_PLAIN}" if self._colour else text

    def _time(self, at: float) -> str:
        if int(at) != self._second:
            self._second = int(at)
            self._clock_text = time.strftime("%H:%M:%S", time.localtime(at))
        return self._clock_text


def is_plain(exchange: Exchange) -> bool:
    """Whether a path needs no masking: it is an endpoint's, and its last part, if it has one, is the id of a task."""
    request = exchange.request
    is_task = exchange.response.status == _FOUND and bool(exchange.task_id)
    return not request.query and (request.path in _WHOLE_PATHS or (is_task and request.path.endswith(exchange.task_id)))


def no_answer(exchange: Exchange) -> str:
    """Return what is said of a request that got none."""
    return "no answer: the fake was stopped" if exchange.stopped else "no answer"


def shown_target(request: Request, known: Iterable[str]) -> str:
    """Return the path and query of a request without its secrets."""
    return messages.shown_target(request, messages.secrets_of(request, known))


def shown_url(url: str, known: Callable[[], Iterable[str]]) -> str:
    """Return a receiver's URL without secrets."""
    secrets = tuple(known())
    return Secrets(secrets).url(url) if secrets else _without_password(url)


def shown_error(delivery: Delivery) -> str:
    """Return why a webhook was not taken."""
    return display.shown_error(delivery)


@lru_cache(maxsize=64)
def _without_password(url: str) -> str:
    return text.shown_url(url)


def _colour_of(status: int) -> str:
    if _FOUND <= status < _REFUSED:
        return _GREEN
    return _YELLOW if _REFUSED <= status < _FAILED else _RED


def _fault(words: str) -> str:
    return f"  fault on purpose: {words}" if words else ""


def printable(text: str) -> str:
    """Return text without characters that would move a terminal's cursor or colour it, cut when long."""
    if not text.isprintable():
        text = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}..."
