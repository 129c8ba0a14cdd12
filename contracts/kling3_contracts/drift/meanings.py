"""Meanings: how two shapes differ in what is no limit: defaults, conditions, and whether anything is said at all."""

from __future__ import annotations

from collections.abc import Iterator

from kling3_contracts.drift.change import Change
from kling3_contracts.drift.difference import Kind, Party
from kling3_contracts.drift.shape import Shape
from kling3_contracts.drift.words import default_in_words, types_in_words


def described_changes(was: Shape, now: Shape) -> Iterator[Change]:
    """Yield that a value is described now, or no more.

    Neither breaks who reads: the provider's pages leave answers empty that the service fills, so a schema that is
    gone proves nothing of the service.
    """
    if was.says_nothing and not now.says_nothing:
        after = types_in_words(now.types)
        fact, send = f"is described now, as {after}", f"send {{}} as {after}"
        yield Change(Kind.DESCRIBED, "anything", after, narrower=True, send=send, fact=fact)
    elif now.says_nothing and not was.says_nothing:
        before = types_in_words(was.types)
        yield Change(Kind.UNDESCRIBED, before, "anything", fact=f"was {before}, is described no more")


def default_changes(was: Shape, now: Shape, party: Party) -> Iterator[Change]:
    """Yield another default of what is sent: an order that leaves the field out gets another video."""
    if was.default == now.default or party is Party.READER:
        return
    before, after = default_in_words(was.default), default_in_words(now.default)
    # A default that nobody told before may have been the same all along.
    breaking = was.default is not None and now.default is not None
    fact = f"stood for {before} when it was left out, stands for {after}"
    send = f"send {{}} as {before} to get what you had"
    yield Change(Kind.DEFAULT, before, after, narrower=breaking, send=send, fact=fact, by_absence=True)


def use_changes(was: Shape, now: Shape) -> Iterator[Change]:
    """Yield that a value is deprecated now."""
    if now.deprecated and not was.deprecated:
        yield Change(Kind.DEPRECATED, "in use", "deprecated", fact="is deprecated now")
