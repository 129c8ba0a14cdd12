"""Video: the URL of a result downloads, without a key, again and again (K127, K180), and what comes is the video."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from kling3_contracts.errors import UnreachableError
from kling3_contracts.messages import Exchange
from kling3_contracts.target import HttpTarget
from kling3_contracts.workflow.film import hold_film
from kling3_contracts.workflow.life import Life
from kling3_contracts.workflow.status import Status
from kling3_contracts.workflow.walk_state import Walk, without_body
from kling3_openapi.masking.text import shown_url
from kling3_openapi.rules.echo import echoed


class Downloaded(NamedTuple):
    """A result that came, and the life that it came of."""

    life: Life
    exchange: Exchange

    @property
    def url(self) -> str:
        """Where it came from."""
        return self.exchange.request.target


def hold_video(walk: Walk, life: Life) -> Downloaded | None:
    """Download the result of a task that ended, and look at it; None, with the reason told, where it does not come."""
    if life.last.status is not Status.COMPLETED or not life.last.urls:
        ending = "COMPLETED without a URL" if life.last.status is Status.COMPLETED else life.last.word
        walk.not_tried(f"the task that was followed was last seen {ending}", "K126", "K127", "K128")
        return None
    url = life.last.urls[0]
    if urlsplit(url).scheme not in ("http", "https"):
        message = f"the URL is {echoed(url)!r}, expected http or https: show a whole URL"
        walk.judge.broken("K127", life.place, message)
        return None
    if not is_reached(walk, url):
        reason = f"results lie at {urlsplit(url).netloc}, which a target in this process has no way to"
        walk.not_tried(reason, "K127", "K128")
        return None
    exchange = _downloaded(walk, life, url)
    if exchange is None or not _hold_download(walk, life, exchange):
        return None
    hold_film(walk.judge, life, exchange)
    return Downloaded(life, exchange)


def hold_equal(walk: Walk, first: Downloaded) -> bool:
    """Download a result once more; return whether it may be the same file."""
    life = first.life
    try:
        again = walk.client.download(life.family, first.url)
    except UnreachableError as error:
        walk.not_tried(f"the result could not be asked for again: {error.reason}", "K180")
        return True
    status, body = again.answer.status, first.exchange.answer.body
    if status == 429 or not 200 <= status < 500:
        return True
    got = "other bytes" if status == 200 else f"an answer of {status}"
    message = f"the second download of a result brings {got}, expected the same file: write it once, and keep it"
    same = status == 200 and again.answer.body == body
    return walk.judge.hold("K180", same, life.place, message, without_body(again), detail=got)


def is_reached(walk: Walk, url: str) -> bool:
    """Return whether a result can be asked for: a target in this process has no way to other hosts."""
    return isinstance(walk.target, HttpTarget) or urlsplit(url).netloc == urlsplit(walk.target.url).netloc


def _downloaded(walk: Walk, life: Life, url: str) -> Exchange | None:
    try:
        return walk.client.download(life.family, url)
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
    return walk.judge.hold("K127", good, life.place, message, without_body(exchange), detail=got)
