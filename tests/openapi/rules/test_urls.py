"""The rules and the strict document mean the same by a URL that can be fetched or called."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_openapi.document import Strictness, load
from kling3_openapi.rules.urls import host_of

SCHEMA = load(Strictness.STRICT).schema("kling-v3-request")["properties"]
assert isinstance(SCHEMA, dict)
PATTERN = re.compile(SCHEMA["start_image_url"]["pattern"].removesuffix("$)") + r"\Z)")
"""Elsewhere `$` is the end; in Python it comes before a last line break too."""

AUTHORITIES = ["a.example", "user:word@", "@", ":", ":8080", ":port", "[", "]", "[::1]", "[fe80::1%25eth0]", "."]
ODDITIES = [" ", "\n", "\x00", "\x1c", "\x85", "\xa0", "\\", "%00", "b\xfccher", "\u2100", "\uff0f", "-", "/", "?", "#"]
PARTS = st.sampled_from(["http://", "HTTPS://", "https:/", *AUTHORITIES, *ODDITIES])
URLS = st.lists(PARTS | st.text(max_size=3), max_size=8).map("".join)


@given(URLS | URLS.map("http://".__add__) | st.from_regex(PATTERN))
def test_a_url_has_a_host_when_the_document_takes_it(url: str) -> None:
    assert (host_of(url) is not None) == bool(PATTERN.match(url))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example", "a.example"),
        ("HTTP://A.Example/I.PNG", "a.example"),
        ("http://a.example:8080?x", "a.example"),
        ("http://a.example:#x", "a.example"),
        ("https://user:word@a.example/", "a.example"),
        ("http://b\xfccher.example", "b\xfccher.example"),
        ("http://[::1]:80/", "::1"),
        ("http://", None),
        ("http:///a.png", None),
        ("http://:80/", None),
        ("http://user@", None),
        ("http://a.example:port/", None),
        ("http://a b.example/", None),
        ("http://a.example\n", None),
        ("http://[fe80::1%25eth0]/", "fe80::1%25eth0"),
        ("http://[::1", None),
        ("http://[a]", "a"),
        ("http://[x]", None),
        (" http://a.example", None),
        ("ftp://a.example", None),
        ("data:image/png;base64,AAAA", None),
        ("", None),
    ],
)
def test_the_host_of_a_url(url: str, expected: str | None) -> None:
    assert host_of(url) == expected


def test_every_url_of_the_document_has_the_same_pattern() -> None:
    patterns = re.findall(r'"(?:pattern)": "(\^\[Hh\].*?)",?\n', load(Strictness.STRICT).to_json())
    assert (len(patterns), len(set(patterns))) == (24, 1)
