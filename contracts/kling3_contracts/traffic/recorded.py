"""Recorded: what readers find in a recording, one entry at a time."""

from __future__ import annotations

from typing import NamedTuple

from kling3_contracts.errors import ContractsError
from kling3_contracts.messages import Exchange


class Recorded(NamedTuple):
    """One exchange of a recording; its `place` is `requests.har, entry 12`."""

    exchange: Exchange
    host: str = ""
    """Whom it went to, in lower case and without a port; empty when that is known to be the API."""
    body_known: bool = True
    """Whether the request's body is in the recording, whole."""
    fault: str = ""
    """What went wrong on purpose, in words, or nothing: such an answer is not the server's fault."""
    in_order: bool = False
    """Whether the recording lists answers as they came; others list requests as they began, and these may overlap."""
    secrets: tuple[str, ...] = ()
    """What stood in the URL as user and password, to be masked."""


class Delivery(NamedTuple):
    """One attempt to deliver a webhook; what the recording does not have of it is the empty string, or None."""

    place: str
    message_id: str
    timestamp: str
    signature: str
    body: bytes
    url: str = ""
    content_type: str | None = None
    """None when the recording does not tell."""
    attempt: int = 1
    status: int | None = None
    """What the receiver answered, or None without an answer."""
    comes_again: bool = False
    """Whether the recording tells that another attempt follows."""
    fault: str = ""
    """What was wrong on purpose, in words, or nothing."""


class Unread(NamedTuple):
    """An entry that can't be read; `reason` says what was expected. What follows it may be good."""

    place: str
    reason: str


Entry = Recorded | Delivery | Unread


class EntryError(ContractsError):
    """An entry of a recording that can't be read: what was got, and what was expected."""
