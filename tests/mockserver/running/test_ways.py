"""The ways to one fake are opened together, and nothing of them is left behind."""

from __future__ import annotations

import os
import socket
import ssl
import stat
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from kling3_mockserver.journal.notices import nobody
from kling3_mockserver.mock import Mock
from kling3_mockserver.running.ways import Ways
from kling3_mockserver.serving.threaded import ThreadedServer
from tests.mockserver.lines import Line, listing
from tests.mockserver.posting import PATIENCE
from tests.mockserver.proxy.proxied import connect
from tests.mockserver.tls.handshakes import by_socket


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_its_folder_is_read_by_this_user_alone_and_removed(folder: Path) -> None:
    with closing(Ways({}, nobody)) as ways:
        ways.environment(8080)
        (own,) = folder.iterdir()
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in (own, *own.iterdir())}
        assert modes == {own.name: 0o700, "authorities.pem": 0o600, "authorities.p12": 0o600}
        assert not [each for each in own.iterdir() if b"PRIVATE" in each.read_bytes()]
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("folder")
def test_what_a_program_has_stays_but_for_what_is_set() -> None:
    with closing(Ways({"HOME": "/home/me", "HTTPS_PROXY": "http://corporate:3128"}, nobody)) as ways:
        made = ways.environment(8080)
    assert made["HOME"] == "/home/me"
    assert made["HTTPS_PROXY"].startswith("http://kling3:")


@pytest.mark.usefixtures("folder")
def test_each_run_has_a_password_and_an_authority_of_its_own() -> None:
    with closing(Ways({}, nobody)) as one, closing(Ways({}, nobody)) as other:
        first, second = one.environment(1), other.environment(1)
        assert first["HTTPS_PROXY"].split("@")[0] != second["HTTPS_PROXY"].split("@")[0]
        assert Path(first["SSL_CERT_FILE"]).read_bytes() != Path(second["SSL_CERT_FILE"]).read_bytes()


@pytest.mark.usefixtures("folder")
def test_all_doors_lead_to_the_same_fake(mock: Mock) -> None:
    with closing(Ways(dict(os.environ), nobody)) as ways:
        made = ways.environment(8080)
        with ThreadedServer(mock, gates=ways.gates):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.load_verify_locations(made["SSL_CERT_FILE"])
            there = socket.create_connection(("127.0.0.1", int(made["KLING3_RUN_HTTPS"])), PATIENCE)
            # By its place: the plugin, which guards this run too, looks for the host by its name.
            with closing(Line(by_socket(context, there, "api.freepik.com"))) as line:
                line.send(listing())
                assert line.answer().status == 200
            proxy = made["HTTPS_PROXY"].rpartition(":")[2]
            open_proxy = made["JAVA_TOOL_OPTIONS"].partition("-Dhttps.proxyPort=")[2].split()[0]
            for port, expected in ((proxy, b"407"), (open_proxy, b"200")):
                with closing(Line(socket.create_connection(("127.0.0.1", int(port)), PATIENCE))) as line:
                    line.send(connect("api.freepik.com:443"))
                    assert line.line().split()[1] == expected
    assert len(mock.journal.exchanges()) == 1


def test_what_was_never_served_is_closed(folder: Path) -> None:
    ways = Ways({}, nobody)
    port = int(ways.environment(8080)["KLING3_RUN_HTTPS"])
    ways.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), PATIENCE)
    assert list(folder.iterdir()) == []
