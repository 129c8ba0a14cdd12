"""What every room knows of HTTP: requests and answers as plain values, addresses, and who is meant by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.http.messages import HeaderList, Request, Response

__all__ = ["HeaderList", "Request", "Response"]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "messages": ("HeaderList", "Request", "Response"),
        },
    )
