"""How fast the machine is just now, so that a bound on time holds our code to something and not its neighbours.

Processor time itself is no measure: on a shared machine the same work was seen to take three times as long, and what
traces it, to see what tests cover, makes it longer still.
"""

from __future__ import annotations

import json
import time

_USUAL = 0.012
"""Seconds of processor time that the work below takes where the bounds are as they stand; slower machines have more."""
_TRIES = 5


def slowness() -> float:
    """Return how many times slower than usual this process runs; never below 1, so that no bound becomes smaller."""
    return max(1.0, min(_seconds() for _ in range(_TRIES)) / _USUAL)


def _seconds() -> float:
    began = time.process_time()
    _work()
    return time.process_time() - began


def _work() -> None:
    """Do what servers of JSON do: build objects, write them, read them, look at each part."""
    for number in range(1_500):
        order = {f"field_{place}": [str(number), place, {"of": number * place}] for place in range(5)}
        read = json.loads(json.dumps(order))
        assert sorted(read) == sorted(order)
        assert all(part[2]["of"] == number * part[1] for part in read.values())
