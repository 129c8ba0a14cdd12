"""The API under `/_mock`, by which a test or a person moves the fake, and its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.control.routes import Controlled, control_app

__all__ = ["Controlled", "control_app"]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "routes": ("Controlled", "control_app"),
        },
    )
