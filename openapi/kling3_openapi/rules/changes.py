"""Changes: what the document of an edition tells of the fields that it gained, lost or narrowed since the first."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from kling3_openapi.editions import Edition

_EXTENSION = "x-kling3-changes"


class ChangeKind(Enum):
    """What became of a name."""

    ADDED = "added"
    NARROWED = "narrowed"
    REMOVED = "removed"
    RENAMED = "renamed"


class Change(NamedTuple):
    """What became of one name, since which edition, where that is known from and how sure it is, from A to C."""

    kind: ChangeKind
    since: Edition
    source: str
    confidence: str


def changes_in(component: Mapping[str, object]) -> Mapping[str, Change]:
    """Return the changes that a component tells of, by name; none in the first edition."""
    told = component.get(_EXTENSION)
    return {name: _change(each) for name, each in told.items()} if isinstance(told, Mapping) else {}


def _change(told: Mapping[str, str]) -> Change:
    return Change(ChangeKind(told["change"]), Edition(told["since"]), told["source"], told["confidence"])
