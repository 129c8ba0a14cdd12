"""The page of a test run: the fakes of its tests, newest first, and behind each the page of that fake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.testing.run_page.application import RunPage
    from kling3_mockserver.testing.run_page.fakes import Fakes
    from kling3_mockserver.testing.run_page.hooks import PageHooks

__all__ = ["Fakes", "PageHooks", "RunPage"]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "application": ("RunPage",),
            "fakes": ("Fakes",),
            "hooks": ("PageHooks",),
        },
    )
