"""Faults are closed values: each is one of a group, and what can't be is refused where it is made."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from kling3_mockserver.errors import FaultError
from kling3_mockserver.faults.fault import (
    ApiFault,
    DocumentedError,
    Fault,
    HtmlPage,
    Latency,
    OrdersCollided,
    ResultFault,
    ResultSlow,
    WebhookDelayed,
    WebhookFault,
    WebhookStale,
    WrongContentType,
)
from tests.mockserver.faulting import API_FAULTS, RESULT_FAULTS, WEBHOOK_FAULTS


def test_every_kind_of_fault_is_tried_in_these_tests() -> None:
    tried = {type(each) for each in (*API_FAULTS, *WEBHOOK_FAULTS, *RESULT_FAULTS)}
    assert tried == set(Fault.__args__)
    assert set(Fault.__args__) == {*ApiFault.__args__, *WebhookFault.__args__, *ResultFault.__args__}


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: DocumentedError(418), r"got DocumentedError\(418\): expected one of 400, 401, 500 and 503"),
        (lambda: OrdersCollided(409), r"got OrdersCollided\(409\): expected 422 or 401, as OrdersCollided\(\)"),
        (lambda: DocumentedError(429), r"OrdersCollided\(\) 422, RateLimited\(\) 429"),
        (lambda: HtmlPage(503), r"got HtmlPage\(503\): expected 500, 200, 502 or 504; DocumentedError\(503\) is JSON"),
        (lambda: Latency(-1), r"got Latency\(-1\): expected seconds from 0 to 86400, a day"),
        (lambda: Latency("5"), r"got Latency\('5'\): expected seconds"),  # type: ignore[arg-type]
        (lambda: Latency(1, "5"), r"got Latency\(1, '5'\): expected the longest"),  # type: ignore[arg-type]
        (lambda: WrongContentType(5), r"got WrongContentType\(5\): expected a type"),  # type: ignore[arg-type]
        (lambda: Latency(math.nan), r"got Latency\(nan\): expected seconds"),
        (lambda: Latency(math.inf), r"got Latency\(inf\): expected seconds"),
        (lambda: Latency(2, 1), r"got Latency\(2, 1\): expected the longest time second, as in Latency\(0.1, 2\)"),
        (lambda: Latency(2, math.inf), r"got Latency\(2, inf\): expected the longest time second"),
        (lambda: WebhookDelayed(100_000), r"got WebhookDelayed\(100000\): expected seconds from 0 to 86400"),
        (lambda: WebhookStale(-0.1), r"got WebhookStale\(-0.1\): expected seconds"),
        (lambda: ResultSlow(-5), r"got ResultSlow\(-5\): expected seconds"),
        (lambda: WrongContentType("text/html; charset=utf-8"), "expected a type in printable ASCII without spaces"),
        (lambda: WrongContentType("text/h\ntml"), r"got WrongContentType\('text/h\\ntml'\): expected a type"),
        (lambda: WrongContentType("téxt/html"), "expected a type in printable ASCII"),
        (lambda: WrongContentType(""), "expected a type in printable ASCII"),
    ],
)  # fmt: skip
def test_a_fault_that_cannot_be_is_refused_where_it_is_made(make: Callable[[], Fault], expected: str) -> None:
    with pytest.raises(FaultError, match=expected):
        make()


def test_faults_are_values() -> None:
    assert Latency(0.1, 2) == Latency(0.1, 2)
    assert len({*API_FAULTS, *API_FAULTS}) == len(API_FAULTS)
