"""Endpoints are found wherever a document has them, and what is not there is missed only where it should be."""

from __future__ import annotations

from typing import Any

import pytest

from kling3_contracts.drift.comparison import compared
from kling3_contracts.drift.extent import Extent
from kling3_openapi.editions import FIRST
from kling3_openapi.endpoints import ENDPOINTS, OPERATIONS, REQUEST_UPLOADS, Family
from tests.contracts.drift.documents import LIST, PRO, Content, document, drift, page, with_others

HOST = "https://api.freepik.com"


def moved(prefix: str, servers: list[Any], cut: str = "") -> Content:
    """Return our document with other paths and servers."""
    content = document()
    paths = {f"{prefix}{path.removeprefix(cut)}": item for path, item in content["paths"].items()}
    return {**content, "paths": paths, "servers": servers}


@pytest.mark.parametrize(
    "content",
    [
        moved("", [{"url": "http://127.0.0.1:9/"}]),
        moved("", [{"url": f"{HOST}/v1/ai"}], cut="/v1/ai"),
        moved("", [{"url": "/v1"}], cut="/v1"),
        moved("", [{"url": "https://{host}/{version}", "variables": {"version": {"default": "v1"}}}], cut="/v1"),
        moved("", [{"url": HOST}, {"url": f"{HOST}/v1"}], cut="/v1"),
        moved("", [{"url": f"{HOST}/v1"}]),
        moved("", [], cut="/v1"),
        moved("", [], cut="/v1/ai"),
        moved("/api/freepik", [{"url": "https://proxy.example.com"}]),
        moved("", [{"url": "http://[broken"}]),
    ],
)
def test_hosts_and_what_stands_before_the_paths_do_not_count(content: Content) -> None:
    comparison = compared(content, "a.yaml", FIRST)
    assert (comparison.differences, comparison.operations) == ((), len(OPERATIONS))


def test_uploads_are_of_the_api_and_missed_in_the_whole_of_it_alone() -> None:
    content = document()
    assert not [each for each in compared(content, "a.yaml", FIRST).notes if "other APIs" in each]
    del content["paths"][REQUEST_UPLOADS.path]
    assert drift(content) == []
    (gone,) = drift(content, extent=Extent.WHOLE)
    assert (gone.kind.value, gone.operations) == ("endpoint gone", (f"POST {REQUEST_UPLOADS.path}",))


def test_servers_of_a_path_and_of_an_operation_come_first() -> None:
    content = moved("", [{"url": "/other"}], cut="/v1")
    for item in content["paths"].values():
        item["servers"] = [{"url": "/more"}]
        for name in {"get", "post"} & item.keys():
            item[name]["servers"] = [{"url": "/v1"}]
    assert drift(content) == []


def test_names_of_parameters_and_slashes_at_the_end_do_not_count() -> None:
    content = document()
    content["paths"] = {f"{path.replace('{task-id}', '{id}')}/": item for path, item in content["paths"].items()}
    assert drift(content) == []


def test_how_the_id_of_a_task_is_described_does_not_count() -> None:
    content = document()
    for item in content["paths"].values():
        for each in item.get("get", {}).get("parameters", []):
            if each["in"] == "path":
                each["schema"] = {"type": "string", "format": "uuid", "maxLength": 36}
    assert drift(content) == []


def test_parameters_of_the_path_item_count() -> None:
    content = document()
    item = content["paths"]["/v1/ai/reference-to-video/kling-v3-omni"]
    item["parameters"] = item["get"].pop("parameters")
    assert drift(content) == []


def test_a_new_endpoint_of_the_family_is_told_and_another_api_is_counted() -> None:
    content = with_others(document(), 3)
    content["paths"]["/v1/ai/video/kling-v3-lite"] = {"post": {}, "get": {}}
    comparison = compared(content, "a.yaml", FIRST)
    (found,) = comparison.differences
    assert (found.kind.value, found.breaking, found.message) == (
        "endpoint new", False, "endpoint is new in the document: nothing to do",
    )  # fmt: skip
    assert found.operations == ("GET /v1/ai/video/kling-v3-lite", "POST /v1/ai/video/kling-v3-lite")
    assert "left out: 3 operations of other APIs" in comparison.notes


def gone(content: Content, extent: Extent | None = None) -> list[str]:
    """Return the endpoints that are told as gone."""
    found = [each for each in drift(content, FIRST, extent) if each.kind.value == "endpoint gone"]
    assert all(each.breaking for each in found)
    return [name for each in found for name in each.operations]


def without(content: Content, *paths: str) -> Content:
    return {**content, "paths": {path: item for path, item in content["paths"].items() if path not in paths}}


def test_a_page_misses_nothing() -> None:
    assert gone(page(PRO)) == []


def test_a_family_with_several_endpoints_must_have_all() -> None:
    assert gone(without(document(), LIST)) == [f"GET {LIST}"]
    assert gone(without(document(), LIST), Extent.PAGE) == []


def test_a_family_that_is_not_there_is_missed_only_in_the_whole_of_the_api() -> None:
    paths = [each.path for each in ENDPOINTS if each.family is Family.UHD_TEXT]
    content = without(document(), *paths)
    expected = [f"{each.method} {each.path}" for each in ENDPOINTS if each.family is Family.UHD_TEXT]
    assert (gone(content), gone(with_others(content))) == ([], expected)
    assert (gone(content, Extent.WHOLE), gone(with_others(content), Extent.FAMILIES)) == (expected, [])


def test_what_is_gone_from_a_document_without_kling_3_is_told_to_who_says_that_it_is_the_whole() -> None:
    assert len(gone({"openapi": "3.0.0", "paths": {}}, Extent.WHOLE)) == len(OPERATIONS)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (document(), ["taken for families: one that has several of its endpoints must have all (--extent families)"]),
        (with_others(document(), 1), [
            "taken for the whole of the API: what is not there is gone (--extent whole)",
            "left out: 1 operation of other APIs",
        ]),
        ({**document(), "servers": [{"url": "https://api.magnific.com"}]}, [
            "taken for families: one that has several of its endpoints must have all (--extent families)",
            "other hosts: was https://api.freepik.com, is https://api.magnific.com",
        ]),
    ],
)  # fmt: skip
def test_notes_say_what_else_is_to_be_known(content: Content, expected: list[str]) -> None:
    assert list(compared(content, "a.yaml", FIRST).notes) == expected


def test_references_that_lead_nowhere_are_noted() -> None:
    content = page(PRO)
    body = content["paths"][PRO]["post"]["requestBody"]
    body["content"]["application/json"]["schema"] = {"$ref": "other.yaml#/a"}
    notes = compared(content, "a.yaml", FIRST).notes
    assert notes[-1] == "references that lead nowhere, taken for anything: other.yaml#/a"
    assert notes[1].startswith("not in the document, and not missed: Kling 3 Omni, ")
