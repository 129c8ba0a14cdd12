"""The forms of a comparison: for a terminal, for a summary, for programs."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import jsonschema_rs

from kling3_contracts.drift.comparison import Comparison, compared
from kling3_contracts.drift.difference import Kind, Party
from kling3_contracts.drift.json_form import json_form, schema_text
from kling3_contracts.drift.markdown import markdown
from kling3_contracts.drift.sentences import closing_line, outcome
from kling3_contracts.drift.terminal import show
from kling3_openapi.editions import FIRST
from tests.contracts.drift.documents import Content, document, fields, schema, with_others

PAGE = Path(__file__).parents[3] / "docs" / "drift.md"


def changed() -> Content:
    content = document()
    fields(content)["cfg_scale"]["maximum"] = 1
    fields(content)["seed"] = {"type": "integer"}
    return content


def comparison(content: Content | None = None) -> Comparison:
    return compared(content or changed(), "provider.yaml", FIRST)


def shown(content: Content | None = None) -> str:
    file = io.StringIO()
    show(comparison(content), file)
    return file.getvalue()


def test_the_terminal_tells_what_breaks_in_full_and_what_does_not_in_a_table() -> None:
    text = shown()
    assert text.startswith(
        "drift of provider.yaml from the edition 2026-02\n\nbound, breaks who sends: request body > cfg"
    )
    assert "\n  cfg_scale was from 0 to 2, is from 0 to 1: send cfg_scale of at most 1\n" in text
    assert "\n  in POST /v1/ai/video/kling-v3-pro, POST /v1/ai/video/kling-v3-std\n  id: bound-" in text
    assert re.search(r"field new +request body > seed +seed is new: nothing to do", text)
    assert text.endswith("\nbreaking: 1 of 2 differences (who sends 1), 33 operations\n")


def test_equal_documents_are_told_in_three_lines() -> None:
    assert shown(document()).splitlines()[0] == "drift of provider.yaml from the edition 2026-02"
    assert shown(document()).endswith("\nsame: 0 differences, 33 operations\n")


def test_the_outcome_is_one_word() -> None:
    content = document()
    fields(content)["seed"] = {"type": "integer"}
    assert [outcome(comparison(each)) for each in (document(), content, changed())] == [
        "same",
        "compatible",
        "breaking",
    ]
    assert closing_line(comparison(content)) == "compatible: 1 difference, 33 operations"


def test_what_a_stranger_wrote_moves_no_cursor_and_is_no_markup() -> None:
    content = document()
    fields(content)["a\x1b[2J|<b>*b*\n"] = {"enum": ["\x1b[1m"]}
    schema(content)["required"] = ["\x1b[1m"]
    content["paths"]["/v1/ai/video/kling-v3-\x1b[2J"] = {"get": {}}
    for text in (shown(content), markdown(comparison(content))):
        assert "\x1b" not in text
    assert "a\\\\x1b\\[2J\\|&lt;b&gt;\\*b\\*\\\\n" in markdown(comparison(content))


def test_very_many_differences_are_cut_for_people_and_whole_for_programs() -> None:
    content = document()
    fields(content).update({f"new_{each}": {} for each in range(250)})
    assert "and 150 differences more that break nobody, all in the JSON form" in shown(content)
    assert "And 50 differences more, all in the JSON form." in markdown(comparison(content))
    assert len(json.loads(json_form(comparison(content)))["differences"]) == 250


def test_markdown_has_a_table_of_what_breaks_and_folds_the_rest() -> None:
    text = markdown(comparison())
    assert text.startswith("## kling3-contracts drift: breaking\n\ndrift of provider.yaml from the edition 2026-02\n\n")
    assert "\n| bound | who sends | request body > cfg_scale | cfg_scale was" in text.replace("&gt;", ">").replace(
        "\\_", "_"
    )
    assert "<summary>1 difference that break nobody</summary>" not in text
    assert "<summary>1 difference that breaks nobody</summary>" in text


def test_json_keeps_its_schema_and_has_all() -> None:
    found = json.loads(json_form(comparison(with_others(changed()))))
    jsonschema_rs.Draft202012Validator(json.loads(schema_text())).validate(found)
    assert (found["version"], found["outcome"], found["edition"], found["operations"]) == (1, "breaking", "2026-02", 33)
    first = found["differences"][0]
    assert first.pop("identity").startswith("bound-")
    assert first == {
        "kind": "bound",
        "breaking": True,
        "for": "who sends",
        "operations": ["POST /v1/ai/video/kling-v3-pro", "POST /v1/ai/video/kling-v3-std"],
        "place": "request body > cfg_scale",
        "part": "request body",
        "path": ["cfg_scale"],
        "was": "from 0 to 2",
        "now": "from 0 to 1",
        "message": "cfg_scale was from 0 to 2, is from 0 to 1: send cfg_scale of at most 1",
        "seen": "",
    }


def test_the_schema_and_the_page_name_every_kind() -> None:
    properties = json.loads(schema_text())["$defs"]["difference"]["properties"]
    assert properties["kind"]["enum"] == [each.value for each in Kind]
    assert properties["for"]["enum"] == [each.value for each in Party]
    told = PAGE.read_text("utf-8").partition("## What is told")[2]
    assert re.findall(r"^\| `([a-z ]+)` ", told, re.MULTILINE) == [each.value for each in Kind]


def test_a_difference_has_the_same_name_wherever_it_is_found() -> None:
    both = compared(changed(), "provider.yaml", FIRST).differences[0]
    content = changed()
    content["paths"] = {path: item for path, item in content["paths"].items() if not path.endswith("-std")}
    alone = next(each for each in compared(content, "b.yaml", FIRST).differences if each.kind is Kind.BOUND)
    assert both.identity == alone.identity
