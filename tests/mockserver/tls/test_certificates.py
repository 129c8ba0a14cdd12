"""The server's own certificates: of a user's files, and what is said where none can be made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kling3_mockserver.tls.certificates import TlsError, context_of, require_extra
from tests.mockserver.certificates import self_signed
from tests.mockserver.tls.handshakes import client_of, shake_hands

EXPECTED = "expected a certificate and its key in PEM, without a password"


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    require_extra()
    monkeypatch.setattr("kling3_mockserver.tls.certificates.find_spec", lambda _name: None)
    with pytest.raises(TlsError) as caught:
        require_extra()
    assert str(caught.value) == (
        "certificates are made by the library cryptography, which is not installed: install the extra `tls`, "
        "python -m pip install '.[tls]' in a checkout of kling3-mock"
    )


WITHOUT = """\
import sys
sys.modules["cryptography"] = None
import kling3_mockserver.tls
kling3_mockserver.tls.require_extra
"""


# In a process of its own: a module that is loaded a second time stays an attribute of its package.
def test_the_room_is_entered_without_the_library() -> None:
    ended = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, timeout=30, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_users_own_certificate_serves(tmp_path: Path) -> None:
    path, _ = self_signed(tmp_path)
    client = client_of(Path(path).read_bytes())
    client.set_alpn_protocols(["h2", "http/1.1"])
    server = context_of(str(tmp_path / "receiver-with-key.pem"), None)
    assert shake_hands(client, server, "127.0.0.1").selected_alpn_protocol() == "http/1.1"


def test_files_that_cant_be_used_are_named(tmp_path: Path) -> None:
    alone, _ = self_signed(tmp_path)
    with pytest.raises(TlsError, match=rf"^can't use {alone} \(.+\): {EXPECTED}$"):
        context_of(alone, None)
    missing = tmp_path / "missing.pem"
    with pytest.raises(
        TlsError, match=rf"^can't use {alone} with {missing} \(No such file or directory\): {EXPECTED}$"
    ):
        context_of(alone, str(missing))
