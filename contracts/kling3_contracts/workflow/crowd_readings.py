"""Readings in a crowd: each is answered for itself, and lists stay whole while tasks are made (K197, K198)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from kling3_contracts.messages import Exchange
from kling3_contracts.sending.sender import Asked
from kling3_contracts.workflow.client import listing, ordering, reading
from kling3_contracts.workflow.listing import listed
from kling3_contracts.workflow.owned import Owned, crowded, list_trouble, whole_list
from kling3_contracts.workflow.ownership import is_answer, shows, shows_nothing
from kling3_contracts.workflow.status import task_in
from kling3_contracts.workflow.video_order import cheapest_order
from kling3_contracts.workflow.walk_state import Walk
from kling3_openapi.endpoints import Family

_STRANGERS = 4
_ORDERS = 4
"""So many of each key are placed while its lists are read."""
_PAGE, _PAGES = 7, 2
"""As many as hold what the crowd has ordered of one key."""
_MEND = "keep what belongs to a request in that request alone"


class _Expected(NamedTuple):
    """A request, and what is wrong with an answer to it: nothing, or words."""

    asked: Asked
    trouble: Callable[[Exchange], str]


def hold_readings(walk: Walk, crowd: Sequence[Owned]) -> bool:
    """Hold readings and lists of all keys, asked at once, to each answering what it was asked."""
    return _hold(walk, "K197", [*_own(crowd), *_strangers(crowd), *_lists(crowd)], _MEND)


def hold_lists_meanwhile(walk: Walk, crowd: Sequence[Owned]) -> None:
    """Hold lists that are read while tasks are made to showing all of before, and pages to being whole afterwards."""
    keys = tuple(dict.fromkeys(each.key for each in crowd))
    family = crowded(walk.families)[-1]
    mixed = [
        each
        for key in keys
        for _ in range(_ORDERS)
        for each in (
            _Expected(ordering(key, cheapest_order(family)), lambda _exchange: ""),
            _list(key, family, crowd),
        )
    ]
    if _hold(walk, "K198", mixed, "let a list be read from one state of the store") and family.pages:
        for key in keys:
            _hold_pages(walk, key, family, crowd)


def _own(crowd: Sequence[Owned]) -> Iterator[_Expected]:
    for each in crowd:
        yield _Expected(reading(each.key, each.family, each.task_id), _not_task(each.task_id))


def _strangers(crowd: Sequence[Owned]) -> Iterator[_Expected]:
    """Readings of some tasks by the keys that did not order them."""
    for key in dict.fromkeys(each.key for each in crowd):
        for each in [each for each in crowd if each.key != key][:_STRANGERS]:
            yield _Expected(reading(key, each.family, each.task_id), _task)


def _lists(crowd: Sequence[Owned]) -> Iterator[_Expected]:
    for key, family in dict.fromkeys((each.key, each.family) for each in crowd):
        yield _list(key, family, crowd)


def _list(key: str, family: Family, crowd: Sequence[Owned]) -> _Expected:
    def trouble(exchange: Exchange) -> str:
        found = list_trouble(exchange, key, family, crowd)
        return f"a list {found}" if found else ""

    return _Expected(whole_list(key, family), trouble)


def _not_task(task_id: str) -> Callable[[Exchange], str]:
    return lambda exchange: (
        "" if shows(exchange, task_id) or shows_nothing(exchange) else f"a task is answered by {_got(exchange)}"
    )


def _task(exchange: Exchange) -> str:
    return "" if exchange.answer.status >= 300 else "another key's task is answered 200"


def _got(exchange: Exchange) -> str:
    return "another one" if task_in(exchange.answer) else f"{exchange.answer.status}"


def _hold(walk: Walk, code: str, expected: Sequence[_Expected], mend: str) -> bool:
    """Ask for all of it at once; return whether every answer was right."""
    exchanges = walk.context.sender.send_at_once([each.asked for each in expected])
    kept = True
    for each, exchange in zip(expected, exchanges, strict=True):
        trouble = each.trouble(exchange) if is_answer(exchange) else ""
        message = f"among {len(expected)} requests at once {trouble}, expected what each alone is answered: {mend}"
        kept = walk.judge.hold(code, not trouble, exchange.place, message, exchange) and kept
    return kept


def _hold_pages(walk: Walk, key: str, family: Family, crowd: Sequence[Owned]) -> None:
    pages = [
        walk.context.sender.send(*listing(key, family, f"page={number}&page_size={_PAGE}"))
        for number in range(1, _PAGES + 1)
    ]
    shown = [each.task_id for page in pages for each in listed(page) or ()]
    ours = {each.task_id for each in crowd if (each.key, each.family) == (key, family)}
    missing, twice = len(ours - set(shown)), len(shown) - len(set(shown))
    message = (
        f"after orders at once {missing} of {len(ours)} tasks are on no page and {twice} on two, expected each once: "
        "cut pages from one order"
    )
    whole = not missing and not twice
    answered = all(is_answer(page) and listed(page) is not None for page in pages)
    walk.judge.hold("K198", whole or not answered, pages[-1].place, message, pages[-1], detail="pages")
