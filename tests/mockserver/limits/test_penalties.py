"""An address of which too much was refused is answered 403 for ten minutes of the clock, whatever it asks."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kling3_mockserver.doors import ask
from kling3_mockserver.errors import ApiError
from kling3_mockserver.limits.penalties import Penalties
from kling3_mockserver.limits.rate_limits import parse
from kling3_mockserver.mock import Mock
from tests.mockserver.asking import control, create, get
from tests.mockserver.wire import KLING3, codes, message

NewMock = Callable[..., Mock]
HERE = "127.0.0.1"


def shut_out(penalties: Penalties, now: float, address: str = HERE) -> bool:
    try:
        penalties.admit(address, now)
    except ApiError:
        return True
    return False


def refused(penalties: Penalties, *moments: float, address: str = HERE, status: int = 400) -> None:
    for now in moments:
        penalties.refused(address, status, now)


@pytest.mark.parametrize(
    ("moments", "now", "expected"),
    [
        ((), 100, False),
        ((100, 101), 102, False),
        ((100, 101, 102), 102, True),
        ((100, 101, 102), 701.9, True),
        ((100, 101, 102), 702, False),
        ((100, 159, 159.9), 160, True),
        ((100, 159, 160), 161, False),
        ((100, 159, 160, 161, 162), 163, True),
    ],
)
def test_an_address_is_shut_out_after_three_refusals_in_a_minute(
    moments: tuple[float, ...], now: float, *, expected: bool
) -> None:
    penalties = Penalties(3)
    refused(penalties, *moments)
    assert shut_out(penalties, now) is expected


def test_addresses_are_shut_out_each_by_itself() -> None:
    penalties = Penalties(1)
    refused(penalties, 100)
    assert (shut_out(penalties, 101), shut_out(penalties, 101, "10.0.0.7")) == (True, False)


@pytest.mark.parametrize(("status", "expected"), [(400, True), (429, True), (401, False), (404, False), (500, False)])
def test_malformed_bodies_and_bursts_count(status: int, *, expected: bool) -> None:
    penalties = Penalties(1)
    refused(penalties, 100, status=status)
    assert shut_out(penalties, 100) is expected


def test_what_was_forgotten_counts_no_longer() -> None:
    penalties = Penalties(1)
    refused(penalties, 100)
    penalties.clear()
    assert not shut_out(penalties, 101)


def test_more_than_ten_thousand_addresses_are_not_remembered() -> None:
    penalties = Penalties(1)
    for number in range(10_001):
        refused(penalties, 100, address=str(number))
    assert (shut_out(penalties, 101, "0"), shut_out(penalties, 101, "1")) == (False, True)


def test_by_itself_nobody_is_shut_out(mock: Mock) -> None:
    assert {create(mock, duration=5).status for _ in range(20)} == {400}


def test_the_answer_says_why_and_until_when_and_so_does_the_journal(new_mock: NewMock) -> None:
    mock = new_mock(penalty_box=2)
    began = mock.clock.now()
    assert [create(mock, duration=5).status for _ in range(2)] == [400, 400]
    mock.clock.advance(10)
    answer = create(mock)
    assert (answer.status, codes(answer)) == (403, ["K350"])
    assert message(answer) == (
        "Penalty Box: 2 requests of this address were refused within a minute, so it is shut out for 590 s more, until "
        f"{began + 600:.0f} in unix seconds: wait, then mend what was refused and send less at once"
    )
    assert mock.journal.exchanges()[-1].findings[0].code == "K350"
    assert json.loads(answer.body).keys() == {"message"}


def test_whoever_is_shut_out_gets_nothing_with_any_key_or_none(new_mock: NewMock) -> None:
    mock = new_mock(penalty_box=1)
    create(mock, duration=5)
    asked = [get(mock, KLING3), get(mock, KLING3, key="another"), ask(mock, "GET", f"http://mock.test{KLING3}", [])]
    asked.append(get(mock, "/v1/ai/nowhere"))
    assert [each.status for each in asked] == [403] * 4
    mock.clock.advance(600)
    assert (create(mock).status, get(mock, KLING3).status) == (200, 200)


def test_a_burst_above_the_rate_limit_shuts_out_too(new_mock: NewMock) -> None:
    mock = new_mock(penalty_box=2, rate_limit=parse("1"))
    assert [get(mock, KLING3).status for _ in range(4)] == [200, 429, 429, 403]


def test_a_400_on_purpose_shuts_nobody_out(new_mock: NewMock) -> None:
    mock = new_mock(penalty_box=1)
    control(mock, "POST", "/faults", fault="400")
    assert [create(mock).status for _ in range(2)] == [400, 200]


def test_a_reset_and_the_setting_let_in_again(new_mock: NewMock) -> None:
    mock = new_mock(penalty_box=1)
    for path, method, changes in (("/reset", "POST", {}), ("/settings", "PATCH", {"penalty-box": 0})):
        create(mock, duration=5)
        shut = create(mock).status
        control(mock, method, path, **changes)
        assert (shut, create(mock).status) == (403, 200)
