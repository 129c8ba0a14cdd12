"""Identity: the seed that a store was begun with, which every process that takes it up has to have."""

from __future__ import annotations

from kling3_mockserver.errors import StoreError


def other_seed(place: str, advice: str) -> StoreError:
    """Return the error for a seed that is not the one of the store at a place."""
    return StoreError(
        f"{place} was begun with another --seed, by which its links and webhook ids are signed: "
        f"leave --seed out, or {advice}"
    )
