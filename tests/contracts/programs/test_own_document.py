"""A document from a file is used as ours are, or refused in a sentence that says what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kling3_contracts.errors import SubjectError
from kling3_contracts.judging.answers import AnswerRules
from kling3_contracts.messages import Answer, Exchange
from kling3_contracts.options import Options
from kling3_contracts.programs.own_document import read_document
from kling3_openapi.document import Strictness, load
from kling3_openapi.endpoints import ENDPOINTS, Family
from tests.contracts.sending.test_budget import GOOD, request


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "document.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("text", [load(Strictness.STRICT).to_yaml(), load(Strictness.STRICT).to_json()])
def test_yaml_and_json_are_read(text: str, tmp_path: Path) -> None:
    assert read_document(written(tmp_path, text)).content == load(Strictness.STRICT).content


def test_words_are_read_as_yaml_1_2_has_them_and_statuses_as_texts(tmp_path: Path) -> None:
    """By YAML 1.1 16:9 would be 969 minutes, and an answer's status a number that no answer has."""
    text = load(Strictness.STRICT).to_yaml()
    assert "- '16:9'" in text
    assert "'200':" in text
    bare = text.replace("- '16:9'", "- 16:9").replace("'200':", "200:")
    assert read_document(written(tmp_path, bare)).content == load(Strictness.STRICT).content


def test_operations_keep_our_names_and_answers_are_held_to_the_file(tmp_path: Path) -> None:
    content = json.loads(load(Strictness.STRICT).to_json())
    operation = content["paths"][ENDPOINTS[0].path]["post"]
    operation["operationId"] = "another"
    operation["responses"]["418"] = {"description": "A teapot."}
    rules = AnswerRules(read_document(written(tmp_path, json.dumps(content))))
    found = [rules.problems(Exchange(request(), Answer(status))) for status in (418, 419)]
    assert [[each.code for each in problems] for problems in found] == [[], ["K100"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "is no OpenAPI document: got a NoneType, expected an object"),
        ("[1]", "is no OpenAPI document: got a list, expected an object"),
        ("a: [", "is neither YAML nor JSON: while parsing a flow node"),
        (b"\xff\xfe\x00", "is neither YAML nor JSON: "),
        ("[" * 100_000, "is neither YAML nor JSON: "),
        ("a: !!python/name:os.system", "is neither YAML nor JSON: could not determine a constructor"),
        ("{}", "is no OpenAPI document: got no field openapi, expected one of OpenAPI 3.0 or 3.1"),
        ("swagger: '2.0'", "is no OpenAPI document: got no field openapi, expected one of OpenAPI 3.0 or 3.1"),
        ("openapi: 2.0", "is no OpenAPI document: got openapi: 2.0, expected"),
        ("openapi: 3.0.3", "has no POST /v1/ai/video/kling-v3-pro with responses: add it, or leave its family out"),
        ("{openapi: 3.1.0, paths: 7}", "has no POST /v1/ai/video/kling-v3-pro with responses"),
    ],
)
def test_another_file_is_told_in_a_sentence(text: str | bytes, expected: str, tmp_path: Path) -> None:
    with pytest.raises(SubjectError) as caught:
        read_document(written(tmp_path, text))
    assert f"document.yaml: {expected}" in str(caught.value)
    assert "\n" not in str(caught.value)


FEBRUARY = (Family.KLING3, Family.OMNI, Family.REFERENCE)


def test_a_document_may_lack_families_and_a_run_is_not_held_to_them(tmp_path: Path) -> None:
    content = json.loads(load(Strictness.STRICT).to_json())
    later = [each.path for each in ENDPOINTS if each.family not in FEBRUARY]
    content["paths"] = {path: each for path, each in content["paths"].items() if path not in later}
    own = read_document(written(tmp_path, json.dumps(content)))
    assert Options(GOOD, own_document=own).held == FEBRUARY
    asked = request("POST", Family.UHD_TEXT.path)
    assert AnswerRules(own).problems(Exchange(asked, Answer(418))) == ()


def test_a_family_is_whole_or_not_there(tmp_path: Path) -> None:
    content = json.loads(load(Strictness.STRICT).to_json())
    del content["paths"][Family.UHD_TEXT.path]["get"]
    with pytest.raises(SubjectError, match="has no GET /v1/ai/video/kling-4k-t2v with responses"):
        read_document(written(tmp_path, json.dumps(content)))


def test_a_file_that_is_not_there_is_told_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(SubjectError, match=r"none\.yaml: can't be read: No such file or directory"):
        read_document(tmp_path / "none.yaml")
