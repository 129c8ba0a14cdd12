"""Who asks is looked at first; then where the scenario and the result's host come from."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kling3_mockserver.doors import ask
from kling3_mockserver.mock import Mock
from kling3_mockserver.tasks.scenario import CompleteAtOnce, CompleteWithoutUrl, FailAfter, NeverEnd, parse
from kling3_mockserver.tasks.scenario_queue import Queued
from kling3_openapi.endpoints import ENDPOINTS, Family, Kind
from tests.mockserver.asking import BASE, BODIES, KEY, data, read
from tests.mockserver.wire import (
    JSON,
    KLING3,
    KLING3_PRO,
    UNKNOWN_TASK,
    Header,
    codes,
    content,
    header,
    message,
    order,
    send,
    told,
)

NewMock = Callable[..., Mock]

FREEPIK, MAGNIFIC = "x-freepik-api-key", "x-magnific-api-key"
ANYTHING = [
    *((each.method, each.path.replace("{task-id}", UNKNOWN_TASK)) for each in ENDPOINTS),
    ("DELETE", KLING3),
    ("POST", KLING3),
    ("GET", "/v1/ai/video/kling-v2"),
    ("GET", f"{KLING3}/"),
    ("GET", f"{KLING3}?page=0"),
    ("POST", "/v1/"),
]
"""Requests that are right, of a wrong method, and to paths below /v1 that don't exist."""


@pytest.mark.parametrize(("method", "path"), ANYTHING)
@pytest.mark.parametrize("body", [b"", b"{", b'{"prompt": 7}', b"x" * 2_000_000])
def test_the_key_is_checked_before_anything_else(mock: Mock, method: str, path: str, body: bytes) -> None:
    response = send(mock, method, path, ("x-kling3-scenario", "?"), body=body, key="")
    assert (response.status, codes(response)) == (401, ["K070"])
    assert response.body == b'{"message":"Missing API key"}'


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([(FREEPIK, "good-key")], 200),
        ([(MAGNIFIC, "good-key")], 200),
        ([("X-Freepik-API-Key", "other-key")], 200),
        ([(FREEPIK, "good-key"), (MAGNIFIC, "good-key")], 200),
        ([(FREEPIK, "good-key"), (MAGNIFIC, "unknown")], 200),
        ([(FREEPIK, "unknown"), (MAGNIFIC, "good-key")], 401),
        ([(FREEPIK, "unknown")], 401),
        ([(FREEPIK, "Good-Key")], 401),
        ([(FREEPIK, "good-key ")], 401),
        ([(MAGNIFIC, "good-ke")], 401),
        ([(FREEPIK, "")], 401),
    ],
)
def test_configured_keys_are_accepted_and_no_others(
    new_mock: NewMock, headers: list[tuple[str, str]], expected: int
) -> None:
    mock = new_mock(api_keys=("good-key", "other-key"))
    assert send(mock, "GET", KLING3, *headers, key="").status == expected


def test_without_configured_keys_any_key_is_good(mock: Mock) -> None:
    assert send(mock, "GET", KLING3, key="whatever").status == 200


BEARER, IN_QUERY = "Authorization: Bearer is not read", "api_key in the query string is not read"


@pytest.mark.parametrize(
    ("query", "headers", "code", "expected"),
    [
        ("", [], "K070", "Missing API key"),
        ("", [("authorization", "Bearer good-key")], "K030", f"Missing API key: {BEARER}, send the key in"),
        ("", [("authorization", "bearer")], "K030", "Missing API key: Authorization: bearer is not read"),
        ("", [("authorization", "good-key")], "K030", "Missing API key: Authorization is not read"),
        ("?api_key=good-key", [], "K083", f"Missing API key: {IN_QUERY}, send the key in"),
        ("", [(FREEPIK, "unknown")], "K071", "Invalid API key"),
        ("", [(MAGNIFIC, "Bearer good-key")], "K071", "Invalid API key"),
    ],
)  # fmt: skip
def test_a_refused_key_is_answered_in_these_words(
    new_mock: NewMock, query: str, headers: list[tuple[str, str]], code: str, expected: str
) -> None:
    response = send(new_mock(api_keys=("good-key",)), "GET", f"{KLING3}{query}", *headers, key="")
    assert (response.status, codes(response)) == (401, [code])
    assert message(response).startswith(expected)
    assert list(content(response)) == ["message"]
    assert "good-key" not in f"{message(response)}{header(response, 'x-kling3-findings')}"


