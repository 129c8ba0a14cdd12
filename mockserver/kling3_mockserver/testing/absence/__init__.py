"""Why a webhook that a test misses has not come: facts, the causes that they show, and their sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.testing.absence.causes import AllCame
    from kling3_mockserver.testing.absence.diagnosis import found_causes
    from kling3_mockserver.testing.absence.facts import Facts, facts_of
    from kling3_mockserver.testing.absence.messages import Cause

__all__ = ["AllCame", "Cause", "Facts", "facts_of", "found_causes"]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "causes": ("AllCame",),
            "diagnosis": ("found_causes",),
            "facts": ("Facts", "facts_of"),
            "messages": ("Cause",),
        },
    )
