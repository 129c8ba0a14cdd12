"""Owned: tasks that were ordered at once, each with its key, and what a list shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kling3_contracts.messages import Exchange
from kling3_contracts.sending.sender import Asked
from kling3_contracts.workflow.client import listing
from kling3_contracts.workflow.listing import listed
from kling3_openapi.endpoints import Family

_WHOLE = "page_size=100"


class Owned(NamedTuple):
    """A task, and whose it is; `exchange` is the order."""

    key: str
    family: Family
    task_id: str
    exchange: Exchange


def crowded(families: Iterable[Family]) -> tuple[Family, ...]:
    """Return those of which a crowd orders: the first whose list has no pages, and the one whose list has."""
    found: dict[bool, Family] = {}
    for each in families:
        found.setdefault(each.pages, each)
    return tuple(found.values())


def whole_list(key: str, family: Family) -> Asked:
    """Return the listing of as many tasks as one answer can show."""
    return listing(key, family, _WHOLE if family.pages else "")


def list_trouble(exchange: Exchange, key: str, family: Family, crowd: Sequence[Owned]) -> str:
    """Return what is wrong with a key's list, given what was ordered before it was asked for; nothing if it is whole.

    A list that is no answer to this, as 429 and 5xx are, has no trouble.
    """
    tasks = listed(exchange)
    if tasks is None:
        return ""
    shown = [each.task_id for each in tasks]
    ours = {each.task_id for each in crowd if (each.key, each.family) == (key, family)}
    theirs = {each.task_id for each in crowd} - ours
    found = (
        (len(ours - set(shown)), f"lacks {{}} of {len(ours)} tasks of its key"),
        (len(theirs & set(shown)), "shows {} tasks that are another key's or family's"),
        (len(shown) - len(set(shown)), "shows {} tasks twice"),
    )
    return " and ".join(words.format(number) for number, words in found if number)
