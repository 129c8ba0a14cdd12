"""Birth: by what a store is told from one that was there before, on a server that has lost it."""

from __future__ import annotations

import secrets


def new_birth() -> str:
    """Return a name that no store has had."""
    return secrets.token_hex(8)


def later_life() -> int:
    """Return a number of a process that none has had, though it is not known how many there were."""
    return secrets.randbits(40) + 2**40
