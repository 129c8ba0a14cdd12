"""The traceback of an error that we raise on purpose ends where it was caused; that of any other stays as it is."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable
from dataclasses import replace

import pytest

from kling3_mockserver.faults.fault import DocumentedError
from kling3_mockserver.settings.options import settings_of
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.tasks.scenario import parse
from kling3_mockserver.testing.applications import ASGIReceiver, WSGIReceiver
from kling3_mockserver.testing.expectations import ReceiverRaisedError
from kling3_mockserver.testing.marker import Marked
from kling3_mockserver.testing.policy import Policy
from kling3_mockserver.testing.tracebacks import shown_error, shows_the_caller
from tests.mockserver.posting import PATIENCE


def raised(call: Callable[[], object]) -> BaseException:
    try:
        call()
    except BaseException as error:  # noqa: BLE001  (all that may be raised is looked at)
        return error
    raise AssertionError("nothing was raised")


def files(error: BaseException | None) -> list[str]:
    assert error is not None
    return [frame.filename.rpartition("/")[2] for frame in traceback.extract_tb(error.__traceback__)]


def wrong() -> object:
    return parse("fial")


def grouped() -> object:
    raise ExceptionGroup("two", [raised(wrong), ZeroDivisionError()])  # type: ignore[list-item]


def causing() -> object:
    try:
        return wrong()
    except Exception as error:
        raise ZeroDivisionError from error


@pytest.mark.parametrize(
    "call",
    [
        wrong,
        lambda: settings_of({"scenario": "fial"}),
        lambda: DocumentedError(418),
        lambda: replace(Settings(), speed=0),
        lambda: Marked(Settings(), Policy()).changed({"sped": 1}, Policy()),
    ],
    ids=["a call", "with a cause of ours", "in a dataclass", "through replace", "several frames"],
)
def test_it_ends_at_the_caller_and_has_no_cause_that_is_ours(call: Callable[[], object]) -> None:
    error = raised(call)
    assert len(files(error)) > 2
    assert shown_error(error) is error
    assert set(files(error)) == {"test_tracebacks.py"}
    assert (error.__cause__, shows_the_caller(error)) == (None, True)
    assert "kling3_mockserver/" not in "".join(traceback.format_exception(error))


@pytest.mark.parametrize("call", [grouped, causing])
def test_it_does_so_within_a_group_and_as_a_cause(call: Callable[[], object]) -> None:
    error = raised(call)
    assert "kling3_mockserver/" in "".join(traceback.format_exception(error))
    assert shown_error(error) is error
    assert "kling3_mockserver/" not in "".join(traceback.format_exception(error))


def test_a_defect_of_ours_keeps_all_its_frames() -> None:
    error = raised(lambda: parse(5))  # type: ignore[arg-type]
    before = files(error)
    assert shown_error(error) is None
    assert files(error) == before
    assert before[-1] == "scenario.py"


def test_an_error_that_nobody_but_us_has_to_do_with_shows_no_caller() -> None:
    error = raised(wrong)
    error.__traceback__ = None
    assert not shows_the_caller(error)


async def asgi(*_channels: object) -> None:
    raise KeyError("data")


def wsgi(*_channels: object) -> list[bytes]:
    raise KeyError("data")


@pytest.mark.parametrize("receiver", [ASGIReceiver(asgi), WSGIReceiver(wsgi)])
def test_for_the_error_of_a_receiver_its_own_is_shown_from_where_we_called_it(
    receiver: ASGIReceiver | WSGIReceiver,
) -> None:
    answer = asyncio.run(receiver.take("http://shop.example/", [], b"", PATIENCE))
    assert answer.raised is not None
    shown = shown_error(ReceiverRaisedError(answer.raised, "raised by the receiver"))
    assert shown is answer.raised
    assert files(shown) == ["test_tracebacks.py"]


def test_an_error_of_a_receiver_in_which_it_has_no_part_is_told_in_words() -> None:
    """As when the parts of a WSGI answer are texts."""
    answer = asyncio.run(WSGIReceiver(lambda *_: ["text"]).take("http://shop.example/", [], b"", PATIENCE))  # type: ignore[arg-type, list-item]
    assert answer.raised is not None
    error = ReceiverRaisedError(answer.raised, "raised by the receiver")
    assert shown_error(error) is error
    assert str(error).startswith("TypeError: sequence item 0: expected a bytes-like object, str found\nraised by")
