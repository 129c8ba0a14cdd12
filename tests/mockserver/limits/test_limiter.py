"""The limiter answers 429 to what comes too often, by the mock's clock, and tells when to come again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kling3_mockserver.errors import ApiError
from kling3_mockserver.http.messages import Response
from kling3_mockserver.limits.limiter import RateLimiter
from kling3_mockserver.limits.rate_limits import DOCUMENTED, Limit, RateLimits, Whose, parse
from kling3_mockserver.mock import Mock
from tests.mockserver.asking import control, create, created, get, read
from tests.mockserver.wire import KLING3, KLING3_PRO, OMNI, codes, header, message, send, told

NewMock = Callable[..., Mock]

NAMES = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
HERE = "127.0.0.1"


def admitted(limiter: RateLimiter, now: float, key: str = "alpha-key", address: str = HERE) -> bool:
    try:
        limiter.admit(key, address, now)
    except ApiError:
        return False
    return True


def budget(response: Response) -> tuple[str | None, ...]:
    return tuple(header(response, name) for name in NAMES)


def test_so_many_requests_are_admitted_in_a_window_and_no_more() -> None:
    limiter = RateLimiter(parse("3"))
    assert [admitted(limiter, 100 + number) for number in range(5)] == [True] * 3 + [False] * 2


@pytest.mark.parametrize(("now", "expected"), [(159.9, False), (160, True), (1e9, True)])
def test_a_window_begins_with_its_first_request_and_ends_a_minute_later(now: float, *, expected: bool) -> None:
    limiter = RateLimiter(parse("1"))
    assert [admitted(limiter, 100), admitted(limiter, now)] == [True, expected]


def test_what_is_refused_does_not_put_off_the_next_window() -> None:
    limiter = RateLimiter(parse("1"))
    assert [admitted(limiter, now) for now in (100, 110, 159, 160)] == [True, False, False, True]


def test_keys_have_windows_of_their_own() -> None:
    limiter = RateLimiter(parse("1"))
    assert [admitted(limiter, 100, key) for key in ("a", "b", "a", "b")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("key", "pause", "expected"),
    [
        (lambda _: "one-key", 0.0, 50),
        (lambda number: f"key-{number}", 0.0, 250),
        (lambda number: f"key-{number}", 0.05, 1_200),
        (lambda number: f"key-{number}", 0.1001, 2_000),
    ],
)
def test_the_documented_limits_hold_together(key: Callable[[int], str], pause: float, expected: int) -> None:
    """50 a minute for a key; 250 in 5 seconds and 1,200 in 2 minutes for an address."""
    limiter = RateLimiter(DOCUMENTED)
    answers = [admitted(limiter, 100 + number * pause, key(number)) for number in range(2_000)]
    assert [*answers, False].index(False) == expected


def test_an_address_that_asked_too_often_is_told_so_and_another_is_not() -> None:
    limiter = RateLimiter(DOCUMENTED)
    for number in range(250):
        limiter.admit(f"key-{number}", HERE, 100)
    with pytest.raises(ApiError, match=r": 250 requests in 5 s from this address\. Wait 5 s\.$"):
        limiter.admit("key", HERE, 100.5)
    assert admitted(limiter, 100.5, address="10.0.0.7")


def test_of_very_many_the_longest_unused_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kling3_mockserver.limits.limiter._MOST_WINDOWS", 2)
    limiter = RateLimiter(RateLimits("2", (Limit(Whose.KEY, 2, 60),)))
    assert [admitted(limiter, 100, key) for key in ("a", "b", "a", "c", "a", "b", "b", "b")] == [
        True, True, True, True, False, True, True, False,
    ]  # fmt: skip


def test_by_itself_nothing_is_limited(mock: Mock) -> None:
    answers = [get(mock, KLING3) for _ in range(400)]
    assert ({each.status for each in answers}, budget(answers[0])) == ({200}, ("300", "299", "60"))


def test_who_asks_too_often_is_told_in_the_services_words(new_mock: NewMock) -> None:
    mock = new_mock(rate_limit=parse("2"))
    create(mock)
    mock.clock.advance(20.5)
    assert budget(get(mock, KLING3)) == ("2", "0", "40")
    response = create(mock)
    assert (response.status, budget(response)) == (429, ("2", "0", "40"))
    told = "You've reached the rate limit per minute for this service: 2 requests in 60 s by this key. Wait 40 s."
    assert message(response) == told
    mock.clock.advance(40)
    assert create(mock).status == 200


def test_who_waits_as_long_as_the_header_says_is_served(new_mock: NewMock) -> None:
    mock = new_mock(rate_limit=parse("1"))
    create(mock)
    for _ in range(3):
        mock.clock.advance(0.3)
        mock.clock.advance(float(str(header(create(mock), NAMES[2]))))
        assert create(mock).status == 200


def test_all_endpoints_count_together_and_what_is_left_is_told_of_reading(new_mock: NewMock) -> None:
    mock = new_mock(rate_limit=parse("4"))
    task_id = created(mock)
    assert [budget(each) for each in (read(mock, task_id), get(mock, OMNI))] == [("4", "2", "60"), ("4", "1", "60")]
    assert [create(mock).status, create(mock).status] == [200, 429]


def test_a_bad_key_a_result_and_the_control_api_are_not_counted(new_mock: NewMock) -> None:
    mock = new_mock(rate_limit=parse("1"))
    for _ in range(3):
        assert send(mock, "GET", KLING3, key="").status == 401
        assert send(mock, "GET", "/kling_x.mp4", key="").status == 403
        assert control(mock, "GET", "/health").status == 200
    assert create(mock).status == 200


def test_a_limit_is_set_raised_and_lifted_while_running(mock: Mock) -> None:
    seen = []
    for limit in (1, 2, "off"):
        control(mock, "PATCH", "/settings", rate_limit=limit)
        seen.append([create(mock).status for _ in range(3)])
    assert seen == [[200, 429, 429], [200, 200, 429], [200, 200, 200]]


def test_another_setting_leaves_the_counts_alone(new_mock: NewMock) -> None:
    mock = new_mock(rate_limit=parse("1"))
    create(mock)
    control(mock, "PATCH", "/settings", strict=True)
    assert create(mock).status == 429


def test_a_reset_makes_every_budget_whole(new_mock: NewMock) -> None:
    mock = new_mock(rate_limit=parse("1"))
    create(mock)
    control(mock, "POST", "/reset")
    assert create(mock).status == 200


# Coming again too soon (K035) ---------------------------------------------------------------------------------------


def test_who_comes_again_within_a_minute_is_told_each_time_until_it_is_over(new_mock: NewMock) -> None:
    mock = new_mock(rate_limit=parse("1"))
    create(mock)
    seen = []
    for pause in (1, 2, 4, 8, 50):
        mock.clock.advance(pause)
        response = create(mock)
        seen.append((response.status, codes(response)))
    assert seen == [(429, []), (429, ["K035"]), (429, ["K035"]), (429, ["K035"]), (200, ["K035"])]
    mock.clock.advance(60)
    assert codes(create(mock)) == []


def test_the_advice_counts_from_the_last_429(new_mock: NewMock) -> None:
    mock = new_mock(rate_limit=parse("1"))
    create(mock)
    create(mock)
    mock.clock.advance(59.4)
    response = create(mock)
    (finding,) = told(response)
    assert finding.message.startswith("this request comes 59 s after a 429: the limit counts by the minute, wait 60 s")
    mock.clock.advance(59)
    assert codes(get(mock, KLING3)) == ["K035"]


def test_another_key_is_told_nothing(new_mock: NewMock) -> None:
    mock = new_mock(rate_limit=parse("1"))
    create(mock)
    create(mock)
    assert codes(create(mock, key="beta-key")) == []


def test_a_429_on_purpose_counts_too_also_when_the_next_is_one(mock: Mock) -> None:
    control(mock, "POST", "/faults", fault="429", times=2)
    answers = [create(mock), create(mock), create(mock)]
    assert [(each.status, codes(each)) for each in answers] == [(429, []), (429, ["K035"]), (200, ["K035"])]
    assert mock.journal.exchanges()[1].findings[0].code == "K035"


def test_a_reset_forgets_who_was_refused(mock: Mock) -> None:
    control(mock, "POST", "/faults", fault="429")
    create(mock)
    control(mock, "POST", "/reset")
    assert codes(create(mock)) == []


def test_it_is_all_the_same_which_header_brings_the_key(mock: Mock) -> None:
    control(mock, "POST", "/faults", fault="429")
    create(mock, key="alpha-key")
    assert codes(send(mock, "GET", KLING3_PRO, ("x-magnific-api-key", "alpha-key"), key=""))[0] == "K035"
