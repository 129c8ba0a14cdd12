"""The provider's pages are read as they are published, one or many behind one another."""

from __future__ import annotations

import json

import pytest
import yaml

from kling3_contracts.drift.comparison import compared
from kling3_contracts.drift.parsing import parsed
from kling3_contracts.errors import SubjectError
from kling3_openapi.editions import FIRST
from kling3_openapi.endpoints import OPERATIONS
from tests.contracts.drift.documents import PRO, STD, Content, document, fields, page

HEAD = '# An endpoint\n\n```json\n{"a": 1}\n```\n\n## OpenAPI\n\n'


def written(content: Content, *, fence: str = "````", end: str = "\n") -> str:
    """Return a page in Markdown, with its document in a block that names its first operation."""
    (path,) = content["paths"]
    # JSON is YAML too, and is written and read a hundred times as fast.
    return f"{HEAD}{fence}yaml post {path}\n{json.dumps(content)}\n{fence}{end}"


def told(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    comparison = compared(parsed(text.encode(), "page.md"), "page.md", FIRST)
    return [(each.kind.value, str(each.place), each.operations) for each in comparison.differences]


def test_one_page_is_read() -> None:
    changed = document()
    fields(changed)["cfg_scale"]["maximum"] = 1
    assert told(f"{HEAD}````yaml post {PRO}\n{yaml.safe_dump(page(PRO))}````\n") == []
    assert told(written(page(PRO, changed))) == [("bound", "request body > cfg_scale", (f"POST {PRO}",))]


@pytest.mark.parametrize(("fence", "end"), [("````", "\n"), ("~~~", "  \n"), ("````", "> the next page\n")])
def test_pages_behind_one_another_are_one_document_of_which_nothing_is_missed(fence: str, end: str) -> None:
    paths = [path for path in document()["paths"] if not path.endswith("{task-id}")]
    text = "".join(written(page(path), fence=fence, end=end) for path in paths)
    comparison = compared(parsed(text.encode(), "page.md"), "page.md", FIRST)
    assert comparison.differences == ()
    assert comparison.operations == sum(each.path in paths for each in OPERATIONS)
    assert comparison.notes[0] == "taken for pages: what is not there is not missed (--extent page)"


def test_equal_names_in_two_pages_are_two_things() -> None:
    changed = document()
    fields(changed)["cfg_scale"]["maximum"] = 1
    changed["components"]["securitySchemes"]["apiKey"]["name"] = "x-other-key"
    text = written(page(STD)) + written(page(PRO, changed))
    assert ("bound", "request body > cfg_scale", (f"POST {PRO}",)) in told(text)
    assert ("key gone", "key", (f"POST {PRO}",)) in told(text)
    assert all(f"POST {STD}" not in operations for _, _, operations in told(text))


def test_what_a_page_says_for_all_its_operations_stays_its_own() -> None:
    first, second = page(PRO), page(STD)
    second["paths"] = {STD.removeprefix("/v1"): second["paths"][STD]}
    second["servers"] = [{"url": "https://api.freepik.com/v1"}]
    del second["paths"][STD.removeprefix("/v1")]["post"]["security"]
    assert told(written(first) + written(second)) == []


def test_a_block_in_json_is_read_too() -> None:
    assert told(f"{HEAD}```json\n{json.dumps(page(PRO))}\n```\n") == []


def test_a_block_that_can_not_be_read_is_told() -> None:
    with pytest.raises(SubjectError, match=r"page\.md: is neither YAML nor JSON: while parsing"):
        told("```yaml\nopenapi: 3.0.0\na: [\n```\n")


def test_a_page_without_a_document_is_no_document() -> None:
    with pytest.raises(SubjectError, match=r"page\.md: is (?:neither YAML nor JSON|no OpenAPI document): "):
        told(HEAD)
