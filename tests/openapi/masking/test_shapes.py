"""What looks like a key is random, long and in one piece; ids of tasks and names in words are none."""

from __future__ import annotations

import string
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_openapi.endpoints import ENDPOINTS, Endpoint
from kling3_openapi.masking.shapes import KNOWN_FORMS, keys_in, looks_like_key, without_keys

random_keys = st.text(string.ascii_letters + string.digits, min_size=20, max_size=80).filter(
    lambda text: not text.isalpha() and not text.isdecimal()
)


@given(random_keys)
def test_a_random_key_is_one_wherever_it_stands(key: str) -> None:
    assert looks_like_key(key)
    assert keys_in(f"/v1/{key}?a") == [key]
    assert key not in without_keys(f"/v1/{key}/b {key}")


@given(st.uuids())
def test_an_id_of_a_task_is_none(task_id: uuid.UUID) -> None:
    path = f"/v1/ai/video/kling-v3/{task_id} /kling_{task_id}.mp4"
    assert without_keys(path) == path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a1b2-c3d4-e5f6-g7h8-i9j0", True),
        ("abc-DEF_0123456789abcdef", True),
        ("9f8e7d6c5b4a39281706aabbccddeeff", True),
        ("user_12345678901234567890", True),
        ("0123456789abcdef012", False),
        ("12345678901234567890", False),
        ("kling-v3-motion-control-pro", False),
        ("kling-v2-6-i2v-1080p-pro", False),
        ("a-very-long-name-of-a-field", False),
        ("2026-01-31T12-00-00Z-and-later", False),
        ("image_list_of_the_2nd_shot", False),
        ("x1" * 300, False),
    ],
)
def test_words_and_numbers_are_no_key(text: str, *, expected: bool) -> None:
    assert looks_like_key(text) is expected


def test_paths_of_the_api_have_nothing_that_looks_like_a_key() -> None:
    assert [path for path in (each.path for each in ENDPOINTS) if keys_in(path)] == []


@pytest.mark.parametrize(
    "text", ["whsec_abc/+=", "sk-proj-12345678", "sk_live_12345678", "ghp_abcdefgh", "eyJhbGciOiJ9.eyJzdWIiOiJ9.abc"]
)
def test_keys_of_known_forms_are_known_at_any_length(text: str) -> None:
    found = KNOWN_FORMS.search(f"it was {text}, yes")
    assert found is not None
    assert found[0] == text


@pytest.mark.parametrize("text", ["task-12345678", "sk-learn-pipelines", "risk-12345678", "sk-", "eyJ.a.b"])
def test_words_that_begin_alike_are_no_key(text: str) -> None:
    assert KNOWN_FORMS.search(text) is None


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: each.operation_id)
def test_the_names_of_operations_are_no_keys(endpoint: Endpoint) -> None:
    assert without_keys(f"K102 violated in {endpoint.operation_id}") == f"K102 violated in {endpoint.operation_id}"
