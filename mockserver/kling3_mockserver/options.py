"""Options, by their old path; new programs import them from `kling3_mockserver.settings`."""

from kling3_mockserver.settings import OPTIONS, SERVE_OPTIONS, Option, settings_of

__all__ = ["OPTIONS", "SERVE_OPTIONS", "Option", "settings_of"]
