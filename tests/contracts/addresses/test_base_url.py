"""A base URL that leads nowhere is said to, with the one that was most likely meant."""

from __future__ import annotations

import pytest

from kling3_contracts.addresses.base_url import base_url, without_api_path
from kling3_contracts.errors import OptionError


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://h:1/", "http://h:1"),
        ("http://h:1//", "http://h:1"),
        ("https://h/api/freepik/", "https://h/api/freepik"),
        ("http://h:1/?", "http://h:1"),
    ],
)
def test_slashes_at_the_end_are_none_of_the_base(url: str, expected: str) -> None:
    assert base_url(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("127.0.0.1:8461", "expected http:// or https:// and a host, as http://127.0.0.1:8461"),
        ("localhost:8461/api", "expected http:// or https:// and a host, as http://localhost:8461/api"),
        ("freepik", "got 'freepik', expected http:// or https:// and a host, as http://127.0.0.1:8333"),
        ("http://h:84611", "which is no URL: Port out of range 0-65535"),
        ("http://h:84x", "which is no URL: Port is no number: '84x'"),
        ("http://h:1/?a=b", "got a URL with '?' in it, expected a base that paths are added to: http://h:1"),
        ("http://h:1/#top", "got a URL with '#' in it, expected a base that paths are added to: http://h:1"),
    ],
)
def test_what_is_no_base_is_said_with_one_that_is(url: str, expected: str) -> None:
    with pytest.raises(OptionError) as raised:
        base_url(url, "--from")
    assert str(raised.value).startswith("--from: got ")
    assert expected in str(raised.value)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://h:1/v1", "http://h:1"),
        ("http://h:1/v1/ai/", "http://h:1"),
        ("http://h:1/v1/v1", "http://h:1"),
        ("http://h:1/v1/ai/video/kling-v3-pro", "http://h:1"),
        ("http://h:1/v1/ai/video/kling-v3/046b6c7f-0b8a-43b9-b35d-6489e6daee91", "http://h:1"),
        ("http://h:1/api/freepik/v1", "http://h:1/api/freepik"),
        ("http://h:1/_mock/requests", "http://h:1"),
        ("http://h:1/api/freepik", "http://h:1/api/freepik"),
        ("http://h:1/v10", "http://h:1/v10"),
        ("http://h:1", "http://h:1"),
    ],
)
def test_the_tail_of_the_api_s_paths_is_cut_off(url: str, expected: str) -> None:
    assert without_api_path(url) == expected
