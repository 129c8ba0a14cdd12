"""Hosts and addresses have one lawful spelling in which they count; what only some resolver would read does not."""

from __future__ import annotations

import pytest

from kling3_mockserver.http.addresses import Authority, address_of, are_same, host_of, is_loopback, is_loopback_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("localhost", Authority("localhost", None)),
        ("LocalHost.:80", Authority("localhost", 80)),
        ("127.0.0.1:65535", Authority("127.0.0.1", 65_535)),
        ("[::1]", Authority("::1", None)),
        ("[2001:DB8::1]:8333", Authority("2001:db8::1", 8333)),
        ("my_box-1.lan", Authority("my_box-1.lan", None)),
    ],
)
def test_an_authority_is_read_into_host_and_port(text: str, expected: Authority) -> None:
    assert Authority.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":80",
        "a:",
        "a:b",
        "a:65536",
        "a:123456",
        "a:\u0661",
        "a b",
        "a\n",
        "u@a",
        "a/",
        "::1",
        "[a]",
        "[::1",
        "[::1]x",
    ],
)
def test_what_is_no_authority_is_none(text: str) -> None:
    assert Authority.parse(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mock.test", "mock.test"),
        ("Mock.Test.", "mock.test"),
        ("fd00::5", "fd00::5"),
        ("[fd00::5]", "fd00::5"),
        ("mock.test:80", None),
        ("http://mock.test", None),
        ("", None),
    ],
)
def test_a_host_is_read_alone(text: str, expected: str | None) -> None:
    assert host_of(text) == expected


@pytest.mark.parametrize("text", ["127.0.0.1", "127.255.0.9", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"])
def test_these_are_loopback(text: str) -> None:
    assert is_loopback(text)


@pytest.mark.parametrize(
    "text",
    [
        "128.0.0.1",
        "0.0.0.0",
        "::",
        "::2",
        "::ffff:10.0.0.1",
        "127.1",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "2130706433",
        "",
        "a",
    ],
)
def test_these_are_not(text: str) -> None:
    assert not is_loopback(text)


@pytest.mark.parametrize(
    ("host", "expected"),
    [("localhost", True), ("a.localhost", True), ("127.0.0.1", True), ("alocalhost", False), ("localhost.a", False)],
)
def test_names_of_loopback_are_those_of_rfc_6761(host: str, expected: bool) -> None:  # noqa: FBT001  (a column)
    assert is_loopback_name(host) is expected


def test_an_address_is_the_same_however_it_is_written() -> None:
    assert are_same("::ffff:10.0.0.1", "10.0.0.1")
    assert are_same("fd00:0::5", "FD00::5")
    assert not are_same("10.0.0.1", "10.0.0.2")
    assert not are_same("mock.test", "mock.test")
    assert address_of("mock.test") is None
