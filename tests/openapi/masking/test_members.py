"""Members of JSON whose names tell of a secret are masked however they are written; all else stays to the letter."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_openapi.masking.members import without_members


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"password":"\\"Quote1Hunter2"}', '{"password":"..."}'),
        ('{"password": "it\'s PW1"}', '{"password": "..."}'),
        ('{"api\\u005fkey":"PW1"}', '{"api\\u005fkey":"..."}'),
        ('{"password ": "PW1"}', '{"password ": "..."}'),
        ('{"password":["PW1",{"v":"PW2"}]}', '{"password":["...",{"v":"..."}]}'),
        (
            '{"headers":[{"name":"x-api-key","value":"PW1"}]}',
            '{"headers":[{"name":"x-api-key","value":"..."}]}',
        ),
        ('{"auth":"PW1","key":"PW2","sid":"PW3"}', '{"auth":"...","key":"...","sid":"..."}'),
        ('{"token":"\\u0050W1"}', '{"token": "..."}'),
    ],
)
def test_a_member_is_masked_by_its_name(text: str, expected: str) -> None:
    assert without_members(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        '{"prompt":"a fox",  "duration":"5"}',
        '{"key":"',
        "password=PW1",
        '{"max_tokens":"5"}',
        '{"password":5}',
        "[" * 20_000 + '"key"',
        '{"key":"x"}' + " " * 70_000,
    ],
)
def test_all_else_stays_to_the_letter(text: str) -> None:
    assert without_members(text) == text


@given(st.text(min_size=1, max_size=30))
def test_no_value_under_such_a_name_is_left(secret: str) -> None:
    shown = json.loads(without_members(json.dumps({"prompt": "a fox", "client_secret": secret})))
    assert shown == {"prompt": "a fox", "client_secret": "..."}
