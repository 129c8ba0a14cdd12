"""What no schema can say: one function a mistake, each with a stable code, a severity and its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_openapi.rules.bodies import body_too_large
    from kling3_openapi.rules.browsers import BrowserHeaders, browser_findings
    from kling3_openapi.rules.catalogue import CATALOGUE, explain
    from kling3_openapi.rules.paths import Address, address_findings, no_such_task, task_of_another_family
    from kling3_openapi.rules.requests import RequestHeaders, header_findings

__all__ = [
    "CATALOGUE",
    "Address",
    "BrowserHeaders",
    "RequestHeaders",
    "address_findings",
    "body_too_large",
    "browser_findings",
    "explain",
    "header_findings",
    "no_such_task",
    "task_of_another_family",
]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "bodies": ("body_too_large",),
            "browsers": ("BrowserHeaders", "browser_findings"),
            "catalogue": ("CATALOGUE", "explain"),
            "paths": ("Address", "address_findings", "no_such_task", "task_of_another_family"),
            "requests": ("RequestHeaders", "header_findings"),
        },
    )
