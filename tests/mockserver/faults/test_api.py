"""A fault of the API is what the client sees, before the work of its request or after it, and it is named."""

from __future__ import annotations

import json

import pytest

from kling3_mockserver.doors import BrokenAnswerError
from kling3_mockserver.faults.fault import (
    ConnectionReset,
    CreditUsedUp,
    DocumentedError,
    EmptyBody,
    Fault,
    HtmlPage,
    OrdersCollided,
    PenaltyBox,
    RateLimited,
    TasksNotFound,
    TruncatedJson,
    WrongContentType,
)
from kling3_mockserver.faults.occasions import When
from kling3_mockserver.faults.text import words
from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_openapi.document import Strictness, load
from kling3_openapi.schemas import Validator
from tests.mockserver.asking import at_once, create, created, get, read
from tests.mockserver.faulting import AFTER, fail, named
from tests.mockserver.wire import KLING3, content, header, message, send

PUBLISHED = json.loads(load(Strictness.PUBLISHED).to_json())


def held(mock: Mock) -> int:
    """Return how many tasks there are."""
    return at_once(mock.store.count())


def kind_of(response: Response) -> str:
    return str(header(response, "content-type")).partition(";")[0]


@pytest.mark.parametrize("when", [None, AFTER])
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (DocumentedError(400), (400, "application/json", b'{"message":"Parameter \':attribute\' is not valid"}')),
        (DocumentedError(401), (401, "application/json", b'{"message":"Invalid API key"}')),
        (DocumentedError(500), (500, "application/json", b'{"message":"Internal Server Error"}')),
        (
            DocumentedError(503),
            (503, "application/json", b'{"message":"Service Unavailable. Please try again later."}'),
        ),
        (
            CreditUsedUp(),
            (402, "application/json", b'{"message":"Payment Required: the credit of this key is used up"}'),
        ),
        (OrdersCollided(), (422, "application/json", b'{"message":"Unprocessable Entity"}')),
        (OrdersCollided(401), (401, "application/json", b'{"message":"Invalid API key"}')),
        (PenaltyBox(), (403, "application/json", b'{"message":"Penalty Box"}')),
        (EmptyBody(), (200, "application/json", b"")),
    ],
)
def test_the_answer_is_the_faults_instead_of_the_true_one(
    mock: Mock, fault: Fault, when: When | None, expected: tuple[int, str, bytes]
) -> None:
    fail(mock, fault, when=when)
    response = create(mock)
    assert (response.status, kind_of(response), response.body) == expected
    assert (header(response, "content-length"), named(response)) == (str(len(response.body)), words(fault))
    assert create(mock).status == 200


@pytest.mark.parametrize("status", [400, 401, 500, 503])
def test_documented_errors_have_bodies_of_the_document(mock: Mock, status: int) -> None:
    fail(mock, DocumentedError(status))
    answer = content(create(mock))
    described = PUBLISHED["paths"][f"{KLING3}-pro"]["post"]["responses"][str(status)]
    name = described["$ref"].rpartition("/")[2]
    media = PUBLISHED["components"]["responses"][name]["content"]["application/json"]
    schema = {**media["schema"], "components": PUBLISHED["components"]}
    assert list(Validator(schema).problems(answer)) == []
    assert json.dumps(answer["message"]) in json.dumps(PUBLISHED)


def test_a_400_is_nested_for_those_who_ask_for_problems(mock: Mock) -> None:
    fail(mock, "400")
    response = send(mock, "GET", KLING3, ("accept", "application/problem+json"))
    assert (response.status, kind_of(response)) == (400, "application/problem+json")
    assert content(response)["problem"] == {"message": "Parameter ':attribute' is not valid", "invalid_params": []}


@pytest.mark.parametrize("status", [500, 200])
def test_a_gateways_page_is_html(mock: Mock, status: int) -> None:
    fail(mock, HtmlPage(status))
    response = create(mock)
    assert (response.status, kind_of(response), response.body[:15]) == (status, "text/html", b"<!DOCTYPE html>")
    with pytest.raises(ValueError, match="Expecting value"):
        json.loads(response.body)


def test_a_429_is_in_the_services_words_with_its_three_headers(mock: Mock) -> None:
    fail(mock, RateLimited())
    response = create(mock)
    assert response.status == 429
    told = "You've reached the rate limit per minute for this service: 50 requests in 60 s by this key. Wait 60 s."
    assert message(response) == told
    names = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
    assert [header(response, name) for name in names] == ["50", "0", "60"]


@pytest.mark.parametrize("fault", [CreditUsedUp(), OrdersCollided()])
def test_only_an_order_costs_credit_or_meets_another(mock: Mock, fault: Fault) -> None:
    fail(mock, fault)
    assert get(mock, KLING3).status == 200
    assert (create(mock).status, create(mock).status) == (402 if fault == CreditUsedUp() else 422, 200)


def test_a_list_is_not_found_and_only_a_list(mock: Mock) -> None:
    created(mock)
    fail(mock, TasksNotFound())
    assert created(mock)
    response = get(mock, KLING3)
    assert (response.status, content(response)) == (404, {"message": "Tasks not found"})
    assert get(mock, KLING3).status == 200


def test_truncated_json_is_the_first_half_of_the_true_answer(mock: Mock) -> None:
    task_id = created(mock)
    whole = read(mock, task_id).body
    fail(mock, TruncatedJson())
    response = read(mock, task_id)
    assert (response.status, kind_of(response)) == (200, "application/json")
    assert (response.body, len(response.body)) == (whole[: len(response.body)], len(whole) // 2)
    assert header(response, "content-length") == str(len(response.body))


@pytest.mark.parametrize("content_type", ["text/plain", "text/html"])
def test_a_wrong_content_type_is_the_only_one(mock: Mock, content_type: str) -> None:
    fail(mock, WrongContentType(content_type))
    response = create(mock)
    assert (response.status, header(response, "content-type")) == (200, content_type)
    assert json.loads(response.body)["data"]["status"] == "CREATED"
    assert held(mock) == 1


@pytest.mark.parametrize("when", [None, AFTER])
def test_a_connection_that_is_reset_has_no_answer(mock: Mock, when: When | None) -> None:
    fail(mock, ConnectionReset(), when=when)
    with pytest.raises(BrokenAnswerError, match="ended without an answer") as lost:
        create(mock)
    assert lost.value.begun is None
    assert held(mock) == (when is AFTER)
    assert mock.journal.exchanges()[-1].response == Response(0, [], b"")


def test_a_connection_that_is_reset_midway_has_half_an_answer(mock: Mock) -> None:
    fail(mock, ConnectionReset(midway=True))
    with pytest.raises(BrokenAnswerError) as lost:
        create(mock)
    begun = lost.value.begun
    assert begun is not None
    assert (begun.status, begun.body[:19], named(begun)) == (200, b'{"data":{"task_id":', "reset-midway")
    announced = int(str(header(begun, "content-length")))
    assert (len(begun.body), mock.journal.exchanges()[-1].response.body) == (announced // 2, begun.body)
    assert held(mock) == 1
