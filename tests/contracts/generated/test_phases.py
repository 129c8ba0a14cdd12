"""The three phases find nothing in the intact fake, send the same again, and see each broken promise."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from kling3_contracts.context import Context
from kling3_contracts.generated import run_coverage, run_fuzzing, run_stateful
from kling3_contracts.judging.answers import endpoint_of
from kling3_contracts.messages import Answer, Exchange, Request
from kling3_contracts.options import Options
from kling3_openapi.document import Strictness
from kling3_openapi.endpoints import ENDPOINTS
from kling3_openapi.rules import address
from kling3_openapi.rules.address import endpoints_at
from tests.contracts.broken.kinds import FEBRUARY
from tests.contracts.generated.broken import KEY, OPTIONS, Change, creation, field, intact, judged, refusal, set_in
from tests.machine_speed import slowness

pytestmark = pytest.mark.one_python

Run = Callable[[Context], None]

PHASES: list[Run] = [run_coverage, run_fuzzing, run_stateful]
JSON = (("content-type", "application/json"),)
MOST_SECONDS = 5.0
SOME = replace(OPTIONS, families=FEBRUARY)
"""Held to these families alone, where the others would show the same and take their time."""

every_phase = pytest.mark.parametrize("run", PHASES, ids=lambda each: each.__name__)


@every_phase
@pytest.mark.parametrize("strictness", Strictness, ids=lambda each: each.value)
def test_the_intact_fake_keeps_everything(run: Run, strictness: Strictness) -> None:
    with judged(options=replace(OPTIONS, strictness=strictness)) as seen:
        run(seen.context)
        assert seen.violations == {}
        assert {"K100", "K101", "K102", "K103", "K104", "K106", "K110", "K111"} <= seen.tried.keys()


def sent_with(run: Run, seed: int, options: Options = SOME) -> list[Request]:
    with judged(options=replace(options, seed=seed, max_examples=10)) as seen:
        run(seen.context)
    return [each.request for each in seen.exchanges]


@every_phase
def test_equal_seeds_send_the_same_bytes(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when more modules have been loaded since, out of which Hypothesis would draw constants."""
    began = time.process_time()
    first = sent_with(run, 1)
    seconds = time.process_time() - began
    texts, numbers = (
        [f"{run.__name__} {each}" for each in range(20)],
        [PHASES.index(run) + each / 64 for each in range(20)],
    )
    (tmp_path / f"late_{run.__name__}.py").write_text(f"TEXTS, NUMBERS = {texts}, {numbers}", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module(f"late_{run.__name__}")
    assert len(first) > 50
    assert sent_with(run, 1) == first
    assert seconds < MOST_SECONDS * slowness()


ELSEWHERE = """
from tests.contracts.generated.test_phases import digest, run_fuzzing, run_stateful
print(digest(run_stateful), digest(run_fuzzing))
"""


def digest(run: Run) -> str:
    return sha256(repr(sent_with(run, 1)).encode()).hexdigest()


def test_another_process_sends_the_same_and_leaves_no_file(tmp_path: Path) -> None:
    path = os.pathsep.join(each for each in sys.path if each)
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "7", "PYTHONDONTWRITEBYTECODE": "1"}
    program = [sys.executable, "-c", ELSEWHERE]
    done = subprocess.run(program, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [digest(run_stateful), digest(run_fuzzing)]
    assert list(tmp_path.iterdir()) == []


def test_another_seed_sends_other_requests() -> None:
    assert sent_with(run_stateful, 1) != sent_with(run_stateful, 2)


def test_every_operation_is_covered_and_no_stranger_is_named_or_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: pytest.fail("a host was looked up"))
    sent = sent_with(run_coverage, 1, OPTIONS)
    reached = {endpoint_of(Exchange(each, Answer(200))) for each in sent}
    hosts = {host for each in sent for host in re.findall(rb'(?i)"https?://([a-z0-9.:-]+)', each.body)}
    assert set(ENDPOINTS) <= reached
    assert hosts == {b"127.0.0.1:9"}


