"""Paging: the one list that documents pages gives them whole, without repeats, and as long as asked (K133 to K135)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kling3_contracts.messages import Exchange
from kling3_contracts.workflow.client import place_of
from kling3_contracts.workflow.listing import hold_all_there, hold_order, hold_unrepeated, listed
from kling3_contracts.workflow.walk_state import Walk
from kling3_openapi.endpoints import Family, Kind

_FAMILY = next(each for each in Family if each.pages)
_PLACE = place_of(_FAMILY, Kind.LIST)
_DEFAULT_SIZE, _LONGEST = 20, 100
_SIZES = {
    "page_size=1": 1,
    "page_size=7": 7,
    "page_size=50": 50,
    "page_size=99": 99,
    "": _DEFAULT_SIZE,
    "page=1": _DEFAULT_SIZE,
    "page_size=100": 100,
}
_CUTS = (("&page_size=7", 7, 6), ("", _DEFAULT_SIZE, 2), ("&page_size=50", 50, 3), ("&page_size=100", 100, 2))
"""What asks for pages, how long they are, and how many of them are laid side by side."""


class _Page(NamedTuple):
    """One page; its ids are None where the answer is no list, as of a server that has no time."""

    exchange: Exchange
    ids: list[str] | None


def hold_pages(walk: Walk) -> None:
    """Read the list of the tasks that are there by pages of several lengths."""
    if walk.paged is None:
        walk.not_tried("the server is not held to reference-to-video, whose list alone has pages", "K134", "K135")
        return
    first = walk.client.listing(_FAMILY, "page_size=100")
    ids = _ids(first)
    if ids is None or len(ids) < 2:
        if ids is not None:
            hold_all_there(walk.judge, ids, walk.ids(_FAMILY)[-_LONGEST:], _PLACE, first)
        reason = "pages need tasks, and the reference-to-video list has fewer than two"
        walk.not_tried(reason, "K133", "K134", "K135")
        return
    in_order = hold_order(walk.judge, ids, walk.ids(_FAMILY), _PLACE, first)
    total = _LONGEST if len(walk.ids(_FAMILY)) > _LONGEST else len(ids)
    if not _hold_sizes(walk, total):
        walk.not_tried("pages were not as long as asked, so they can't be laid side by side", "K134")
    elif in_order and not hold_all_there(walk.judge, ids, walk.ids(_FAMILY)[-_LONGEST:], _PLACE, first):
        walk.not_tried("K122 says more: there are tasks that no list shows", "K134")
    else:
        for query, cut, most in _CUTS if walk.orders_are_free else _CUTS[:1]:
            _hold_whole(walk, ids, list(_pages(walk, query, most)), cut * most)
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


def _hold_whole(walk: Walk, ids: list[str], pages: Sequence[_Page], depth: int) -> None:
    if any(page.ids is None for page in pages):
        return
    found = [each for page in pages for each in page.ids or ()]
    last = pages[-1].exchange
    if hold_unrepeated(walk.judge, found, _PLACE, last):
        expected = _expected(walk, ids, depth)
        missing = expected - set(found)
        message = f"{len(missing)} of {len(expected)} tasks are on no page: cut pages from one order"
        walk.judge.hold("K134", not missing, _PLACE, message, last, detail="missing")
        hold_order(walk.judge, found, walk.ids(_FAMILY), _PLACE, last)


def _expected(walk: Walk, ids: list[str], depth: int) -> set[str]:
    """The tasks that so many places show: those of the longest page, and where all of them are ours the older ones."""
    ours = walk.ids(_FAMILY)
    deeper = ours[-depth:] if depth > len(ids) and set(ids) <= set(ours) else ()
    return {*ids[:depth], *deeper}


def _pages(walk: Walk, query: str, most: int) -> Iterator[_Page]:
    """The pages of a list, and the empty one behind the last, as far as a run looks."""
    for number in range(1, most + 1):
        exchange = walk.client.listing(_FAMILY, f"page={number}{query}")
        yield (page := _Page(exchange, _ids(exchange)))
        if not page.ids:
            return


def _read_some(walk: Walk) -> None:
    ours = [each for each in walk.lives if each.family is _FAMILY]
    for each in ours[:: max(1, len(ours) // 2)]:
        walk.read(each)


def _ids(exchange: Exchange) -> list[str] | None:
    tasks = listed(exchange)
    return None if tasks is None else [each.task_id for each in tasks]
