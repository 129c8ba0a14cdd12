"""A body is read strictly, and a refusal names every problem in both forms of the 400."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_openapi.document import Strictness, load
from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Kind
from kling3_openapi.schemas import Validator
from tests.mockserver.asking import BODIES, control
from tests.mockserver.wire import JSON, KLING3, KLING3_PRO, codes, content, header, message, order, send, told

NewMock = Callable[..., Mock]

PROBLEM = ("accept", "application/problem+json")
creating = pytest.mark.parametrize("endpoint", [each for each in ENDPOINTS if each.kind is Kind.CREATE])


def reading(value: str) -> bytes:
    """Return an order with a value that only its bytes can hold."""
    return b'{"prompt": "A fox", "cfg_scale": %s}' % value.encode()


@pytest.mark.parametrize(
    ("body", "code", "expected"),
    [
        (b"", "K073", "the body is empty"),
        (b" \r\n", "K073", "the body is empty"),
        (reading("NaN"), "K075", "Malformed JSON at line 1, column 34: NaN is no JSON value"),
        (reading("-Infinity"), "K075", "-Infinity is no JSON value"),
        (reading("1e400"), "K075", "the number is too large to be finite"),
        (reading("9" * 5_000), "K075", "the integer has 5,000 digits; send at most 4,300"),
        (reading("[" * 2_000 + "]" * 2_000), "K075", "nested deeper than 64 levels"),
        (b"[" * 500_000, "K075", "nested deeper than 64 levels"),
        (b'{"prompt": "\\ud83e"}', "K075", "\\ud83e is half of a surrogate pair"),
        (b'\xef\xbb\xbf{"prompt": "A fox"}', "K075", "begins with a byte order mark; send UTF-8 without one"),
        ('{"prompt": "A fox"}'.encode("utf-16"), "K075", "looks like UTF-16 or UTF-32; send it in UTF-8"),
        (b'{"prompt": "A f\xf6x"}', "K075", "the byte 0xf6 is not UTF-8"),
        (b'{"prompt": "A fox"} {}', "K075", "expected nothing more after the value"),
        (b'{"prompt": "A fox",}', "K075", "there is a comma before the closing bracket"),
        (b"{'prompt': 'A fox'}", "K075", "strings stand in double quotes"),
        (b'{\n  "prompt": "A fox"\n', "K075", "Malformed JSON at line 3, column 1"),
        (b"prompt=A+fox", "K075", "expected a value, found 'prompt'"),
        (b"[]", "K076", "the body must be a JSON object, got a list"),
        (b'"{}"', "K076", "the body must be a JSON object, got a string"),
        (b"null", "K076", "the body must be a JSON object, got null"),
    ],
)
@creating
def test_a_body_that_is_no_json_object_is_a_clean_400(
    mock: Mock, endpoint: Endpoint, body: bytes, code: str, expected: str
) -> None:
    response = order(mock, body, path=endpoint.path)
    assert (response.status, codes(response)) == (400, [code])
    assert expected in message(response)
    (param,) = content(response)["invalid_params"]
    assert param == {"name": "body", "reason": message(response), "field": "body"}


def test_a_name_that_stands_twice_counts_with_its_last_value(mock: Mock) -> None:
    response = order(mock, b'{"prompt": "A fox", "duration": "3", "duration": "7"}')
    assert (response.status, codes(response)) == (200, ["K077"])
    assert told(response)[0].message.startswith("'duration' stands twice in one object and the last one counts")
    (task,) = json.loads(control(mock, "GET", "/tasks").body)
    assert task["video"]["seconds"] == 7


def test_text_outside_of_the_first_plane_is_taken(mock: Mock) -> None:
    assert order(mock, b'{"prompt": "\\ud83e\\udd8a \xf0\x9f\xa6\x8a \\u0000"}').status == 200


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("Application/JSON", 200),
        ("application/vnd.api+json", 200),
        ("", 400),
        ("text/plain", 400),
        ("application/x-www-form-urlencoded", 400),
        ("multipart/form-data; boundary=x", 400),
        ("application/jsonp", 400),
        ("text/json", 400),
    ],
)
def test_only_json_content_types_are_read(mock: Mock, content_type: str, expected: int) -> None:
    response = order(mock, BODIES[Family.KLING3], ("content-type", content_type))
    assert response.status == expected
    if expected == 400:
        assert codes(response) == ["K072"]
        assert f"must be application/json, got {content_type or 'no such header'}" in message(response)


def test_an_order_without_a_content_type_is_refused_before_its_body_is_read(mock: Mock) -> None:
    response = send(mock, "POST", KLING3_PRO, body=b"{")
    assert (response.status, codes(response)) == (400, ["K072"])


@pytest.mark.parametrize("body", [b"", b"{", b"not json", b'{"prompt": 7}'])
def test_the_body_of_a_get_is_never_looked_at(mock: Mock, body: bytes) -> None:
    response = send(mock, "GET", KLING3, JSON, body=body)
    assert (response.status, response.body) == (200, b'{"data":[]}')


BROKEN = {
    "prompt": "A fox",
    "duration": 5,
    "aspect_ratio": "4:3",
    "cfg_scale": 9,
    "elements": [{"frontal_image_url": 1}],
}


def refused(mock: Mock, *headers: tuple[str, str]) -> Response:
    response = order(mock, BROKEN, *headers)
    assert response.status == 400
    return response


def test_all_problems_are_told_together_and_the_first_one_in_the_message(mock: Mock) -> None:
    """Programs read `name` as documented or `field` as recorded, and many show the message alone."""
    answer = content(refused(mock))
    params = answer["invalid_params"]
    assert isinstance(params, list)
    assert answer["message"] == f"Validation error: {params[0]['reason']}"
    assert {(each["name"], each["field"]) for each in params} == {
        ("duration", "body.duration"),
        ("aspect_ratio", "body.aspect_ratio"),
        ("cfg_scale", "body.cfg_scale"),
        ("elements.0.frontal_image_url", "body.elements.0.frontal_image_url"),
    }
    assert all(each["reason"] for each in params)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/*", "application/json"),
        ("application/problem+json", "application/problem+json"),
        ("application/json, application/problem+json;q=0.9", "application/problem+json"),
        ("Application/Problem+JSON", "application/problem+json"),
    ],
)
def test_the_nested_form_is_for_those_who_ask_for_it_by_name(mock: Mock, accept: str, expected: str) -> None:
    response = refused(mock, ("accept", accept))
    assert header(response, "content-type") == expected
    assert ("problem" in content(response)) == (expected == "application/problem+json")


def test_the_nested_form_has_the_same_params_under_problem(mock: Mock) -> None:
    nested = content(refused(mock, PROBLEM))["problem"]
    flat = content(refused(mock))["invalid_params"]
    assert nested == {"message": "Your request parameters didn't validate.", "invalid_params": flat}


@pytest.mark.parametrize("headers", [(), (PROBLEM,)])
@pytest.mark.parametrize("strictness", Strictness)
def test_both_forms_keep_their_schema(mock: Mock, strictness: Strictness, headers: tuple[tuple[str, str], ...]) -> None:
    response = refused(mock, *headers)
    components = load(strictness).content["components"]
    assert isinstance(components, dict)
    answer = components["responses"]["bad-request"]["content"][header(response, "content-type")]
    keeps = Validator({**answer["schema"], "components": components})
    assert keeps.problems(content(response)) == ()


def test_a_refusal_without_params_is_nested_with_its_own_message(mock: Mock) -> None:
    response = order(mock, {"prompt": "A fox"}, PROBLEM, ("x-kling3-scenario", "explode"))
    problem = content(response)["problem"]
    assert isinstance(problem, dict)
    assert problem["message"].startswith("unknown scenario 'explode'")
    assert problem["invalid_params"] == []


@pytest.mark.parametrize("path", [KLING3, KLING3_PRO])
def test_other_refusals_have_one_form(mock: Mock, path: str) -> None:
    for method, key in (("PATCH", "alpha-key"), ("PATCH", "")):
        response = send(mock, method, path, PROBLEM, key=key)
        assert (header(response, "content-type"), list(content(response))) == (
            "application/json",
            ["message"],
        )


IGNORED = {"prompt": "A fox", "image_list": [], "webhook_url": "mailto:a@b.example"}


def test_what_the_service_ignores_is_taken_and_told(mock: Mock) -> None:
    response = order(mock, IGNORED)
    assert response.status == 200
    assert {(each.code, each.severity) for each in told(response)} == {
        ("K001", "ignored"),
        ("K053", "ignored"),
    }


@pytest.mark.parametrize(
    ("path", "body", "code", "field"),
    [
        (KLING3_PRO, {"prompt": "A fox", "image_list": []}, "K001", "body.image_list"),
        (KLING3_PRO, {"prompt": "A fox", "promt": ""}, "K040", "body.promt"),
        (f"{KLING3_PRO}?page=2", {"prompt": "A fox"}, "K055", "query.page"),
    ],
)
def test_a_strict_fake_refuses_what_the_service_ignores(
    new_mock: NewMock, path: str, body: dict[str, object], code: str, field: str
) -> None:
    response = order(new_mock(strict=True), body, path=path)
    assert (response.status, codes(response)) == (400, [code])
    assert [each["field"] for each in content(response)["invalid_params"]] == [field]
    assert order(new_mock(), body, path=path).status == 200


READS = [(f"{KLING3}?limit=1", "K036"), (f"{KLING3}/{{task_id}}?verbose=1", "K055")]


@pytest.mark.parametrize(("path", "code"), READS)
def test_a_strict_fake_answers_a_read_with_a_query_that_is_ignored(new_mock: NewMock, path: str, code: str) -> None:
    mock = new_mock(strict=True)
    task_id = content(order(mock, {"prompt": "A fox"}))["data"]["task_id"]
    response = send(mock, "GET", path.format(task_id=task_id))
    assert (response.status, codes(response)) == (200, [code])


@pytest.mark.parametrize(("path", "code"), READS)
def test_a_fake_that_is_strict_on_reads_refuses_them(new_mock: NewMock, path: str, code: str) -> None:
    mock = new_mock(strict_reads=True)
    task_id = content(order(mock, {"prompt": "A fox", "image_list": []}))["data"]["task_id"]
    response = send(mock, "GET", path.format(task_id=task_id))
    assert (response.status, codes(response)) == (400, [code])
    assert "kling3_ignored" not in content(response)


def test_a_strict_fake_refuses_query_and_body_at_once(new_mock: NewMock) -> None:
    response = order(new_mock(strict=True), {"prompt": "A fox", "duration": "2"}, path=f"{KLING3_PRO}?page=2")
    assert (response.status, sorted(codes(response))) == (400, ["K010", "K055"])
    assert [each["field"] for each in content(response)["invalid_params"]] == ["body.duration", "query.page"]


BOTH = {"multi_prompt": [{"prompt": "A fox", "duration": 5, "index": 1}], "webhook_url": "http://localhost/"}
WITHOUT_EFFECT = [
    {
        "name": "multi_prompt.0.index",
        "reason": "index has no effect in a shot: put the shots in their order and leave it out",
        "field": "body.multi_prompt.0.index",
        "code": "K007",
    },
    {
        "name": "page",
        "reason": f"page has no effect on POST {KLING3_PRO}: what the video is made of goes in the JSON body",
        "field": "query.page",
        "code": "K055",
    },
]


@pytest.mark.parametrize(("accept", "within"), [(("accept", "*/*"), None), (PROBLEM, "problem")])
def test_a_refusal_lists_what_is_ignored_too(mock: Mock, accept: tuple[str, str], within: str | None) -> None:
    response = order(mock, BOTH, accept, path=f"{KLING3_PRO}?page=2")
    told_of = content(response)[within] if within else content(response)
    assert [each["field"] for each in told_of["invalid_params"]] == ["body.multi_prompt.0.duration"]
    assert told_of["kling3_ignored"] == WITHOUT_EFFECT
    assert sorted(codes(response)) == ["K007", "K009", "K034", "K055"]


@pytest.mark.parametrize("body", [b"{", b""])
def test_a_body_that_cannot_be_read_hides_no_query(mock: Mock, body: bytes) -> None:
    response = order(mock, body, path=f"{KLING3_PRO}?page=2")
    assert response.status == 400
    assert [each["field"] for each in content(response)["kling3_ignored"]] == ["query.page"]


def test_what_is_refused_is_not_listed_twice_and_what_is_advised_not_at_all(new_mock: NewMock) -> None:
    response = order(new_mock(strict=True), BOTH)
    assert len(content(response)["invalid_params"]) == 2
    assert content(response).keys() == {"message", "invalid_params"}
    only_advised = order(new_mock(), {"duration": 5, "webhook_url": "http://localhost/"})
    assert content(only_advised).keys() == {"message", "invalid_params"}


def test_what_is_ignored_stays_out_of_the_body_when_it_is_switched_off(new_mock: NewMock) -> None:
    response = order(new_mock(list_ignored=False), BOTH)
    assert content(response).keys() == {"message", "invalid_params"}
    assert "K007" in codes(response)


def test_a_strict_fake_takes_what_is_only_advised_against(new_mock: NewMock) -> None:
    response = order(new_mock(strict=True), {"prompt": "A fox", "cfg_scale": 1.5})
    assert (response.status, codes(response)) == (200, ["K011"])
