"""Cursor: how far somebody has read a journal, and what was added since."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kling3_mockserver.journal.delivery import Delivery
from kling3_mockserver.journal.exchange import Exchange

_TEXT = re.compile(r"([0-9a-f]{1,32})-([0-9]{1,15})-([0-9]{1,15})")


class Cursor(NamedTuple):
    """A place in a journal: how many exchanges and how many deliveries had ever been added when it was read.

    They are counted as they are added: the number of a record may be given before that of another one which is
    added first. `life` is another one for each journal and after each clearing.
    """

    life: str
    exchanges: int
    deliveries: int

    def __str__(self) -> str:
        return f"{self.life}-{self.exchanges}-{self.deliveries}"

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """Return the cursor that a text stands for, or None."""
        found = _TEXT.fullmatch(text)
        return cls(found[1], int(found[2]), int(found[3])) if found else None


class Portion(NamedTuple):
    """Records after a cursor, oldest first, and the cursor behind them."""

    cursor: Cursor
    records: Sequence[Exchange | Delivery]
    missed: int
    """How many between the two cursors are not among them: left out, or no longer remembered."""
    cleared: bool
    """Whether the journal was cleared since; then these are all records since the clearing."""
