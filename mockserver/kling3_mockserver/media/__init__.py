"""Pictures and videos that orders name: what lies behind their URLs, and how it is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.media.extra import MediaError, is_installed, require_extra
    from kling3_mockserver.media.inspector import Inspection, Inspector
    from kling3_mockserver.media.joined import joined
    from kling3_mockserver.media.remote import Remote
    from kling3_mockserver.media.samples import jpeg, mp4, png
    from kling3_mockserver.media.shelf import Shelved

__all__ = [
    "Inspection",
    "Inspector",
    "MediaError",
    "Remote",
    "Shelved",
    "is_installed",
    "joined",
    "jpeg",
    "mp4",
    "png",
    "require_extra",
]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "extra": ("MediaError", "is_installed", "require_extra"),
            "inspector": ("Inspection", "Inspector"),
            "joined": ("joined",),
            "remote": ("Remote",),
            "samples": ("jpeg", "mp4", "png"),
            "shelf": ("Shelved",),
        },
    )
