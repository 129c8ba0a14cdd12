"""Run: measures how fast the fake is beside the plainest program that could do the same, and prints ratios.

    python tests/benchmarks/run.py [--quick] [--only webhooks]

Exit status 1 if something could not be measured; a target that is missed is marked, and fails nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks import (
    by_hand,
    cost_of_events,
    cost_of_log,
    cost_of_stores,
    doors,
    memory,
    over_http,
    pending,
    plugin,
    proxy,
    start_up,
    webhooks,
    workers,
)
from tests.benchmarks.effort import FULL, QUICK, Effort
from tests.benchmarks.machine import described
from tests.benchmarks.report import CouldNotMeasureError, Section

Measurement = Callable[[Effort], Iterable[Section]]

MEASUREMENTS: dict[str, Measurement] = {
    "by-hand": by_hand.measure,
    "over-http": over_http.measure,
    "cost-of-log": cost_of_log.measure,
    "cost-of-events": cost_of_events.measure,
    "cost-of-stores": cost_of_stores.measure,
    "workers": workers.measure,
    "pending": pending.measure,
    "webhooks": webhooks.measure,
    "start-up": start_up.measure,
    "memory": memory.measure,
    "plugin": plugin.measure,
    "doors": doors.measure,
    "proxy": proxy.measure,
}


def main(arguments: list[str]) -> int:
    """Print what was asked for and return the exit status."""
    parser = argparse.ArgumentParser(description="Measure kling3-mock beside bare programs, and print ratios.")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds: good for a first look only")
    parser.add_argument("--only", choices=MEASUREMENTS, action="append", help="one measurement; may be repeated")
    asked = parser.parse_args(arguments)
    print(described(), flush=True)
    effort = QUICK if asked.quick else FULL
    return max([show(MEASUREMENTS[name], effort) for name in asked.only or MEASUREMENTS])


def show(measurement: Measurement, effort: Effort) -> int:
    """Print the sections of a measurement as they come; return 1 if one could not be made."""
    try:
        for section in measurement(effort):
            print(f"\n{section}", flush=True)
    except CouldNotMeasureError as error:
        print(f"\nNOT MEASURED: {error}", flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
