"""Faults stand as words in the control API, the log and a header, and are read back from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.errors import FaultError
from kling3_mockserver.faults.fault import (
    ConnectionReset,
    DocumentedError,
    Fault,
    HtmlPage,
    Latency,
    PenaltyBox,
    ResultSlow,
    WebhookDelayed,
    WebhookStale,
    WrongContentType,
)
from kling3_mockserver.faults.text import FAULT_WORDS, parse, words
from tests.mockserver.faulting import API_FAULTS, RESULT_FAULTS, WEBHOOK_FAULTS, in_words

seconds = st.floats(0, 86_400)


@pytest.mark.parametrize(**in_words((*API_FAULTS, *WEBHOOK_FAULTS, *RESULT_FAULTS)))
def test_what_is_written_reads_back_as_the_same_fault(fault: Fault) -> None:
    text = words(fault)
    assert parse(text) == parse(text.upper()) == fault
    assert text.isascii()
    assert text.split()[0] in FAULT_WORDS


@given(seconds, seconds)
def test_times_read_back_to_the_last_digit(first: float, second: float) -> None:
    low, high = sorted((first, second))
    for fault in (Latency(first), Latency(low, high), WebhookDelayed(first), WebhookStale(first), ResultSlow(first)):
        assert parse(words(fault)) == fault


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("503", DocumentedError(503)),
        ("403", PenaltyBox()),
        ("502", HtmlPage(502)),
        ("html 504", HtmlPage(504)),
        ("html", HtmlPage(500)),
        (" HTML   200 ", HtmlPage(200)),
        ("latency 2", Latency(2.0)),
        ("latency .1 2", Latency(0.1, 2.0)),
        ("reset", ConnectionReset()),
        ("reset-midway", ConnectionReset(midway=True)),
        ("webhook-stale", WebhookStale(600.0)),
        ("wrong-type", WrongContentType("text/plain")),
        ("wrong-type application/xml", WrongContentType("application/xml")),
    ],
)
def test_a_text_may_be_written_freely(text: str, expected: Fault) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "",
            "unknown fault '': expected 400, 401, 500, 503, 402, 403, 422, collision-401, 429, 502, 504, tasks-",
        ),
        ("explode", "unknown fault 'explode': expected 400, 401, "),
        ("x" * 100, f"unknown fault '{'x' * 60}': expected"),
        ("503 2", "unknown fault '503 2': expected"),
        ("latency", "got 'latency': expected latency with one or two numbers of seconds, as in latency 2"),
        ("latency 1 2 3", "got 'latency 1 2 3': expected latency with one or two numbers of seconds"),
        ("webhook-delayed", "got 'webhook-delayed': expected webhook-delayed with one number of seconds, as in"),
        ("webhook-delayed 1 2", "got 'webhook-delayed 1 2': expected webhook-delayed with one number of seconds"),
        ("webhook-stale 1 2", "got 'webhook-stale 1 2': expected webhook-stale with one number or none of seconds"),
        ("result-slow 1 2", "got 'result-slow 1 2': expected result-slow with one number of seconds"),
        ("latency soon", "got 'latency soon': expected a number of seconds, not 'soon'"),
        ("latency nan", r"got Latency\(nan\): expected seconds"),
        ("latency 2 1", "expected the longest time second"),
        ("html 404", "got 'html 404': expected html 500, html 200, html 502 or html 504"),
        ("webhook-droped", r"unknown fault 'webhook-droped' \(did you mean webhook-dropped\?\): expected 400"),
        ("html 500 200", "unknown fault"),
        ("wrong-type a b", "unknown fault"),
    ],
)
def test_a_text_that_stands_for_nothing_is_refused_with_what_there_is(text: str, expected: str) -> None:
    with pytest.raises(FaultError, match=expected):
        parse(text)