def taken(name: str, wrong: Callable[[str], bool]) -> Change:
    """Return a server that takes orders with a wrong text in a field."""

    def change(asked: Request, answer: Answer) -> Answer:
        text = field(asked, name)
        return creation() if answer.status == 400 and isinstance(text, str) and wrong(text) else answer

    return change


def too_long(text: str) -> bool:
    return len(text) > 2500


def no_duration(text: str) -> bool:
    return text not in map(str, range(3, 16))


def refused(name: str, right: object) -> Change:
    """Return a server that refuses good orders by the value of a field."""
    return lambda asked, answer: refusal(name) if answer.status == 200 and field(asked, name) == right else answer


def on(method: str, change: Change) -> Change:
    """Return a change of what is answered to one method."""
    return lambda asked, answer: change(asked, answer) if asked.method == method else answer


def always(status: int, body: bytes = b"{}") -> Change:
    return lambda _asked, _answer: Answer(status, JSON, body)


def teapot(_asked: Request, answer: Answer) -> Answer:
    return answer._replace(status=418) if answer.status == 200 else answer


def html(_asked: Request, answer: Answer) -> Answer:
    return answer._replace(headers=(("content-type", "text/html"),))


def crash(asked: Request, answer: Answer) -> Answer:
    return Answer(500, JSON, b"{}") if field(asked, "negative_prompt") else answer


def any_page(asked: Request, answer: Answer) -> Answer:
    return Answer(200, JSON, b'{"data": []}') if "page_size" in asked.target and asked.key == KEY else answer


def unnumbered(_asked: Request, answer: Answer) -> Answer:
    return answer._replace(
        headers=tuple((name, "7" if name == "x-request-id" else each) for name, each in answer.headers)
    )


def without_allow(asked: Request, answer: Answer) -> Answer:
    strange = endpoints_at(asked.path) and address.endpoint_of(asked.method, asked.path) is None
    return Answer(405, JSON, b'{"message":"no"}') if strange and answer.status == 404 else answer


def in_status(word: str) -> Change:
    return on("POST", lambda _, answer: set_in(answer, "status", word) if answer.status == 200 else answer)


def keyless(asked: Request, answer: Answer) -> Answer:
    return answer if asked.key else creation()


def for_any_key(asked: Request, answer: Answer) -> Answer:
    return creation() if asked.key and answer.status == 401 else answer


class Defect(NamedTuple):
    """What is wrong at one operation, and how it is found."""

    operation: str
    change: Change
    expected: str
    """The code, and what tells the violation from others of its operation."""

    @property
    def told(self) -> str:
        code, _, detail = self.expected.partition(" ")
        return f"{code} {self.operation} {detail}".strip()


DEFECTS: dict[Run, tuple[Defect, ...]] = {
    run_coverage: (
        Defect("postAiVideoKlingV3Pro", in_status("DONE"), "K102 200 /data/status enum"),
        Defect("postAiVideoKlingV3Std", on("POST", refused("duration", "15")), "K106 status 400 duration"),
        Defect("postAiVideoKlingV3OmniPro", on("POST", taken("duration", no_duration)), "K107 /duration enum"),
        Defect("postAiVideoKlingV3OmniStd", on("POST", taken("prompt", too_long)), "K107 /prompt maxLength"),
        Defect("postAiReferenceToVideoKlingV3OmniPro", on("POST", crash), "K104 status 500"),
        Defect("postAiReferenceToVideoKlingV3OmniStd", on("POST", keyless), "K110 no key"),
        Defect("getAiReferenceToVideoKlingV3OmniTasks", on("GET", any_page), "K107 the parameter page_size"),
        Defect("getAiVideoKlingV3Tasks", on("DELETE", always(200)), "K105 DELETE status 200"),
        Defect("getAiVideoKlingV3OmniTasks", on("PATCH", without_allow), "K105 PATCH allow"),
        Defect("getAiVideoKlingV3Task", on("GET", html), "K101 404 text/html"),
    ),
    run_fuzzing: (
        Defect("postAiVideoKlingV3Pro", in_status("created"), "K102 200 /data/status enum"),
        Defect("postAiVideoKlingV3Std", on("POST", refused("seed", None)), "K106 status 400 seed"),
        Defect("postAiVideoKlingV3OmniPro", on("POST", html), "K101 200 text/html"),
        Defect("postAiVideoKlingV3OmniStd", on("POST", teapot), "K100 status 418"),
        Defect("postAiReferenceToVideoKlingV3OmniPro", on("POST", crash), "K104 status 500"),
        Defect("getAiVideoKlingV3Task", on("GET", always(404, b'{"message": "Not found"}')), "K121"),
    ),
    run_stateful: (
        Defect("postAiReferenceToVideoKlingV3OmniPro", on("POST", for_any_key), "K111 wrong key"),
        Defect("postAiReferenceToVideoKlingV3OmniStd", on("POST", unnumbered), "K103 x-request-id"),
        Defect("getAiReferenceToVideoKlingV3OmniTask", on("GET", always(404, b'{"message": "Not found"}')), "K121"),
    ),
}  # fmt: skip


