"""Why nobody answered is said in words, not in numbers of errors."""

from __future__ import annotations

import pytest

from kling3_contracts.addresses.no_answer import reason_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)",
            "it speaks no TLS there: try http:// in place of https://",
        ),
        (
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)",
            "its certificate is not trusted (self-signed certificate): --insecure does without",
        ),
        ("[Errno -2] Name or service not known", "Name or service not known"),
        ("Multiple exceptions: [Errno 2] Connect call failed ('::1', 1), [Errno 2] Connect call", "No such file"),
        ("", "RuntimeError"),
    ],
)
def test_the_reason_is_in_words(text: str, expected: str) -> None:
    assert reason_of(RuntimeError(text)).startswith(expected)
