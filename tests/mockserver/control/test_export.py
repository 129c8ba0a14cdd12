"""Remembered requests are exported, all or those that are named."""

from __future__ import annotations

import json

import httpx
import pytest

from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from tests.mockserver.asking import control, created
from tests.mockserver.posting import PATIENCE
from tests.mockserver.wire import header, message, send


def numbers(mock: Mock, query: str = "", *named: object) -> list[int]:
    method, fields = ("POST", {"numbers": list(named)}) if named else ("GET", {})
    answer = control(mock, method, f"/export.ndjson{query}", **fields)
    assert answer.status == 200, answer.body
    return [json.loads(line)["number"] for line in answer.body.splitlines()]


@pytest.mark.parametrize(
    ("form", "kind", "name"),
    [
        ("har", "application/json", "kling3-mock.har"),
        ("ndjson", "application/x-ndjson", "kling3-mock.ndjson"),
        ("py", "text/x-python; charset=utf-8", "test_remembered.py"),
    ],
)
def test_each_form_is_a_file_of_its_own_name(mock: Mock, form: str, kind: str, name: str) -> None:
    created(mock)
    answer = control(mock, "GET", f"/export.{form}")
    assert (answer.status, header(answer, "content-type")) == (200, kind)
    assert header(answer, "content-disposition") == f'attachment; filename="{name}"'
    assert b"kling-v3-pro" in answer.body


def test_all_the_newest_or_the_named_ones_are_in_it(mock: Mock) -> None:
    for _ in range(7):
        created(mock)
    assert numbers(mock) == [1, 2, 3, 4, 5, 6, 7]
    assert numbers(mock, "?limit=2") == [6, 7]
    assert numbers(mock, "", "2-4", 7, "99") == [2, 3, 4, 7]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{}", 'expected {"numbers": [9, "1-5"]} with at most 1000 of them'),
        (b'{"number": [1]}', "got 'number' (did you mean numbers?), expected {\"numbers\": "),
        (b'{"numbers": "1-5"}', 'expected {"numbers": [9, "1-5"]}'),
        (b'{"numbers": [true]}', "got 'True' among the numbers: expected"),
        (b'{"numbers": [-1]}', "got '-1' among the numbers: expected"),
        (b'{"numbers": ["1-"]}', "got '1-' among the numbers: expected"),
        (b'{"numbers": [%s]}' % b",".join([b"1"] * 1_001), "with at most 1000 of them"),
        (b"[]", "expected a JSON object"),
    ],
)
def test_what_names_no_numbers_is_refused(mock: Mock, body: bytes, expected: str) -> None:
    answer = send(mock, "POST", "/_mock/export.har", body=body, key="")
    assert answer.status == 400
    assert expected in message(answer)


@pytest.mark.parametrize("limit", ["0", "x", "", "-1", "9" * 10])
def test_a_limit_is_a_whole_number(mock: Mock, limit: str) -> None:
    answer = control(mock, "GET", f"/export.har?limit={limit}")
    assert (answer.status, message(answer)) == (400, "limit must be a whole number from 1 to 999999999")


def test_there_are_no_other_forms(mock: Mock) -> None:
    answer = control(mock, "GET", "/export.xml")
    assert (answer.status, message(answer)) == (404, "expected /_mock/export with one of .har, .ndjson, .py")


def test_over_a_socket_a_long_export_comes_whole_and_head_has_its_headers(mock: Mock) -> None:
    for _ in range(300):
        created(mock)
    with ThreadedServer(mock) as server:
        whole = httpx.get(f"{server.url}/_mock/export.har", timeout=PATIENCE)
        head = httpx.head(f"{server.url}/_mock/export.har", timeout=PATIENCE)
    assert len(whole.json()["log"]["entries"]) == 300
    assert (head.content, head.headers["content-type"]) == (b"", "application/json")
