"""The commands of `kling3-mock`, and what they print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.programs.cli import main

__all__ = ["main"]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "cli": ("main",),
        },
    )
