"""Rules on query parameters: one list pages, everything else in a query is dropped in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kling3_openapi.endpoints import Family, Kind, Operation
from kling3_openapi.errors import Kling3Error
from kling3_openapi.findings import Finding, Location, Severity, pointer_to
from kling3_openapi.rules.echo import echoed
from kling3_openapi.rules.rule import Rule, Spot, rule

PAGE = "page"
PAGE_SIZE = "page_size"

_SHOWN_CHARACTERS = 60
_MOST_DIGITS = 9
_INTEGER = re.compile(r"-?[0-9]+")
_SEPARATORS = re.compile(r"[\W_]+")

_DEFAULTS = {PAGE: 1, PAGE_SIZE: 20}
_LARGEST_SIZE = 100
_FARTHEST_PAGE = 10**_MOST_DIGITS - 1
"""A page number has no bound, and no list is so long that more would show anything else."""
_PAGING_NAMES = {
    **dict.fromkeys(("page", "pagenumber", "pagenum", "pageno", "pageindex"), PAGE),
    **dict.fromkeys(("offset", "skip", "cursor"), PAGE),
    **dict.fromkeys(("pagesize", "perpage", "limit", "size", "count", "take", "maxresults"), PAGE_SIZE),
}
"""What other APIs call paging, in plain letters, and the parameter that does it here."""


@dataclass(frozen=True, slots=True)
class Query:
    """The decoded parameters of a request to an endpoint, in their order and with repetitions."""

    endpoint: Operation
    parameters: tuple[tuple[str, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Each name once, as they come."""
        return tuple(dict.fromkeys(name for name, _ in self.parameters))

    @property
    def pages(self) -> bool:
        """Whether the endpoint documents `page` and `page_size`: only the reference-to-video list does."""
        return self.endpoint.pages

    def values(self, name: str) -> list[str]:
        """Return what a parameter was given, in order."""
        return [value for given, value in self.parameters if given == name]


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list is asked for; pages count from 1."""

    page: int
    page_size: int


class QueryError(Kling3Error):
    """Paging was asked of a query that K081 refuses."""


def query_findings(query: Query) -> tuple[Finding, ...]:
    """Return the findings of a query; most requests have no parameter and none."""
    if not query.parameters:
        return ()
    return tuple(finding for each in RULES for finding in each.findings(query))


def paging(query: Query) -> Paging:
    """Return which part of the list is asked for: the first page, of 20 tasks, where the query is silent.

    An endpoint that has no pages ignores the query. Raises QueryError for a query that has findings of K081.
    """
    return Paging(_asked(query, PAGE), _asked(query, PAGE_SIZE))


@rule("K036", Severity.IGNORED, Location.QUERY, source="seen in public programs")
def paging_without_effect(query: Query) -> Iterator[Spot]:
    """A paging parameter that the list does not have.

    Only the reference-to-video list documents page and page_size; the other lists take no parameter,
    and per_page, limit or offset exist nowhere. The service answers 200 with the same tasks, so a loop
    over pages never ends. Send page and page_size to the reference-to-video list and nothing to the
    others.
    """
    for name in query.names:
        if _is_idle_paging(query, name):
            yield pointer_to(name), f"{_no_effect(name, query.endpoint)}: {_paging_mend(query, name)}"


@rule("K055", Severity.IGNORED, Location.QUERY, source="seen in public programs")
def unknown_parameter(query: Query) -> Iterator[Spot]:
    """A query parameter that no endpoint has.

    The service drops query parameters that it does not know and answers 200. What a video is made of goes
    in the JSON body of POST, a task's id in the path, and lists can't be filtered. Leave the parameter
    out, or move it.
    """
    for name in query.names:
        if not _is_known(query, name) and not _is_idle_paging(query, name):
            yield pointer_to(name), f"{_no_effect(name, query.endpoint)}: {_MENDS[query.endpoint.kind]}"


@rule("K081", Severity.ERROR, Location.QUERY, source="provider's OpenAPI page of the reference-to-video list")
def invalid_paging(query: Query) -> Iterator[Spot]:
    """A page or page_size that can't be.

    On the reference-to-video list page is an integer from 1 and page_size one from 1 to 100, each given
    once and in plain digits; anything else is 400. Count pages from 1 and ask for at most 100 tasks a page.
    """
    if not query.pages:
        return
    for name in (PAGE, PAGE_SIZE):
        problem = _problem(name, query.values(name))
        if problem:
            yield pointer_to(name), problem


RULES: tuple[Rule[Query], ...] = (invalid_paging, paging_without_effect, unknown_parameter)

_MENDS = {
    Kind.CREATE: "what the video is made of goes in the JSON body",
    Kind.LIST: "leave it out, the list can't be filtered or sorted",
    Kind.GET: "leave it out, the path names the task",
    Kind.UPLOAD: "what is to be uploaded goes in the JSON body",
}


def _is_known(query: Query, name: str) -> bool:
    return query.pages and name in _DEFAULTS


def _is_idle_paging(query: Query, name: str) -> bool:
    listing = query.endpoint.kind is Kind.LIST
    return listing and not _is_known(query, name) and _paging_name(name) is not None


def _paging_name(name: str) -> str | None:
    return _PAGING_NAMES.get(_SEPARATORS.sub("", name[:_SHOWN_CHARACTERS]).lower())


def _no_effect(name: str, endpoint: Operation) -> str:
    shown = echoed(name, _SHOWN_CHARACTERS) or "a parameter without a name"
    return f"{shown} has no effect on {endpoint.method} {endpoint.path}"


def _paging_mend(query: Query, name: str) -> str:
    if query.pages:
        return f"send {_paging_name(name)}"
    paged = " and ".join(f"GET {each.path}" for each in Family if each.pages)
    return f"leave it out, only {paged} has pages"


def _problem(name: str, values: list[str]) -> str:
    """Return why the values of a paging parameter can't be used, or the empty string."""
    if len(values) > 1:
        return f"Parameter '{name}' is given {len(values)} times: send it once"
    value = values[0] if values else str(_DEFAULTS[name])
    shown, digits = echoed(value, _SHOWN_CHARACTERS), value.lstrip("0")
    if not _INTEGER.fullmatch(value):
        return f"Parameter '{name}' must be an integer, got '{shown}'"
    if not digits or value.startswith("-"):
        return f"Parameter '{name}' must be greater than 0"
    # Digits are counted first: `int` refuses a text of thousands of them.
    if name == PAGE_SIZE and (len(digits) > _MOST_DIGITS or int(digits) > _LARGEST_SIZE):
        return f"Parameter '{name}' must be at most {_LARGEST_SIZE}, got {shown}"
    return ""


def _asked(query: Query, name: str) -> int:
    values = query.values(name) if query.pages else []
    if problem := _problem(name, values):
        raise QueryError(problem)
    digits = values[0].lstrip("0") if values else str(_DEFAULTS[name])
    return int(digits) if len(digits) <= _MOST_DIGITS else _FARTHEST_PAGE
