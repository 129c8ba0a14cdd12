"""Fake: the mock as a program that says nothing unless asked, with or without a log of requests.

It prints its URL, and then answers each line on standard input with the seconds it took until no webhook was
due or under way (-1: they were too many). It ends with its input.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from time import perf_counter

from kling3_mockserver.mock import Mock
from kling3_mockserver.request_log import RequestLog
from kling3_mockserver.settings import Settings
from kling3_mockserver.threaded import ThreadedServer

_PATIENCE = 30.0


def main() -> None:
    mock = Mock(Settings())
    if len(sys.argv) > 1:
        log_to(mock, Path(sys.argv[1]))
    # As `kling3-mock serve` does.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    with ThreadedServer(mock) as server:
        print(server.url, flush=True)
        for _ in sys.stdin:
            print(settled(mock), flush=True)
    mock.close()


def log_to(mock: Mock, path: Path) -> None:
    out = path.open("w", encoding="utf-8")
    requests, deliveries = RequestLog(out), RequestLog(out)
    mock.journal.on_exchange, mock.journal.on_delivery = requests.note, deliveries.note


def settled(mock: Mock) -> float:
    began = perf_counter()
    return perf_counter() - began if mock.courier.settle(_PATIENCE) else -1.0


if __name__ == "__main__":
    main()
