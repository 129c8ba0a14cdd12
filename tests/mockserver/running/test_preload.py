"""Node programs reach the fake by each way that Node has to connect, and run as they did otherwise."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kling3_mockserver.mock import Mock
from tests.mockserver.wire import KLING3

Run = Callable[..., str]
NODE = shutil.which("node") or ""
NO_PROXIES = "HTTPS_PROXY HTTP_PROXY NODE_USE_ENV_PROXY"
pytestmark = [pytest.mark.one_python, pytest.mark.skipif(not NODE, reason="there is no node to run")]
URL = f"https://api.freepik.com{KLING3}"
HEAD = f"""
const net = require("net"), tls = require("tls"), http = require("http"), https = require("https");
const URL_ = {URL!r}, PATH_ = {KLING3!r}, headers = {{ "x-freepik-api-key": "any" }};
const told = (status) => {{ console.log(String(status)); process.exit(0); }};
const by = (answer) => told(answer.statusCode);
const raw = (socket) => {{
  socket.on("error", (error) => told(error));
  socket.write(`GET ${{PATH_}} HTTP/1.1\\r\\nHost: api.freepik.com\\r\\nx-freepik-api-key: any\\r\\n\\r\\n`);
  socket.on("data", (data) => told(data.toString().split(" ")[1]));
}};
"""
CLIENTS = {
    "fetch": "fetch(URL_, { headers }).then((answer) => told(answer.status), told);",
    "fetch, http": 'fetch(URL_.replace("https:", "http:"), { headers }).then((answer) => told(answer.status), told);',
    "https.request": "https.request(URL_, { headers }, by).end();",
    "https.get with options": 'https.get({ hostname: "API.freepik.com.", path: PATH_, headers }, by);',
    "https with an agent": "https.get(URL_, { headers, agent: new https.Agent({ keepAlive: true }) }, by);",
    "https without an agent": "https.get(URL_, { headers, agent: false }, by);",
    "https with a look-up": 'https.get(URL_, { headers, lookup: () => told("looked up") }, by);',
    "http.request": 'http.request({ host: "api.magnific.com", path: PATH_, headers }, by).end();',
    "net.connect with options": 'raw(net.connect({ host: "api.freepik.com", port: 80 }));',
    "net.connect with port and host": 'raw(net.connect(80, "api.freepik.com"));',
    "net.connect with all": 'const socket = net.connect("80", "api.freepik.com", () => raw(socket));',
    "net.createConnection": 'raw(net.createConnection({ host: "api.freepik.com", port: 80 }));',
    "a socket": 'raw(new net.Socket().connect(80, "api.freepik.com"));',
    "tls.connect with options": """
        raw(tls.connect({ host: "api.freepik.com", port: 443, servername: "api.freepik.com" }));
    """,
    "tls.connect without a name": 'raw(tls.connect({ host: "api.freepik.com", port: 443 }));',
    "tls.connect with port and host": 'raw(tls.connect(443, "api.freepik.com"));',
    "tls.connect with all": 'const socket = tls.connect(443, "api.freepik.com", {}, () => raw(socket));',
    "tls over a socket": """
const below = net.connect(443, "api.freepik.com");
raw(tls.connect({ socket: below, servername: "api.freepik.com" }));""",
    "a module of its own kind": """
import("node:https").then((module) => module.get(URL_, { headers }, by));""",
    "a worker": """
const { Worker } = require("worker_threads");
const worker = new Worker(`fetch("${URL_}", { headers: { "x-freepik-api-key": "any" } }).then((answer) =>
  require("worker_threads").parentPort.postMessage(answer.status))`, { eval: true });
worker.on("message", told);
worker.on("error", told);""",
}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_reaches_the_fake(run: Run, mock: Mock, client: str) -> None:
    assert run(NODE, "-e", HEAD + CLIENTS[client], without=NO_PROXIES) == "200\n"
    assert len(mock.journal.exchanges()) == 1


def test_what_the_user_loads_is_loaded_too(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "my own.cjs"
    mine.write_text("globalThis.mine = 'loaded';", "utf-8")
    options = run(NODE, "-e", "console.log(process.env.NODE_OPTIONS)").strip()
    assert run(NODE, "-e", "console.log(mine)", NODE_OPTIONS=f'--require "{mine}" {options}') == "loaded\n"


@pytest.mark.parametrize(
    "connect",
    [
        'net.connect({ host: "127.0.0.1", port })',
        'net.connect(port, "127.0.0.1")',
        "net.connect(port)",
        "net.connect({ port })",
        'new net.Socket().connect({ port, host: "localhost" })',
    ],
)
def test_other_addresses_are_connected_with_as_ever(run: Run, connect: str) -> None:
    script = f"""
const server = net.createServer((socket) => socket.end("hello")).listen(0, () => {{
  const port = server.address().port;
  {connect}.on("data", told).on("error", told);
}});"""
    assert run(NODE, "-e", HEAD + script) == "hello\n"


def test_a_path_is_connected_with_as_ever(run: Run, tmp_path: Path) -> None:
    script = f"""
net.createServer((socket) => socket.end("hello")).listen({str(tmp_path / "socket")!r}, () => {{
  net.connect({str(tmp_path / "socket")!r}).on("data", told);
}});"""
    assert run(NODE, "-e", HEAD + script) == "hello\n"


def test_a_certificate_of_somebody_else_is_still_refused(run: Run) -> None:
    options = '{ host: "api.freepik.com", port: 443, servername: "example.com" }'
    script = f'tls.connect({options}).on("error", (e) => told(e.code));'
    assert run(NODE, "-e", HEAD + script) == "ERR_TLS_CERT_ALTNAME_INVALID\n"


def test_outside_of_a_run_it_does_nothing(run: Run) -> None:
    script = "console.log(/redirected/.test(net.Socket.prototype.connect.toString()));"
    assert run(NODE, "-e", HEAD + script, KLING3_RUN_HOSTS="") == "false\n"
    assert run(NODE, "-e", HEAD + script) == "true\n"
