"""A server that differs from the fake only in what HTTP leaves free is not blamed by any promise."""

from __future__ import annotations

from contextlib import closing

import pytest

from kling3_contracts.judging.invited import admits_json
from kling3_contracts.messages import Answer, Request
from kling3_contracts.options import Options, Phase
from kling3_contracts.verifying.verify import verify
from tests.contracts.broken.fake import KEY, OTHER_KEY
from tests.contracts.broken.gate import WRONG_KEY, by_answer

pytestmark = pytest.mark.one_python

_UNSAID = ("x-ratelimit", "x-request-id", "cache-control")


def _says_less(_request: Request, answer: Answer) -> Answer:
    kept = [(name, value) for name, value in answer.headers if not name.startswith(_UNSAID)]
    typed = [(name, f"{value}; charset=utf-8" if name == "content-type" else value) for name, value in kept]
    return answer._replace(headers=tuple(typed))


def _refusal_of(request: Request) -> int:
    """Return the status by which a server may refuse to look further at a request, or 0."""
    if request.method in ("HEAD", "OPTIONS"):
        return {"HEAD": 405, "OPTIONS": 501}[request.method]
    if not admits_json(request.header("accept")):
        return 406
    if len(request.target) > 1_000:
        return 414
    if len(request.headers) > 50 or any(len(value) > 1_000 for _, value in request.headers):
        return 431
    return 404 if "%2D" in request.target else 0


def _refuses_more(request: Request, answer: Answer) -> Answer:
    status = _refusal_of(request) if answer.status != 401 else 0
    if not status and request.method == "GET" and request.body:
        status = 400
    kept = tuple(each for each in answer.headers if each[0] == "content-type")
    return Answer(status, kept, b'{"message":"no"}') if status else answer


def _answers_in_part(request: Request, answer: Answer) -> Answer:
    if answer.status != 200 or request.method != "GET":
        return answer
    if request.header("if-none-match") == "*":
        return Answer(304)
    if request.header("if-match"):
        return Answer(412)
    return (
        answer._replace(status=206, body=answer.body[:10]) if request.header("range").startswith("bytes=0") else answer
    )


@pytest.mark.parametrize("change", [_says_less, _refuses_more, _answers_in_part], ids=lambda each: each.__name__)
def test_a_lawful_server_is_not_blamed(change: object) -> None:
    options = Options(KEY, OTHER_KEY, WRONG_KEY, phases=(Phase.KEYS, Phase.RULES), seed=1)
    with closing(by_answer(change)()) as target:
        report = verify(target, options)
    assert [f"{each.code} {each.place}: {each.message}" for each in report.violations] == []
    assert report.trouble == ""
