"""Certificates: the server's own by which the fake is served, from files or from an authority of this machine."""

from __future__ import annotations

import ssl
from importlib.util import find_spec

from kling3_mockserver.errors import MockError

TRUST_STORE_PASSWORD = "kling3-mock"  # noqa: S105  (Java wants one; what it guards are public certificates)


class TlsError(MockError):
    """Certificates that can't be made, or can't be used."""


def require_extra() -> None:
    """Return when certificates can be made; raise TlsError, which names the extra, when they can't."""
    if find_spec("cryptography") is None:
        raise TlsError(
            "certificates are made by the library cryptography, which is not installed: install the extra `tls`, "
            "python -m pip install '.[tls]' in a checkout of kling3-mock"
        )


def context_of(certificate: str, key: str | None) -> ssl.SSLContext:
    """Return what a server needs to answer by a certificate of the user's own; raise TlsError for unusable files."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        expected = "expected a certificate and its key in PEM, without a password"
        raise TlsError(f"can't use {certificate}{f' with {key}' if key else ''} ({reason}): {expected}") from error
    return context
