"""What keeps a phase from trying: the budget, a server that is gone, Ctrl-C, and documents of one's own."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from kling3_contracts.context import Context
from kling3_contracts.errors import SubjectError, UnreachableError
from kling3_contracts.generated import run_coverage, run_fuzzing, run_stateful
from kling3_contracts.messages import NO_ANSWER, Answer, Exchange, Request
from kling3_contracts.sending.budget import Budget
from kling3_contracts.sending.creating import Creating
from kling3_contracts.sending.ledger import MemoryAccount
from kling3_contracts.sending.sender import Sender
from kling3_contracts.target import HttpTarget
from kling3_contracts.verdicts.report import Verdict
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import Settings
from kling3_openapi.document import Document, Strictness, load
from tests.contracts.generated.broken import KEY, OPTIONS, OTHER, WRONG, intact, judged

pytestmark = pytest.mark.one_python

Run = Callable[[Context], None]

FEW = replace(OPTIONS, max_examples=8)


def thrifty(limit: int) -> Budget:
    return Budget(MemoryAccount(limit), Creating((KEY, OTHER), (WRONG,)))


@pytest.mark.parametrize("run", [run_fuzzing, run_stateful], ids=lambda each: each.__name__)
def test_what_the_budget_keeps_back_is_not_tried_and_nothing_is_created(run: Run) -> None:
    with judged(intact, FEW, thrifty(0)) as seen:
        run(seen.context)
    assert seen.violations == {}
    assert seen.context.sender.budget.created == 0
    assert len(seen.exchanges) > 5


def test_a_check_tells_why_it_was_not_tried() -> None:
    with judged(intact, replace(FEW, only=frozenset({"K106", "K121"})), thrifty(0)) as seen:
        run_stateful(seen.context)
    notes = {each.code: each.note for each in seen.context.judge.checks() if each.verdict is Verdict.NOT_TRIED}
    assert "could create a task" in notes["K121"]


def test_no_more_than_the_budget_is_created() -> None:
    with judged(intact, FEW, thrifty(3)) as seen:
        run_fuzzing(seen.context)
    assert 0 < seen.context.sender.budget.created <= 3


class Gone:
    """A server that is gone after some requests."""

    def __init__(self, left: int, error: BaseException) -> None:
        self._left, self._error = left, error

    def __call__(self, _request: Request, answer: Answer) -> Answer:
        self._left -= 1
        if self._left < 0:
            raise self._error
        return answer


@pytest.mark.parametrize("run", [run_coverage, run_fuzzing, run_stateful], ids=lambda each: each.__name__)
def test_a_server_that_is_gone_ends_the_phase_and_what_was_seen_is_told(run: Run) -> None:
    with judged(Gone(30, UnreachableError("http://target.test", "gone")), FEW) as seen:
        with pytest.raises(UnreachableError, match=r"no answer from http://target\.test: gone"):
            run(seen.context)
        assert len(seen.exchanges) == 30
        assert seen.tried["K104"] == 30
        assert seen.tried.keys() & {"K106", "K107"}


def test_a_defect_on_the_way_to_the_server_is_raised_as_it_is() -> None:
    def fail(_exchange: Exchange) -> None:
        raise ValueError("a defect")

    with judged(intact, FEW) as seen:
        seen.context.sender.listeners.append(fail)
        with pytest.raises(ValueError, match="a defect"):
            run_coverage(seen.context)


def test_ctrl_c_while_an_event_is_looked_at_ends_the_phase_and_what_was_seen_is_told() -> None:
    lines: list[str] = []

    def stop(line: str) -> None:
        lines.append(line)
        if len(lines) == 3:
            raise KeyboardInterrupt

    with judged(intact, FEW) as seen, pytest.raises(KeyboardInterrupt):
        run_coverage(replace(seen.context, progress=stop))
    assert lines[0] == "coverage POST /v1/ai/image-to-video/kling-v3-turbo-1080p"
    assert seen.tried["K106"] > 0


@pytest.mark.parametrize("run", [run_coverage, run_fuzzing, run_stateful], ids=lambda each: each.__name__)
def test_ctrl_c_within_the_engine_ends_the_phase(run: Run) -> None:
    with judged(intact, FEW) as seen:
        asked = iter(range(30))

        def stop(_exchange: Exchange) -> None:
            if next(asked, None) is None:
                raise KeyboardInterrupt

        seen.context.sender.listeners.append(stop)
        with pytest.raises(KeyboardInterrupt):
            run(seen.context)
        assert 31 <= len(seen.exchanges) < 40


def test_a_connection_that_breaks_is_a_failure_of_the_server() -> None:
    with judged(lambda asked, answer: Answer(NO_ANSWER) if b'"prompt"' in asked.body else answer, FEW) as seen:
        run_stateful(seen.context)
    assert seen.codes == {"K104"}
    assert "the connection broke without an answer" in next(iter(seen.violations.values()))


def own(**header: object) -> Document:
    """Return the strict document, whose answers to one list have one more header."""
    content = copy.deepcopy(json.loads(load(Strictness.STRICT).to_json()))
    described = content["paths"]["/v1/ai/video/kling-v3"]["get"]["responses"]
    answer = content["components"]["responses"][described.pop("200")["$ref"].rpartition("/")[2]]
    described["2XX"] = {**answer, "headers": {**answer.get("headers", {}), "x-page": header}}
    return Document(Strictness.STRICT, content)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({"schema": {"type": "integer"}}, {}),
        (
            {"schema": {"type": "integer"}, "required": True},
            {"K103 getAiVideoKlingV3Tasks 200 Missing required response headers"},
        ),
    ],
    ids=["optional", "required"],
)
def test_what_a_document_of_ones_own_says_is_held(header: dict[str, object], expected: set[str]) -> None:
    with judged(intact, replace(FEW, own_document=own(**header))) as seen:
        run_fuzzing(seen.context)
    assert set(seen.violations) == set(expected)


def test_a_document_that_nobody_can_work_with_is_told_of() -> None:
    document = own(schema={})
    listing = document.content["paths"]["/v1/ai/video/kling-v3"]["get"]  # type: ignore[index]
    listing["parameters"] = [{"name": "q", "in": "query", "schema": {"type": "text"}}]
    refused = pytest.raises(SubjectError, match=r"schemathesis: GET /v1/ai/video/kling-v3: .*type")
    with judged(intact, replace(FEW, own_document=document)) as seen, refused:
        run_fuzzing(seen.context)


def test_a_server_at_a_port_is_sent_the_same_as_one_in_this_process() -> None:
    sent: list[Exchange] = []
    mock = Mock(Settings(seed=1, api_keys=(KEY, OTHER), webhook_statuses=()))
    with judged(intact, FEW) as seen, ThreadedServer(mock) as server:
        run_stateful(seen.context)
        target = HttpTarget(server.url)
        sender = Sender(target, Budget(), seen.context.sender._pace)  # noqa: SLF001
        sender.listeners.append(sent.append)
        run_stateful(replace(seen.context, sender=sender))
        target.close()
    mock.close()
    assert {each.request for each in sent} == {each.request for each in seen.exchanges}
    assert seen.violations == {}
