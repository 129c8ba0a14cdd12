"""Urls: what `generated` is held to, by the task's status and by what it was before (K126, K129, K172, K173)."""

from __future__ import annotations

from kling3_contracts.messages import Exchange
from kling3_contracts.workflow.status import Seen, Status
from kling3_contracts.workflow.witness import Witness


def hold_urls(witness: Witness, place: str, before: Seen | None, seen: Seen, exchange: Exchange) -> None:
    """Hold the URLs of a task that was read; `before` is the reading before it, if that was not long ago."""
    if seen.status is Status.COMPLETED:
        _hold_result(witness, place, seen, exchange)
        if before is not None and before.status is Status.COMPLETED:
            _hold_still(witness, place, before, seen, exchange)
    elif seen.status is not None:
        message = f"{seen.word} with a URL in `generated`, expected none: show the URL with COMPLETED, not before"
        witness.hold("K129", not seen.urls, place, message, exchange, detail=seen.word)


def _hold_result(witness: Witness, place: str, seen: Seen, exchange: Exchange) -> None:
    message = "COMPLETED with an empty `generated`, expected a URL: complete a task when its URL is there"
    if witness.hold("K126", seen.urls, place, message, exchange):
        message = f"COMPLETED with {len(seen.urls)} URLs in `generated`, expected one: show the one video that was made"
        witness.hold("K173", len(seen.urls) == 1, place, message, exchange)


def _hold_still(witness: Witness, place: str, before: Seen, seen: Seen, exchange: Exchange) -> None:
    if before.urls and seen.urls:
        message = "`generated` is another than a moment ago, expected the same URL: sign it once, at completion"
        witness.hold("K172", seen.urls == before.urls, place, message, exchange)
