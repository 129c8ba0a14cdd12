"""Requests are made smaller while they show the same, within a bound, and never name a stranger."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kling3_contracts.generated.shrinking import MOST_REQUESTS, shrunk
from kling3_contracts.messages import Answer, Exchange, Request


def body_of(request: Request) -> object:
    return json.loads(request.body) if request.body else None


def smallest(body: object, shows: Callable[[object], bool]) -> tuple[object, int]:
    sent: list[Request] = []

    def send(request: Request) -> Exchange:
        sent.append(request)
        return Exchange(request, Answer(200))

    first = Exchange(Request("POST", "/", (), json.dumps(body).encode()), Answer(200))
    found = shrunk(first, send, lambda exchange: shows(body_of(exchange.request)))
    return body_of(found.request), len(sent)


BIG = {"prompt": "A fox in the snow", "list": [{"x": 1, "y": [7, 8]}, 2, "three"], "deep": {"a": {"b": True}}}


@pytest.mark.parametrize(
    ("shows", "expected"),
    [
        (lambda _: True, None),
        (lambda body: isinstance(body, dict), {}),
        (lambda body: isinstance(body, dict) and "list" in body, {"list": []}),
        (lambda body: isinstance(body, dict) and len(body.get("prompt", "")) > 3, {"prompt": "A fo"}),
        (lambda body: isinstance(body, dict) and body.get("deep") == BIG["deep"], {"deep": {"a": {"b": True}}}),
        (lambda body: body == BIG, BIG),
    ],
    ids=["nothing", "an object", "a field", "a length", "a value", "all"],
)
def test_what_does_not_matter_is_left_out(shows: Callable[[object], bool], expected: object) -> None:
    assert smallest(BIG, shows)[0] == expected


def test_a_server_is_asked_so_often_and_no_more() -> None:
    body = {f"field {number}": number for number in range(100)}
    found, asked = smallest(body, lambda each: isinstance(each, dict) and "field 99" in each)
    assert asked == MOST_REQUESTS
    assert isinstance(found, dict)
    assert len(found) < len(body)


def test_a_url_is_never_cut_into_that_of_a_stranger() -> None:
    url = {"webhook_url": "https://nobody.invalid"}
    assert smallest(url, lambda body: isinstance(body, dict) and bool(body.get("webhook_url")))[0] == url


def test_a_body_that_is_no_json_is_dropped_or_kept() -> None:
    first = Exchange(Request("POST", "/", (), b"\x00"), Answer(200))
    assert shrunk(first, lambda request: Exchange(request, Answer(200)), lambda _: False) is first
