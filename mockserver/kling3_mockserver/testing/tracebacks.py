"""Tracebacks: a mistake in the use of the fake is shown where it was made, without a frame of our own."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from types import TracebackType

from kling3_mockserver.tasks.polls import EndlessPollError
from kling3_mockserver.testing.expectations import ExpectationError, ReceiverRaisedError
from kling3_openapi.errors import Kling3Error

_OURS = frozenset({"kling3_mockserver", "kling3_openapi", "kling3_contracts"})
_RUNNER = frozenset({"_pytest", "pluggy"})
_BETWEEN = frozenset({"asyncio", "concurrent", "contextlib", "dataclasses", "enum", "threading"})
"""They only pass a call on, so what went wrong is seldom to be seen in them."""
_GENERATED = "<string>"


def shown_error(error: BaseException) -> BaseException | None:
    """Return what a report is to show in the place of an error, without our frames; None when it is not of ours.

    A receiver's own exception is shown for the error that tells of it. Any other error from within us is a defect,
    and keeps its whole traceback.
    """
    if isinstance(error, ReceiverRaisedError) and _begin_at_the_called(error.raised):
        return error.raised
    return error if _end_at_the_caller(error) else None


def told(error: ReceiverRaisedError) -> str:
    """Return what a receiver raised as Python prints it, without our frames."""
    return "".join(traceback.format_exception(shown_error(error) or error)).rstrip()


def shows_the_caller(error: BaseException) -> bool:
    """Return whether any frame is left of the code that uses us."""
    return any(_package(each) not in _RUNNER | _OURS | _BETWEEN for each in _frames(error.__traceback__))


def _end_at_the_caller(error: BaseException) -> bool:
    """Take our frames out of an error that we raised on purpose, or is bound up with one; return whether it is."""
    meant = [each for each in _related(error) if isinstance(each, (Kling3Error, ExpectationError, EndlessPollError))]
    for each in meant:
        _forget_our_own_reasons(each)
        each.__traceback__ = _relinked(_without_ours(each.__traceback__))
    return bool(meant)


def _begin_at_the_called(error: BaseException) -> bool:
    """Take our frames, and all before them, out of an error of code that we called; return whether any are left."""
    frames = list(_frames(error.__traceback__))
    ours = [place for place, each in enumerate(frames) if _package(each) in _OURS]
    left = frames[ours[-1] + 1 :] if ours else frames
    if left:
        error.__traceback__ = _relinked(left)
    return bool(left)


def _related(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, its reasons and the members of its groups, each once."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        each = waiting.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            yield each
            waiting += [each.__cause__, each.__context__, *getattr(each, "exceptions", ())]


def _forget_our_own_reasons(error: BaseException) -> None:
    """Drop what we caught before we raised this: its words are in the sentence."""
    for reason in (error.__cause__, error.__context__):
        first = next(_frames(reason.__traceback__), None) if reason is not None else None
        if first is not None and _package(first) in _OURS:
            error.__cause__, error.__suppress_context__ = None, True


def _without_ours(first: TracebackType | None) -> list[TracebackType]:
    left = [each for each in _frames(first) if _package(each) not in _OURS]
    # What lay between the caller and us says nothing when we are gone.
    while left and (_package(left[-1]) in _BETWEEN or left[-1].tb_frame.f_code.co_filename == _GENERATED):
        left.pop()
    return left


def _relinked(frames: list[TracebackType]) -> TracebackType | None:
    following: TracebackType | None = None
    for each in reversed(frames):
        each.tb_next = following
        following = each
    return following


def _frames(first: TracebackType | None) -> Iterator[TracebackType]:
    while first is not None:
        yield first
        first = first.tb_next


def _package(frame: TracebackType) -> str:
    return str(frame.tb_frame.f_globals.get("__name__", "")).partition(".")[0]
