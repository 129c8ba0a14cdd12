"""LogStyle: what `kling3-mock serve` writes of what it does, and how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class LogFormat(Enum):
    """For whom the log is written."""

    TEXT = "text"
    """For a person: a line for each request and delivery, and what is to be said of it below."""
    JSON = "json"
    """For a program: one JSON object a line, the first and the last words included."""


@dataclass(frozen=True, slots=True)
class LogStyle:
    """How the log of the command is written; the fake itself has none."""

    quiet: bool = False
    """Whether only what went wrong is written, the same thing once."""
    log_format: LogFormat = LogFormat.TEXT
