"""The uploads phase tries all that is promised of uploads, tells why it can't, and never creates a task."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from kling3_contracts import uploads
from kling3_contracts.errors import UnreachableError
from kling3_contracts.judging.promises import UPLOADS
from kling3_contracts.messages import Answer, Request
from kling3_contracts.options import Options
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.creating import Creating
from kling3_contracts.sending.ledger import MemoryAccount
from kling3_contracts.uploads.pictures import TYPES, picture
from kling3_openapi.endpoints import Family
from kling3_openapi.rules.magic import form_of
from tests.contracts.broken.fake import KEY, FakeTarget
from tests.contracts.broken.gate import strict_about_keys
from tests.contracts.broken.judged import codes, judged, untried
from tests.contracts.sending.counting import CountingTarget

CODES = {each.code for each in UPLOADS}
PATH = "/v1/ai/uploads/request-url"
JSON = (("content-type", "application/json"),)


@pytest.fixture
def target() -> Iterator[FakeTarget]:
    target = FakeTarget(strict_about_keys())
    yield target
    target.close()


def places(*types: str, query: str = "?t=1") -> Answer:
    files = [
        {
            "file_id": f"{number}", "upload_url": f"http://storage.test/put/{number}{query}",
            "headers": {"Content-Type": each}, "expires_in": 120,
            "asset_url": f"http://storage.test/get/{number}{query}", "asset_url_expires_in": 86_400,
        }
        for number, each in enumerate(types)
    ]  # fmt: skip
    return Answer(200, JSON, json.dumps({"files": files}).encode())


def asked_types(request: Request) -> list[str]:
    return [each["content_type"] for each in json.loads(request.body).get("files", [])]


def test_a_whole_fake_breaks_nothing_and_everything_is_tried(target: FakeTarget) -> None:
    judge = judged(uploads.run, target)
    assert judge.violations() == ()
    assert untried(judge, CODES) == {}


def test_nothing_is_spent_where_tasks_cost_money(target: FakeTarget) -> None:
    budget = Budget(MemoryAccount(0), Creating((KEY,)))
    judge = judged(uploads.run, target, budget=budget)
    assert (judge.violations(), untried(judge, CODES), budget.created) == ((), {}, 0)


def test_a_server_that_is_not_held_to_uploads_is_asked_nothing() -> None:
    target = CountingTarget()
    judge = judged(uploads.run, target, uploads=False)
    assert target.requests == []
    assert set(untried(judge, CODES).values()) == {"the server is not held to uploads"}


def test_storage_that_can_t_be_reached_is_no_breach() -> None:
    def answer(request: Request) -> Answer:
        if request.target.startswith("http://storage.test"):
            raise UnreachableError("http://storage.test", "no such host")
        return places(*asked_types(request)) if request.target == PATH else Answer(404, JSON, b"{}")

    judge = judged(uploads.run, CountingTarget(answer), only=frozenset({"K250", *CODES - {"K251"}}))
    assert codes(judge) == set()
    reasons = untried(judge, CODES - {"K250", "K251"})
    assert reasons["K254"] == "the links of an upload could not be asked: no such host"


def test_a_server_without_places_is_told_once_by_what_it_owes() -> None:
    target = CountingTarget(lambda _request: Answer(400, JSON, b'{"message":"no"}'))
    judge = judged(uploads.run, target)
    assert codes(judge) == {"K250"}
    assert untried(judge, {"K252"}) == {"K252": "a request for uploads was answered without a place"}


def test_links_without_a_query_are_no_breach_of_tokens() -> None:
    held: dict[str, tuple[bytes, str]] = {}

    def answer(request: Request) -> Answer:
        if request.target == PATH:
            return places(*asked_types(request), query="")
        name = request.target.rpartition("/")[2]
        if request.method == "PUT":
            held[name] = (request.body, request.header("content-type"))
            return Answer(200)
        body, kind = held.get(name, (b"", ""))
        return Answer(200, (("content-type", kind),), body) if kind else Answer(404)

    judge = judged(uploads.run, CountingTarget(answer), only=frozenset({"K252", "K253", "K256"}))
    assert codes(judge) == {"K253"}  # one place for all, which the last look tells
    assert untried(judge, {"K256"})["K256"] in {
        "the links of an upload have no query string", "no two pictures could be uploaded and read",
    }  # fmt: skip


def test_the_key_goes_to_the_api_alone(target: FakeTarget) -> None:
    judged(uploads.run, target)
    exchanges = target.mock.journal.exchanges()
    assert {bool(each.request.key) for each in exchanges if each.request.path.startswith("/v1/")} == {True}
    assert {bool(each.request.key) for each in exchanges if not each.request.path.startswith("/v1/")} == {False}


@pytest.mark.parametrize("content_type", TYPES)
def test_pictures_are_of_their_types_and_all_different(content_type: str) -> None:
    made = [picture(content_type, number) for number in range(300)]
    assert {form_of(each) for each in made} == {content_type}
    assert len(set(made)) == 300


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (Options(KEY), True),
        (Options(KEY, families=(Family.KLING3,)), False),
        (Options(KEY, families=(Family.KLING3,), uploads=True), True),
        (Options(KEY, uploads=False), False),
    ],
)
def test_uploads_are_held_to_unless_families_are_named_without_them(options: Options, expected: bool) -> None:  # noqa: FBT001
    assert options.holds_uploads is expected
    assert (options.operations[-1].path == PATH) is expected
