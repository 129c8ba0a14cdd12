"""The endpoints answer as the service does, to the byte."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import EmptyList
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Kind
from tests.mockserver.asking import BASE, BODIES, KEY, create, created, data, get, read
from tests.mockserver.wire import REFERENCE, codes, content, header, message, order, send

NewMock = Callable[..., Mock]

every_family = pytest.mark.parametrize("family", Family)
creating = pytest.mark.parametrize("endpoint", [each for each in ENDPOINTS if each.kind is Kind.CREATE])
UUID_4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def listed(mock: Mock, family: Family, query: str = "", key: str = KEY) -> list[dict[str, str]]:
    response = get(mock, f"{family.path}{query}", key=key)
    assert response.status == 200, response.body
    items: list[dict[str, str]] = json.loads(response.body)["data"]
    return items


def ids(items: list[dict[str, str]]) -> list[str]:
    return [each["task_id"] for each in items]


def test_there_are_thirty_two_endpoints_and_each_answers(mock: Mock) -> None:
    tasks = {family: created(mock, family) for family in Family}
    answered = [
        order(mock, BODIES[each.family], path=each.path) if each.kind is Kind.CREATE
        else get(mock, each.path.replace("{task-id}", tasks[each.family]))
        for each in ENDPOINTS
    ]  # fmt: skip
    assert [(each.status, header(each, "content-type")) for each in answered] == [(200, "application/json")] * 32


@creating
def test_an_order_is_answered_byte_for_byte_as_recorded(mock: Mock, endpoint: Endpoint) -> None:
    response = order(mock, BODIES[endpoint.family], path=endpoint.path)
    task_id = str(data(response)["task_id"])
    assert UUID_4.fullmatch(task_id)
    assert response.body == b'{"data":{"task_id":"%s","status":"CREATED","generated":[]}}' % task_id.encode()


@every_family
def test_a_task_is_read_in_the_same_envelope(mock: Mock, family: Family) -> None:
    task_id = created(mock, family)
    mock.clock.advance(1)
    response = read(mock, task_id, family)
    assert response.body == b'{"data":{"task_id":"%s","status":"IN_PROGRESS","generated":[]}}' % task_id.encode()


@every_family
def test_a_completed_task_has_one_plain_url(mock: Mock, family: Family) -> None:
    task_id = created(mock, family)
    mock.clock.advance(3)
    generated = data(read(mock, task_id, family))["generated"]
    expires = int(mock.clock.now()) + 3_600
    url = rf"{BASE}/kling_{task_id}\.mp4\?token=exp={expires}~hmac=[0-9a-f]{{64}}"
    assert isinstance(generated, list)
    assert [bool(re.fullmatch(url, each)) for each in generated] == [True]


@pytest.mark.parametrize(
    ("scenario", "seconds", "expected"),
    [
        ("complete", 0, ("CREATED", 0)),
        ("complete", 2.9, ("IN_PROGRESS", 0)),
        ("complete", 3, ("COMPLETED", 1)),
        ("complete 8", 7, ("IN_PROGRESS", 0)),
        ("at-once", 0, ("COMPLETED", 1)),
        ("reads 1", 0, ("COMPLETED", 1)),
        ("fail", 3, ("FAILED", 0)),
        ("no-url", 3, ("COMPLETED", 0)),
        ("never", 1_000_000, ("IN_PROGRESS", 0)),
    ],
)
def test_a_scenario_shows_this_status_and_so_many_urls(
    mock: Mock, scenario: str, seconds: float, expected: tuple[str, int]
) -> None:
    task_id = created(mock, scenario=scenario)
    mock.clock.advance(seconds)
    shown = data(read(mock, task_id))
    assert (shown["status"], len(str(shown["generated"]).split("http")) - 1) == expected
    assert listed(mock, Family.KLING3) == [{"task_id": task_id, "status": expected[0]}]


def test_a_failed_task_says_no_reason(mock: Mock) -> None:
    task_id = created(mock, scenario="fail 0")
    assert data(read(mock, task_id)) == {"task_id": task_id, "status": "FAILED", "generated": []}


def test_the_url_of_a_completed_task_stays_the_same(mock: Mock) -> None:
    """It is signed once, when the task completes, and not anew by each read."""
    task_id = created(mock)
    mock.clock.advance(3)
    first = read(mock, task_id).body
    mock.clock.advance(1_000)
    assert read(mock, task_id).body == first


@every_family
def test_a_list_is_newest_first_and_has_all_tiers_of_one_family(mock: Mock, family: Family) -> None:
    tiers = [*family.tiers, *family.tiers]
    made = [str(data(create(mock, family, tier))["task_id"]) for tier in tiers]
    others = [created(mock, other) for other in Family if other is not family]
    assert ids(listed(mock, family)) == made[::-1]
    assert not set(others) & set(made)


@every_family
def test_a_list_is_answered_byte_for_byte(mock: Mock, family: Family) -> None:
    task_id = created(mock, family)
    expected = b'{"data":[{"task_id":"%s","status":"CREATED"}]}' % task_id.encode()
    assert get(mock, family.path).body == expected


@every_family
def test_a_key_without_tasks_has_an_empty_list(mock: Mock, family: Family) -> None:
    response = get(mock, family.path)
    assert (response.status, response.body) == (200, b'{"data":[]}')


@every_family
def test_a_key_without_tasks_may_be_answered_as_the_live_service_was_seen_to(new_mock: NewMock, family: Family) -> None:
    mock = new_mock(empty_list=EmptyList.NOT_FOUND)
    response = get(mock, family.path)
    assert (response.status, response.body) == (404, b'{"message":"Tasks not found"}')
    created(mock, family)
    assert get(mock, family.path).status == 200


def test_a_page_behind_the_last_task_is_empty_and_no_404(new_mock: NewMock) -> None:
    mock = new_mock(empty_list=EmptyList.NOT_FOUND)
    created(mock, Family.REFERENCE)
    assert listed(mock, Family.REFERENCE, "?page=2") == []


@every_family
def test_a_task_is_404_to_another_key_and_not_in_its_list(mock: Mock, family: Family) -> None:
    task_id = created(mock, family)
    response = read(mock, task_id, family, key="beta-key")
    assert (response.status, codes(response)) == (404, ["K080"])
    assert message(response).startswith(f"no {family.title} task has the id {task_id}: it was not created here")
    assert listed(mock, family, key="beta-key") == []
    assert ids(listed(mock, family)) == [task_id]


def test_a_read_by_another_key_does_not_move_a_task_that_counts_reads(mock: Mock) -> None:
    task_id = created(mock, scenario="reads 2")
    for key in ("beta-key", KEY, "beta-key"):
        read(mock, task_id, key=key)
    assert data(read(mock, task_id))["status"] == "COMPLETED"


def test_one_key_works_under_both_names_of_the_provider(mock: Mock) -> None:
    task_id = str(data(create(mock))["task_id"])
    asked = send(mock, "GET", f"{Family.KLING3.path}/{task_id}", ("x-magnific-api-key", KEY), key="")
    assert data(asked)["task_id"] == task_id


@pytest.mark.parametrize("family", [Family.KLING3, Family.OMNI])
def test_lists_without_documented_pages_show_all(mock: Mock, family: Family) -> None:
    made = [created(mock, family) for _ in range(25)]
    assert ids(listed(mock, family, "?page=2&page_size=10")) == made[::-1]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", slice(0, 20)),
        ("?page=1", slice(0, 20)),
        ("?page=2", slice(20, 25)),
        ("?page_size=1", slice(0, 1)),
        ("?page_size=100", slice(0, 25)),
        ("?page=3&page_size=10", slice(20, 25)),
        ("?page=25&page_size=1", slice(24, 25)),
        ("?page=26&page_size=1", slice(25, 25)),
        ("?page=999999999&page_size=100", slice(25, 25)),
        (f"?page={'9' * 5_000}", slice(25, 25)),
        ("?page_size=05", slice(0, 5)),
        ("?limit=3", slice(0, 20)),
    ],
)
def test_the_reference_list_shows_this_part(mock: Mock, query: str, expected: slice) -> None:
    made = [created(mock, Family.REFERENCE) for _ in range(25)]
    assert ids(listed(mock, Family.REFERENCE, query)) == made[::-1][expected]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("page=0", "Parameter 'page' must be greater than 0"),
        ("page=-1", "Parameter 'page' must be greater than 0"),
        ("page=", "Parameter 'page' must be an integer, got ''"),
        ("page", "Parameter 'page' must be an integer, got ''"),
        ("page=two", "Parameter 'page' must be an integer, got 'two'"),
        ("page=1.0", "Parameter 'page' must be an integer, got '1.0'"),
        ("page=%D9%A3", "Parameter 'page' must be an integer, got '٣'"),
        ("page=1&page=2", "Parameter 'page' is given 2 times: send it once"),
        ("page_size=0", "Parameter 'page_size' must be greater than 0"),
        ("page_size=101", "Parameter 'page_size' must be at most 100, got 101"),
        ("page_size=%00", "Parameter 'page_size' must be an integer, got '\\x00'"),
    ],
)
def test_a_page_that_cannot_be_is_refused(mock: Mock, query: str, expected: str) -> None:
    response = get(mock, f"{REFERENCE}?{query}")
    assert (response.status, codes(response)) == (400, ["K081"])
    assert message(response).startswith(f"Validation error: {expected}")
    place = query.partition("=")[0]
    assert [each["field"] for each in content(response)["invalid_params"]] == [f"query.{place}"]


def test_both_paging_parameters_are_told_of_together(mock: Mock) -> None:
    response = get(mock, f"{REFERENCE}?page=0&page_size=0")
    params = content(response)["invalid_params"]
    assert isinstance(params, list)
    assert [each["name"] for each in params] == ["page", "page_size"]


def answers(mock: Mock) -> list[Response]:
    task_id = created(mock)
    mock.clock.advance(3)
    return [read(mock, task_id), get(mock, Family.KLING3.path), create(mock), create(mock, duration=5)]


def test_equal_seeds_requests_and_clocks_give_equal_answers(new_mock: NewMock) -> None:
    assert answers(new_mock(seed=7)) == answers(new_mock(seed=7))
    assert answers(new_mock(seed=7)) != answers(new_mock(seed=8))
