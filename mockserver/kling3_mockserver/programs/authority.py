"""Authority: the certificate of this user's own, written for programs, and how each kind of program is told of it."""

from __future__ import annotations

from pathlib import Path

from kling3_mockserver.tls.certificates import TlsError
from kling3_mockserver.tls.keeping import data_folder, kept_authority


def write(out: Path | None) -> str:
    """Write the certificate and return how it is trusted; without a file return the certificate itself, in PEM.

    Raises TlsError when there can be none, or the file can't be written.
    """
    certificate = kept_authority(data_folder()).certificate
    if out is None:
        return certificate.decode()
    try:
        out.write_bytes(certificate)
    except OSError as error:
        raise TlsError(f"can't write {out} ({error.strerror or error}): name a file in a folder") from error
    return _words(out.resolve())


def _words(path: Path) -> str:
    lines = [
        f"{path} is the authority to trust. It vouches for the service's hosts and this machine alone.",
        "",
        f"  curl       --cacert {path}",
        f"  Python     SSL_CERT_FILE={path}   (requests: REQUESTS_CA_BUNDLE)",
        f"  Node       NODE_EXTRA_CA_CERTS={path}",
        f"  Go, Ruby   SSL_CERT_FILE={path}",
        f"  Java       keytool -importcert -noprompt -alias kling3-mock -file {path} -keystore mock.p12 \\",
        "             -storepass kling3-mock, then -Djavax.net.ssl.trustStore=mock.p12",
        f"  Debian     cp {path} /usr/local/share/ca-certificates/kling3-mock.crt && update-ca-certificates",
        "",
        "SSL_CERT_FILE and REQUESTS_CA_BUNDLE take the place of the authorities that are trusted otherwise:",
        "kling3-mock run -- COMMAND sets a file that has both.",
    ]
    return "\n".join(lines)
