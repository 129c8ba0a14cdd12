"""Broken: a fake with one defect, and the promise whose check has to see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kling3_contracts.options import Phase
from kling3_openapi.document import Strictness
from kling3_openapi.editions import FIRST, Edition
from tests.contracts.broken.fake import FakeTarget
from tests.contracts.broken.lines import LineTarget


class Broken(NamedTuple):
    """One defect; `make` starts a fake that has it, and whoever calls it closes it."""

    name: str
    promise_code: str
    make: Callable[[], FakeTarget | LineTarget]
    phases: tuple[Phase, ...]
    edition: Edition = FIRST
    """The edition that it claims to keep."""
    strictness: Strictness = Strictness.STRICT
    """The document that it is held to."""

    def __repr__(self) -> str:
        return self.name
