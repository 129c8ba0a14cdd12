"""The fake keeps the edition that it is set to: what it refuses, ignores and tells of, and how much it allows."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kling3_mockserver.limits.rate_limits import DOCUMENTED, OFF, parse
from kling3_mockserver.mock import Mock
from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import Edition
from tests.mockserver.asking import created
from tests.mockserver.wire import KLING3, OMNI, codes, content, header, message, order, send, told

NewMock = Callable[..., Mock]

FEBRUARY, APRIL, AUGUST = Edition
SNOW = {"prompt": "A fox in the snow"}
NEW_KEY = ("x-magnific-api-key", "alpha-key")


@pytest.mark.parametrize(
    ("edition", "body", "path", "expected"),
    [
        (FEBRUARY, {"cfg_scale": 1.5}, f"{KLING3}-pro", (200, ["K011"])),
        (APRIL, {"cfg_scale": 1.5}, f"{KLING3}-pro", (400, ["K068"])),
        (FEBRUARY, {"voice_ids": ["a"]}, f"{OMNI}-std", (200, ["K013"])),
        (APRIL, {"voice_ids": ["a"]}, f"{OMNI}-std", (200, ["K069"])),
        (FEBRUARY, {"multi_shot": True}, f"{KLING3}-std", (200, ["K014"])),
        (APRIL, {"multi_shot": True}, f"{KLING3}-std", (200, [])),
        (APRIL, {"multi_shot": 1}, f"{KLING3}-std", (400, ["K060"])),
    ],
)
def test_an_order_is_held_to_the_edition(
    new_mock: NewMock, edition: Edition, body: dict[str, object], path: str, expected: tuple[int, list[str]]
) -> None:
    response = order(new_mock(edition=edition), {**SNOW, **body}, path=path)
    assert (response.status, codes(response)) == expected


def test_a_refusal_names_the_edition(new_mock: NewMock) -> None:
    response = order(new_mock(edition=APRIL), {**SNOW, "cfg_scale": 1.5})
    assert message(response) == (
        "Validation error: cfg_scale ends at 1 since April 2026, got 1.5: stay between 0 and 1"
    )
    assert content(response)["invalid_params"][0]["field"] == "body.cfg_scale"


def test_a_strict_fake_refuses_what_is_gone(new_mock: NewMock) -> None:
    response = order(new_mock(edition=APRIL, strict=True), {**SNOW, "voice_ids": ["a"]})
    assert (response.status, codes(response)) == (400, ["K069"])


@pytest.mark.parametrize(("edition", "expected"), [(FEBRUARY, []), (APRIL, []), (AUGUST, ["K067"])])
def test_the_former_header_is_taken_and_told_of(new_mock: NewMock, edition: Edition, expected: list[str]) -> None:
    response = send(new_mock(edition=edition), "GET", KLING3)
    assert (response.status, codes(response)) == (200, expected)


def test_the_former_host_is_taken_and_told_of(new_mock: NewMock) -> None:
    mock = new_mock(edition=AUGUST)
    by_host = send(mock, "GET", KLING3, NEW_KEY, ("host", "api.freepik.com"), key="")
    by_name = send(mock, "GET", KLING3, NEW_KEY, ("host", "api.magnific.com"), key="")
    assert ([each.at for each in told(by_host)], told(by_name)) == (["header.host"], [])


def test_the_edition_may_change_while_the_fake_runs(mock: Mock) -> None:
    before = order(mock, {**SNOW, "cfg_scale": 1.5})
    mock.configure({"edition": "2026-04"})
    after = order(mock, {**SNOW, "cfg_scale": 1.5})
    assert [each.status for each in (before, after)] == [200, 400]


@pytest.mark.parametrize(
    ("edition", "limit", "expected"),
    [
        (FEBRUARY, DOCUMENTED, "50"),
        (APRIL, DOCUMENTED, "50"),
        (AUGUST, DOCUMENTED, "30000"),
        (AUGUST, parse("7"), "7"),
        (AUGUST, OFF, "300"),
    ],
)
def test_how_much_is_documented_depends_on_the_edition(
    new_mock: NewMock, edition: Edition, limit: object, expected: str
) -> None:
    mock = new_mock(edition=edition, rate_limit=limit)
    assert header(send(mock, "GET", KLING3), "x-ratelimit-limit") == expected


def test_limits_change_with_the_edition(new_mock: NewMock) -> None:
    mock = new_mock(rate_limit=DOCUMENTED)
    mock.configure({"edition": "2026-08"})
    assert header(send(mock, "GET", KLING3), "x-ratelimit-limit") == "30000"


@pytest.mark.parametrize("strictness", Strictness)
@pytest.mark.parametrize(
    ("kept", "query", "expected"),
    [
        (FEBRUARY, "", FEBRUARY),
        (APRIL, "", APRIL),
        (FEBRUARY, "?edition=2026-08", AUGUST),
        (AUGUST, "?edition=2026-02", FEBRUARY),
    ],
)
def test_the_document_of_the_edition_is_served(
    new_mock: NewMock, kept: Edition, query: str, expected: Edition, strictness: Strictness
) -> None:
    response = send(new_mock(edition=kept), "GET", f"/_mock/spec/{strictness.value}.json{query}", key="")
    assert json.loads(response.body) == load(strictness, expected).content


def test_an_edition_that_there_is_not_is_refused(mock: Mock) -> None:
    response = send(mock, "GET", "/_mock/spec/strict.json?edition=newest", key="")
    assert (response.status, message(response)) == (
        404,
        "got edition=newest, expected one of 2026-02, 2026-04, 2026-08",
    )


def test_in_every_edition_a_task_is_what_was_ordered(new_mock: NewMock) -> None:
    for edition in Edition:
        mock = new_mock(edition=edition)
        created(mock)
        assert send(mock, "GET", KLING3).status == 200
