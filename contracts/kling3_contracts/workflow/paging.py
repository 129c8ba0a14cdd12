"""Paging: the one list that documents pages gives them whole, without repeats, and as long as asked (K133 to K135)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from kling3_contracts.messages import Exchange
from kling3_contracts.workflow.client import place_of
from kling3_contracts.workflow.listing import hold_all_there, hold_order, hold_unrepeated, listed
from kling3_contracts.workflow.walk_state import Walk
from kling3_openapi.endpoints import Family, Kind

_FAMILY = Family.REFERENCE
_PLACE = place_of(_FAMILY, Kind.LIST)
_DEFAULT_SIZE = 20
_ORDERS = _DEFAULT_SIZE + 1
"""One more than fit on a page where page_size is left out."""
_SIZES = {
    "page_size=1": 1,
    "page_size=7": 7,
    "": _DEFAULT_SIZE,
    "page=1": _DEFAULT_SIZE,
    "page_size=100": 100,
}
_CUT = 7
_MOST_PAGES = 6


def hold_pages(walk: Walk) -> None:
    """Order tasks where that is free, else take those that are there, and read their list by pages."""
    for _ in range(_ORDERS if walk.orders_are_free else 0):
        if walk.order(_FAMILY) is None:
            break
    first = walk.client.listing(_FAMILY, "page_size=100")
    ids = _ids(first)
    if ids is None or len(ids) < 2:
        reason = "pages need tasks, and the reference-to-video list has fewer than two"
        walk.not_tried(reason, "K133", "K134", "K135")
        return
    hold_order(walk.judge, ids, walk.ids(_FAMILY), _PLACE, first)
    if _hold_sizes(walk, len(ids)):
        hold_all_there(walk.judge, ids, walk.ids(_FAMILY), _PLACE, first)
        _hold_whole(walk, ids)
    else:
        walk.not_tried("pages were not as long as asked, so they can't be laid side by side", "K134")
    _read_some(walk)


def _hold_sizes(walk: Walk, total: int) -> bool:
    kept = [_hold_size(walk, query, min(size, total)) for query, size in _SIZES.items()]
    return all(kept)


def _hold_size(walk: Walk, query: str, expected: int) -> bool:
    exchange = walk.client.listing(_FAMILY, query)
    ids = _ids(exchange)
    if ids is None:
        return False
    asked = f"?{query}" if query else "without a query"
    message = f"{asked}, a page has {len(ids)} tasks, expected {expected}: cut pages by page_size, of 20 without one"
    return walk.judge.hold("K135", len(ids) == expected, _PLACE, message, exchange, detail=query)


def _hold_whole(walk: Walk, ids: list[str]) -> None:
    pages = list(_pages(walk, len(ids)))
    found = [each for _, page in pages for each in page]
    last = pages[-1][0]
    if hold_unrepeated(walk.judge, found, _PLACE, last):
        expected = set(ids[: _CUT * _MOST_PAGES])
        missing = expected - set(found)
        message = f"{len(missing)} of {len(expected)} tasks are on no page: cut pages from one order"
        walk.judge.hold("K134", not missing, _PLACE, message, last, detail="missing")


def _pages(walk: Walk, total: int) -> Iterator[tuple[Exchange, list[str]]]:
    """The pages of a list, and the empty one behind the last, as far as a run looks."""
    for number in count(1):
        exchange = walk.client.listing(_FAMILY, f"page={number}&page_size={_CUT}")
        yield exchange, _ids(exchange) or []
        if number >= _MOST_PAGES or (number - 1) * _CUT >= total:
            return


def _read_some(walk: Walk) -> None:
    ours = [each for each in walk.lives if each.family is _FAMILY]
    for each in ours[:: max(1, len(ours) // 2)]:
        walk.read(each)


def _ids(exchange: Exchange) -> list[str] | None:
    tasks = listed(exchange)
    return None if tasks is None else [each.task_id for each in tasks]
