"""A secret that is known, or was seen where secrets stand, is shown nowhere, in whatever spelling."""

from __future__ import annotations

import base64
import json
import string
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_openapi.endpoints import ENDPOINTS
from kling3_openapi.masking.secrets import Secrets

SHAPED = "9f8e7d6c5b4a39281706"
keys = st.text(string.ascii_letters + string.digits + "-_.~+/= ", min_size=8, max_size=40).map(lambda text: f"Z{text}9")
short_keys = st.text(string.ascii_letters + string.digits, min_size=1, max_size=7).filter(
    lambda text: all(text not in each.path.split("/") for each in ENDPOINTS)
)


@given(keys)
def test_a_known_key_is_in_no_header_path_query_url_text_or_body(key: str) -> None:
    secrets, quoted = Secrets([key]), quote(key, safe="")
    shown = [
        *(secrets.header(name, key) for name in ("x-trace", "user-agent", "x-api-key", "authorization")),
        secrets.header("x-trace", f"one {key} two"),
        secrets.path(f"/v1/{key}/video"),
        secrets.query(f"a={quoted}&{quoted}&token={quoted}"),
        secrets.url(f"https://{quoted}@h/{quoted}?a={quoted}"),
        secrets.text(f"it was {key}, then {quoted}"),
        secrets.body(json.dumps({"a": key}).encode()).decode(),
        secrets.hide(f"got '{key}'"),
    ]
    assert [text for text in shown if key in text or quoted in text] == []


@given(short_keys)
def test_a_short_known_key_is_masked_as_a_whole_segment_and_leaves_words_alone(key: str) -> None:
    secrets = Secrets([key])
    for path in (f"/v1/{key}/video", f"/{key}", f"/v1/{key}?a"):
        assert key not in secrets.path(path).partition("?")[0].split("/")
        assert "/..." in secrets.hide(f"GET {path} does not exist")
    assert secrets.hide(f"send {key}s, or un{key}") == f"send {key}s, or un{key}"


@pytest.mark.parametrize("word", ["v1", "ai", "video", "kling-v3-pro"])
def test_a_key_that_is_a_word_of_the_api_is_not_told_by_a_mask(word: str) -> None:
    path = f"/v1/ai/video/{word}"
    assert Secrets([word]).path(path) == path


@pytest.mark.parametrize(
    ("headers", "path", "query"),
    [
        ([("x-freepik-api-key", "alpha-key-of-mine")], "", ""),
        ([("X-Api-Key", "alpha-key-of-mine")], "", ""),
        ([("authorization", "Bearer alpha-key-of-mine")], "", ""),
        ([("authorization", "Basic " + base64.b64encode(b"me:alpha-key-of-mine").decode())], "", ""),
        ([("cookie", "lang=en; session=alpha-key-of-mine")], "", ""),
        ([("set-cookie", "session=alpha-key-of-mine; Path=/v1")], "", ""),
        ([], "/", "api_key=alpha-key-of-mine"),
        ([], "/", "token=alpha%2Dkey-of-mine"),
    ],
)
def test_what_stands_where_secrets_stand_is_masked_elsewhere(
    headers: list[tuple[str, str]], path: str, query: str
) -> None:
    secrets = Secrets()
    secrets.look_at(headers, path, query)
    assert secrets.hide("nobody has alpha-key-of-mine here") == "nobody has ... here"


@pytest.mark.parametrize(
    ("headers", "path", "query"),
    [
        ([("x-trace", SHAPED)], "", ""),
        ([("x-trace", f"id={SHAPED};x")], "", ""),
        ([], f"/v1/{SHAPED}/video", ""),
        ([], "/", f"trace={SHAPED}"),
        ([], "/", SHAPED),
    ],
)
def test_what_looks_like_a_key_is_masked_where_it_is_repeated(
    headers: list[tuple[str, str]], path: str, query: str
) -> None:
    secrets = Secrets()
    secrets.look_at(headers, path, query)
    assert secrets.hide(f"no task has the id {SHAPED}") == "no task has the id ..."


@pytest.mark.parametrize("name", ["x-request-id", "webhook-id", "traceparent", "etag", "if-none-match", "user-agent"])
def test_headers_that_hold_no_key_are_shown_and_nothing_is_learned_of_them(name: str) -> None:
    secrets = Secrets()
    secrets.look_at([(name, SHAPED)])
    assert (secrets.header(name, SHAPED), secrets.text(SHAPED)) == (SHAPED, SHAPED)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("X-Api-Key", "alpha-key", "alph..."),
        ("api-key", "short", "..."),
        ("Proxy-Authorization", "Basic Ym9iOmh1bnRlcjI=", "Basi..."),
        ("x-trace", SHAPED, "9f8e..."),
        ("x-trace", f"to {SHAPED}, please", "to 9f8e..., please"),
        ("x-trace", "Bearer abc12345", "Bearer ..."),
        ("referer", "https://bob:hunter2@h/?key=abc", "https://...@h/?key=..."),
        ("webhook-signature", "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
         "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
         "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ("content-length", "63", "63"),
    ],
)  # fmt: skip
def test_a_header_is_shown_by_its_name_and_by_what_it_holds(name: str, value: str, expected: str) -> None:
    assert Secrets().header(name, value) == expected


def test_a_body_that_is_no_text_stays_but_for_what_is_known() -> None:
    assert Secrets(["alpha-key"]).body(b"\xff\x00 alpha-key \xfe") == b"\xff\x00 ... \xfe"


def test_no_more_than_a_thousand_are_remembered() -> None:
    secrets = Secrets(f"secret-{number:04}" for number in range(1_001))
    assert secrets.hide("secret-0000 secret-0001 secret-1000") == "secret-0000 ... ..."
