"""Coverage tells what was exercised since the last reset, each record counted once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx

from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from tests.mockserver.asking import control, create, created, read
from tests.mockserver.posting import PATIENCE
from tests.mockserver.samples import a_delivery, a_finding, an_exchange

NewMock = Callable[..., Mock]


def coverage(mock: Mock) -> dict[str, Any]:
    answer = control(mock, "GET", "/coverage")
    assert answer.status == 200
    shown: dict[str, Any] = json.loads(answer.body)
    return shown


def touched(shown: dict[str, Any]) -> dict[str, int]:
    return {each["dimension"]: each["touched"] for each in shown["dimensions"]}


def test_what_was_asked_is_counted_and_what_never_was_is_named(mock: Mock) -> None:
    read(mock, created(mock))
    shown = coverage(mock)
    assert (shown["edition"], shown["exchanges"], touched(shown)["operations"]) == ("2026-02", 2, 2)
    operations = shown["dimensions"][0]
    assert operations["total"] == 2 + len(operations["missing"])
    assert "POST /v1/ai/video/kling-v3-omni-pro" in operations["missing"]


def test_webhooks_are_counted(mock: Mock) -> None:
    mock.journal.add_delivery(a_delivery())
    assert touched(coverage(mock))["webhooks"] == 1


def test_findings_are_counted_by_code_with_the_gravest_severity_and_the_title(mock: Mock) -> None:
    create(mock, image_list=[])
    create(mock, image_list=[])
    (found,) = (each for each in coverage(mock)["findings"] if each["code"] == "K001")
    assert (found["severity"], found["count"]) == ("ignored", 2)
    assert "image_list" in found["title"]
    mock.journal.add_exchange(an_exchange(findings=(a_finding("K001"),)))
    (found,) = (each for each in coverage(mock)["findings"] if each["code"] == "K001")
    assert (found["severity"], found["count"]) == ("error", 3)


def test_each_record_counts_once_and_stays_counted_when_it_is_forgotten(new_mock: NewMock) -> None:
    mock = new_mock(journal_size=2)
    for count in range(1, 5):
        created(mock)
        assert coverage(mock)["exchanges"] == count
    assert coverage(mock)["exchanges"] == 4


def test_a_reset_begins_anew(mock: Mock) -> None:
    create(mock, image_list=[])
    assert coverage(mock)["findings"]
    control(mock, "POST", "/reset")
    shown = coverage(mock)
    assert (shown["exchanges"], shown["findings"], sum(touched(shown).values())) == (0, [], 0)


def test_another_edition_counts_what_is_remembered_by_its_own_document(mock: Mock) -> None:
    created(mock)
    coverage(mock)
    control(mock, "PATCH", "/settings", edition="2026-04")
    shown = coverage(mock)
    assert (shown["edition"], shown["exchanges"]) == ("2026-04", 1)


def test_over_a_socket_many_are_counted_in_portions(mock: Mock) -> None:
    for _ in range(220):
        mock.journal.add_exchange(an_exchange(mock.journal.next_number()))
    with ThreadedServer(mock) as server:
        answers = [httpx.get(f"{server.url}/_mock/coverage", timeout=PATIENCE) for _ in range(2)]
    assert [each.json()["exchanges"] for each in answers] == [220, 220]