def test_a_bearer_token_is_told_the_header_that_is_read(mock: Mock) -> None:
    response = send(mock, "GET", KLING3, ("authorization", "Bearer good-key"), key="")
    assert message(response).endswith(f"send the key in the header {FREEPIK} or {MAGNIFIC}")


def test_an_invalid_key_is_told_why_in_the_findings(new_mock: NewMock) -> None:
    response = send(new_mock(api_keys=("good-key",)), "GET", KLING3, key="Bearer good-key")
    assert told(response)[0].message.endswith("x-freepik-api-key takes the key alone, without the word Bearer")


def test_two_different_keys_are_told_of_and_the_first_one_counts(mock: Mock) -> None:
    both = [(FREEPIK, "alpha-key"), (MAGNIFIC, "beta-key")]
    response = send(mock, "POST", KLING3_PRO, *both, JSON, body=b'{"prompt": "A fox"}', key="")
    assert codes(response) == ["K082"]
    assert read(mock, str(data(response)["task_id"]), key="alpha-key").status == 200
    assert read(mock, str(data(response)["task_id"]), key="beta-key").status == 404


@pytest.mark.parametrize("endpoint", [each for each in ENDPOINTS if each.kind is Kind.LIST])
def test_a_list_is_a_free_probe_of_a_key(new_mock: NewMock, endpoint: object) -> None:
    mock = new_mock(api_keys=("good-key",))
    path = getattr(endpoint, "path", "")
    assert [send(mock, "GET", path, key=key).status for key in ("good-key", "bad-key")] == [200, 401]


def status_of(mock: Mock, *headers: tuple[str, str], prompt: str = "A fox") -> str:
    """Order something, and return what its scenario shows at once."""
    response = order(mock, {"prompt": prompt}, *headers)
    shown = data(read(mock, str(data(response)["task_id"])))
    return f"{shown['status']} {len(str(shown['generated'])) > 2}"


DONE, FAILED, WITHOUT, CREATED = "COMPLETED True", "FAILED False", "COMPLETED False", "CREATED False"


@pytest.mark.parametrize(
    ("queued", "header_text", "prompt", "expected"),
    [
        ("at-once", "fail 0", "A fox [[kling3: no-url 0]]", DONE),
        ("at-once", "", "A fox [[kling3: no-url 0]]", DONE),
        ("at-once", "", "A fox", DONE),
        ("", "fail 0", "A fox [[kling3: no-url 0]]", FAILED),
        ("", "fail 0", "A fox", FAILED),
        ("", "", "A fox [[kling3: no-url 0]]", WITHOUT),
        ("", "", "[[ KLING3 :no-url 0 ]] A fox", WITHOUT),
        ("", "", "A fox", CREATED),
        ("", "", "A fox [kling3: fail 0]", CREATED),
    ],
)
def test_the_queue_comes_before_the_header_the_prompt_and_the_settings(
    new_mock: NewMock, queued: str, header_text: str, prompt: str, expected: str
) -> None:
    mock = new_mock(scenario=NeverEnd())
    if queued:
        mock.scenarios.put(Queued(parse(queued)))
    headers = [("x-kling3-scenario", header_text)] if header_text else []
    assert status_of(mock, *headers, prompt=prompt) == expected


def test_a_queued_scenario_goes_to_the_first_order_that_matches(mock: Mock) -> None:
    mock.scenarios.put(Queued(FailAfter(0), model="kling-v3-omni-pro"))
    mock.scenarios.put(Queued(CompleteWithoutUrl(0), times=2, fields={"duration": "7"}))
    seven = {"duration": "7"}
    orders = [
        ("kling-v3-pro", {}),
        ("kling-v3-pro", seven),
        ("kling-v3-omni-pro", seven),
        ("kling-v3-omni-std", seven),
        ("kling-v3-omni-std", seven),
    ]
    seen = []
    for model, fields in orders:
        family = Family.OMNI if "omni" in model else Family.KLING3
        made = data(order(mock, {**BODIES[family], **fields}, path=f"/v1/ai/video/{model}"))
        seen.append(data(read(mock, str(made["task_id"]), family))["status"])
    assert seen == ["CREATED", "COMPLETED", "FAILED", "COMPLETED", "CREATED"]
    assert mock.scenarios.waiting() == ()


