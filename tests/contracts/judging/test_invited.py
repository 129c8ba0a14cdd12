"""What a request asks of its answer may be answered by the statuses that HTTP has for it, and by no others."""

from __future__ import annotations

import pytest

from kling3_contracts.judging.answer_checks import AnswerChecks
from kling3_contracts.judging.answers import AnswerRules
from kling3_contracts.judging.invited import admits_json, invited
from kling3_contracts.judging.judge import Judge
from kling3_contracts.judging.promises import PROMISES
from kling3_contracts.messages import Answer, Exchange, Request
from kling3_openapi.document import Strictness
from kling3_openapi.endpoints import Family

LIST = Family.KLING3.path


def asking(*headers: tuple[str, str], query: str = "", method: str = "GET", body: bytes = b"") -> Request:
    return Request(method, f"{LIST}{query}", headers, body)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (asking(), set()),
        (asking(("accept", "application/json")), set()),
        (asking(("accept", "text/html")), {400, 406}),
        (asking(("Range", "bytes=0-9")), {206, 416}),
        (asking(("range", "bytes=0-9"), method="POST"), set()),
        (asking(("if-none-match", "*")), {304}),
        (asking(("if-none-match", '"a"')), set()),
        (asking(("if-modified-since", "Sun, 06 Nov 1994 08:49:37 GMT")), set()),
        (asking(("if-match", '"a"')), {412}),
        (asking(query=f"?fox={'a' * 500}"), set()),
        (asking(query=f"?fox={'a' * 2_000}"), {400, 414, 431}),
        (asking(query="?fox=%F0%9F%A6%8A"), set()),
        (asking(query="?fox=%zz"), {400}),
        (asking(query="?fox=%00"), {400}),
        (asking(("x-note", "a" * 2_000)), {400, 413, 431}),
        (asking(("x-note", "\N{FOX FACE}")), {400, 413, 431}),
        (asking(*[("x-note", "a")] * 60), {400, 413, 431}),
        (asking(method="HEAD"), {404, 405, 501}),
        (asking(method="OPTIONS"), {501}),
        (asking(body=b"{}"), {400, 413}),
        (asking(body=b"{}", method="POST"), set()),
        (Request("GET", LIST.replace("kling-", "kling%2D")), {400, 404}),
    ],
    ids=lambda value: "" if isinstance(value, set) else str(value)[:60],
)
def test_a_request_invites_what_http_has_for_it(request_: Request, expected: set[int]) -> None:
    assert invited(request_) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", True),
        ("*/*", True),
        ("text/html, */*;q=0.1", True),
        ("Application/JSON; charset=utf-8", True),
        ("application/json;q=0.05", True),
        ("application/json;q=0", False),
        ("application/json; q=0.000, text/plain", False),
        ("text/*", False),
        (",;q=", False),
    ],
)
def test_json_is_admitted_by_its_name_or_by_a_range_that_holds_it(accept: str, *, expected: bool) -> None:
    assert admits_json(accept) is expected


@pytest.mark.parametrize(
    ("request_", "status", "expected"),
    [
        (asking(("accept", "image/png")), 406, set()),
        (asking(("accept", "*/*")), 406, {"K100"}),
        (asking(method="HEAD"), 405, set()),
        (asking(method="HEAD"), 501, set()),
        (asking(), 501, {"K104"}),
        (asking(method="HEAD"), 500, {"K104"}),
    ],
    ids=lambda value: "" if isinstance(value, set) else str(value)[:60],
)
def test_a_status_that_was_invited_need_not_stand_in_the_document(
    request_: Request, status: int, expected: set[str]
) -> None:
    judge = Judge(PROMISES)
    AnswerChecks(judge, AnswerRules(Strictness.STRICT))(Exchange(request_, Answer(status)))
    assert {each.code for each in judge.violations()} == expected
