"""A scenario and its text stand for one another; other text is refused in words that show how to write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.errors import ScenarioError
from kling3_mockserver.tasks.scenario import (
    CompleteAfter,
    CompleteAfterReads,
    CompleteAtOnce,
    CompleteWithoutUrl,
    FailAfter,
    NeverEnd,
    Scenario,
    directive,
    parse,
    words,
)

seconds = st.none() | st.floats(min_value=0, allow_infinity=False) | st.integers(0, 10**6).map(float)
scenarios: st.SearchStrategy[Scenario] = st.one_of(
    st.builds(CompleteAfter, seconds),
    st.builds(FailAfter, seconds),
    st.builds(CompleteWithoutUrl, seconds),
    st.builds(CompleteAfterReads, st.integers(1, 999_999_999), seconds),
    st.just(CompleteAtOnce()),
    st.just(NeverEnd()),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("complete", CompleteAfter()),
        ("complete 2", CompleteAfter(2.0)),
        ("complete 0", CompleteAfter(0.0)),
        ("  FAIL \t 2.5 ", FailAfter(2.5)),
        ("fail", FailAfter()),
        ("no-url 1e2", CompleteWithoutUrl(100.0)),
        ("at-once", CompleteAtOnce()),
        ("Never", NeverEnd()),
        ("reads 1", CompleteAfterReads(1)),
        ("reads 003", CompleteAfterReads(3)),
        ("reads 3 60", CompleteAfterReads(3, 60.0)),
    ],
)
def test_a_text_stands_for_a_scenario(text: str, expected: Scenario) -> None:
    assert parse(text) == expected


NAMES = "complete [SECONDS], at-once, reads N [SECONDS], fail [SECONDS], no-url [SECONDS] or never"
AMOUNT = "SECONDS to be a number of 0 or more, as in 'fail 2'"
READS = "N to be a whole number of 1 or more, as in 'reads 3' or 'reads 3 60'"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", NAMES),
        (" \t ", NAMES),
        ("succeed", NAMES),
        ("complete 2 3", NAMES),
        ("fail -1", AMOUNT),
        ("fail soon", AMOUNT),
        ("complete nan", AMOUNT),
        ("no-url inf", AMOUNT),
        ("at-once 3", "at-once alone"),
        ("never 3", "never alone"),
        ("reads", READS),
        ("reads 0", READS),
        ("reads -1", READS),
        ("reads 1.5", READS),
        ("reads 1 2 3", READS),
        ("reads 1 soon", AMOUNT),
        ("reads \N{SUPERSCRIPT TWO}", READS),
        ("reads \N{ARABIC-INDIC DIGIT THREE}", READS),
    ],
)
def test_any_other_text_is_refused_with_what_was_expected(text: str, expected: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        parse(text)
    assert str(refused.value) == f"unknown scenario '{text}': expected {expected}"


def test_a_refusal_keeps_the_text_and_shows_no_more_of_it_than_a_line_holds() -> None:
    with pytest.raises(ScenarioError) as refused:
        parse("x" * 5_000)
    assert refused.value.text == "x" * 5_000
    assert str(refused.value).startswith(f"unknown scenario '{'x' * 60}': expected complete")


@given(scenarios)
def test_the_words_of_a_scenario_are_read_as_that_scenario(scenario: Scenario) -> None:
    assert parse(words(scenario)) == scenario


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        (CompleteAfter(), "complete"),
        (FailAfter(2.0), "fail 2"),
        (CompleteWithoutUrl(1_234_567.5), "no-url 1234567.5"),
        (CompleteAfterReads(3), "reads 3"),
        (CompleteAfterReads(3, 60.0), "reads 3 60"),
        (CompleteAtOnce(), "at-once"),
        (NeverEnd(), "never"),
    ],
)
def test_the_words_are_those_that_a_person_would_write(scenario: Scenario, expected: str) -> None:
    assert words(scenario) == expected


texts = st.builds("{} {}".format, st.sampled_from(["fail", "reads", "never"]), st.integers(-1, 9) | st.text())


@given(st.text() | texts)
def test_whatever_the_text_it_is_read_or_refused(text: str) -> None:
    try:
        scenario = parse(text)
    except ScenarioError:
        return
    assert parse(words(scenario)) == scenario


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("A fox [[kling3: fail 2]] in the snow", FailAfter(2.0)),
        ("[[ KLING3 :never]]", NeverEnd()),
        ("[[kling3: at-once]] and [[kling3: fail]]", CompleteAtOnce()),
        ("A fox in the snow", None),
        ("[[other: fail]]", None),
        ("[kling3: fail]", None),
        ("[[kling3: fail", None),
    ],
)
def test_a_prompt_may_carry_a_scenario(prompt: str, expected: Scenario | None) -> None:
    assert directive(prompt) == expected


@pytest.mark.parametrize("prompt", ["[[kling3: succeed]]", "[[kling3:]]", "[[kling3: ]]"])
def test_a_directive_that_can_not_be_read_is_refused(prompt: str) -> None:
    with pytest.raises(ScenarioError, match=r"^unknown scenario '.*': expected complete"):
        directive(prompt)
