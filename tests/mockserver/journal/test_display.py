"""A key that a caller put into any part of a request is shown whole nowhere: not in log, journal, answer or report."""

from __future__ import annotations

import asyncio
import io
import json
import re
import string
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kling3_mockserver.doors import ask
from kling3_mockserver.http.messages import Response
from kling3_mockserver.journal.request_log import RequestLog
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import DEFAULT_WEBHOOK_SECRET, ClockKind, Settings
from kling3_mockserver.testing.judgement import explained
from kling3_mockserver.testing.policy import Policy, Verdict
from kling3_mockserver.testing.switchboard import Switchboard
from kling3_mockserver.testing.tenant import Kling3
from tests.mockserver.asking import BASE, KEY, control, create, created, get, read
from tests.mockserver.wire import JSON, KLING3, KLING3_PRO, content, header, message, order, send

HOOK = "http://bob:hunter2@127.0.0.1:9000/hook?token=abc"
SHAPED = "FPSX9f8e7d6c5b4a39281706"
EVERYTHING = Policy().changed([f"{each}=fail" for each in ("error", "ignored", "advice")])

Sender = Callable[[Mock, str], Response]


def _ordered(mock: Mock, key: str, **fields: object) -> Response:
    return order(mock, {"prompt": "A fox", **fields}, key=key)


def quoted(key: str) -> str:
    return quote(key, safe="")


SHAPES: Mapping[str, Sender] = {
    "the path": lambda mock, key: get(mock, f"/v1/{quoted(key)}/video"),
    "the task of a path": lambda mock, key: get(mock, f"{KLING3}/{quoted(key)}"),
    "the model of a path": lambda mock, key: send(mock, "POST", f"/v1/ai/video/{quoted(key)}"),
    "a misnamed header": lambda mock, key: send(mock, "GET", KLING3, ("X-Api-Key", key), key=""),
    "the name without a prefix": lambda mock, key: send(mock, "GET", KLING3, ("freepik-api-key", key), key=""),
    "a proxy's header": lambda mock, key: send(mock, "GET", KLING3, ("Proxy-Authorization", f"Bearer {key}")),
    "a header of any name": lambda mock, key: send(mock, "GET", KLING3, ("x-trace", key)),
    "a cookie": lambda mock, key: send(mock, "GET", KLING3, ("Cookie", f"session={key}")),
    "a query": lambda mock, key: send(mock, "GET", f"{KLING3}?api_key={quoted(key)}", key=""),
    "a parameter of any name": lambda mock, key: send(mock, "GET", f"{KLING3}?page={quoted(key)}&a={quoted(key)}"),
    "a parameter of an order that is refused": lambda mock, key: order(
        mock, {"duration": 5}, path=f"{KLING3_PRO}?{quoted(key)}=1"
    ),
    "the name of a parameter": lambda mock, key: send(mock, "GET", f"{KLING3}?{quoted(key)}=1"),
}
"""Where what looks like a key may stand."""

KNOWN: Mapping[str, Sender] = {
    "its header": _ordered,
    "its header, wrongly": lambda mock, key: _ordered(mock, f"Bearer {key}", image_list=[]),
    "a field's name": lambda mock, key: _ordered(mock, key, **{key: 1}),
    "a field's value": lambda mock, key: _ordered(mock, key, duration=key, aspect_ratio=key),
    "the prompt": lambda mock, key: _ordered(mock, key, prompt=f"say {key}"),
    "the content type": lambda mock, key: send(mock, "POST", KLING3_PRO, ("content-type", key), body=b"{", key=key),
    "the path too": lambda mock, key: get(mock, f"/v1/{quoted(key)}/video", key=key),
    "the task too": lambda mock, key: get(mock, f"{KLING3}/{quoted(key)}", key=key),
    "a scenario": lambda mock, key: send(
        mock, "POST", KLING3_PRO, JSON, ("x-kling3-scenario", key), key=key, body=b'{"prompt": "A fox"}'
    ),
    "the user agent": lambda mock, key: send(mock, "GET", KLING3, ("user-agent", f"mine/{key}"), key=key),
    "a parameter": lambda mock, key: send(mock, "GET", f"{KLING3}?a={quoted(key)}", key=key),
    "a password": lambda mock, key: _ordered(mock, key, webhook_url=f"http://bob:{quoted(key)}@127.0.0.1/hook"),
    "a broken URL": lambda mock, key: _ordered(mock, key, webhook_url=f"ftp://bob:{quoted(key)}@127.0.0.1/hook"),
    "an image's URL": lambda mock, key: _ordered(mock, key, start_image_url=f"s3://{quoted(key)}@bucket/fox.png"),
}
"""Where a key may stand besides in its header, which tells that it is one."""

