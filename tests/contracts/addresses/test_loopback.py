"""Only what is surely this machine is taken for it."""

from __future__ import annotations

import pytest

from kling3_contracts.addresses.loopback import is_loopback


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8333", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:8333", True),
        ("http://localhost", True),
        ("http://LOCALHOST.", True),
        ("http://fake.localhost", True),
        ("http://localhost.example.com", False),
        ("http://127.0.0.1.example.com", False),
        ("http://user@example.com", False),
        ("http://127.0.0.1@example.com", False),
        ("http://0.0.0.0", False),
        ("http://10.0.0.1", False),
        ("https://api.freepik.com", False),
    ],
)
def test_only_what_is_surely_this_machine_is_free(url: str, *, expected: bool) -> None:
    assert is_loopback(url) is expected
