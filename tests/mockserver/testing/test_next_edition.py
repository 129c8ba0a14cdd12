"""Which tests would end otherwise in another edition is told from what they sent, with the reason, each once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kling3_mockserver.doors import ask
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_mockserver.testing.exercised import Exercised
from kling3_mockserver.testing.expectations import FindingsError
from kling3_mockserver.testing.next_edition import NextEdition
from kling3_mockserver.testing.policy import Policy
from kling3_mockserver.testing.session import Kling3Session
from kling3_openapi.editions import Edition
from tests.mockserver.wire import KLING3_PRO, OMNI, order

FEBRUARY, APRIL, AUGUST = Edition
SNOW = {"prompt": "A fox"}
PRO = f"POST {KLING3_PRO}"
VOICES = "K069 voice_ids has no effect on Kling 3, gone since April 2026: describe the voices in the prompt"
SCALE = "K068 cfg_scale ends at 1 since April 2026, got 1.5: stay between 0 and 1"


@pytest.fixture
def run() -> Iterator[Kling3Session]:
    made = Kling3Session(
        Settings(clock=ClockKind.MANUAL), Policy(), Exercised(next_edition=NextEdition(APRIL)), block_network=False
    )
    yield made
    made.stop()


def moved(run: Kling3Session, body: dict[str, object], **values: object) -> dict[str, list[str]]:
    """Send one order in a test, and return what is told of that test."""
    try:
        with run.tenant(test="test_it", **values) as kling3:
            order(kling3.mock, {**SNOW, **body})
    except FindingsError:
        pass
    assert run.exercised.next_edition is not None
    return run.exercised.next_edition.tests


@pytest.mark.parametrize(
    ("body", "values", "expected"),
    [
        ({"cfg_scale": 1.5}, {}, f"{PRO} is refused: {SCALE}"),
        ({"voice_ids": ["a", "b", "c"]}, {}, f"{PRO} is taken, no longer refused by K041"),
        (
            {"voice_ids": ["a"]},
            {},
            f"{PRO} fails the test: {VOICES}",
        ),
        (
            {"voice_ids": ["a"]},
            {"strict": True},
            f"{PRO} is refused: {VOICES}",
        ),
        ({"multi_shot": True}, {"findings": ["advice=fail"]}, f"{PRO} fails it no longer by K014"),
    ],
)
def test_a_test_that_would_end_otherwise_is_told_with_the_reason(
    run: Kling3Session, body: dict[str, object], values: dict[str, object], expected: str
) -> None:
    assert moved(run, body, **values) == {"test_it": [expected]}


@pytest.mark.parametrize(
    ("body", "values"),
    [
        ({}, {}),
        ({"multi_shot": True}, {}),
        ({"image_list": []}, {}),
        ({"duration": 5}, {}),
        ({"voice_ids": ["a"]}, {"allow": ["K069"]}),
        ({"voice_ids": ["a"]}, {"findings": ["ignored=warn"]}),
        ({"cfg_scale": 1.5}, {"edition": "2026-04"}),
    ],
)
def test_a_test_that_would_end_as_it_does_is_not_told_of(
    run: Kling3Session, body: dict[str, object], values: dict[str, object]
) -> None:
    assert moved(run, body, **values) == {}


def test_a_body_that_is_no_json_says_nothing(run: Kling3Session) -> None:
    with run.tenant(test="test_it") as kling3:
        order(kling3.mock, b"{")
    assert run.exercised.next_edition == NextEdition(APRIL)


def test_the_former_names_matter_to_tests_that_advice_fails() -> None:
    run = Kling3Session(Settings(clock=ClockKind.MANUAL), Policy(), Exercised(next_edition=NextEdition(AUGUST)))
    with run.tenant(test="test_it", findings=["advice=fail"]) as kling3:
        ask(kling3.mock, "GET", f"http://mock.test{OMNI}", [("x-freepik-api-key", "any")])
    assert run.exercised.next_edition is not None
    (reason,) = run.exercised.next_edition.tests["test_it"]
    assert reason.startswith(f"GET {OMNI} fails the test: K067 x-freepik-api-key is gone from the documentation")
    run.stop()


def test_three_reasons_of_a_test_are_told_and_each_once() -> None:
    held = NextEdition(APRIL)
    for reason in ("a", "a", "b", "c", "d"):
        held.note("test_it", reason)
    assert held.tests == {"test_it": ["a", "b", "c"]}


def test_what_another_process_saw_is_added() -> None:
    here, there = Exercised(next_edition=NextEdition(APRIL)), Exercised(next_edition=NextEdition(APRIL))
    assert there.next_edition is not None
    there.next_edition.note("test_there", "a")
    here.merge(there.to_json())
    assert here.next_edition == NextEdition(APRIL, {"test_there": ["a"]})
    Exercised().merge(there.to_json())


def test_the_summary_says_how_many_tests_and_which() -> None:
    held = NextEdition(APRIL)
    assert held.lines() == ["by the contract of 2026-04 every test would end as it does"]
    held.note("test_it", "a")
    assert held.lines() == ["by the contract of 2026-04 1 test would end otherwise:", "test_it: a"]
    held.note("test_other", "b")
    assert held.lines()[0] == "by the contract of 2026-04 2 tests would end otherwise:"
