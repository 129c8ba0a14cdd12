"""Signed messages on their way: who signs them, in which order they leave, and how each call is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.webhooks.courier import Courier
    from kling3_mockserver.webhooks.faulty_call import call_of
    from kling3_mockserver.webhooks.mishaps import Mishaps
    from kling3_mockserver.webhooks.retries import Retries
    from kling3_mockserver.webhooks.sender import Answer, HttpSender, Sender
    from kling3_mockserver.webhooks.trust import Trust

__all__ = ["Answer", "Courier", "HttpSender", "Mishaps", "Retries", "Sender", "Trust", "call_of"]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "retries": ("Retries",),
            "trust": ("Trust",),
            "sender": ("Answer", "HttpSender", "Sender"),
            "courier": ("Courier",),
            "mishaps": ("Mishaps",),
            "faulty_call": ("call_of",),
        },
    )
