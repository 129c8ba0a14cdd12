"""No answer: why a connection did not come about, in words for who typed the URL."""

from __future__ import annotations

import os
import re
import ssl

_NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "UNEXPECTED_MESSAGE", "HTTP_REQUEST")
"""What OpenSSL says of a port that answers a TLS greeting in plain text."""
_NUMBER = re.compile(r"\[Errno (-?[0-9]+)\] ?")


def reason_of(error: Exception) -> str:
    """Return why there was no answer, without numbers of errors."""
    text = str(error) or type(error).__name__
    if any(word in text for word in _NO_TLS):
        return "it speaks no TLS there: try http:// in place of https://"
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return f"its certificate is not trusted ({_verify_message(error)}): --insecure does without"
    if "Connect call failed" in text:
        return _refusal(text)
    return _NUMBER.sub("", text)


def _verify_message(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return str(error).rpartition("verify failed: ")[2].partition(" (_ssl")[0]


def _refusal(text: str) -> str:
    """Return what asyncio's `Connect call failed`, which stands once for each address, was about."""
    number = _NUMBER.search(text)
    return os.strerror(int(number[1])) if number else "Connection refused"
