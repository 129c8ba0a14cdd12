"""Python programs reach the fake whatever of the environment their client reads, and run as they did otherwise."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from kling3_mockserver.mock import Mock
from tests.mockserver.wire import KLING3

Run = Callable[..., str]
URL = f"https://api.freepik.com{KLING3}"
NO_PROXIES = "HTTPS_PROXY HTTP_PROXY"
BY_AIOHTTP = """
import asyncio, aiohttp
async def go():
    async with aiohttp.ClientSession() as session, session.get(URL, headers=KEY) as answer:
        print(answer.status)
"""
CLIENTS = {
    "urllib": """
import urllib.request as r
print(r.build_opener(r.ProxyHandler({})).open(r.Request(URL, headers=KEY)).status)""",
    "http.client": """
import http.client
c = http.client.HTTPSConnection("api.freepik.com")
c.request("GET", URL[len("https://api.freepik.com"):], headers=KEY)
print(c.getresponse().status)""",
    "http.client, http": """
import http.client
c = http.client.HTTPConnection("api.freepik.com")
c.request("GET", URL[len("https://api.freepik.com"):], headers=KEY)
print(c.getresponse().status)""",
    "requests": """
import requests
s = requests.Session()
s.trust_env = False
print(s.get(URL, headers=KEY).status_code)""",
    "httpx": """
import httpx
print(httpx.Client(trust_env=False).get(URL, headers=KEY).status_code)""",
    "async httpx": """
import asyncio, httpx
async def go():
    async with httpx.AsyncClient(trust_env=False) as client:
        print((await client.get(URL, headers=KEY)).status_code)
asyncio.run(go())""",
    "aiohttp": BY_AIOHTTP + "asyncio.run(go())",
    "aiohttp, http": BY_AIOHTTP.replace("URL", 'URL.replace("https:", "http:")') + "asyncio.run(go())",
    "aiohttp, asks the network": BY_AIOHTTP
    + """
import aiohttp.resolver
assert aiohttp.resolver.DefaultResolver is aiohttp.resolver.ThreadedResolver
asyncio.run(go())""",
    "asyncio": """
import asyncio, ssl
async def go():
    reader, writer = await asyncio.open_connection("api.freepik.com", 443, ssl=ssl.create_default_context())
    path = URL[len("https://api.freepik.com"):]
    writer.write(f"GET {path} HTTP/1.1\\r\\nHost: api.freepik.com\\r\\n{KEY_LINE}\\r\\n\\r\\n".encode())
    print((await reader.readline()).decode().split()[1])
asyncio.run(go())""",
    "uvloop": BY_AIOHTTP + "import uvloop; uvloop.run(go())",
    "uvloop, asyncio": """
import asyncio, ssl, uvloop
async def go():
    for name, port, tls in (("api.freepik.com", 443, ssl.create_default_context()), ("API.magnific.com", 80, None)):
        reader, writer = await asyncio.open_connection(name, port, ssl=tls)
        path = URL[len("https://api.freepik.com"):]
        writer.write(f"GET {path} HTTP/1.1\\r\\nHost: api.freepik.com\\r\\n{KEY_LINE}\\r\\n\\r\\n".encode())
        status = (await reader.readline()).decode().split()[1]
        assert status == "200"
    print(status)
uvloop.run(go())""",
    "a program of a program": """
import subprocess, sys
print(subprocess.check_output([sys.executable, "-c", "import requests; s = requests.Session(); s.trust_env = False; "
    f"print(s.get({URL!r}, headers={KEY!r}).status_code)"], text=True).strip())""",
    "a process of multiprocessing": """
import multiprocessing, urllib.request as r
def ask():
    raise SystemExit(r.build_opener(r.ProxyHandler({})).open(r.Request(URL, headers=KEY)).status - 100)
if __name__ == "__main__":
    process = multiprocessing.get_context("fork").Process(target=ask)
    process.start()
    process.join()
    print(process.exitcode + 100)""",
}
KEY = 'KEY, KEY_LINE = {"x-freepik-api-key": "any"}, "x-freepik-api-key: any"\n'


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_that_reads_no_proxy_reaches_the_fake(run: Run, mock: Mock, client: str) -> None:
    if "uvloop" in client and find_spec("uvloop") is None:
        pytest.skip("uvloop is not installed")
    script = f"URL = {URL!r}\n{KEY}{CLIENTS[client]}"
    assert run(sys.executable, "-W", "ignore", "-c", script, without=NO_PROXIES) == "200\n"
    assert len(mock.journal.exchanges()) == 1 + (client == "uvloop, asyncio")


@pytest.mark.parametrize("switches", [["-I"], ["-S"], ["-E"], ["-s"], []])
def test_the_proxy_is_there_where_our_module_is_not(run: Run, mock: Mock, switches: list[str]) -> None:
    script = f"URL = {URL!r}\n{KEY}import urllib.request as r; print(r.urlopen(r.Request(URL, headers=KEY)).status)"
    assert run(sys.executable, *switches, "-c", script) == "200\n"
    assert len(mock.journal.exchanges()) == 1


def test_a_sites_own_module_still_runs(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.their_own = __name__, __file__", "utf-8")
    script = "import sys; print(sys.their_own)"
    ours = run(sys.executable, "-c", "import os; print(os.environ['PYTHONPATH'])").strip()
    told = run(sys.executable, "-c", script, PYTHONPATH=f"{ours}:{tmp_path}")
    assert told == f"('sitecustomize', '{tmp_path / 'sitecustomize.py'}')\n"


def test_what_fails_in_a_sites_own_module_is_told_and_stops_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("raise OSError('their own')", "utf-8")
    ours = run(sys.executable, "-c", "import os; print(os.environ['PYTHONPATH'])").strip()
    script = "import socket; print(socket.getaddrinfo('api.freepik.com', 443)[0][4][0])"
    assert run(sys.executable, "-c", script, PYTHONPATH=f"{ours}:{tmp_path}").startswith("127.")


def test_outside_of_a_run_it_does_nothing(run: Run) -> None:
    """Someone may keep the variable of a run that is over."""
    script = "import socket; print(socket.getaddrinfo.__module__, socket.socket.connect.__qualname__)"
    assert run(sys.executable, "-c", script, KLING3_RUN_HOSTS="") == "socket socket.connect\n"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("api.freepik.com", True), (b"API.magnific.com.", True), ("localhost", False), (None, False)],
)
def test_only_names_of_the_service_are_looked_up_otherwise(run: Run, name: object, *, expected: bool) -> None:
    script = f"import socket; print(socket.getaddrinfo({name!r}, 'https')[0][4][0] == '127.75.51.3')"
    assert run(sys.executable, "-c", script) == f"{expected}\n"


def test_other_addresses_are_connected_with_as_ever(run: Run, mock: Mock) -> None:
    script = """
import os, socket
print(socket.create_connection(("127.0.0.1", int(os.environ["KLING3_RUN_HTTP"]))).getpeername()[0])
a, b = socket.socketpair()
try:
    socket.socket(socket.AF_UNIX).connect("/no/such")
except OSError as error:
    print(error.errno)
print(socket.socket().connect_ex(("api.freepik.com", 443)))
"""
    assert run(sys.executable, "-W", "ignore", "-c", script) == "127.0.0.1\n2\n0\n"
    assert mock.journal.exchanges() == []
