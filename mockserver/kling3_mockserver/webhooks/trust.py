"""Webhook trust: whose certificates the receivers of webhooks may have, and what to do about one that is not taken."""

from __future__ import annotations

import ssl
from typing import NamedTuple

from kling3_mockserver.errors import MockError

_MOST_SHOWN = 80
_UNKNOWN_SIGNER = (18, 19, 20, 21)
"""X509_V_ERR_*: self-signed, a self-signed one in the chain, its signer not at hand (OpenSSL's documentation)."""


class TrustError(MockError):
    """A file of certificates that can't be used."""


class Trust(NamedTuple):
    """`ca` is a PEM file of certificates to trust beside the public ones; `insecure` takes any certificate."""

    ca: str | None = None
    insecure: bool = False

    def check(self) -> None:
        """Raise TrustError unless the file can be used."""
        self.extend(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))

    def extend(self, context: ssl.SSLContext) -> None:
        """Have a client's context take these certificates; raise TrustError when the file can't be used."""
        if self.insecure:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if self.ca is not None:
            # A certificate that was made by hand is seldom as RFC 5280 wants it, and may be no CA's.
            context.verify_flags &= ~ssl.VERIFY_X509_STRICT
            context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
            _load(context, self.ca)


def advice(error: ssl.SSLCertVerificationError) -> str:
    """Return what is wrong with a receiver's certificate, and which setting lets its webhooks through."""
    known = error.verify_code in _UNKNOWN_SIGNER
    mend = "give its certificate, or its CA's, to --webhook-ca FILE, or " if known else ""
    reason = error.verify_message.rstrip(".")[:_MOST_SHOWN]
    return f"certificate verify failed, {reason}: {mend}set --webhook-insecure"


def _load(context: ssl.SSLContext, path: str) -> None:
    try:
        context.load_verify_locations(path)
    except ssl.SSLError as error:
        raise TrustError(
            f"got {path}, in which there is no certificate: expected a PEM file of certificates"
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise TrustError(f"can't read {path} ({reason}): expected a PEM file of certificates") from error
