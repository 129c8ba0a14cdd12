"""Storing: pictures are put and read; K252 to K255."""

from __future__ import annotations

from kling3_contracts.judging.places import Place
from kling3_contracts.messages import Exchange, HeaderPairs
from kling3_contracts.uploads.pictures import JPEG, PNG, TYPES, picture
from kling3_contracts.uploads.visit import Visit

CODES = ("K252", "K253", "K254", "K255")


class Stored:
    """A picture that lies where it was put; `content` are its bytes."""

    def __init__(self, place: Place, content: bytes) -> None:
        self.place, self.content = place, content


def hold_storing(visit: Visit) -> list[Stored]:
    """Put a picture of each type to its place, and two of one; return those that can be read."""
    stored: list[Stored] = []
    for number, content_type in enumerate((*TYPES, PNG)):
        place = visit.place(content_type)
        if place is None:
            visit.not_tried("a request for uploads was answered without a place", *CODES)
            continue
        if visit.context.judge.wants("K254") and not _hold_empty(visit, place, content_type):
            continue
        content = picture(content_type, number)
        if _hold_put(visit, place, content, content_type) and _hold_asset(visit, place, content, content_type):
            stored.append(Stored(place, content))
    for each in stored:  # once all are there: one that took the place of another is seen now
        _hold_asset(visit, each.place, each.content, f"{each.place.content_type}, read later")
    if visit.context.judge.wants("K255"):
        _hold_other_type(visit)
    return stored


def _hold_empty(visit: Visit, place: Place, detail: str) -> bool:
    """Hold an asset to be missing; return whether it could be asked for."""
    exchange = visit.read(place.asset_url)
    if exchange is not None:
        status = exchange.answer.status
        message = f"an asset was answered {status} before its upload, expected 404: serve what is there"
        visit.hold("K254", not 200 <= status < 400, message, exchange, detail)
    return exchange is not None


def _hold_put(visit: Visit, place: Place, content: bytes, detail: str) -> bool:
    exchange = visit.put(place, content)
    if exchange is None:
        return False
    taken = 200 <= exchange.answer.status < 300
    message = f"a PUT as the answer told was answered {exchange.answer.status}, expected 200: take it by its link alone"
    visit.hold("K252", taken, message, exchange, detail)
    return taken


def _hold_asset(visit: Visit, place: Place, content: bytes, detail: str) -> bool:
    exchange = visit.read(place.asset_url)
    if exchange is None:
        return False
    message = f"an asset {_difference(exchange, place, content)}: give what was put, as it was put"
    same = not _difference(exchange, place, content)
    visit.hold("K253", same, message, exchange, detail)
    return same


def _difference(exchange: Exchange, place: Place, content: bytes) -> str:
    answer = exchange.answer
    if answer.status != 200:
        return f"was answered {answer.status} after its upload"
    if answer.body != content:
        return f"has {len(answer.body)} bytes that are not the {len(content)} of the PUT"
    asked = place.content_type.partition(";")[0].strip().lower()
    return "" if answer.content_type == asked else f"is {answer.content_type or 'of no type'}, expected {asked}"


def _hold_other_type(visit: Visit) -> None:
    place = visit.place(PNG)
    if place is None or not place.content_type:
        visit.not_tried("no place tells a Content-Type for its PUT", "K255")
        return
    for label, headers in (("image/jpeg", _with_type(place, JPEG)), ("no type", _with_type(place, ""))):
        exchange = visit.put(place, picture(PNG, 7), headers=headers)
        if exchange is not None:
            status = exchange.answer.status
            message = (
                f"a PUT with {label} to a place for image/png was answered {status}, expected 403: compare the headers"
            )
            visit.hold("K255", status >= 400, message, exchange, label)


def _with_type(place: Place, content_type: str) -> HeaderPairs:
    others = tuple(each for each in place.headers if each[0].lower() != "content-type")
    return (("content-type", content_type), *others) if content_type else others
