"""Each form of an export holds the requests, no secrets, and comes bit by bit."""

from __future__ import annotations

import json

import pytest

from kling3_mockserver.exports import Form, written
from kling3_mockserver.journal.views import exchange_view
from tests.mockserver.samples import a_request, an_exchange

KEY = b"fpsk-Zm9vYmFy0123456789abcdef"
ASKED = a_request(
    query=f"api_key={KEY.decode()}",
    headers={b"x-freepik-api-key": KEY, b"content-type": b"application/json"},
    body=b'{"prompt":"our-own-secret","api_key":"%s"}' % KEY,
)
EXCHANGES = [an_exchange(number, ASKED) for number in (3, 4)]
KNOWN = ("our-own-secret",)


def text_of(form: Form) -> str:
    return "".join(written(form, EXCHANGES, KNOWN, {}))


def test_har_is_one_archive() -> None:
    log = json.loads(text_of(Form.HAR))["log"]
    assert (log["version"], log["creator"]["name"], len(log["entries"])) == ("1.2", "kling3-mock", 2)


def test_ndjson_has_a_line_for_each_as_the_list_shows_it() -> None:
    lines = [json.loads(each) for each in text_of(Form.NDJSON).splitlines()]
    assert lines == [json.loads(json.dumps(exchange_view(each, KNOWN))) for each in EXCHANGES]


@pytest.mark.parametrize("form", Form)
def test_no_secret_is_in_it(form: Form) -> None:
    assert KEY.decode() not in text_of(form)
    assert "our-own-secret" not in text_of(form)


@pytest.mark.parametrize("form", Form)
def test_nothing_at_all_is_an_export_too(form: Form) -> None:
    text = "".join(written(form, [], (), {}))
    if form is Form.HAR:
        assert json.loads(text)["log"]["entries"] == []
    elif form is Form.PYTEST:
        compile(text, "test_remembered.py", "exec")
    else:
        assert text == ""


@pytest.mark.parametrize("form", Form)
def test_it_comes_bit_by_bit(form: Form) -> None:
    assert len(list(written(form, EXCHANGES, (), {}))) >= len(EXCHANGES)