SEEDS: dict[Run, int] = {run_coverage: 1, run_fuzzing: 4, run_stateful: 1}
"""schemathesis draws ids that it has seen in answers: by another seed none of the family asked may be among them."""

FOLLOWING: dict[Run, set[tuple[str, str]]] = {
    run_coverage: {("K121", "getAiVideoKlingV3OmniTask")},
    run_fuzzing: {("K106", "postAiVideoKlingV3OmniStd")},
}
"""What follows from the defects: orders to be refused are answered with an id of no task; 418 takes no order."""


def found_by(run: Run, defects: tuple[Defect, ...]) -> set[str]:
    by_operation = {each.operation: each.change for each in defects}

    def change(asked: Request, answer: Answer) -> Answer:
        endpoint = next(iter(endpoints_at(asked.path)), None)
        return by_operation.get(endpoint.operation_id if endpoint else "", intact)(asked, answer)

    with judged(change, replace(SOME, seed=SEEDS[run])) as seen:
        run(seen.context)
    return set(seen.violations)


@every_phase
def test_each_broken_promise_is_seen_and_nothing_else_is_told(run: Run) -> None:
    """All defects of a table are in one server, so that it is asked once."""
    found = found_by(run, DEFECTS[run])
    expected = {each.told for each in DEFECTS[run]}
    assert expected - found == set()
    told = {tuple(each.split()[:2]) for each in found}
    broken = {(each.expected[:4], each.operation) for each in DEFECTS[run]}
    assert told == broken | FOLLOWING.get(run, set())


def test_a_server_that_knows_no_other_methods_says_so_lawfully() -> None:
    def change(asked: Request, answer: Answer) -> Answer:
        return answer if asked.method in ("GET", "POST") else Answer(501, (("content-type", "text/html"),))

    with judged(change, SOME) as seen:
        run_coverage(seen.context)
    assert seen.violations == {}


def test_what_is_broken_each_time_is_counted_each_time() -> None:
    with judged(lambda _asked, answer: answer._replace(status=200), replace(SOME, only=frozenset({"K110"}))) as seen:
        run_coverage(seen.context)
    (check,) = seen.context.judge.checks()
    assert check.broken == check.tried > len(SOME.endpoints)


def test_only_wanted_promises_are_judged() -> None:
    with judged(without_allow, replace(SOME, only=frozenset({"K105"}))) as seen:
        run_coverage(seen.context)
        assert seen.codes == {"K105"}
        assert seen.tried.keys() == {"K105"}


@every_phase
def test_a_phase_that_has_nothing_to_judge_sends_nothing(run: Run) -> None:
    with judged(options=replace(OPTIONS, only=frozenset({"K134"}))) as seen:
        run(seen.context)
    assert seen.exchanges == []


def test_without_a_wrong_key_a_server_that_takes_any_key_is_in_order() -> None:
    with judged(on("POST", for_any_key), replace(SOME, max_examples=8, wrong_key="")) as seen:
        run_stateful(seen.context)
    assert "K111" not in seen.codes
