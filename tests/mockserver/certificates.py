"""Certificates that tests make for themselves, and receivers that answer with them."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

_NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"


class Signer:
    """A CA of a test; `path` is the file that its users trust."""

    def __init__(self, folder: Path) -> None:
        self._ca = trustme.CA()
        self.path = str(folder / "ca.pem")
        self._ca.cert_pem.write_to_path(self.path)

    def server(self, name: str = "127.0.0.1") -> ssl.SSLContext:
        """Return what a server for a name needs."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(name).configure_cert(context)
        return context

    def write_server(self, path: Path, name: str = "127.0.0.1") -> None:
        """Write a file with the key and the certificate that a server for a name needs."""
        self._ca.issue_cert(name).private_key_and_cert_chain_pem.write_to_path(str(path))


class Safe:
    """Answers each call by https with 204, and counts them."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        self.calls = 0
        self._tls = tls

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        """Listen on a free port; give its URL."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        async with server:
            yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r")[0]))
                self.calls += 1
                writer.write(_NO_CONTENT)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def self_signed(folder: Path, name: str = "127.0.0.1") -> tuple[str, ssl.SSLContext]:
    """Return the file of a certificate as people make it by one line of openssl, and what its server needs."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    began = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path, whole = folder / "receiver.pem", folder / "receiver-with-key.pem"
    path.write_bytes(made.public_bytes(Encoding.PEM))
    whole.write_bytes(path.read_bytes() + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(whole)
    return str(path), context


class _Taking(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def safe_receiver(tls: ssl.SSLContext) -> Iterator[str]:
    """Answer calls by https with 204 in a thread; give the URL."""
    with HTTPServer(("127.0.0.1", 0), _Taking) as server:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
