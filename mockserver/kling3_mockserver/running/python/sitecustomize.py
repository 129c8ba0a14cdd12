"""Started by Python itself in programs of `kling3-mock run`: connections to the service's hosts end at the fake.

For programs that read no proxy from their environment. It uses only the standard library, and what Python 3.7 has,
since the program's interpreter need not be the one that kling3-mock is installed in. The site's own `sitecustomize`
runs behind it.
"""

import importlib.util
import os
import socket
import sys
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

_OWN = Path(__file__).resolve().parent
_HOSTS = tuple(os.environ.get("KLING3_RUN_HOSTS", "").split())
_HTTPS = int(os.environ.get("KLING3_RUN_HTTPS") or 0)
_HTTP = int(os.environ.get("KLING3_RUN_HTTP") or 0)
_STAND_IN = "127.75.51.3"
"""Stands for the service's hosts between the look-up of a name and the connection; nothing listens there."""


def _is_service(host: Any) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else host
    return isinstance(name, str) and name.rstrip(".").lower() in _HOSTS


def _redirect() -> None:
    found, connect, connect_ex = socket.getaddrinfo, socket.socket.connect, socket.socket.connect_ex

    def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if _is_service(host):
            number = {"https": 443, "http": 80}.get(port, port)
            kind = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
            address = (_STAND_IN, int(number or 0))
            # There event loops connect by other means than a socket's method.
            return [(*kind, place(address) if os.name == "nt" else address)]
        return found(host, port, *args, **kwargs)

    def place(address: Any) -> Any:
        if isinstance(address, tuple) and len(address) >= 2:
            host = str(address[0]).rstrip(".").lower()
            if host == _STAND_IN or host in _HOSTS:
                return ("127.0.0.1", _HTTP if address[1] == 80 else _HTTPS)
        return address

    def connect_there(self: socket.socket, address: Any) -> None:
        connect(self, place(address))

    def connect_there_ex(self: socket.socket, address: Any) -> int:
        return connect_ex(self, place(address))

    socket.getaddrinfo = getaddrinfo
    socket.socket.connect, socket.socket.connect_ex = connect_there, connect_there_ex  # type: ignore[assignment,method-assign]


def _trust() -> None:
    """Let certifi, by which some clients go whatever the environment says, name our file."""
    bundle = os.environ.get("SSL_CERT_FILE")
    if bundle and importlib.util.find_spec("certifi"):
        import certifi

        certifi.where = certifi.core.where = lambda: bundle


class _Behind:
    """Does something with a module of the program's as soon as it is there, by one finder before all others."""

    def __init__(self, steps: Any) -> None:
        self._steps = steps

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        step = self._steps.get(name)
        spec = None if step is None else PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return None
        del self._steps[name]
        execute = spec.loader.exec_module

        def exec_module(module: Any) -> None:
            execute(module)
            step(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _ask_python_for_names(module: Any) -> None:
    """Have aiohttp look names up by Python, and not by a library that asks the network itself."""
    module.DefaultResolver = module.ThreadedResolver


def _ask_python_for_addresses(module: Any) -> None:
    """Have uvloop look names up, and connect, where this module sees it."""
    loop = module.Loop

    async def getaddrinfo(self: Any, host: Any, port: Any, **kwargs: Any) -> Any:
        if _is_service(host):
            return socket.getaddrinfo(host, port)
        return await super(loop, self).getaddrinfo(host, port, **kwargs)

    async def create_connection(self: Any, factory: Any, host: Any = None, port: Any = None, **kwargs: Any) -> Any:
        if _is_service(host):
            if kwargs.get("ssl") and not kwargs.get("server_hostname"):
                kwargs["server_hostname"] = host
            host, port = "127.0.0.1", _HTTP if port == 80 else _HTTPS
        return await super(loop, self).create_connection(factory, host, port, **kwargs)

    loop.getaddrinfo, loop.create_connection = getaddrinfo, create_connection


def _run_the_sites_own() -> None:
    places = [each for each in sys.path if Path(each or ".").resolve() != _OWN]
    spec = PathFinder.find_spec("sitecustomize", places)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


if _HOSTS and _HTTPS:
    _redirect()
    _trust()
    sys.meta_path.insert(0, _Behind({"aiohttp.resolver": _ask_python_for_names, "uvloop": _ask_python_for_addresses}))
_run_the_sites_own()