URLS: Mapping[str, str] = {
    "user and password": "http://bob:{}@127.0.0.1:9000/hook",
    "a user alone": "http://{}@127.0.0.1:9000/hook",
    "a token": "http://127.0.0.1:9000/hook?a=1&token={}",
    "a key": "http://127.0.0.1:9000/hook?key={}",
    "a signature": "http://127.0.0.1:9000/hook?X-Amz-Signature={}#top",
    "a URL within": "http://127.0.0.1:9000/hook?back=http%3A%2F%2Fbob%3A{}%40h",
}
"""Where a secret may stand in a URL that is to be called."""

letters = st.text(string.ascii_letters + string.digits, min_size=10, max_size=40)
random_keys = letters.map(lambda text: f"Z{text}9aZ{text[:8]}7")
"""They look like keys."""
odd_keys = st.text(string.ascii_letters + string.digits + "-_.~", min_size=7, max_size=30).map(lambda text: f"Z{text}9")
"""They need not."""


def told(kling3: Kling3, response: Response) -> Iterator[str]:
    """Yield each text in which a request and its answer are shown."""
    mock = kling3.mock
    yield json.dumps([response.body.decode(), header(response, "x-kling3-findings")])
    yield from (control(mock, "GET", path).body.decode() for path in ("/requests", "/tasks", "/deliveries"))
    yield logged(mock)
    yield explained(kling3.requests, EVERYTHING, Verdict.FAIL, settings=kling3.mock.settings)


def logged(mock: Mock) -> str:
    """Return the lines that a served fake would write of what is in the journal."""

    async def write() -> str:
        page = io.StringIO()
        log = RequestLog(page, known=lambda: mock.settings.api_keys)
        for each in (*mock.journal.exchanges(), *mock.journal.deliveries()):
            log.note(each)
        log.flush()
        return page.getvalue()

    return asyncio.run(write())


def shown_of(sender: Sender, key: str, accepted: tuple[str, ...] = ()) -> list[str]:
    """Return all that is shown of one request to a fresh fake."""
    fresh = Settings(clock=ClockKind.MANUAL, api_keys=accepted)
    kling3 = Kling3(lambda: "http://fake.test", "tenant-key", fresh, Switchboard())
    try:
        return list(told(kling3, sender(kling3.mock, key)))
    finally:
        kling3.close()


def leaks(texts: list[str], key: str) -> list[str]:
    return [text for text in texts if any(each in text for each in (key, quoted(key), json.dumps(key)[1:-1]))]


@pytest.mark.parametrize("where", SHAPES)
@settings(max_examples=15)
@given(key=random_keys)
def test_what_looks_like_a_key_is_shown_nowhere(where: str, key: str) -> None:
    assert leaks(shown_of(SHAPES[where], key), key) == []


@pytest.mark.parametrize("where", [*KNOWN, "the path", "the task of a path", "the model of a path", "a query"])
@settings(max_examples=15)
@given(key=odd_keys)
def test_the_key_of_a_request_is_shown_nowhere(where: str, key: str) -> None:
    sender = KNOWN.get(where) or SHAPES[where]
    assert leaks(shown_of(sender, key, accepted=(key, KEY)), key) == []


