"""Logs: what a program of ours tells of its fake while it runs, on a stream that is never waited for."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple, TextIO

from kling3_mockserver.journal.exchange import Exchange
from kling3_mockserver.journal.log_style import LogStyle
from kling3_mockserver.journal.order_prices import OrderPrices
from kling3_mockserver.journal.request_log import RequestLog
from kling3_mockserver.mock import Mock
from kling3_mockserver.programs.terminal import is_coloured


class Logs(NamedTuple):
    """One log for each of the two event loops of a fake: it is written by the loop in which it is told of something."""

    requests: RequestLog
    deliveries: RequestLog

    def flush(self) -> None:
        """Write what waits."""
        self.requests.flush()
        self.deliveries.flush()


def logs_of(mock: Mock, out: TextIO, style: LogStyle, also: Sequence[Callable[[Exchange], None]] = ()) -> Logs:
    """Return logs that from now on tell what a mock's journal does; `also` hear of each exchange before."""

    def known() -> Sequence[str]:
        return mock.settings.known_secrets

    def note(exchange: Exchange) -> None:
        for each in also:
            each(exchange)
        logs.requests.note(exchange)

    colour = is_coloured(out, os.environ)
    prices = OrderPrices(lambda: mock.prices)
    logs = Logs(*(RequestLog(out, colour=colour, known=known, style=style, prices=prices) for _ in range(2)))
    mock.journal.on_exchange = note if also else logs.requests.note
    mock.journal.on_delivery = logs.deliveries.note
    mock.tell_of_store(logs.requests.tell)
    return logs
