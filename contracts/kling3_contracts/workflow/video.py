"""Video: the URL of a result downloads, without a key, and what comes plays for as long as ordered (K126 to K128)."""

from __future__ import annotations

from urllib.parse import urlsplit

from kling3_contracts.errors import UnreachableError
from kling3_contracts.messages import Answer, Exchange
from kling3_contracts.mp4 import Mp4Error, duration_of
from kling3_contracts.target import HttpTarget
from kling3_contracts.workflow.client import ORDERED_SECONDS
from kling3_contracts.workflow.life import Life
from kling3_contracts.workflow.status import Status
from kling3_contracts.workflow.tokens import CODES as TOKENS
from kling3_contracts.workflow.walk_state import Walk
from kling3_openapi.masking.text import shown_url
from kling3_openapi.rules.echo import echoed

_TOLERANCE = 0.1
"""Seconds by which a video may be longer or shorter: the length of a few frames."""


def hold_video(walk: Walk, life: Life) -> bool:
    """Download the result of a task that ended, and look at it; return whether it came."""
    if life.last.status is not Status.COMPLETED or not life.last.urls:
        ending = "COMPLETED without a URL" if life.last.status is Status.COMPLETED else life.last.word
        walk.not_tried(f"the task that was followed was last seen {ending}", "K126", "K127", "K128", *TOKENS)
        return False
    url = life.last.urls[0]
    if urlsplit(url).scheme not in ("http", "https"):
        message = f"the URL is {echoed(url)!r}, expected http or https: show a whole URL"
        walk.judge.broken("K127", life.place, message)
        return False
    if not _is_reached(walk, url):
        reason = f"results lie at {urlsplit(url).netloc}, which a target in this process has no way to"
        walk.not_tried(reason, "K127", "K128", *TOKENS)
        return False
    exchange = _downloaded(walk, life, url)
    if exchange is None or not _hold_download(walk, life, exchange):
        walk.not_tried("the URL of the result does not download", *TOKENS)
        return False
    _hold_film(walk, life, exchange)
    return True


def _is_reached(walk: Walk, url: str) -> bool:
    return isinstance(walk.target, HttpTarget) or urlsplit(url).netloc == urlsplit(walk.target.url).netloc


def _downloaded(walk: Walk, life: Life, url: str) -> Exchange | None:
    try:
        return walk.client.download(url)
    except UnreachableError as error:
        host = echoed(urlsplit(shown_url(url)).netloc)
        message = f"the URL at {host} has no answer ({error.reason}): serve the file behind it"
        walk.judge.broken("K127", life.place, message)
        return None


def _hold_download(walk: Walk, life: Life, exchange: Exchange) -> bool:
    status, kind = exchange.answer.status, exchange.answer.content_type
    got = f"{status} with {echoed(kind) or 'no content type'}"
    message = f"the URL answers {got}, expected 200 with video/mp4 to a GET without a key: serve the file behind it"
    good = status == 200 and kind == "video/mp4"
    return walk.judge.hold("K127", good, life.place, message, _without_body(exchange), detail=got)


def _hold_film(walk: Walk, life: Life, exchange: Exchange) -> None:
    shown = _without_body(exchange)
    try:
        seconds = duration_of(exchange.answer.body)
    except Mp4Error as error:
        walk.judge.broken("K128", life.place, f"the result is no whole MP4: {error}", shown, detail="no MP4")
        return
    message = f"the result plays {seconds:g} s, expected the {ORDERED_SECONDS} s of the order: honour `duration`"
    right = abs(seconds - ORDERED_SECONDS) <= _TOLERANCE
    walk.judge.hold("K128", right, life.place, message, shown, detail="length")


def _without_body(exchange: Exchange) -> Exchange:
    """The exchange as reports keep it: nobody wants to see the bytes of a film."""
    answer = exchange.answer
    kept = answer if answer.status != 200 else Answer(answer.status, answer.headers, b"", answer.seconds, cut=True)
    return exchange._replace(answer=kept)
