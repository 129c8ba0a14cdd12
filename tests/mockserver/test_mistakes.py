"""Each mistake that real programs make with this API is told, with its mend, where it is made."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kling3_mockserver.http.messages import Response
from kling3_mockserver.limits.rate_limits import parse
from kling3_mockserver.mock import Mock
from kling3_openapi.endpoints import Family
from kling3_openapi.rules.catalogue import CATALOGUE
from tests.mockserver.asking import KEY, control, create, created, get, read
from tests.mockserver.mistakes import ADDRESSES, BODIES, SERIES, UNSEEN, Ask, Mistake
from tests.mockserver.wire import JSON, KLING3, content, send, told

SEVERITIES = {entry.code: entry.severity for entry in CATALOGUE}
EVERY_NUMBER = set(range(1, 40))


def asked(mock: Mock, ask: Ask) -> Response:
    headers = [("authorization", f"Bearer {KEY}")] if ask.bearer else []
    if ask.body is None:
        return send(mock, "GET", ask.path, *headers, key="" if ask.bearer else KEY)
    return send(mock, "POST", ask.path, JSON, body=json.dumps(ask.body).encode())


def name_of(mistake: Mistake) -> str:
    return f"{mistake.number}-{mistake.code}-{mistake.ask.path.rpartition('/')[2]}"


@pytest.mark.parametrize("mistake", [*BODIES, *ADDRESSES], ids=name_of)
def test_a_mistake_is_told_with_its_mend(mock: Mock, mistake: Mistake) -> None:
    response = asked(mock, mistake.ask)
    (only,) = told(response)
    assert (response.status, only.code) == (mistake.status, mistake.code)
    assert mistake.mend in only.message
    assert only.severity == SEVERITIES[mistake.code].value


@pytest.mark.parametrize("mistake", [*BODIES, *ADDRESSES], ids=name_of)
def test_the_journal_has_the_same_finding_in_full(mock: Mock, mistake: Mistake) -> None:
    asked(mock, mistake.ask)
    (listed,) = json.loads(control(mock, "GET", "/requests").body)
    (only,) = listed["findings"]
    assert (listed["response"]["status"], only["code"]) == (mistake.status, mistake.code)
    assert mistake.mend in only["message"]
    assert mock.journal.exchanges()[-1].findings[0].message == only["message"]


@pytest.mark.parametrize("mistake", [each for each in (*BODIES, *ADDRESSES) if each.status >= 400], ids=name_of)
def test_a_refusal_says_it_in_its_message_too(mock: Mock, mistake: Mistake) -> None:
    """Many programs show nothing but the message."""
    assert mistake.mend in str(content(asked(mock, mistake.ask))["message"])


def test_what_is_taken_makes_a_task_and_what_is_refused_makes_none(mock: Mock) -> None:
    taken = [asked(mock, each.ask).status == 200 for each in BODIES]
    assert [each.status == 200 for each in BODIES] == taken
    assert json.loads(control(mock, "GET", "/health").body)["tasks"] == sum(taken)


@pytest.mark.parametrize("other", [each for each in Family if each is not Family.OMNI])
def test_23_a_task_is_polled_under_another_familys_path(mock: Mock, other: Family) -> None:
    response = read(mock, created(mock, Family.OMNI), other)
    (only,) = told(response)
    assert (response.status, only.code) == (404, "K023")
    assert f"was created with Kling 3 Omni: read it with GET {Family.OMNI.path}/{{task-id}}" in only.message


@pytest.mark.parametrize("scenario", ["at-once", "fail 0", "no-url 0"])
def test_26_a_word_that_never_comes_is_waited_for(mock: Mock, scenario: str) -> None:
    task_id = created(mock, scenario=scenario)
    answers = [read(mock, task_id) for _ in range(4)]
    assert [[each.code for each in told(answer)] for answer in answers] == [[], [], [], ["K026"]]
    assert "waiting for DONE, SUCCESS or succeed never ends" in told(answers[-1])[0].message
    assert mock.journal.exchanges()[-1].findings[0].code == "K026"


def test_26_a_task_under_way_may_be_polled_for_ever(mock: Mock) -> None:
    task_id = created(mock, scenario="never")
    assert [told(read(mock, task_id)) for _ in range(20)] == [[]] * 20


def test_35_a_limit_that_counts_by_the_minute_is_met_with_retries(new_mock: Callable[..., Mock]) -> None:
    """After 2, 4 and 8 seconds as most libraries do it; what comes after the minute is fine."""
    mock = new_mock(rate_limit=parse("2"))
    answers = [get(mock, KLING3) for _ in range(3)][2:]
    for seconds in (2, 4, 8, 60):
        mock.clock.advance(seconds)
        answers.append(get(mock, KLING3))
    assert [each.status for each in answers] == [429, 429, 429, 429, 200]
    assert [[each.code for each in told(answer)] for answer in answers] == [[], *([["K035"]] * 3), []]
    assert "2 s after a 429: the limit counts by the minute, wait 60 s" in told(answers[1])[0].message


def test_35_a_failed_order_is_sent_again_and_again(mock: Mock) -> None:
    answers = [create(mock, scenario="fail 0", prompt="A fox") for _ in range(4)]
    assert [[each.code for each in told(answer)] for answer in answers] == [[], [], [], ["K044"]]
    assert "FAILED 3 times before: change the prompt or the images" in told(answers[-1])[0].message
    assert mock.journal.exchanges()[-1].findings[0].code == "K044"


def test_35_other_orders_after_failures_are_no_repetition(mock: Mock) -> None:
    answers = [create(mock, scenario="fail 0", prompt=f"A fox, take {number}") for number in range(6)]
    assert [told(answer) for answer in answers] == [[]] * 6


def test_all_39_mistakes_are_accounted_for() -> None:
    in_tables = {each.number for each in (*BODIES, *ADDRESSES)}
    assert in_tables | SERIES | UNSEEN.keys() == EVERY_NUMBER
    assert not in_tables & SERIES
    assert not UNSEEN.keys() & (in_tables | SERIES)
    assert all(UNSEEN.values())


def test_each_mistake_of_a_series_has_a_test() -> None:
    tested = {int(name.split("_")[1]) for name in globals() if name.startswith("test_") and name[5].isdigit()}
    assert tested == SERIES


def test_every_code_up_to_39_has_its_mistakes_number() -> None:
    """The second halves of mistakes, and mistakes that are in no list, have codes from K041 on."""
    own = {f"K{number:03}" for number in EVERY_NUMBER - UNSEEN.keys()}
    assert own == {code for code in SEVERITIES if int(code[1:]) <= 39}
    told_of = {each.code for each in (*BODIES, *ADDRESSES)} | {f"K{number:03}" for number in SERIES}
    assert own <= told_of
