"""Locks: what the links of an upload open, and for how long; K256 and K257."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kling3_contracts.judging.places import Place
from kling3_contracts.messages import Exchange
from kling3_contracts.target import HttpTarget
from kling3_contracts.uploads.pictures import PNG, picture
from kling3_contracts.uploads.storing import Stored
from kling3_contracts.uploads.visit import Visit

CODES = ("K256", "K257")
_NO_QUERY = "the links of an upload have no query string"


class _Other(NamedTuple):
    url: str
    detail: str


def hold_locks(visit: Visit, stored: Sequence[Stored]) -> None:
    """Ask for what was stored in ways that must open nothing, and after its time."""
    if len(stored) < 2:
        visit.not_tried("no two pictures could be uploaded and read", *CODES)
        return
    if visit.context.judge.wants("K256"):
        _hold_links(visit, stored[0].place, stored[1].place)
    if visit.context.judge.wants("K257"):
        _hold_ends(visit, stored[0])


def _hold_links(visit: Visit, place: Place, other: Place) -> None:
    if "?" not in place.asset_url or "?" not in place.upload_url:
        visit.not_tried(_NO_QUERY, "K256")
        return
    for each in _others(place.asset_url, other.asset_url, place.upload_url):
        exchange = visit.read(each.url)
        if exchange is not None:
            _hold_shut(visit, f"an asset_url with {each.detail}", exchange)
    for each in _others(place.upload_url, other.upload_url, place.asset_url):
        exchange = visit.put(place, picture(PNG, 9), each.url)
        if exchange is not None:
            _hold_shut(visit, f"an upload_url with {each.detail}", exchange)


def _hold_shut(visit: Visit, what: str, exchange: Exchange) -> None:
    status = exchange.answer.status
    message = f"{what} was answered {status}, expected 403: look at the whole link"
    visit.hold("K256", status >= 300, message, exchange, what)


def _others(url: str, of_another: str, of_purpose: str) -> Iterator[_Other]:
    path, query = url.split("?", 1)
    yield _Other(path, "no query")
    yield _Other(f"{path}?{of_another.partition('?')[2]}", "the query of another file")
    yield _Other(f"{path}?{of_purpose.partition('?')[2]}", "the query of its other link")
    last = query[-1]
    yield _Other(f"{path}?{query[:-1]}{'0' if last != '0' else '1'}", "one character changed")


def _hold_ends(visit: Visit, stored: Stored) -> None:
    place, target = stored.place, visit.context.sender.target
    real, patience = isinstance(target, HttpTarget), visit.context.options.patience
    if not place.expires_in or (real and patience < place.expires_in):
        reason = f"it takes {place.expires_in} s: allow them by --patience" if place.expires_in else "no end is told"
        visit.not_tried(reason, "K257")
        return
    target.wait(place.expires_in + 1)
    exchange = visit.put(place, stored.content)
    if exchange is not None:
        message = f"a PUT after expires_in was answered {exchange.answer.status}, expected 403: compare with the clock"
        visit.hold("K257", exchange.answer.status >= 400, message, exchange, "upload_url")
    if not real and place.asset_expires_in:
        target.wait(place.asset_expires_in)
        read = visit.read(place.asset_url)
        if read is not None:
            message = f"an asset after its time was answered {read.answer.status}, expected 403: compare with the clock"
            visit.hold("K257", read.answer.status >= 400, message, read, "asset_url")
