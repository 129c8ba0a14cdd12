"""Notes: what a reader must know of a document that is no difference: what was left out, and what it was taken for."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kling3_contracts.drift.extent import Extent
from kling3_contracts.drift.reader import Reader
from kling3_contracts.verdicts.plain import counted
from kling3_openapi.endpoints import Endpoint, Family, Operation
from kling3_openapi.rules.echo import echoed

_MOST_SHOWN = 3
_TAKEN_FOR = {
    Extent.PAGE: "pages: what is not there is not missed",
    Extent.FAMILIES: "families: one that has several of its endpoints must have all",
    Extent.WHOLE: "the whole of the API: what is not there is gone",
}


def nothing_found(now: Reader) -> str:
    """Return why a document can't be compared that has none of the API's operations."""
    seen = counted(now.others + len(now.strangers), "operation")
    return f"has {seen}, none of them an endpoint of Kling 3 that is known: give the provider's document of this API"


def notes_on(was: Reader, now: Reader, found: Collection[Operation], extent: Extent) -> Iterator[str]:
    """Yield what is to be known of a document beside its differences."""
    yield f"taken for {_TAKEN_FOR[extent]} (--extent {extent.value})"
    if now.others:
        yield f"left out: {counted(now.others, 'operation')} of other APIs"
    there = {each.family for each in found if isinstance(each, Endpoint)}
    absent = [each.title for each in Family if each not in there]
    if absent and extent is not Extent.WHOLE:
        yield f"not in the document, and not missed: {', '.join(absent)}"
    if now.hosts and set(now.hosts) != set(was.hosts):
        yield f"other hosts: was {_listed(was.hosts)}, is {_listed(now.hosts)}"
    if now.references.astray:
        yield f"references that lead nowhere, taken for anything: {_listed(now.references.astray)}"


def _listed(texts: Collection[str]) -> str:
    shown = [echoed(each) for each in tuple(texts)[:_MOST_SHOWN]]
    more = len(texts) - len(shown)
    return f"{', '.join(shown)} and {more} more" if more else ", ".join(shown)
