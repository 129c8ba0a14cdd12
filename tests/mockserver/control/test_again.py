"""A remembered request is asked again with all that it had, its key too, which nobody is shown."""

from __future__ import annotations

import json

import pytest

from kling3_mockserver.mock import Mock
from tests.mockserver.asking import control, create, get
from tests.mockserver.wire import KLING3, message

SECRET = "a-key-that-nobody-is-shown"


def again(mock: Mock, number: object = 1) -> dict[str, int]:
    response = control(mock, "POST", f"/requests/{number}/again")
    assert response.status == 200, response.body
    told: dict[str, int] = json.loads(response.body)
    return told


def test_an_order_is_given_once_more(mock: Mock) -> None:
    create(mock, key=SECRET, duration="7", scenario="fail 2")
    assert again(mock) == {"number": 2, "status": 200}
    first, second = mock.journal.exchanges()
    assert (first.request.body, first.request.headers) == (second.request.body, second.request.headers)
    assert first.task_id != second.task_id
    assert len(json.loads(get(mock, KLING3, key=SECRET).body)["data"]) == 2


def test_its_key_is_shown_to_nobody(mock: Mock) -> None:
    create(mock, key=SECRET)
    assert SECRET.encode() not in control(mock, "POST", "/requests/1/again").body
    assert SECRET.encode() not in control(mock, "GET", "/requests").body


def test_a_refusal_is_told_by_its_status(mock: Mock) -> None:
    create(mock, duration="99")
    assert again(mock) == {"number": 2, "status": 400}


def test_a_fault_meets_it_as_it_would_the_program(mock: Mock) -> None:
    create(mock)
    control(mock, "POST", "/faults", fault="503")
    assert again(mock) == {"number": 2, "status": 503}


def test_an_answer_that_never_comes_is_told(mock: Mock) -> None:
    create(mock)
    control(mock, "POST", "/faults", fault="reset")
    assert again(mock) == {"number": 2, "status": 0}


def test_what_is_forgotten_can_not_be_asked_again(mock: Mock) -> None:
    response = control(mock, "POST", "/requests/7/again")
    assert response.status == 404
    assert message(response) == "no request 7 is remembered: see GET /_mock/requests"


def test_what_was_cut_can_not_be_asked_again(mock: Mock) -> None:
    create(mock, negative_prompt="x" * 70_000)
    response = control(mock, "POST", "/requests/1/again")
    assert response.status == 409
    assert message(response) == "request 1 was too long to be remembered whole: send it from your program"


@pytest.mark.parametrize("query", ["", "page=1&page_size=2"])
def test_a_list_is_read_again_with_its_query(mock: Mock, query: str) -> None:
    get(mock, f"{KLING3}?{query}" if query else KLING3)
    again(mock)
    assert mock.journal.exchanges()[-1].request.query == query
