"""A program as it is, run beside a fake: the ways by which it comes there, what it inherits, and what is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.running.child import Child, CommandError
    from kling3_mockserver.running.recorder import Recorder, RecordingError
    from kling3_mockserver.running.relay import Relay
    from kling3_mockserver.running.tally import Tally
    from kling3_mockserver.running.ways import Ways

__all__ = ["Child", "CommandError", "Recorder", "RecordingError", "Relay", "Tally", "Ways"]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "ways": ("Ways",),
            "child": ("Child", "CommandError"),
            "recorder": ("Recorder", "RecordingError"),
            "relay": ("Relay",),
            "tally": ("Tally",),
        },
    )
