"""What a server broke of a task's life is seen in the answers that a client recorded."""

from __future__ import annotations

import json

import pytest

from tests.contracts.traffic.recordings import (
    GET,
    JSON,
    ORDER,
    OTHER_TASK,
    PRO,
    TASK,
    URL,
    Flat,
    flat,
    judged,
    lines,
    ordered,
    polled,
    task,
    told,
)


def answered(content: object) -> Flat:
    return flat("POST", PRO, 200, content, request_body=ORDER)


def listed(status: str) -> Flat:
    return flat("GET", GET, answer={"data": [{"task_id": TASK, "status": status}]})


DONE, FAILED = polled("COMPLETED", URL), polled("FAILED")


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ([answered(task("IN_PROGRESS"))], ["K120"]),
        ([answered(task("CREATED", TASK, URL))], ["K120", "K129"]),
        ([polled("CREATED", task_id=OTHER_TASK)], ["K123"]),
        ([ordered(), polled("IN_PROGRESS"), polled("CREATED")], ["K124"]),
        ([ordered(), polled("IN_PROGRESS"), listed("CREATED")], ["K124"]),
        ([DONE, polled("IN_PROGRESS")], ["K125"]),
        ([DONE, FAILED], ["K125"]),
        ([FAILED, DONE], ["K125"]),
        ([FAILED, listed("COMPLETED")], ["K125"]),
        ([ordered(), polled("COMPLETED")], ["K126"]),
        ([ordered(), polled("IN_PROGRESS", URL)], ["K129"]),
        ([ordered(), polled("FAILED", URL)], ["K129"]),
        ([ordered(), polled("DONE", URL)], ["K102"]),
        ([ordered(), DONE, listed("COMPLETED"), ordered(), polled("CREATED")], []),
        ([polled("COMPLETED", f"{URL}?token=1"), polled("COMPLETED", f"{URL}?token=2")], []),
    ],
)
def test_a_step_that_no_task_may_take_is_seen(recorded: list[Flat], expected: list[str]) -> None:
    assert told(*recorded) == expected


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ([DONE, polled("IN_PROGRESS")], "the task went from COMPLETED to IN_PROGRESS: an end is final"),
        (
            [polled("IN_PROGRESS"), polled("CREATED")],
            "the task went from IN_PROGRESS to CREATED: a status only moves",
        ),
        (
            [polled("CREATED", task_id=OTHER_TASK)],
            f"asked for the task {TASK}, got {OTHER_TASK}: look the task up",
        ),
        ([answered(task("CREATED", TASK, URL))], "shows CREATED with 1 URL: expected CREATED with no URL"),
    ],
)
def test_the_sentence_names_what_was_seen(recorded: list[Flat], expected: str) -> None:
    assert expected in judged(lines(*recorded)).violations[0].message


def test_a_page_of_html_and_a_status_that_is_none_are_told_as_such() -> None:
    html: Flat = {"response_headers": {"content-type": "text/html"}, "response_body": "<html>"}
    assert told({**ordered(), **html}, flat("GET", GET, 418)) == ["K100", "K101"]
    assert told(flat("GET", GET, 503, {"message": "later"}, response_headers=JSON)) == []


def test_time_between_is_judged_only_where_it_is_known() -> None:
    slow = polled("IN_PROGRESS", at=100, seconds=9)
    assert told(slow, polled("CREATED", at=105)) == []
    assert told(slow, polled("CREATED", at=110)) == ["K124"]
    assert told(slow, polled("CREATED")) == ["K124"]


def test_a_journal_lists_answers_in_their_order_whatever_its_clock_says() -> None:
    def record(status: str) -> Flat:
        body = json.dumps(task(status))
        request = {"method": "GET", "path": f"{GET}/{TASK}", "headers": JSON, "body": ""}
        return {"at": 100, "seconds": 5, "request": request, "response": {"status": 200, "headers": JSON, "body": body}}

    assert told(record("IN_PROGRESS"), record("CREATED")) == ["K124"]
