"""Reading probes: pages that can't be, tasks that are not there, and paths and methods that the API does not have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random
from uuid import UUID

from kling3_contracts.enforcement.probe import JSON_TYPE, NOT_THERE, Probe
from kling3_contracts.orders.models import CREATING
from kling3_openapi.endpoints import ENDPOINTS, MOTION_CONTROL, Endpoint, Family, Kind, Tier
from kling3_openapi.rules.address import endpoints_at

_PAGES = ("page=0", "page=-1", "page=first", "page_size=0", "page_size=-1", "page_size=101", "page_size=many")
_STRICT_PAGES = (
    "page=1.5",
    "page=",
    "page=%201",
    "page=1&page=2",
    "page_size=20.0",
    "page_size=",
    "page_size=9999999999",
)
"""What lenient readers of numbers take."""
_IDS = ("undefined", "null", "7", "046b6c7f-0b8a-43b9-b35d", "%7Btask-id%7D")
"""What stands in a path when the id was never filled in, or was cut."""
_METHODS = ("POST", "PUT", "PATCH", "DELETE")
_EMPTY = b"{}"
"""The body of a request that goes astray: should it arrive, no endpoint takes it for an order."""
_PREFIX = "/v1/ai"
_OTHER_WORDS: Mapping[Tier | None, str] = {Tier.PRO: "professional", Tier.STD: "standard"}
"""What tiers are called in prose."""
_OF_2_6 = "/v1/ai/image-to-video/kling-v2-6"
_NOBODY = UUID(int=7, version=4)


def pages() -> Iterator[Probe]:
    """Yield queries that the one list with pages must refuse."""
    return map(_page, _PAGES)


def strict_pages() -> Iterator[Probe]:
    """Yield queries that it must refuse when it reads numbers by the letter."""
    return map(_page, _STRICT_PAGES)


def unknown_tasks(seed: int) -> Iterator[Probe]:
    """Yield tasks that nobody has created: texts that are no id, and an id drawn from a seed."""
    drawn = UUID(int=Random(seed).getrandbits(128), version=4)  # noqa: S311  (an id that is not there guards nothing)
    for family in Family:
        endpoint = _endpoint(family, Kind.GET)
        for task_id in (str(drawn), *_IDS):
            label = "an unknown id" if task_id == str(drawn) else f"the id {task_id}"
            yield _astray("K080", endpoint, label, "GET", f"{family.path}/{task_id}")
        as_problem = _astray("K080", endpoint, "an unknown id, asked for as problem details", "GET",
                             f"{family.path}/{drawn}")  # fmt: skip
        yield replace(as_problem, headers=(("accept", "application/problem+json"),), allowed=NOT_THERE | {406})


def wrong_addresses() -> Iterator[Probe]:
    """Yield requests to paths and by methods that the document does not have."""
    for endpoint in ENDPOINTS:
        yield from _wrong_methods(endpoint)
        yield from _slash(endpoint)
    for endpoint in CREATING:
        yield from _wrong_paths(endpoint)
    for family in Family:
        listing = _endpoint(family, Kind.LIST)
        if not _is_shared(listing):
            yield _astray("K017", listing, "POST to the list", "POST", listing.path)
        yield _astray("K085", listing, "without /v1", "GET", listing.path.removeprefix("/v1"))
        yield _astray("K085", listing, "without /v1/ai", "GET", listing.path.removeprefix(_PREFIX))
        yield _astray("K078", listing, "a model that is not there", "GET", f"{_room(listing)}/none")
    for tier in Family.REFERENCE.tiers:
        yield from _guessed(tier)
    for family in MOTION_CONTROL:
        yield from _without_tier(family)


def _wrong_methods(endpoint: Endpoint) -> Iterator[Probe]:
    path = endpoint.path.replace("{task-id}", str(_NOBODY))
    first, *others = endpoints_at(endpoint.path)
    taken = {each.method for each in (first, *others)}
    for method in _METHODS if first is endpoint else ():
        # POST to a list, and reading what creates, are mistakes with codes of their own.
        if method not in taken and not (method == "POST" and endpoint.kind is Kind.LIST):
            yield _astray("K079", endpoint, f"{method} {endpoint.path}", method, path)


def _slash(endpoint: Endpoint) -> Iterator[Probe]:
    if endpoint.kind is not Kind.GET:
        yield _astray("K084", endpoint, "a slash at the end", endpoint.method, f"{endpoint.path}/")


def _wrong_paths(endpoint: Endpoint) -> Iterator[Probe]:
    path, stem = endpoint.path, endpoint.family.path
    if endpoint.tier in _OTHER_WORDS and not _is_shared(endpoint):
        other = _OTHER_WORDS[endpoint.tier]
        yield _astray("K018", endpoint, f"the tier {other}", "POST", f"{stem}-{other}")
    page = f"generate-{endpoint.tier.value}" if endpoint.tier and endpoint.tier in _OTHER_WORDS else "generate"
    yield _astray("K019", endpoint, "the name of a page", "POST", f"{stem}/{page}")
    yield _astray("K021", endpoint, "/v1 twice", "POST", f"/v1{path}")
    yield _astray("K021", endpoint, "/v1/ai twice", "POST", f"{_PREFIX}{path}")
    if not _is_shared(endpoint):
        yield _astray("K022", endpoint, "GET of the path that creates", "GET", path)
        yield _astray("K022", endpoint, "a task below the path that creates", "GET", f"{path}/{_NOBODY}")


def _is_shared(endpoint: Endpoint) -> bool:
    """Return whether orders and their list have one path."""
    return len(endpoints_at(endpoint.path)) > 1


def _room(endpoint: Endpoint) -> str:
    return endpoint.path.rpartition("/")[0]


def _guessed(tier: Tier) -> Iterator[Probe]:
    endpoint = next(each for each in CREATING if each.family is Family.REFERENCE and each.tier is tier)
    omni = Family.OMNI.tiers[tier]
    yield _astray("K020", endpoint, "a guessed path", "POST", f"{omni}-reference")
    yield _astray("K098", endpoint, "the path of early February 2026", "POST", f"{omni}/video-reference")


def _without_tier(family: Family) -> Iterator[Probe]:
    """Motion control keeps the tier in every path."""
    ordering, listing, task = (_endpoint(family, kind) for kind in (Kind.CREATE, Kind.LIST, Kind.GET))
    bare, label = family.path.rpartition("-")[0], "a path without a tier"
    yield _astray("K097", ordering, label, "POST", bare)
    yield _astray("K097", listing, label, "GET", bare)
    yield _astray("K097", task, label, "GET", f"{bare}/{_NOBODY}")
    yield _astray("K096", task, "the status path of Kling 2.6", "GET", f"{_OF_2_6}/{_NOBODY}")


def _page(query: str) -> Probe:
    listing, name = _endpoint(Family.REFERENCE, Kind.LIST), query.partition("=")[0]
    target = f"{listing.path}?{query}"
    return Probe("K081", listing.operation_id, f"?{query}", "GET", target, names=((f"/{name}",),))


def _astray(code: str, endpoint: Endpoint, label: str, method: str, target: str) -> Probe:
    probe = Probe(code, endpoint.operation_id, label, method, target, allowed=NOT_THERE)
    return probe if method in ("GET", "DELETE") else replace(probe, headers=JSON_TYPE, body=_EMPTY)


def _endpoint(family: Family, kind: Kind) -> Endpoint:
    return next(each for each in ENDPOINTS if each.family is family and each.kind is kind)
