"""What an answer shows beyond its document is told by its own promise, and what is the fake's own is left alone."""

from __future__ import annotations

import json

import pytest

from kling3_contracts.judging.additions import AdditionChecks
from kling3_contracts.judging.judge import Judge
from kling3_contracts.judging.named_fields import NamedFields
from kling3_contracts.judging.promises import PROMISES
from kling3_contracts.messages import Answer, Exchange, Request
from kling3_openapi.document import Document, Strictness, load
from kling3_openapi.endpoints import Family

TASK = {"task_id": "046b6c7f-0b8a-43b9-b35d-6489e6daee91", "status": "COMPLETED", "generated": ["https://h/a.mp4"]}
ITEM = {name: TASK[name] for name in ("task_id", "status")}
LIST, ORDER = Family.OMNI.path, f"{Family.KLING3.path}-pro"
READ = f"{Family.KLING3.path}/{TASK['task_id']}"


def looked_at(method: str, path: str, content: object, status: int = 200, document: Document | None = None) -> Judge:
    judge = Judge(PROMISES)
    checks = AdditionChecks(judge, document or load(Strictness.STRICT))
    headers = (("content-type", "application/json"),)
    checks(Exchange(Request(method, path), Answer(status, headers, json.dumps(content).encode())))
    return judge


def told(judge: Judge) -> list[tuple[str, str]]:
    return [(each.code, each.detail) for each in judge.violations()]


@pytest.mark.parametrize(
    ("method", "path", "content", "expected"),
    [
        ("GET", LIST, {"data": [ITEM, ITEM]}, []),
        ("GET", LIST, {"data": []}, []),
        ("GET", LIST, {"data": [ITEM, TASK, TASK]}, [("K169", "/data/*/generated")]),
        ("GET", LIST, {"data": [{**ITEM, "a": 1, "b": 2}]}, [("K169", "/data/*/a"), ("K169", "/data/*/b")]),
        ("GET", LIST, {"data": [ITEM], "total": 1}, [("K169", "/total")]),
        ("GET", READ, {"data": TASK}, []),
        ("GET", READ, {"data": {**TASK, "error": None}}, [("K170", "/data/error")]),
        ("POST", ORDER, {"data": TASK}, []),
        ("POST", ORDER, {"data": {**TASK, "cost": 7}}, [("K170", "/data/cost")]),
        ("POST", ORDER, {"data": TASK, "success": True}, [("K170", "/success")]),
        ("GET", READ, {"data": {**TASK, "kling3_scenario": "x"}, "kling3_findings": [], "x-kling3-a": 1}, []),
        ("GET", READ, {"data": {**TASK, "x": 1}, "x_kling3": {"y": 1}}, [("K170", "/data/x")]),
        ("GET", READ, [TASK], []),
        ("GET", READ, {"data": "no task"}, []),
    ],
)
def test_each_field_that_the_document_does_not_name_is_told_once(
    method: str, path: str, content: object, expected: list[tuple[str, str]]
) -> None:
    assert told(looked_at(method, path, content)) == expected


def test_the_sentence_names_the_field_and_the_mend() -> None:
    (found,) = looked_at("GET", LIST, {"data": [TASK]}).violations()
    assert found.message == (
        f"GET {LIST} shows 'generated' within /data/*, which the document has not: leave it out, since the service "
        "does not send it and a program that reads it breaks there"
    )


def test_refusals_may_say_more() -> None:
    judge = looked_at("GET", READ, {"message": "no such task", "hint": "look at the path"}, status=404)
    assert [each.tried for each in judge.checks() if each.code == "K170"] == [0]


@pytest.mark.parametrize("cut", [b"", b"<html>", b'{"data":'])
def test_what_is_no_json_is_told_elsewhere(cut: bytes) -> None:
    judge = Judge(PROMISES)
    AdditionChecks(judge, load(Strictness.STRICT))(Exchange(Request("GET", READ), Answer(200, (), cut)))
    assert told(judge) == []


def test_the_published_document_says_nothing_of_more_fields() -> None:
    judge = looked_at("GET", LIST, {"data": [TASK]}, document=load(Strictness.PUBLISHED))
    notes = {each.code: each.note for each in judge.checks() if each.code in ("K169", "K170")}
    assert (told(judge), set(notes.values())) == ([], {"the published document does not say so, the strict one does"})


def test_without_an_answer_the_reason_is_told() -> None:
    judge = Judge(PROMISES)
    AdditionChecks(judge, load(Strictness.STRICT))
    assert [each.note for each in judge.checks() if each.code == "K169"] == ["no answer showed it"]


def test_names_are_found_through_references_and_alternatives() -> None:
    items = {"properties": {"three": {}}}
    second = {"anyOf": [{"$ref": "#/parts/a"}, {"properties": {"two": {"items": items}}}]}
    content = {"parts": {"a": {"properties": {"one": {}}}, "b": second}}
    fields = NamedFields(content, {"$ref": "#/parts/b"})
    assert fields.beyond({"one": 1, "two": [{"three": 3, "four": 4}], "five": 5}) == ("/two/*/four", "/five")


def test_a_schema_that_names_no_field_allows_any() -> None:
    assert NamedFields({}, {"type": "object"}).beyond({"a": 1}) == ()
