"""The keys phase finds nothing in a fake that looks at keys, and in each that does not the promise it breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from kling3_contracts import keys
from kling3_contracts.judging.judge import Judge
from kling3_contracts.keys.near_misses import in_full_width
from kling3_contracts.messages import Answer, Request
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.creating import Creating
from kling3_contracts.sending.ledger import MemoryAccount
from kling3_contracts.target import AsgiTarget
from kling3_openapi.document import Strictness
from kling3_openapi.endpoints import OPERATIONS, Family
from tests.contracts.broken.fake import KEY, FakeTarget, a_mock
from tests.contracts.broken.gate import WRONG_KEY, by_answer, strict_about_keys
from tests.contracts.broken.judged import codes, judged, untried
from tests.contracts.sending.counting import REFUSED, CountingTarget

Answering = Callable[[Request, Answer], Answer]
PRO = "/v1/ai/video/kling-v3-pro"
CODES = {"K110", "K111", "K112", "K113", "K114", "K115", "K167"}
IDS = {each.operation_id for each in OPERATIONS}


@pytest.fixture
def target() -> Iterator[FakeTarget]:
    target = FakeTarget(strict_about_keys())
    yield target
    target.close()


def judge_of(target: AsgiTarget | CountingTarget, **options: object) -> Judge:
    return judged(keys.run, target, **{"wrong_key": WRONG_KEY, **options})


def answered_with(given: Callable[[Request], bool], answer: Answer = REFUSED) -> Answering:
    return lambda request, right: answer if given(request) else right


def without_key(request: Request) -> bool:
    return not request.key and not request.header("authorization") and "api_key" not in request.target


def test_a_fake_that_looks_at_keys_breaks_nothing_and_everything_is_tried(target: FakeTarget) -> None:
    judge = judge_of(target)
    assert judge.violations() == ()
    assert untried(judge, CODES) == {}


def test_each_operation_is_asked_with_each_kind_of_key() -> None:
    target = CountingTarget(lambda _request: Answer(401))
    judge_of(target)
    for endpoint in OPERATIONS:
        path = endpoint.path.replace("{task-id}", "00000000-0000-4000-8000-000000000000")
        asked = [each for each in target.requests if (each.method, each.path) == (endpoint.method, path)]
        assert {each.key for each in asked} >= {"", WRONG_KEY}, path
        assert f"Bearer {KEY}" in {each.header("authorization") for each in asked}, path


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (lambda request: without_key(request) and request.body.endswith(b"}") and b"fox" in request.body, {"K110"}),
        (lambda request: ("x-freepik-api-key", "") in request.headers, {"K110"}),
        (lambda request: request.header("x-freepik-api-key") == WRONG_KEY and b"fox" in request.body, {"K111"}),
        (lambda request: request.header("x-magnific-api-key") == WRONG_KEY, {"K111"}),
        (lambda request: without_key(request) and request.body == b'{"prompt":', {"K112"}),
        (lambda request: request.key == WRONG_KEY and request.body == b'{"prompt":7}', {"K112"}),
        (lambda request: without_key(request) and request.target.endswith("?page=0"), {"K112"}),
        (lambda request: request.header("authorization") != "", {"K113"}),
        (lambda request: "api_key=" in request.target, {"K083"}),
    ],
    ids=["no key", "empty", "wrong", "wrong magnific", "broken JSON", "wrong order", "page", "bearer", "query"],
)
def test_what_is_let_in_is_told_by_its_promise_alone(given: Callable[[Request], bool], expected: set[str]) -> None:
    with closing(by_answer(answered_with(given))()) as target:
        assert codes(judge_of(target)) == expected


NEARLY = {
    "the key in another case": KEY.swapcase(),
    "the key without its last letter": KEY[:-1],
    "the key with a letter behind it": f"{KEY}x",
    "the key with a letter before it": f"x{KEY}",
    "the key with a blank within": "firs t-key",
    "the key in quotes": '"first-key"',
    "the key twice with a comma between": "first-key,first-key",
}
WIDE = in_full_width(KEY)


@pytest.mark.parametrize(("label", "near"), NEARLY.items())
def test_a_key_that_is_nearly_right_is_asked_with_at_every_list(label: str, near: str) -> None:
    with closing(by_answer(answered_with(lambda request: request.key == near))()) as target:
        found = judge_of(target).violations()
    assert [(each.code, each.detail) for each in found] == [("K167", label)] * len(Family)
    end = f" with {label} was answered 400, expected 401: compare whole keys letter by letter"
    assert all(each.message.endswith(end) for each in found)


@pytest.mark.parametrize(("status", "expected"), [(200, {"K167"}), (403, {"K167"}), (400, set()), (401, set())])
def test_a_key_beyond_ascii_may_be_refused_as_a_header_that_cannot_be_read(status: int, expected: set[str]) -> None:
    wide = WIDE.encode().decode("latin-1")
    with closing(by_answer(answered_with(lambda request: request.key == wide, Answer(status)))()) as target:
        assert codes(judge_of(target)) == expected


def test_a_key_that_is_nearly_right_may_be_the_second_one() -> None:
    with closing(FakeTarget(a_mock(api_keys=(KEY, f"{KEY}x")))) as target:
        assert codes(judge_of(target, other_key=f"{KEY}x")) == set()


def test_a_key_without_letters_has_no_other_case() -> None:
    target = CountingTarget(lambda _request: Answer(401))
    judge_of(target, key="12345678")
    near = [each.key for each in target.requests if each.key not in ("", WRONG_KEY)]
    others = {"1234567", "12345678x", "x12345678", "1234 5678", '"12345678"', "12345678,12345678"}
    assert set(near) == {"12345678", in_full_width("12345678"), *others}


@pytest.mark.parametrize("header", ["x-freepik-api-key", "x-magnific-api-key"])
def test_a_header_that_is_not_read_is_told(header: str) -> None:
    shut = answered_with(lambda request: request.header(header) == KEY, Answer(401))
    with closing(by_answer(shut)()) as target:
        found = judge_of(target).violations()
    assert {(each.code, each.detail) for each in found} == {("K114", f"the key in {header}")}
    assert {each.place for each in found} == IDS


def test_a_server_that_looks_for_one_header_alone_is_told() -> None:
    def both(request: Request) -> bool:
        return bool(request.header("x-freepik-api-key") and request.header("x-magnific-api-key"))

    with closing(by_answer(answered_with(both, Answer(401)))()) as target:
        found = judge_of(target).violations()
    assert {(each.code, each.detail) for each in found} == {("K115", "the key in both headers")}
    assert {each.place for each in found} == IDS
    end = " with the key in both headers was answered 401, expected to be let in: read the key in both headers"
    assert all(each.message.endswith(end) for each in found)


def test_a_server_without_any_check_is_told_of_what_follows_from_it_only_once() -> None:
    with closing(by_answer(lambda _request, _answer: REFUSED)()) as target:
        judge = judge_of(target)
    assert codes(judge) == {"K110", "K111"}
    assert {each.place for each in judge.violations() if each.code == "K110"} == IDS


def test_a_violation_says_what_was_sent_what_came_and_what_to_do() -> None:
    with closing(by_answer(answered_with(lambda request: request.header("authorization") != ""))()) as target:
        found = next(each for each in judge_of(target).violations() if each.place == "postAiVideoKlingV3Pro")
    start = f"POST {PRO} with the key in Authorization was answered 400, expected 401: check the key before"
    assert found.message.startswith(start)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            {"wrong_key": ""},
            dict.fromkeys(("K111", "K167"), "no key is known that the server must refuse: give one by --wrong-api-key"),
        ),
        (
            {"strictness": Strictness.PUBLISHED},
            dict.fromkeys(
                ("K112", "K114", "K115", "K167"), "the published document does not say so, the strict one does"
            ),
        ),
    ],
)
def test_what_is_not_tried_has_its_reason(target: FakeTarget, options: dict[str, object], expected: object) -> None:
    judge = judge_of(target, **options)
    assert (untried(judge, CODES), judge.violations()) == (expected, ())


@pytest.mark.parametrize("status", [0, 429, 500])
def test_an_answer_that_says_nothing_of_a_key_is_no_violation(status: int) -> None:
    judge = judge_of(CountingTarget(lambda _request: Answer(status)))
    assert judge.violations() == ()
    assert all(note for code, note in untried(judge, CODES).items() if code not in ("K111", "K167"))


def test_nothing_that_is_asked_could_cost_anything() -> None:
    budget = Budget(MemoryAccount(0), Creating((KEY,), (WRONG_KEY,)))
    target = CountingTarget(lambda request: Answer(400 if request.key == KEY else 401))
    judge = judge_of(target, budget=budget)
    assert untried(judge, CODES) == {}
    assert not any(map(budget.could_create, target.requests))


def test_only_what_is_wanted_is_sent() -> None:
    target = CountingTarget(lambda _request: Answer(200))
    judge_of(target, only=frozenset({"K114"}))
    assert {request.key for request in target.requests} == {KEY}
