"""Broken: a fake with one defect, and the promise whose check has to see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kling3_contracts.options import Phase
from tests.contracts.broken.fake import FakeTarget
from tests.contracts.broken.lines import LineTarget


class Broken(NamedTuple):
    """One defect; `make` starts a fake that has it, and whoever calls it closes it."""

    name: str
    promise_code: str
    make: Callable[[], FakeTarget | LineTarget]
    phases: tuple[Phase, ...]

    def __repr__(self) -> str:
        return self.name
