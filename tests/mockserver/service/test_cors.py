"""Pages in browsers: refused in words that name the reason, or let in from chosen origins for development."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from tests.mockserver.asking import BASE, created, data, read
from tests.mockserver.wire import JSON, KLING3, KLING3_PRO, codes, header, message, order, send

NewMock = Callable[..., Mock]

PAGE = "http://localhost:5173"
FETCHED = (("origin", PAGE), ("sec-fetch-mode", "cors"), ("sec-fetch-site", "same-site"))


def preflight(mock: Mock, origin: str = PAGE, method: str = "POST", path: str = KLING3_PRO) -> Response:
    """Ask what a browser asks before a page's order, which carries no key."""
    asked = (
        ("access-control-request-method", method),
        ("access-control-request-headers", "content-type,x-freepik-api-key"),
    )
    return send(mock, "OPTIONS", path, ("origin", origin), *asked, key="")


@pytest.mark.parametrize("path", [KLING3_PRO, KLING3, "/v1/ai/nothing"])
def test_a_preflight_is_refused_as_what_it_is(mock: Mock, path: str) -> None:
    response = preflight(mock, path=path)
    assert (response.status, codes(response)) == (401, ["K087"])
    assert "a browser's preflight for POST from the page http://localhost:5173 carries no key" in message(response)
    assert header(response, "access-control-allow-origin") is None


def test_options_without_a_page_lacks_its_key_like_anything_else(mock: Mock) -> None:
    response = send(mock, "OPTIONS", KLING3_PRO, key="")
    assert (response.status, codes(response), message(response)) == (401, ["K070"], "Missing API key")


def test_a_preflight_of_a_chosen_origin_is_answered_and_told_of(new_mock: NewMock) -> None:
    mock = new_mock(cors=(PAGE,))
    response = preflight(mock)
    assert (response.status, response.body, codes(response)) == (200, b"", ["K087"])
    assert header(response, "access-control-allow-origin") == PAGE
    assert header(response, "access-control-allow-methods") == "GET, HEAD, POST"
    assert header(response, "access-control-allow-headers") == "content-type,x-freepik-api-key"
    assert "Origin" in (header(response, "vary") or "")
    assert [each.request.method for each in mock.journal.exchanges()] == ["OPTIONS"]


@pytest.mark.parametrize(
    ("origin", "method", "expected"),
    [
        (
            "http://evil.test",
            "POST",
            "--cors gives no leave for POST from http://evil.test: it allows GET, HEAD, POST from",
        ),
        ("null", "POST", "--cors gives no leave for POST from null"),
        (PAGE, "PUT", f"--cors gives no leave for PUT from {PAGE}: it allows GET, HEAD, POST from {PAGE}"),
    ],
)
def test_any_other_is_refused_with_what_is_allowed(origin: str, method: str, expected: str, new_mock: NewMock) -> None:
    response = preflight(new_mock(cors=(PAGE,)), origin, method)
    assert (response.status, codes(response)) == (400, ["K087"])
    assert message(response).startswith(expected)
    assert header(response, "access-control-allow-origin") is None


def test_answers_and_refusals_may_be_read_by_the_page_and_tell_of_it(new_mock: NewMock) -> None:
    mock = new_mock(cors=(PAGE,))
    good, bad = order(mock, {"prompt": "a"}, *FETCHED), order(mock, {}, *FETCHED)
    unknown = send(mock, "GET", "/v1/ai/nothing", *FETCHED)
    assert [each.status for each in (good, bad, unknown)] == [200, 400, 404]
    for each in (good, bad, unknown):
        assert codes(each)[0] == "K088"
        assert header(each, "access-control-allow-origin") == PAGE
        assert "x-kling3-findings" in (header(each, "access-control-expose-headers") or "")


def test_videos_may_be_read_by_the_page(new_mock: NewMock) -> None:
    mock = new_mock(cors=("*",))
    (link,) = data(read(mock, created(mock, scenario="at-once")))["generated"]
    assert header(send(mock, "GET", link.removeprefix(BASE), *FETCHED), "access-control-allow-origin") == "*"


def test_the_control_api_gives_no_page_leave(new_mock: NewMock) -> None:
    response = send(new_mock(cors=("*",)), "GET", "/_mock/requests", ("origin", PAGE), JSON)
    assert header(response, "access-control-allow-origin") is None


def test_without_a_chosen_origin_nothing_is_said_of_cors(mock: Mock) -> None:
    response = order(mock, {"prompt": "a"}, ("origin", PAGE))
    assert (response.status, codes(response)) == (200, [])
    assert {"vary", "access-control-allow-origin"}.isdisjoint(name.decode() for name, _ in response.headers)
