"""What a run has found is remembered in a file, and each violation is looked for again by its id."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kling3_contracts.errors import OptionError
from kling3_contracts.history.last_run import LastRun, recall
from kling3_contracts.history.replay import options_of, replay
from kling3_contracts.messages import Answer, Request
from kling3_contracts.options import Options, Phase
from kling3_contracts.verdicts.report import Report, Subject, Verdict, Violation
from kling3_contracts.verifying.verify import verify
from kling3_openapi.endpoints import UHD
from tests.contracts.generated.broken import KEY, OPTIONS, OTHER, Change, intact, served, set_in

pytestmark = pytest.mark.one_python

BASE = "http://127.0.0.1:8333"
BROKEN = Violation(
    "K102", Verdict.VIOLATED, "postAiVideoKlingV3Pro", "a status that nobody knows", "K102-3f9a1c07",
    "200 /data/status enum",
    Request("POST", "/v1/ai/video/kling-v3-pro", (("x-freepik-api-key", KEY),), b'{"prompt": "\xc3\xa4"}'), Answer(200),
)  # fmt: skip
FEW = replace(OPTIONS, max_examples=8, phases=(Phase.STATEFUL,))


def remember(path: Path, *found: tuple[Phase, tuple[Violation, ...]], options: Options = FEW) -> None:
    last = LastRun(path, BASE, options)
    for phase, violations in found:
        last.after(phase, violations)


def test_a_violation_is_remembered_with_the_phase_that_found_it_first(tmp_path: Path) -> None:
    path, other = tmp_path / "new" / "last-run.json", replace(BROKEN, identity="K102-00000000")
    options = replace(FEW, seed=7, only=frozenset({"K102"}))
    remember(path, (Phase.FUZZING, (BROKEN,)), (Phase.WALK, (BROKEN, other)), options=options)
    remembered = recall(path, BROKEN.identity)
    assert (remembered.phase, remembered.seed, remembered.max_examples) == (Phase.FUZZING, 7, 8)
    assert (remembered.code, remembered.place, remembered.only) == ("K102", BROKEN.place, options.only)
    assert recall(path, other.identity).phase is Phase.WALK
    assert f"{BASE}/v1/ai/video/kling-v3-pro" in remembered.curl


def test_no_key_is_in_the_file_and_the_body_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "last-run.json"
    remember(path, (Phase.KEYS, (replace(BROKEN, message=f"the key {OTHER} was refused"),)))
    text = path.read_text(encoding="utf-8")
    assert KEY not in text
    assert OTHER not in text
    assert "$KLING3_API_KEY" in text
    assert json.loads(text)["violations"][0]["request"]["body_base64"] == "eyJwcm9tcHQiOiAiw6QifQ=="


def test_a_run_that_is_stopped_leaves_what_it_had_found(tmp_path: Path) -> None:
    path = tmp_path / "last-run.json"
    last = LastRun(path, BASE, FEW)
    last.after(Phase.COVERAGE, (BROKEN,))
    assert recall(path, BROKEN.identity).phase is Phase.COVERAGE


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "--replay: there is no .*last-run.json: run verify first, in this folder"),
        ("{", "can't be read .*: run verify again"),
        ("[]", "is of another version of this program"),
        ('{"version": 2}', "is of another version of this program"),
        ('{"version": 1, "violations": 3}', "did not find K102-3f9a1c07: it found nothing"),
        ('{"version": 1, "violations": [{"id": "K1-1"}]}', "did not find K102-3f9a1c07: it found K1-1"),
        ('{"version": 1, "violations": [{"id": "K102-3f9a1c07"}]}', "lacks a part of K102-3f9a1c07"),
    ],
)
def test_a_file_that_is_no_use_is_told_of(tmp_path: Path, content: str | None, expected: str) -> None:
    path = tmp_path / "last-run.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(OptionError, match=expected):
        recall(path, "K102-3f9a1c07")


def test_a_folder_that_takes_no_file_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OptionError, match=r"can't write .*: run in a folder of yours"):
        remember(tmp_path / "file" / "last-run.json", (Phase.KEYS, (BROKEN,)))


@pytest.mark.parametrize(
    ("phase", "expected"),
    [(Phase.FUZZING, frozenset({"K100", "K102"})), (Phase.RULES, frozenset({"K102"}))],
)
def test_a_phase_that_searches_looks_for_the_same_as_before(
    tmp_path: Path, phase: Phase, expected: frozenset[str]
) -> None:
    path = tmp_path / "last-run.json"
    remember(path, (phase, (BROKEN,)), options=replace(FEW, seed=9, only=frozenset({"K100", "K102"}), families=UHD))
    given = options_of(recall(path, BROKEN.identity), OPTIONS)
    assert (given.phases, given.only, given.seed, given.max_examples) == ((phase,), expected, 9, 8)
    assert (given.key, given.families) == (KEY, UHD)


def done(_asked: Request, answer: Answer) -> Answer:
    return set_in(answer, "status", "DONE") if answer.status == 200 else answer


def looked(change: Change) -> Callable[[Options], Report]:
    """Return a run against a changed fake."""

    def run(options: Options) -> Report:
        with served(change) as target:
            return verify(target, options)

    return run


def test_a_violation_is_found_again_until_it_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "last-run.json"
    report = looked(done)(FEW)
    remember(path, (Phase.STATEFUL, report.violations))
    first = report.violations[-1]
    remembered = recall(path, first.identity)
    again, mended = (replay(remembered, OPTIONS, looked(change)) for change in (done, intact))
    assert (again.exit_status, [each.identity for each in again.violations]) == (1, [first.identity])
    assert again.notes[-1].endswith("still there")
    assert (mended.exit_status, mended.violations) == (0, ())
    assert "not there any more; it was found by: curl" in mended.notes[-1]


def test_other_violations_of_the_same_code_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "last-run.json"
    remember(path, (Phase.STATEFUL, (BROKEN,)))
    report = replay(recall(path, BROKEN.identity), OPTIONS, looked(done))
    assert (report.exit_status, report.violations) == (0, ())


def test_a_replay_that_was_stopped_says_so(tmp_path: Path) -> None:
    path = tmp_path / "last-run.json"
    remember(path, (Phase.STATEFUL, (BROKEN,)))
    stopped = Report(Subject.SERVER, BASE, (), (), 0, 0.0, trouble="stopped")
    report = replay(recall(path, BROKEN.identity), OPTIONS, lambda _options: stopped)
    assert report.exit_status == 2
    assert report.notes[-1].endswith("not seen, but the run did not come to its end")
