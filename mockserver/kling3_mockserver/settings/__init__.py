"""Every knob of the fake, as closed types, and each as an option of the command line, a variable and a key of JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.settings.options import OPTIONS, SERVE_OPTIONS, Option, settings_of
    from kling3_mockserver.settings.settings import DEFAULT_PORT, ClockKind, EmptyList, Settings, WebhookTime

__all__ = [
    "DEFAULT_PORT",
    "OPTIONS",
    "SERVE_OPTIONS",
    "ClockKind",
    "EmptyList",
    "Option",
    "Settings",
    "WebhookTime",
    "settings_of",
]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "settings": ("DEFAULT_PORT", "ClockKind", "EmptyList", "Settings", "WebhookTime"),
            "options": ("OPTIONS", "SERVE_OPTIONS", "Option", "settings_of"),
        },
    )
