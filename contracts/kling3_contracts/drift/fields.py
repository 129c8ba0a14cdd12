"""Fields: how a field of two objects differs as a whole: there or not, needed or not."""

from __future__ import annotations

from collections.abc import Iterator

from kling3_contracts.drift.change import Change
from kling3_contracts.drift.difference import Kind
from kling3_contracts.drift.shape import Shape

_IGNORED = "leave it out, since the service ignores what it does not know, without a word"
_REFUSED = "leave it out, since unknown fields are refused"


def names_of(was: Shape, now: Shape) -> tuple[str, ...]:
    """Return the fields of two objects, in the order of the first and then of the second."""
    return tuple(dict.fromkeys((*was.properties, *sorted(was.required), *now.properties, *sorted(now.required))))


def has(shape: Shape, name: str) -> bool:
    """Return whether an object has a field; what it asks for it has."""
    return name in shape.properties or name in shape.required


def field_changes(was: Shape, now: Shape, name: str) -> Iterator[Change]:
    """Yield how a field differs as a whole."""
    if not has(now, name):
        yield gone(closed=now.closed)
    elif not has(was, name):
        yield new(required=name in now.required)
    else:
        yield from needed(was=name in was.required, now=name in now.required)


def gone(*, closed: bool = False) -> Change:
    """Return that a field is gone from what is sent or answered; `closed` is who refuses what it doesn't know."""
    send = _REFUSED if closed else _IGNORED
    return Change(Kind.FIELD_GONE, "there", "gone", True, True, send, "do without it", "is gone")  # noqa: FBT003


def new(*, required: bool) -> Change:
    """Return that a field is new; one that is required breaks who sends."""
    word, fact = ("required", "is new and required") if required else ("there", "is new")
    return Change(Kind.FIELD_NEW, "absent", word, required, send="send it", fact=fact, by_absence=required)


def needed(*, was: bool, now: bool) -> Iterator[Change]:
    """Yield that a field may be left out no more, or is not sure to be there."""
    if now and not was:
        fact, send = "is required now", "send it always"
        yield Change(Kind.REQUIRED, "optional", "required", narrower=True, send=send, fact=fact, by_absence=True)
    elif was and not now:
        fact = "may be missing now"
        yield Change(Kind.OPTIONAL, "required", "optional", wider=True, read="do without it", fact=fact)


def closing_changes(was: Shape, now: Shape) -> Iterator[Change]:
    """Yield whether fields that nobody knows are refused now, or no more."""
    if was.closed == now.closed or not (was.properties and now.properties):
        return
    before, after = (("unknown fields refused" if each.closed else "unknown fields taken") for each in (was, now))
    send, read = "send only the fields that it has", "pass over the fields that you don't know"
    yield Change(Kind.RULE, before, after, now.closed, was.closed, send, read)
