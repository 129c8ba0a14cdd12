"""Occasions, by their old path; new programs import them from `kling3_mockserver.faults`."""

from kling3_mockserver.faults import Group, Match, When

__all__ = ["Group", "Match", "When"]
