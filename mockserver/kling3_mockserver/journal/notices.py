"""Notice: what the server has to tell of a connection, where no request was that could be told of."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple


class Notice(NamedTuple):
    """One sentence, and the unix seconds at which it was said."""

    at: float
    text: str


Tell = Callable[[Notice], None]


def noticed(text: str) -> Notice:
    """Return a notice of now."""
    return Notice(time.time(), text)


def nobody(_notice: Notice) -> None:
    """Tell nobody."""
