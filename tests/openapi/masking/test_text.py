"""Texts, URLs, queries and bodies are shown without the secrets that they name."""

from __future__ import annotations

import json
import string
import time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_openapi.masking.text import shown_body, shown_path, shown_query, shown_text, shown_url, shown_value
from tests.machine_speed import slowness

KEY = "9f8e7d6c5b4a39281706"
# Not part of a mask, of a name, or of the host.
passwords = st.text(string.ascii_letters + string.digits + "-_.~!$&'()*+,;:=@%/?#", min_size=6).map(
    lambda text: f"Z{text}9"
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://receiver.example/hook?user=7", "https://receiver.example/hook?user=7"),
        ("http://bob:hunter2@127.0.0.1:9000/hook", "http://...@127.0.0.1:9000/hook"),
        ("http://bob@127.0.0.1:9000/hook", "http://...@127.0.0.1:9000/hook"),
        ("HTTPS://bob:p%40ss@h/", "HTTPS://...@h/"),
        ("http://bob:hun/ter2@127.0.0.1/hook", "http://...@127.0.0.1/hook"),
        ("http://bob:hun?ter#2@127.0.0.1/hook", "http://...@127.0.0.1/hook"),
        ("https://h:8443/users/me@example.com", "https://h:8443/users/me@example.com"),
        ("http://[::1]:9000/users/me@example.com", "http://[::1]:9000/users/me@example.com"),
        ("https://h/?token=abc&a=1&key=0123456789", "https://h/?token=...&a=1&key=..."),
        ("https://h/?api_key=a&access_token=b&signature=c", "https://h/?api_key=...&access_token=...&signature=..."),
        ("https://h/?secret=a&X-Amz-Signature=b&sig=c#d", "https://h/?secret=...&X-Amz-Signature=...&sig=...#d"),
        (f"https://h/hooks/T0001/{KEY}", "https://h/hooks/T0001/9f8e..."),
        (f"https://h/{KEY}.png?v={KEY}", "https://h/9f8e....png?v=9f8e..."),
        ("https://h/?back=http%3A%2F%2Fbob%3Ahunter2%40h2%2F", "https://h/?back=http%3A%2F%2F...%40h2%2F"),
        ("http://u:it'sHunter2pw@h/", "http://...@h/"),
        ('http://u:a"b<c d@h/', "http://...@h/"),
        ("http:/u:PW@h/", "http:/...@h/"),
        ("http:u:PW@h/", "...@h/"),
        ("u:PW@h/", "...@h/"),
        ("//u:PW@h/", "//...@h/"),
        ("http:\\\\u:PW@h/", "http:\\\\...@h/"),
        ("http://u:PW%40h/", "http://...@h/"),
        ("http://h/?token='PW", "http://h/?token=..."),
        ('http://h/?token="PW x&a=1', "http://h/?token=...&a=1"),
        (f"https://{KEY}.ngrok.example/hook", f"https://{KEY}.ngrok.example/hook"),
    ],
)
def test_a_url_is_shown_without_password_and_keys(url: str, expected: str) -> None:
    assert shown_url(url) == expected
    assert shown_url(expected) == expected


@given(passwords)
def test_no_password_of_a_url_is_shown_whole(password: str) -> None:
    quoted = quote(password, safe="")
    for url in (f"https://bob:{quoted}@host.example:9000/hook", f"https://{quoted}@host.example/hook"):
        for shown in (shown_url(url), shown_text(f"see {url}, then"), shown_body(json.dumps({"webhook_url": url}))):
            assert quoted not in shown
            assert "host.example" in shown


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ""),
        ("page", "page"),
        ("page=2&page_size=10", "page=2&page_size=10"),
        ("api_key=0123456789&page=2", "api_key=0123...&page=2"),
        ("page=2&x-freepik-api-key=0123456789", "page=2&x-freepik-api-key=0123..."),
        ("x%2Dfreepik-api-key=0123456789", "x%2Dfreepik-api-key=0123..."),
        ("api_key=a=b=0123456789", "api_key=a=b=..."),
        ("token=exp=1~hmac=2", "token=exp=..."),
        (f"trace={KEY}&{KEY}", "trace=9f8e...&9f8e..."),
        ("back=http%3A%2F%2Fbob%3Ahunter2%40h2%2F%3Ftoken%3Dabc", "back=http://...@h2/%3Ftoken%3D..."),
        ("a=%7Bb%7D&c=d+e", "a=%7Bb%7D&c=d+e"),
    ],
)
def test_a_key_in_a_query_is_never_shown_whole(query: str, expected: str) -> None:
    assert shown_query(query) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v1/ai/video/kling-v3-omni-pro", "/v1/ai/video/kling-v3-omni-pro"),
        (f"/v1/{KEY}/video", "/v1/9f8e.../video"),
        ("/v1/sk-abc12345/video", "/v1/sk-a.../video"),
        ("/v1/Bearer abc12345", "/v1/Bearer ..."),
        ("/v1/http://bob:hunter2@h", "/v1/http://...@h"),
    ],
)
def test_a_key_in_a_path_is_never_shown_whole(path: str, expected: str) -> None:
    assert shown_path(path) == expected


