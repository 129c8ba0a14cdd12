"""Good reads are answered, and what is asked in other words is answered as in plain ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kling3_contracts.enforcement.readings import count_of_readings, read
from kling3_contracts.enforcement.variants import variants
from kling3_contracts.judging.judge import Judge
from kling3_contracts.messages import Answer, Request
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.creating import Creating
from kling3_contracts.sending.ledger import MemoryAccount
from kling3_openapi.document import Strictness
from kling3_openapi.endpoints import ENDPOINTS, Family, Kind
from tests.contracts.broken.fake import KEY, FakeTarget, a_target
from tests.contracts.broken.judged import codes, judged, untried
from tests.contracts.sending.counting import CREATED, ID, REFUSED, CountingTarget

CODES = {"K116", "K117", "K118"}
EMPTY = Answer(200, (("content-type", "application/json"),), b'{"data":[]}')
LIST = next(each for each in ENDPOINTS if each.kind is Kind.LIST and each.family is Family.REFERENCE)


@pytest.fixture
def target() -> Iterator[FakeTarget]:
    target = a_target()
    yield target
    target.close()


def server(answer: Callable[[Request], Answer], *, paid: bool = True) -> CountingTarget:
    target = CountingTarget(answer)
    target.paid = paid
    return target


def in_plain_words(request: Request) -> Answer:
    """Answer as a server does that has nothing to show."""
    if request.method == "POST":
        return REFUSED
    return EMPTY if request.path in {each.value for each in Family} else Answer(404)


def test_the_intact_fake_breaks_nothing_and_everything_is_tried(target: FakeTarget) -> None:
    judge = judged(read, target)
    assert judge.violations() == ()
    assert untried(judge, CODES) == {}


def test_each_family_is_asked_for_a_list_a_task_and_an_order_in_every_way() -> None:
    target = server(in_plain_words, paid=False)
    judged(read, target)
    tasks = {each.path for each in target.requests if "00000000-0000-4000-8000-000000000007" in each.path}
    assert tasks == {f"{each.value}/00000000-0000-4000-8000-000000000007" for each in Family}
    assert {each.method for each in target.requests} == {"GET", "POST", "HEAD", "OPTIONS"}


def test_as_many_are_sent_as_a_plan_says_and_fewer_where_requests_are_counted() -> None:
    target = server(in_plain_words)
    budget = Budget(MemoryAccount(0), Creating((KEY,)))
    judged(read, target, budget=budget)
    assert len(target.requests) == count_of_readings(brief=True) < 15 * len(Family)
    assert not any(map(budget.could_create, target.requests))
    free = server(lambda request: in_plain_words(request) if request.method == "POST" else CREATED, paid=False)
    judged(read, free)
    assert len(free.requests) == count_of_readings(brief=False)


def test_a_task_is_ordered_where_none_is_shown_and_that_costs_nothing() -> None:
    def answer(request: Request) -> Answer:
        return CREATED if request.method == "POST" and b"fox" in request.body.lower() else in_plain_words(request)

    free, paid = server(answer, paid=False), server(answer)
    for each in (free, paid):
        judged(read, each)
    assert any(ID in each.path for each in free.requests)
    assert not any(ID in each.path for each in paid.requests)


@pytest.mark.parametrize("status", [404, 410])
def test_a_list_of_nothing_may_be_answered_404(status: int) -> None:
    assert codes(judged(read, server(lambda _request: Answer(status)))) == set()


@pytest.mark.parametrize("status", [0, 401, 429, 500, 503])
def test_an_answer_that_says_nothing_is_no_violation(status: int) -> None:
    judge = judged(read, server(lambda _request: Answer(status)))
    assert judge.violations() == ()
    assert untried(judge, {"K116"})["K116"] in (
        "the server failed at it, see K104",
        f"the server answered {status}",
    )


def told(judge: Judge) -> list[str]:
    return [each.message for each in judge.violations()]


def test_a_violation_says_what_was_asked_what_came_and_what_was_expected() -> None:
    refusing = judged(read, server(lambda _request: REFUSED))
    path = Family.KLING3.path
    assert told(refusing)[0] == (
        f"GET {path} was answered 400 (Validation error), expected 200: the tasks of a key can be read at any time"
    )

    def answer(request: Request) -> Answer:
        return REFUSED if request.header("cookie") else in_plain_words(request)

    end = " with a cookie was answered 400, expected 200 as without: pass over what is not known"
    assert f"GET {LIST.path}{end}" in told(judged(read, server(answer, paid=False)))


def test_the_published_document_asks_for_none_of_it() -> None:
    target = server(in_plain_words)
    judge = judged(read, target, strictness=Strictness.PUBLISHED)
    assert target.requests == []
    assert set(untried(judge, CODES).values()) == {"the published document does not say so, the strict one does"}


def test_every_variant_can_be_sent_by_a_library_that_keeps_to_http() -> None:
    for each in variants(LIST, Request("GET", LIST.path, (("x-freepik-api-key", KEY),))):
        values = [value for _, value in each.request.headers]
        assert values == [value.strip() for value in values], each.label
        assert " " not in each.request.target


def test_no_two_variants_are_called_the_same() -> None:
    labels = [each.label for each in variants(LIST, Request("GET", LIST.path, (("x-freepik-api-key", KEY),)))]
    assert len(labels) == len(set(labels))