@pytest.mark.parametrize("where", ["the path", "the task of a path", "the path too", "the task too"])
@pytest.mark.parametrize("key", ["any", "k", "team-a", "hunter2"])
def test_a_short_key_that_is_accepted_is_masked_as_a_part_of_a_path(where: str, key: str) -> None:
    texts = shown_of({**KNOWN, **SHAPES}[where], key, accepted=(key, KEY))
    assert [text for text in texts if re.search(rf"/{key}(?![\w-])|has the id {key}:", text)] == []
    assert any("/..." in text for text in texts)


@pytest.mark.parametrize("where", URLS)
@settings(max_examples=15)
@given(secret=odd_keys)
def test_a_secret_of_a_webhook_url_is_shown_nowhere(where: str, secret: str) -> None:
    url = URLS[where].format(quoted(secret))
    texts = shown_of(lambda mock, _: create(mock, webhook_url=url, image_list=[]), "")
    assert leaks(texts, secret) == []
    assert "127.0.0.1:9000/hook" in texts[1] + texts[2]


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("the path", "/v1/FPSX.../video"),
        ("a query", "api_key=FPSX..."),
        ("a misnamed header", '"FPSX..."'),
        ("a header of any name", '"x-trace":"FPSX..."'),
    ],
)
def test_the_beginning_of_a_long_key_is_shown_to_tell_it_from_others(sender: str, expected: str) -> None:
    assert expected in shown_of(SHAPES[sender], SHAPED)[1]


def test_what_really_came_stays_in_the_objects_of_a_test(mock: Mock) -> None:
    send(mock, "GET", f"/v1/{SHAPED}?token=abc", ("x-api-key", SHAPED))
    (exchange,) = mock.journal.exchanges()
    assert (exchange.request.path, exchange.request.query) == (f"/v1/{SHAPED}", "token=abc")
    assert exchange.request.header(b"x-api-key") == SHAPED


def test_the_urls_of_results_stay_whole_and_their_tokens_are_not_logged(mock: Mock) -> None:
    task_id = created(mock)
    control(mock, "POST", "/clock", advance=10)
    (url,) = content(read(mock, task_id))["data"]["generated"]
    ask(mock, "GET", url, ())
    token = url.partition("token=")[2]
    journal: list[Any] = json.loads(control(mock, "GET", "/requests").body)
    assert url in journal[1]["response"]["body"]
    assert json.loads(control(mock, "GET", "/tasks").body)[0]["generated"] == [url]
    assert journal[2]["request"]["query"] == "token=exp=..."
    assert (token in logged(mock), f"/kling_{task_id}.mp4?token=exp=... 200" in logged(mock)) == (False, True)


def test_ids_models_and_harmless_headers_stay_readable(mock: Mock) -> None:
    task_id = created(mock)
    headers = (("if-none-match", SHAPED), ("x-request-id", SHAPED), ("traceparent", f"00-{SHAPED}-01"))
    send(mock, "GET", f"{KLING3}/{task_id}", *headers)
    missing = send(mock, "GET", f"{KLING3}-omni/{task_id}")
    assert task_id in message(missing)
    journal: list[Any] = json.loads(control(mock, "GET", "/requests").body)
    asked = journal[1]["request"]
    assert asked["path"] == f"{KLING3}/{task_id}"
    assert [asked["headers"][name] for name, _ in headers] == [value for _, value in headers]
    assert f"GET  {KLING3}/{task_id} 200" in logged(mock)


def test_the_secrets_that_were_set_are_known_and_the_one_of_the_fake_is_public(
    new_mock: Callable[..., Mock],
) -> None:
    mock = new_mock(webhook_secrets=("hook-secret-of-mine", DEFAULT_WEBHOOK_SECRET), control_token="open-sesame")
    order(mock, {"prompt": f"hook-secret-of-mine, open-sesame, {DEFAULT_WEBHOOK_SECRET}"})
    text = ask(mock, "GET", f"{BASE}/_mock/requests", [("x-kling3-control-token", "open-sesame")]).body.decode()
    prompt = json.loads(json.loads(text)[0]["request"]["body"])["prompt"]
    assert prompt == f"..., ..., {DEFAULT_WEBHOOK_SECRET}"
