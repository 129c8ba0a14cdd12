"""Options: what the judging of traffic is told; every knob of `kling3-contracts traffic`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from kling3_openapi.coverage.summary import Dimension
from kling3_openapi.document import Strictness
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.findings import Severity


class FailOn(Enum):
    """From which severity on a finding is a reason to fail; the value is its name in `--fail-on`."""

    ERROR = "error"
    IGNORED = "ignored"
    ADVICE = "advice"

    @property
    def severities(self) -> frozenset[Severity]:
        """The severities that fail."""
        gravity = tuple(Severity)
        return frozenset(gravity[: gravity.index(Severity(self.value)) + 1])


@dataclass(frozen=True, slots=True)
class TrafficOptions:
    """Which recordings are judged, and how."""

    files: tuple[str, ...] = ()
    live: str = ""
    """The URL of a running fake whose journal is read, or nothing."""
    control_token: str = ""
    hosts: tuple[str, ...] = ()
    """Hosts of the API besides the provider's and this machine: a name, or a URL whose path is what a proxy puts before
    the API's own paths."""
    strictness: Strictness = Strictness.STRICT
    edition: Edition = FIRST
    """The edition of the contract that they are held to."""
    fail_on: FailOn = FailOn.ERROR
    thresholds: Mapping[Dimension, float] = field(default_factory=dict)
    """The percentage of each dimension that must have been exercised."""
    prices: str = ""
    """A file of prices in the place of the project's own table, or nothing."""