def test_a_body_is_shown_with_its_urls_as_urls_are_and_the_rest_as_it_came() -> None:
    body = {
        "prompt": "A basic 3d-render of a key = value, by the standard bearer",
        "webhook_url": f"http://bob:hunter2@h/{KEY}?token=abc",
        "start_image_url": f"https://cdn.example/{KEY}/fox.png?token=abc",
        "webhook_secret": "abc",
    }
    shown = json.loads(shown_body(json.dumps(body)))
    assert shown == {
        "prompt": body["prompt"],
        "webhook_url": "http://...@h/9f8e...?token=...",
        "start_image_url": f"https://cdn.example/{KEY}/fox.png?token=...",
        "webhook_secret": "...",
    }


@pytest.mark.parametrize(
    "text",
    [
        '{"message":"Validation error","invalid_params":[{"name":"api_key","reason":"api_key has no effect"}]}',
        "basic authentication is not read",
        "Basic Illustration",
        "a standard bearer walks",
        '{"start_image_url": "data:image/png;base64,iVBORw0KGgo/9j/4AAQSkZJRgABAQ=="}',
    ],
)
def test_sentences_and_answers_stay_as_they_are(text: str) -> None:
    assert shown_body(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Basic Ym9iOmh1bnRlcjI=", "Basic ..."),
        (r"{\"a\": \"x\nkey=abc\"}", r"{\"a\": \"x\nkey=...\"}"),
        ("sk-abc12345 and ghp_abcdefgh", "sk-a... and ghp_..."),
    ],
)
def test_credentials_of_known_forms_are_masked_in_any_text(text: str, expected: str) -> None:
    assert shown_text(text) == expected


@pytest.mark.parametrize(
    "value", ["image_list", "kling-v3-standard", "046b6c7f-0b8a-43b9-b35d-6489e6daee91", "text/plain", "GET", ""]
)
def test_a_plain_value_is_shown_as_it_is(value: str) -> None:
    assert shown_value(value) == value


@pytest.mark.parametrize(
    ("value", "expected"), [(KEY, "9f8e..."), ("http://bob:hunter2@h/", "http://...@h/"), ("x" * 9_000, "x" * 4_096)]
)
def test_a_value_that_looks_like_a_key_is_masked_and_no_more_than_its_beginning_is_read(
    value: str, expected: str
) -> None:
    assert shown_value(value) == expected


@given(st.text(max_size=200))
def test_any_text_can_be_shown_and_shown_again(text: str) -> None:
    for show in (shown_text, shown_url, shown_body, shown_path, shown_query, shown_value):
        assert isinstance(show(text), str)


@pytest.mark.parametrize("name", ["http://u:QnameHunter2@h/", "whsec_Zq9", "sk-abcd1234", "http://u:PW@h/=1"])
def test_the_name_of_a_parameter_is_shown_as_its_value_is(name: str) -> None:
    assert not any(each in shown_query(name) for each in ("Hunter2", "Zq9", "abcd1234", "PW"))


def test_a_form_in_parts_is_shown_without_its_key() -> None:
    form = '--x\r\nContent-Disposition: form-data; name="api_key"\r\n\r\nMultiHunter2pw\r\n--x--\r\n'
    assert shown_body(form) == form.replace("MultiHunter2pw", "...")


@pytest.mark.parametrize(
    "text",
    [
        "http://a:b/" * 5_900 + "@",
        '{"api_key": "", "note": "' + "a" * 2**20 + '"} @',
        "-H 'x-api-key: ' " + "key-" * 2**17 + "@",
    ],
    ids=["thousands of URLs", "a megabyte of one letter", "half a megabyte that names keys"],
)
def test_what_looks_like_a_secret_in_thousands_of_places_costs_no_time_to_speak_of(text: str) -> None:
    began = time.process_time()
    shown_text(text)
    assert time.process_time() - began < slowness() / 3
