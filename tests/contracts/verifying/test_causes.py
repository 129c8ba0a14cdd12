"""The causes behind a server's violations: servers with one mistake each, judged, and told of by it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from kling3_contracts.options import Options, Phase
from kling3_contracts.target import AsgiTarget
from kling3_contracts.target.asgi import AsgiApp
from kling3_contracts.verdicts.report import Check, Report, Verdict
from kling3_contracts.verifying.causes import causes_of
from kling3_contracts.verifying.verify import verify
from tests.contracts.broken.fake import KEY, OTHER_KEY, FakeTarget, Receive, Scope, Send, a_mock
from tests.contracts.broken.gate import WRONG_KEY, strict_about_keys

pytestmark = pytest.mark.one_python

TASK = {"task_id": "046b6c7f-0b8a-43b9-b35d-6489e6daee91", "status": "CREATED", "generated": []}
QUICK = (Phase.KEYS, Phase.RULES, Phase.WALK)


def constant(answers: Mapping[str, object], *, otherwise: int = 404) -> AsgiApp:
    """An application that answers each method alike, whatever it is asked."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        kind = "LIST" if scope["method"] == "GET" and scope["path"].count("/") == 4 else scope["method"]
        body = json.dumps(answers.get(kind, {"message": "no"})).encode()
        headers = [(b"content-type", b"application/json")]
        found = 200 if kind in answers else otherwise
        await send({"type": "http.response.start", "status": found, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


FILES = constant({"POST": {"data": TASK}, "GET": {"data": TASK}, "LIST": {"data": [TASK]}})
"""Files on a plain server: each path has one answer, and orders are answered too."""
FORGETFUL = constant({"POST": {"data": TASK}, "LIST": {"data": []}})
NO_TASK = {"task_id": None, "status": "CREATED", "generated": []}
MADE_UP = constant({"POST": {"data": NO_TASK}, "GET": {"data": TASK}, "LIST": {"data": [TASK]}})


@cache
def judged(app: AsgiApp, *phases: Phase) -> Report:
    return judged_at(AsgiTarget(app, lambda _seconds: None), *phases)


def judged_at(target: AsgiTarget, *phases: Phase) -> Report:
    try:
        return verify(target, Options(KEY, OTHER_KEY, WRONG_KEY, phases=phases or QUICK, seed=1, max_examples=0))
    finally:
        target.close()


@pytest.fixture
def taking_any_key() -> Iterator[AsgiApp]:
    mock = a_mock()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [each for each in scope["headers"] if each[0] not in (b"x-freepik-api-key", b"x-magnific-api-key")]
        await mock({**scope, "headers": [*headers, (b"x-freepik-api-key", KEY.encode())]}, receive, send)

    yield app
    mock.close()


@pytest.mark.parametrize("app", [FILES, MADE_UP], ids=["files", "made up"])
def test_a_server_that_answers_every_id_keeps_no_task(app: AsgiApp) -> None:
    first, *_ = judged(app).causes
    assert first.sentence == (
        "no task is kept: ids that nobody was given are answered like tasks; store each order by key, family and id, "
        "and read it there"
    )
    assert {"K080", "K132", "K137"} <= first.codes


def test_a_server_that_forgets_its_orders_keeps_no_task() -> None:
    first, *_ = judged(FORGETFUL, Phase.WALK).causes
    assert first.sentence.startswith("no task is kept: what was ordered can't be read back; store each order by key")
    assert {"K121", "K122"} <= first.codes


def test_a_server_that_looks_at_no_key_is_told_so(taking_any_key: AsgiApp) -> None:
    (cause,) = judged(taking_any_key, Phase.KEYS).causes
    assert cause.sentence == "no key is looked at: check it first, before anything else of a request"
    assert {"K110", "K111"} <= cause.codes


def test_a_server_that_takes_every_order_checks_none() -> None:
    assert [each.sentence for each in judged(FILES).causes][-1] == (
        "no order is checked: hold each body to the document's schema, then to the rules of docs/codes.md"
    )


def test_a_server_that_answers_every_path_knows_none() -> None:
    sentences = [each.sentence for each in judged(FILES).causes]
    assert (
        "every path and method is answered: know the document's paths, each with its methods, and no others"
        in sentences
    )
    assert len(sentences) == 4


def test_a_server_that_takes_no_order_is_told_so() -> None:
    refusing = constant({"LIST": {"data": []}}, otherwise=400)
    first, *_ = judged(refusing, Phase.RULES, Phase.WALK).causes
    assert first.sentence == "hardly any order is taken, good ones neither: begin with the shortest one that is refused"
    assert {"K106", "K121"} <= first.codes


def test_no_code_stands_in_two_causes() -> None:
    causes = judged(FILES).causes
    assert sum(len(each.codes) for each in causes) == len(frozenset[str]().union(*(each.codes for each in causes)))


def test_a_whole_server_has_no_cause() -> None:
    report = judged_at(FakeTarget(strict_about_keys()), Phase.KEYS, Phase.RULES)
    assert (report.exit_status, report.causes) == (0, ())


def checks(verdicts: Mapping[str, Verdict]) -> tuple[Check, ...]:
    return tuple(Check(code, code, verdict, 10) for code, verdict in verdicts.items())


def test_rules_that_are_told_in_prose_and_not_kept_point_to_a_validator() -> None:
    schema = dict.fromkeys(("K010", "K016", "K060"), Verdict.KEPT)
    prose = dict.fromkeys(("K008", "K033", "K038", "K039", "K049"), Verdict.VIOLATED)
    (cause,) = causes_of(checks({**schema, **prose, "K107": Verdict.VIOLATED}))
    assert cause.sentence == (
        "orders are held to their schema alone: add the rules that the provider's pages tell in prose"
    )
    assert cause.codes == prose.keys() | {"K107"}
    assert causes_of(checks({**schema, "K008": Verdict.VIOLATED, "K049": Verdict.VIOLATED})) == ()
