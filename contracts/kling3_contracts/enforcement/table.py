"""Table: all probes of a document, those that cost nothing first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from random import Random

from kling3_contracts.enforcement import (
    form_probes,
    frame_probes,
    order_probes,
    path_probes,
    reading_probes,
    thorough_probes,
)
from kling3_contracts.enforcement.probe import TAKEN, Probe
from kling3_contracts.sending.creating import Creating
from kling3_openapi.document import Strictness
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import ENDPOINTS, Family

OURS = frozenset({"K033", "K074", "K108", "K109"})
"""Promises of which the provider's pages say nothing: the published document does not ask for them."""

_KEY = "a key"
_BRIEF = 3
_ASKED = {each.operation_id: (each.family, each.kind) for each in ENDPOINTS}
"""What is asked for at each place, in whatever tier."""


def probes(
    strictness: Strictness,
    seed: int = 0,
    *,
    brief: bool = False,
    families: Collection[Family] = tuple(Family),
    edition: Edition = FIRST,
) -> tuple[Probe, ...]:
    """Return the requests of the rules phase in the order in which they are sent; equal seeds give equal ones.

    Those that may create a task come last. The strict document adds wrong paths, unknown tasks, JSON by the letter, and
    what refusals must say. The brief table is for servers where tasks cost money: it has nothing that may create, since
    the purse is for the walk, and three of each code and family, drawn by the seed, since requests are few a minute.
    """
    return tuple(each for each in _table(strictness, seed, brief, edition) if _ASKED[each.place][0] in families)


# Remembered, since it takes half a second; here, since a call that names an argument is another one to the cache.
@lru_cache(maxsize=4)
def _table(strictness: Strictness, seed: int, brief: bool, edition: Edition) -> tuple[Probe, ...]:  # noqa: FBT001
    strict = strictness is Strictness.STRICT
    counted = tuple(_counted(_strict(seed, edition) if strict else _published(edition)))
    found = tuple(_drawn(counted, seed)) if brief else counted
    return tuple(sorted(_asked_twice(found) if strict else found, key=lambda probe: probe.creates))


def _published(edition: Edition) -> Iterator[Probe]:
    for each in _of_both(edition):
        if each.code not in OURS:
            yield replace(each, names=())


def _strict(seed: int, edition: Edition) -> Iterator[Probe]:
    yield from _of_both(edition)
    yield from reading_probes.strict_pages()
    yield from frame_probes.strict_frames()
    yield from reading_probes.unknown_tasks(seed)
    yield from reading_probes.wrong_addresses()
    yield from path_probes.other_spellings()


def _of_both(edition: Edition) -> Iterator[Probe]:
    yield from reading_probes.pages()
    yield from order_probes.refused_orders(edition)
    yield from thorough_probes.thorough_orders(edition)
    yield from frame_probes.published_frames()
    yield from order_probes.taken_orders(edition)
    yield from form_probes.lawful_forms()


def _drawn(found: Iterable[Probe], seed: int) -> Iterator[Probe]:
    groups: dict[tuple[str, object], list[Probe]] = {}
    for each in (each for each in found if not each.creates):
        groups.setdefault((each.code, _ASKED[each.place]), []).append(each)
    draw = Random(seed)  # noqa: S311  (what is sent is no secret)
    for group in groups.values():
        yield from draw.sample(group, min(_BRIEF, len(group)))


def _counted(found: Iterable[Probe]) -> Iterator[Probe]:
    creating = Creating((_KEY,))
    return (replace(each, creates=creating.could(each.request(_KEY))) for each in found)


def _asked_twice(found: Iterable[Probe]) -> Iterator[Probe]:
    """Let the first refusal of each operation that costs nothing be asked for again."""
    seen: set[str] = set()
    for each in found:
        again = not each.creates and each.allowed is not TAKEN and each.place not in seen
        if again:
            seen.add(each.place)
        yield replace(each, twice=again)
