"""Comparison: a document of the provider held against an edition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kling3_contracts.drift.change import Change
from kling3_contracts.drift.difference import Difference, Kind, Party, Place
from kling3_contracts.drift.extent import Extent, extent_of
from kling3_contracts.drift.notes import notes_on, nothing_found
from kling3_contracts.drift.operations import Compared
from kling3_contracts.drift.pages import PAGES
from kling3_contracts.drift.paths import Key
from kling3_contracts.drift.reader import Reader
from kling3_contracts.drift.schemas import TangledError
from kling3_contracts.drift.values import Values
from kling3_contracts.errors import SubjectError
from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import OPERATIONS, Operation

_ENDPOINT, _WEBHOOK = Place("endpoint"), Place("webhook")
_BY_KEY: Mapping[Key, Operation] = {(each.method, each.path): each for each in OPERATIONS}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is different between an edition and a document; `subject` is the document's file or URL."""

    subject: str
    edition: Edition
    differences: tuple[Difference, ...]
    """Those that break first, otherwise in the order of the edition."""
    operations: int
    """How many operations of the edition the document has."""
    notes: tuple[str, ...] = ()

    @property
    def breaking(self) -> tuple[Difference, ...]:
        """The differences that break somebody."""
        return tuple(each for each in self.differences if each.breaking)


def compared(content: Mapping[str, object], subject: str, edition: Edition, extent: Extent | None = None) -> Comparison:
    """Return how a document differs from an edition; without an extent that is told by what the document has.

    Raises SubjectError for a document that has nothing of Kling 3, or can't be read to its end.
    """
    try:
        return _compared(content, subject, edition, extent)
    except (RecursionError, TangledError) as error:
        raise SubjectError(subject, str(TangledError())) from error


def _compared(content: Mapping[str, object], subject: str, edition: Edition, extent: Extent | None) -> Comparison:
    was, now = Reader(load(Strictness.PUBLISHED, edition).content, _BY_KEY), Reader(content, _BY_KEY)
    found = tuple(each for key, each in _BY_KEY.items() if key in now.known)
    if not found and extent is not Extent.WHOLE:
        raise SubjectError(subject, nothing_found(now))
    taken_for = extent or extent_of(found, now.others, pages=PAGES in content)
    expected = taken_for.expects(found)
    gone = (key for key, each in _BY_KEY.items() if each in expected and key in was.known.keys() - now.known)
    strict = Reader(load(Strictness.STRICT, edition).content, _BY_KEY)
    differences = (*map(_gone, gone), *_of_operations(was, strict, now), *map(_new, now.strangers))
    notes = tuple(notes_on(was, now, found, taken_for))
    return Comparison(subject, edition, _sorted(_alike(differences)), len(found), notes)


def _of_operations(was: Reader, strict: Reader, now: Reader) -> Iterator[Difference]:
    """Yield the differences of the operations that both have; of webhooks the strict document alone tells."""
    operations, calls = Compared(was.schemas, now.schemas), Values(strict.schemas, now.schemas, Party.READER)
    for key in (each for each in _BY_KEY if each in now.known and each in was.known):
        found = [*operations.differences(was.known[key], now.known[key])]
        for old, new in zip(strict.webhooks(strict.known[key]), now.webhooks(now.known[key]), strict=False):
            found += calls.differences(old, new, _WEBHOOK)
        yield from (replace(each, operations=(" ".join(key),)) for each in found)


def _gone(key: Key) -> Difference:
    send = "ask the provider what takes its place"
    change = Change(Kind.ENDPOINT_GONE, "there", "gone", narrower=True, send=send, fact="is not in the document")
    return replace(change.at(_ENDPOINT, Party.SENDER), operations=(" ".join(key),))


def _new(key: Key) -> Difference:
    change = Change(Kind.ENDPOINT_NEW, "absent", "there", fact="is new in the document")
    return replace(change.at(_ENDPOINT, Party.SENDER), operations=(" ".join(key),))


def _alike(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """Return differences with those put together that are the same but for their operation."""
    found: dict[object, Difference] = {}
    for each in differences:
        key = replace(each, operations=(), keeps={})
        known = found.get(key)
        found[key] = each if known is None else replace(known, operations=(*known.operations, *each.operations))
    return tuple(found.values())


def _sorted(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    return tuple(sorted(differences, key=lambda each: not each.breaking))
