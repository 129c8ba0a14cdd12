"""The page on which a person watches the fake and acts on it: its files, and with which headers they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.page.files import is_page, page_file, page_index

__all__ = ["is_page", "page_file", "page_index"]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "files": ("is_page", "page_file", "page_index"),
        },
    )
