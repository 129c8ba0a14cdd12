"""Bundle: every certificate authority that a program trusts already, and ours beside them, as one file of PEM."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
"""By which programs are told of a file of authorities: OpenSSL (Python, Ruby, Go, Rust), requests, curl and Node."""
_BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def bundle_of(own: bytes, environment: Mapping[str, str]) -> bytes:
    """Return the authorities of the system, of certifi and of files that an environment names, and our `own`, in PEM.

    Other hosts go on working for a program that is told of this file alone. Files that can't be read are left out.
    """
    contents = b"\n".join([own, *_contents(environment)])
    # The same authorities stand in several files, and each costs the program that reads them.
    found = {b"".join(block.split()): block for block in _BLOCK.findall(contents)}
    return b"\n".join([*found.values(), b""])


def _contents(environment: Mapping[str, str]) -> Iterable[bytes]:
    named = (environment.get(name) for name in VARIABLES)
    for path in (*named, ssl.get_default_verify_paths().cafile, _certifi()):
        with suppress(OSError):
            # Whoever names a pipe has it read by one program.
            yield Path(path).read_bytes() if path and Path(path).is_file() else b""
    yield _loaded()


def _certifi() -> str | None:
    """Return where certifi has its file, which most Python clients go by; None where it is not installed."""
    spec = find_spec("certifi")
    return None if spec is None or spec.origin is None else str(Path(spec.origin).with_name("cacert.pem"))


def _loaded() -> bytes:
    """Return what the system has elsewhere than in a file: on Windows, and where a folder stands for it, nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    return "".join(map(ssl.DER_cert_to_PEM_cert, context.get_ca_certs(binary_form=True))).encode()
