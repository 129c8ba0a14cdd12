"""Planned faults, by their old path; new programs import them from `kling3_mockserver.faults`."""

from kling3_mockserver.faults import PlannedFault

__all__ = ["PlannedFault"]
