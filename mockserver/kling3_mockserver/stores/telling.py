"""Telling: what is said while a store can't be written, and when it can again."""

from __future__ import annotations

from collections.abc import Callable

from kling3_mockserver.journal.notices import Tell, noticed


def told_of_trouble(tell: Tell) -> Callable[[str], None]:
    """Return what tells of a trouble, or, without one, of its end."""

    def changed(trouble: str) -> None:
        why = f"the store {trouble}. Until then orders are answered 503" if trouble else "the store is written again"
        tell(noticed(why))

    return changed