def test_a_refused_order_leaves_the_queue_as_it_is(mock: Mock) -> None:
    mock.scenarios.put(Queued(FailAfter(0)))
    assert order(mock, {"prompt": "A fox", "duration": 5}).status == 400
    assert order(mock, {"prompt": "A fox"}, ("x-kling3-scenario", "explode")).status == 400
    assert len(mock.scenarios.waiting()) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("explode", "unknown scenario 'explode': expected complete [SECONDS], at-once, reads N"),
        ("fail soon", "unknown scenario 'fail soon': expected SECONDS to be a number of 0 or more"),
        ("fail -1", "expected SECONDS to be a number of 0 or more"),
        ("fail nan", "expected SECONDS to be a number of 0 or more"),
        ("fail inf", "expected SECONDS to be a number of 0 or more"),
        ("reads", "expected N to be a whole number of 1 or more"),
        ("reads 0", "expected N to be a whole number of 1 or more"),
        ("never 3", "expected never alone"),
        ("fail 1 2", "expected complete [SECONDS]"),
        ("  ", "unknown scenario"),
        ("x" * 5_000, f"unknown scenario '{'x' * 60}': expected"),
    ],
)
@pytest.mark.parametrize("place", ["header", "prompt"])
def test_an_unreadable_scenario_is_refused_with_what_was_expected(
    mock: Mock, place: str, text: str, expected: str
) -> None:
    prompt = f"A fox [[kling3: {text[:2_000]}]]" if place == "prompt" else "A fox"
    headers = [("x-kling3-scenario", text)] if place == "header" else []
    response = order(mock, {"prompt": prompt}, *headers)
    assert (response.status, header(response, "x-kling3-findings")) == (400, None)
    assert expected in message(response)
    assert json.loads(send(mock, "GET", KLING3).body) == {"data": []}


def test_a_scenario_in_a_header_counts_for_orders_alone(mock: Mock) -> None:
    assert send(mock, "GET", KLING3, ("x-kling3-scenario", "explode")).status == 200


NO_HOSTS = [
    "", 'evil"],"x":["', "evil.example/path", "user@evil.example",
    "evil.example\\", "evil.example\n", "h\xe9.example", "h" * 254,
]  # fmt: skip


def place_of_result(mock: Mock, *headers: Header, base: str = BASE) -> str:
    """Order a video at a base URL, and return scheme and host of its link."""
    headers = (("x-freepik-api-key", KEY), ("x-kling3-scenario", "at-once"), JSON, *headers)
    created = ask(mock, "POST", f"{base}{KLING3}-pro", headers, b'{"prompt": "A fox"}')
    (url,) = json.loads(send(mock, "GET", f"{KLING3}/{data(created)['task_id']}", key=KEY).body)["data"]["generated"]
    return str(url).partition("/kling_")[0]


@pytest.mark.parametrize("host", ["mock.test", "127.0.0.1:8333", "[::1]:8333"])
def test_results_are_where_the_order_reached_the_fake(mock: Mock, host: str) -> None:
    assert place_of_result(mock, ("host", host)) == f"http://{host}"


@pytest.mark.parametrize("base", ["http://127.0.0.1:8333", "http://[::1]:8333", "http://mock.test"])
@pytest.mark.parametrize("host", ["api.freepik.com", "api.magnific.com", "API.freepik.com.:80", *NO_HOSTS])
def test_without_a_host_of_ours_they_are_at_the_address_that_the_order_came_in_by(
    mock: Mock, base: str, host: str
) -> None:
    """A program that was led here by name must not be led on to the real service; a hostile host goes nowhere."""
    assert place_of_result(mock, ("host", host), base=base) == base


@pytest.mark.parametrize("host", ["api.freepik.com", "api.magnific.com:443", *NO_HOSTS])
def test_behind_a_door_that_stands_for_the_service_they_are_where_the_service_has_them(mock: Mock, host: str) -> None:
    assert place_of_result(mock, ("host", host), base="https://api.freepik.com") == "https://cdn-magnific.freepik.com"


def test_the_host_of_results_may_be_set(new_mock: NewMock) -> None:
    mock = new_mock(result_url="https://videos.test:9000", scenario=CompleteAtOnce())
    task_id = str(data(order(mock, {"prompt": "A fox"}))["task_id"])
    assert str(data(read(mock, task_id))["generated"]).startswith(f"['https://videos.test:9000/kling_{task_id}.mp4?")


def test_reading_by_another_host_does_not_change_the_url(mock: Mock) -> None:
    """The link was signed when the task completed; programs compare what they read twice."""
    task_id = str(data(order(mock, {"prompt": "A fox"}, ("x-kling3-scenario", "at-once")))["task_id"])
    response = send(mock, "GET", f"{KLING3}/{task_id}", ("host", "elsewhere.test"), key=KEY)
    assert str(data(response)["generated"]).startswith(f"['{BASE}/")
