"""A connection that ends at the fake itself is known by its two ends, whatever name it was asked for."""

from __future__ import annotations

import pytest

from kling3_mockserver.http.own_addresses import OwnAddresses


@pytest.mark.parametrize(
    ("listening", "peer", "local", "expected"),
    [
        ("127.0.0.1", "127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.2", "127.0.0.1", False),
        ("192.168.0.5", "192.168.0.5", "192.168.0.5", True),
        ("192.168.0.5", "127.0.0.1", "127.0.0.1", False),
        ("0.0.0.0", "127.0.0.9", "127.0.0.1", True),
        ("0.0.0.0", "192.168.0.5", "192.168.0.5", True),
        ("0.0.0.0", "192.168.0.6", "192.168.0.5", False),
        ("::", "::1", "::1", True),
        ("::", "::ffff:127.0.0.1", "::ffff:127.0.0.1", True),
        ("::", "192.168.0.5", "192.168.0.5", True),
        ("::", "2001:db8::6", "2001:db8::5", False),
    ],
)
def test_an_address_of_ones_own_is_known(
    listening: str,
    peer: str,
    local: str,
    expected: bool,  # noqa: FBT001  (a column)
) -> None:
    own = OwnAddresses()
    own.add((listening, 8333))
    assert own.include((peer, 8333), (local, 50_000)) is expected
    assert not own.include((peer, 9000), (local, 8333))


def test_without_an_address_nothing_is_ones_own() -> None:
    assert not OwnAddresses().include(("127.0.0.1", 8333), ("127.0.0.1", 50_000))


def test_an_address_that_is_given_up_is_somebody_elses() -> None:
    own = OwnAddresses()
    for port in (8333, 8334):
        own.add(("127.0.0.1", port))
    own.remove(("127.0.0.1", 8333))
    assert [own.include(("127.0.0.1", port), ("127.0.0.1", 1)) for port in (8333, 8334)] == [False, True]
