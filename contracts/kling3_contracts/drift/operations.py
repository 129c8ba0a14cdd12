"""Operations: what is different of one operation: its key, what is sent to it and what it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kling3_contracts.drift.answers import answer_differences
from kling3_contracts.drift.change import Change
from kling3_contracts.drift.difference import Difference, Kind, Party, Place
from kling3_contracts.drift.fields import gone, needed, new
from kling3_contracts.drift.operation import JSON, Operation, Parameter
from kling3_contracts.drift.schemas import Schemas
from kling3_contracts.drift.values import Values

_BODY = "request body"
_OF_THE_SERVICE = frozenset({"path"})
"""Parameters whose values are no choice of who sends: the id of a task is the service's own."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Compares operations of two documents; `was` and `now` read their schemas."""

    was: Schemas
    now: Schemas

    def differences(self, was: Operation, now: Operation) -> Iterator[Difference]:
        """Yield what is different of an operation, as if it were the only one."""
        if now.deprecated and not was.deprecated:
            change = Change(Kind.DEPRECATED, "in use", "deprecated", fact="is deprecated now")
            yield change.at(Place("endpoint"), Party.SENDER)
        yield from (each.at(Place("key"), Party.SENDER) for each in _key_changes(was.keys, now.keys))
        yield from self._parameters(was.parameters, now.parameters)
        yield from self._bodies(was, now)
        yield from answer_differences(was.answers, now.answers, Values(self.was, self.now, Party.READER))

    def _parameters(
        self, was: Mapping[tuple[str, str], Parameter], now: Mapping[tuple[str, str], Parameter]
    ) -> Iterator[Difference]:
        for kind, name in dict.fromkeys((*was, *now)):
            if kind not in _OF_THE_SERVICE:
                yield from self._parameter(was.get((kind, name)), now.get((kind, name)), Place(kind, (name,)))

    def _parameter(self, was: Parameter | None, now: Parameter | None, place: Place) -> Iterator[Difference]:
        if now is None:
            yield gone().at(place, Party.SENDER)
        elif was is None:
            yield new(required=now.required).at(place, Party.SENDER)
        else:
            yield from (each.at(place, Party.SENDER) for each in needed(was=was.required, now=now.required))
            yield from Values(self.was, self.now, Party.SENDER).differences(was.schema, now.schema, place)

    def _bodies(self, was: Operation, now: Operation) -> Iterator[Difference]:
        changes = [*_media_changes(was.bodies, now.bodies)]
        if was.bodies and now.bodies:
            changes += needed(was=was.body_required, now=now.body_required)
        yield from (each.at(Place(_BODY), Party.SENDER) for each in changes)
        values = Values(self.was, self.now, Party.SENDER)
        for media in (each for each in was.bodies if each in now.bodies):
            place = Place(_BODY if media == JSON else f"{_BODY} as {media}")
            yield from values.differences(was.bodies[media], now.bodies[media], place)


def _media_changes(was: Mapping[str, object], now: Mapping[str, object]) -> Iterator[Change]:
    send = f"send {{}} as {' or '.join(sorted(now))}" if now else "send none"
    for media in sorted(was.keys() - now.keys()):
        yield Change(Kind.MEDIA_GONE, media, "gone", narrower=True, send=send, fact=f"is no longer taken as {media}")
    for media in sorted(now.keys() - was.keys()):
        yield Change(Kind.MEDIA_NEW, "absent", media, fact=f"is taken as {media} too")


def _key_changes(was: frozenset[str], now: frozenset[str]) -> Iterator[Change]:
    """Yield the ways to show a key that are gone or new; a page that names none says nothing of them."""
    send = f"show the {{}} as {' or '.join(sorted(now))}"
    for each in sorted(was - now) if now else ():
        fact = f"is no longer documented as {each}"
        yield Change(Kind.KEY_GONE, each, "gone", narrower=True, send=send, fact=fact)
    for each in sorted(now - was):
        fact = f"is {'documented' if was else 'asked for'} as {each}"
        yield Change(Kind.KEY_NEW, "absent", each, narrower=not was, send=send, fact=fact)
