"""`serve --tls` and `--proxy` are reached by programs that trust the authority which `kling3-mock ca` writes."""

from __future__ import annotations

import json
import re
import ssl
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from kling3_mockserver.journal.log_style import LogFormat, LogStyle
from kling3_mockserver.journal.notices import nobody
from kling3_mockserver.programs.gateways import gateways, listening
from kling3_mockserver.programs.serve_words import Words
from kling3_mockserver.proxy.gate import ProxyGate
from kling3_mockserver.proxy.rules import ProxyRules
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.tls import certificates
from tests.mockserver.certificates import Signer
from tests.mockserver.commands import call
from tests.mockserver.posting import PATIENCE
from tests.mockserver.processes import LONGEST, environment, served, url_of

HEADERS = {"x-freepik-api-key": "any"}
ORDER = {"prompt": "A fox in the snow"}
ORDERED = """
import json, urllib.request
URL = "https://api.freepik.com/v1/ai/video/kling-v3"
KEY = {"x-freepik-api-key": "k", "content-type": "application/json"}
def ask(url, body=None):
    return urllib.request.urlopen(urllib.request.Request(url, body, KEY)).read()
made = json.loads(ask(URL + "-pro", b'{"prompt": "A fox in the snow"}'))["data"]["task_id"]
(video,) = json.loads(ask(f"{URL}/{made}"))["data"]["generated"]
print(video, len(ask(video)))
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have authorities kept in a folder of the test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def trusting(data: Path, tmp_path: Path) -> ssl.SSLContext:
    """Return what a client has that trusts what `kling3-mock ca` wrote, and nobody else."""
    assert data
    path = tmp_path / "ca.pem"
    written = call("ca", "--out", str(path))
    assert written.exit_code == 0
    assert written.output.startswith(f"{path} is the authority to trust. It vouches for the service's hosts and this m")
    assert f"NODE_EXTRA_CA_CERTS={path}\n" in written.output
    return ssl.create_default_context(cafile=path)


def proxy_of(banner: str) -> str:
    found = re.search(r"^  proxy      (http://127\.0\.0\.1:\d+)   \(as HTTPS_PROXY, ", banner, re.MULTILINE)
    assert found is not None
    return found[1]


def test_the_port_speaks_https_and_its_links_do_too(trusting: ssl.SSLContext, data: Path) -> None:
    with served("--tls", "--scenario", "at-once", XDG_DATA_HOME=str(data)) as (_, banner):
        url = url_of(banner)
        assert url.startswith("https://127.0.0.1:")
        assert "  trust      kling3-mock ca --out FILE writes the authority that programs have to trust" in banner
        with httpx.Client(trust_env=False, verify=trusting, headers=HEADERS, timeout=PATIENCE) as client:
            made = client.post(f"{url}/v1/ai/video/kling-v3-pro", json=ORDER).json()["data"]
            (video,) = client.get(f"{url}/v1/ai/video/kling-v3/{made['task_id']}").json()["data"]["generated"]
            assert video.startswith(f"{url}/kling_{made['task_id']}.mp4?token=")
            assert client.get(video).headers["content-type"] == "video/mp4"


def test_http_to_the_port_of_https_is_told_of_in_the_log(data: Path) -> None:
    with served("--tls", XDG_DATA_HOME=str(data)) as (program, banner):
        with pytest.raises(httpx.RemoteProtocolError), httpx.Client(trust_env=False, timeout=PATIENCE) as client:
            client.get(url_of(banner).replace("https", "http"))
        assert "use https:// in the URL" in program.until("not served, TLS with 127.0.0.1:")[-1]


def test_a_proxy_answers_for_the_service_with_links_to_its_hosts(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    call("ca", "--out", str(path))
    with served("--proxy", "0", "--scenario", "at-once", XDG_DATA_HOME=str(data)) as (_, banner):
        assert url_of(banner).startswith("http://")
        variables = environment(HTTPS_PROXY=proxy_of(banner), SSL_CERT_FILE=str(path), NO_PROXY="", no_proxy="")
        command = [sys.executable, "-c", ORDERED]
        ended = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=LONGEST, check=True)
    video, size = ended.stdout.split()
    assert video.startswith("https://cdn-magnific.freepik.com/kling_")
    assert int(size) > 1_000


def test_a_certificate_of_the_users_own_is_taken(tmp_path: Path) -> None:
    signer = Signer(tmp_path)
    path = tmp_path / "own.pem"
    signer.write_server(path)
    with served("--tls-cert", str(path)) as (_, banner):
        assert "  trust " not in banner
        context = ssl.create_default_context(cafile=signer.path)
        with httpx.Client(trust_env=False, verify=context, timeout=PATIENCE) as client:
            assert client.get(f"{url_of(banner)}/_mock/health").json()["status"] == "ok"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--tls-cert", __file__], f"Error: can't use {__file__} ("),
        (["--tls-cert", "/no/such.pem"], "Error: can't use /no/such.pem (No such file or directory): expected a cert"),
        (["--tls-key", "key.pem"], "Error: tls key: got a key without a certificate: name the certificate too"),
        (["--proxy", "99999"], "Error: proxy: got 99999: choose a number from 0 (any free port) to 65535"),
        (["--proxy", "x"], "Error: Invalid value for '--proxy' (env var: 'KLING3_MOCK_PROXY'): got 'x', expected a "),
    ],
)
def test_what_cannot_be_used_is_one_sentence(words: list[str], expected: str) -> None:
    result = call("serve", "--port", "0", *words)
    assert result.exit_code == 2
    assert result.stderr.startswith(expected)
    assert result.stderr.count("\n") == 1


def test_a_proxy_for_other_machines_lets_nobody_through_to_other_hosts(data: Path) -> None:
    assert data
    everywhere = Settings(host="0.0.0.0", port=0, proxy=0)
    assert rules_of(everywhere) == ProxyRules(offline=True)
    assert rules_of(Settings(port=0, proxy=0)) == ProxyRules(offline=False)


def rules_of(settings: Settings) -> ProxyRules:
    with listening(settings) as listeners:
        (gate,) = gateways(settings, listeners, nobody).gates
        assert isinstance(gate, ProxyGate)
        return gate.rules


def test_the_authority_is_printed_when_no_file_is_named(data: Path) -> None:
    printed = call("ca").output
    assert printed.startswith("-----BEGIN CERTIFICATE-----\n")
    assert "PRIVATE" not in printed
    assert "PRIVATE" in (data / "kling3-mock" / "authority.pem").read_text()


def test_a_file_that_cannot_be_written_is_told_of(data: Path) -> None:
    assert data
    result = call("ca", "--out", "/no/such/ca.pem")
    assert result.exit_code == 2
    assert result.stderr == "Error: can't write /no/such/ca.pem (No such file or directory): name a file in a folder\n"


@pytest.mark.parametrize("words", [["ca"], ["run", "--", "true"], ["serve", "--tls"], ["serve", "--proxy", "0"]])
def test_without_the_extra_each_command_names_it(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "find_spec", lambda _name: None)
    result = call(*words)
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: certificates are made by the library cryptography, which is not installed: install the extra `tls`, "
        "python -m pip install '.[tls]' in a checkout of kling3-mock\n"
    )


def test_what_the_json_log_says_first_names_the_proxy() -> None:
    greeting = Words(Settings(), LogStyle(log_format=LogFormat.JSON)).greeting("http://h:1", "http://h:2")
    assert json.loads(greeting)["proxy"] == "http://h:2"
    assert "proxy" not in json.loads(Words(Settings(), LogStyle(log_format=LogFormat.JSON)).greeting("http://h:1"))
    assert "  proxy      http://h:2 " in Words(Settings(), LogStyle(quiet=True)).greeting("http://h:1", "http://h:2")
