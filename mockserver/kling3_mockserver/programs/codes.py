"""Codes: what any code means, the fake's own and those of packages installed beside it."""

from __future__ import annotations

import re
from importlib.metadata import entry_points

from kling3_openapi.rules import catalogue
from kling3_openapi.rules.rule import Code

_OF_THE_REFEREE = re.compile("K[12][0-9]{2}", re.ASCII)
_GROUP = "kling3_mock.codes"
"""The entry points under which packages offer the catalogues of their codes."""


def explain(code: str) -> str:
    """Return what there is to know of a code; raise CatalogueError where no catalogue has it."""
    known = {each.code for each in catalogue.CATALOGUE}
    wanted = code.strip().upper()
    if wanted in known:
        return catalogue.explain(code)
    every = _every_code()
    if _OF_THE_REFEREE.fullmatch(wanted) and len(every) == len(known):
        where = f"kling3-contracts explain {wanted}"
        raise catalogue.CatalogueError(code, f"{wanted} is none of the fake's; the referee explains its own: {where}")
    return catalogue.explain(code, every)


def _every_code() -> tuple[Code, ...]:
    found = {each.code: each for each in catalogue.CATALOGUE}
    for point in entry_points(group=_GROUP):
        found.update((each.code, each) for each in point.load())
    return tuple(sorted(found.values(), key=lambda each: each.code))
