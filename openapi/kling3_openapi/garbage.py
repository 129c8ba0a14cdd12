"""Garbage: how often it is collected; a program of ours has next to none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_THRESHOLDS = (50_000, 20, 100)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Collect rarely until the end of the block.

    All that is loaded at the start stays, which is a tenth of the start; later on, a collection over a large table of
    tasks, or over what a run of the referee has seen, costs tens of milliseconds.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
