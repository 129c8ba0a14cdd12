"""Broken: a fake with one defect, and the promise whose check has to see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kling3_contracts.options import Phase
from kling3_openapi.document import Strictness
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import Family
from tests.contracts.broken.fake import FakeTarget
from tests.contracts.broken.lines import LineTarget

FEBRUARY = (Family.KLING3, Family.OMNI, Family.REFERENCE)
ONE = (Family.KLING3,)
"""Enough where a defect is in every answer, or in what is asked of every path."""
LATER_FAMILIES = tuple(each for each in Family if each not in FEBRUARY)


class Broken(NamedTuple):
    """One defect; `make` starts a fake that has it, and whoever calls it closes it.

    It is held to `families`: those of which it speaks, since every other takes its time and shows the same.
    """

    name: str
    promise_code: str
    make: Callable[[], FakeTarget | LineTarget]
    phases: tuple[Phase, ...]
    families: tuple[Family, ...] = FEBRUARY
    """Those that it is held to."""
    edition: Edition = FIRST
    """The edition that it claims to keep."""
    strictness: Strictness = Strictness.STRICT
    """The document that it is held to."""

    def __repr__(self) -> str:
        return self.name
