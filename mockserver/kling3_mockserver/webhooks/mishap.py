"""Mishap: what is wrong on purpose with one attempt to deliver a webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kling3_mockserver.faults.fault import Fault


class Mishap(NamedTuple):
    """A fault, how it is called in the journal, and how many copies of the call are sent with it."""

    fault: Fault | None = None
    words: str = ""
    copies: int = 1


NO_MISHAP = Mishap()
"""Nothing is wrong."""
