"""A URL is taken apart so that what goes over the wire is what was given."""

from __future__ import annotations

import pytest

from kling3_contracts.errors import OptionError
from kling3_contracts.receiver.address import Address

GOOD = [
    ("http://h", ("h", 80, False, "h", "/", "http://h/")),
    ("https://h:8443/a?b=c", ("h", 8443, True, "h:8443", "/a?b=c", "https://h:8443/a?...")),
    ("http://[::1]:90/x", ("::1", 90, False, "[::1]:90", "/x", "http://[::1]:90/x")),
    ("http://h/a b/\u00e9?q=%20|#part", ("h", 80, False, "h", "/a%20b/%C3%A9?q=%20%7C", "http://h/a%20b/%C3%A9?...")),
    (
        "http://b\u00fccher.test/",
        ("xn--bcher-kva.test", 80, False, "xn--bcher-kva.test", "/", "http://xn--bcher-kva.test/"),
    ),
]
BAD = [
    ("ftp://h/", "URL: got 'ftp://h/', expected http:// or https://, a host and no user, as http://127.0.0.1:8333"),
    ("hook", "URL: got 'hook', expected http:// or https://, a host and no user, as http://127.0.0.1:8333"),
    ("http://me:password@h/", "URL: got 'http://h/', expected http:// or https://, a host and no user"),
    (
        "http://h:99999/",
        "URL: got 'http://h:99999/', which is no URL: Port out of range 0-65535; correct it, as http://127.0.0.1:8333",
    ),
]


@pytest.mark.parametrize(("url", "expected"), GOOD)
def test_a_url_is_an_address(url: str, expected: tuple[object, ...]) -> None:
    address = Address.parse(url)
    assert (*address, address.shown) == expected


@pytest.mark.parametrize(("url", "expected"), BAD)
def test_what_is_no_url_is_told(url: str, expected: str) -> None:
    with pytest.raises(OptionError) as caught:
        Address.parse(url)
    assert str(caught.value) == expected
