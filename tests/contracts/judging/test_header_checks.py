"""The head of an answer is held to what was recorded, and what is left out there is left alone."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from kling3_contracts.judging.header_checks import HeaderChecks
from kling3_contracts.judging.judge import Judge
from kling3_contracts.judging.promises import HEADERS, PROMISES
from kling3_contracts.messages import Answer, Exchange, HeaderPairs, Request
from kling3_openapi.document import Strictness
from kling3_openapi.endpoints import Family

LIST, OTHER_LIST = Family.KLING3.path, Family.OMNI.path
JSON = ("content-type", "application/json")


def limits(limit: int, remaining: int, reset: int = 60) -> HeaderPairs:
    told = {"limit": limit, "remaining": remaining, "reset": reset}
    return tuple((f"X-RateLimit-{name}", str(value)) for name, value in told.items())


class Run:
    """A judge that hears of answers, on a clock that the test moves."""

    def __init__(self, strictness: Strictness = Strictness.STRICT) -> None:
        self.now, self.here, self.judge = 0.0, 0.0, Judge(PROMISES)
        self._checks = HeaderChecks(self.judge, strictness, lambda: self.now, lambda: self.here)

    def hear(self, *headers: tuple[str, str], status: int = 200, request: Request | None = None) -> None:
        self._checks(Exchange(request or Request("GET", LIST), Answer(status, headers, b"{}")))

    @property
    def told(self) -> list[str]:
        return [f"{each.code} {each.message}" for each in self.judge.violations()]

    @property
    def tried(self) -> set[str]:
        return {each.code for each in self.judge.checks() if each.tried}


def test_a_number_that_comes_again_is_told() -> None:
    run = Run()
    for number in ("ak-1", "ak-2", "ak-1"):
        run.hear(("x-request-id", number))
    assert run.told == [
        f"K140 GET {LIST}: x-request-id is ak-1, as in an answer before: draw a new number for each",
    ]


def test_a_number_that_its_request_brought_along_may_come_again() -> None:
    run, request = Run(), Request("GET", LIST, (("X-Request-Id", "mine"),))
    run.hear(("x-request-id", "mine"), request=request)
    run.hear(("x-request-id", "mine"), request=request)
    assert (run.told, "K140" in run.tried) == ([], False)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("application/json", ""),
        ("application/json;", ""),
        ('Application/JSON; Charset="UTF-8"', ""),
        ("application/problem+json; charset=utf8", ""),
        ("application/json; charset=iso-8859-1", "charset=iso-8859-1"),
        ("application/json; charset=utf-8; version=2", "version=2"),
        ("application/json; odd", "odd"),
    ],
)
def test_a_parameter_other_than_utf_8_is_told(value: str, expected: str) -> None:
    run = Run()
    run.hear(("content-type", value))
    message = f"K142 GET {LIST}: the content type says {expected} beside application/json: leave it out"
    assert run.told == ([message] if expected else [])


def test_a_content_type_that_comes_twice_is_told() -> None:
    run = Run()
    run.hear(JSON, JSON)
    assert [each[:4] for each in run.told] == ["K142"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("max-age=0, no-cache, no-store", False),
        ("no-store, max-age=60", False),
        ("private, No-Cache, max-age=60", False),
        ("max-age=0", False),
        ("private", False),
        ("", False),
        ("max-age=60", True),
        ('public, S-MaxAge="60"', True),
    ],
)
def test_an_age_that_a_cache_may_let_pass_is_told(value: str, *, expected: bool) -> None:
    run = Run()
    run.hear(("cache-control", value))
    assert ([each[:4] for each in run.told] == ["K143"]) is expected
    assert ("K143" in run.tried) is bool(value)


def test_what_an_order_is_answered_may_have_any_age() -> None:
    run = Run()
    run.hear(("cache-control", "max-age=60"), request=Request("POST", f"{LIST}-pro"))
    assert run.told == []


def hear_all(run: Run, remaining: Iterable[int]) -> None:
    for each in remaining:
        run.hear(*limits(300, each))


def test_more_left_than_the_limit_is_told() -> None:
    run = Run()
    run.hear(*limits(300, 301))
    expected = "x-ratelimit-remaining tells 301 of 300 as left: tell no more than the limit"
    assert run.told == [f"K141 GET {LIST}: {expected}"]


@pytest.mark.parametrize(
    ("remaining", "expected"),
    [
        (range(300, 280, -1), False),
        ([0] * 20, False),
        ([299] * 9, False),
        ([299] * 10, True),
        ([299] * 9 + [298], False),
        ([3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 299, 298], False),
    ],
)
def test_a_rest_that_never_falls_is_told(remaining: Iterable[int], *, expected: bool) -> None:
    run = Run()
    hear_all(run, remaining)
    assert ([each[:4] for each in run.told] == ["K141"]) is expected


@pytest.mark.parametrize("clock", ["now", "here"])
def test_a_rest_may_stay_where_time_passes_or_another_counter_counts(clock: str) -> None:
    run = Run()
    for number in range(20):
        setattr(run, clock, number / 5)
        run.hear(*limits(300, 299))
        run.hear(*limits(300, 299), request=Request("GET", OTHER_LIST, (("x-freepik-api-key", str(number)),)))
    assert run.told == []


@pytest.mark.parametrize(
    ("passed", "after", "expected"), [(62, 9, True), (62, 10, False), (62, 299, False), (61, 9, False)]
)
def test_a_rest_that_does_not_come_back_is_told(passed: float, after: int, *, expected: bool) -> None:
    run = Run()
    run.hear(*limits(300, 10))
    run.now += passed
    run.hear(*limits(300, after))
    message = "tells 9 as left after 10, though the 60 seconds that x-ratelimit-reset told have passed: begin anew then"
    assert run.told == ([f"K141 GET {LIST}: x-ratelimit-remaining {message}"] if expected else [])


@pytest.mark.parametrize(("limit", "expected"), [(300, True), (2, True), (1, False), (0, False)])
def test_a_rest_of_nothing_though_nothing_was_used_is_told(limit: int, *, expected: bool) -> None:
    """Who may ask once alone has used it up by asking."""
    run = Run()
    run.hear(*limits(limit, 0))
    run.now += 62
    run.hear(*limits(limit, 0))
    message = "tells 0 as left after 0, though the 60 seconds that x-ratelimit-reset told have passed: begin anew then"
    assert run.told == ([f"K141 GET {LIST}: x-ratelimit-remaining {message}"] if expected else [])


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (limits(300, 299)[1:], "x-ratelimit-limit is missing"),
        (limits(300, 299)[:1], "x-ratelimit-remaining is missing, x-ratelimit-reset is missing"),
        ((*limits(300, 299)[:2], ("x-ratelimit-reset", "60.5")), "x-ratelimit-reset is 60.5"),
        ((*limits(300, 299)[1:], ("x-ratelimit-limit", "300, 300;w=60")), "x-ratelimit-limit is 300, 300;w=60"),
        (limits(300, -1), "x-ratelimit-remaining is -1"),
        (limits(10**9, 1), "x-ratelimit-limit is 1000000000"),
        (limits(300, 299), ""),
    ],
)
def test_a_limit_that_is_told_in_part_is_told(headers: HeaderPairs, expected: str) -> None:
    run = Run()
    run.hear(*headers)
    end = ", expected whole numbers in all three headers of a limit: send all, or none"
    assert run.told == ([f"K148 GET {LIST}: {expected}{end}"] if expected else [])
    assert "K148" in run.tried


def test_what_other_requests_of_the_key_may_have_used_need_not_come_back() -> None:
    run = Run()
    run.hear(*limits(300, 200))
    run.now += 50
    run.hear(request=Request("POST", f"{LIST}-pro"))
    run.now += 50
    run.hear(*limits(300, 100))
    assert run.told == []


@pytest.mark.parametrize("status", [0, 429, 500, 503])
def test_what_says_nothing_of_a_promise_is_left_alone(status: int) -> None:
    run = Run()
    run.hear(("content-type", "application/json; a=b"), ("cache-control", "max-age=9"), status=status)
    run.hear(("content-type", "application/json; a=b"), request=Request("GET", "/kling_7.mp4"))
    assert (run.told, run.tried) == ([], set())


def test_where_nothing_was_heard_the_reason_is_told() -> None:
    notes = {
        strictness: {
            each.note for each in Run(strictness).judge.checks() if each.code in {each.code for each in HEADERS}
        }
        for strictness in Strictness
    }
    assert notes == {
        Strictness.STRICT: {"no answer had the header"},
        Strictness.PUBLISHED: {"the published document does not say so, the strict one does"},
    }


def test_the_published_document_asks_for_none_of_it() -> None:
    run = Run(Strictness.PUBLISHED)
    run.hear(("content-type", "application/json; a=b"), ("cache-control", "max-age=9"))
    assert run.told == []
