"""Upstream: the way to hosts that are not the service's: straight, or by the proxy that the environment names."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Callable, Mapping
from urllib.parse import unquote, urlsplit

from kling3_mockserver.proxy.head import Destination

_MOST_HEAD = 64 * 1024
_PATIENCE = 30.0
"""Seconds for a connection to come about."""
_END = b"\r\n\r\n"
_PORTS = {"http": 80, "https": 443}

NewProtocol = Callable[[], asyncio.Protocol]


class UpstreamError(Exception):
    """No connection came about; the message says why."""


class Upstream:
    """Connects with hosts, by the proxies of an environment where it names some for them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def proxy(self, destination: Destination) -> str | None:
        """Return the URL of the proxy by which a destination is reached; None when it is reached straight."""
        scheme = "http" if destination.scheme == "http" else "https"
        if passes_by(destination.host, self._value("no_proxy")):
            return None
        url = self._value(f"{scheme}_proxy") or self._value("all_proxy")
        return None if not url else url if "://" in url else f"http://{url}"

    async def connect(self, destination: Destination, new: NewProtocol) -> asyncio.Transport:
        """Return a connection with a destination, which `new` makes the protocol of; raise UpstreamError."""
        try:
            return await asyncio.wait_for(self._connect(destination, new), _PATIENCE)
        except TimeoutError as error:
            raise UpstreamError(f"no connection within {_PATIENCE:g} s") from error
        except (OSError, ValueError) as error:  # the second for what can be no host, or no port
            raise UpstreamError(str(error)) from error

    def _value(self, name: str) -> str:
        return self._environment.get(name) or self._environment.get(name.upper(), "")

    async def _connect(self, destination: Destination, new: NewProtocol) -> asyncio.Transport:
        loop, proxy = asyncio.get_running_loop(), self.proxy(destination)
        if proxy is not None:
            return await _by_proxy(proxy, destination, new)
        # A whole https:// URL, as some clients hand it to a proxy, wants the proxy to speak TLS.
        context = ssl.create_default_context() if destination.scheme == "https" else None
        transport, _ = await loop.create_connection(new, destination.host, destination.port, ssl=context)
        return transport


def passes_by(host: str, no_proxy: str) -> bool:
    """Return whether a host is one of those that `NO_PROXY` names: whole, by its domain, or all by an asterisk."""
    named = map(domain_of, entries_of(no_proxy))
    return any(not each or host == each or host.endswith(f".{each}") for each in named)


def entries_of(no_proxy: str) -> list[str]:
    """Return what stands in `NO_PROXY`; some programs write spaces between, and others commas."""
    return no_proxy.replace(",", " ").split()


def domain_of(entry: str) -> str:
    """Return the domain that an entry of `NO_PROXY` names, bare of asterisk, dots and port; nothing where it is all."""
    name, _, _ = entry.partition(":") if entry.count(":") == 1 else (entry, "", "")
    return name.lstrip("*").strip(".").lower()


async def _by_proxy(proxy: str, destination: Destination, new: NewProtocol) -> asyncio.Transport:
    loop, url = asyncio.get_running_loop(), urlsplit(proxy)
    if url.scheme not in _PORTS or not url.hostname:
        expected = "expected the URL of one that speaks http, or its host in NO_PROXY"
        raise UpstreamError(f"the environment names a proxy of the kind {url.scheme}://, {expected}")
    address = url.hostname, url.port or _PORTS[url.scheme]
    context = ssl.create_default_context() if url.scheme == "https" else None
    if destination.scheme != "connect":
        transport, _ = await loop.create_connection(new, *address, ssl=context)
        return transport
    transport, reply = await loop.create_connection(_Reply, *address, ssl=context)
    try:
        transport.write(_wish(destination, proxy_authorization(proxy)))
        await reply.ended
    except BaseException:
        transport.abort()
        raise
    if not reply.is_good:
        transport.abort()
        raise UpstreamError(f"the proxy {address[0]}:{address[1]} answered {reply.first_line}")
    _hand_on(transport, new(), reply.rest)
    return transport


def _hand_on(transport: asyncio.Transport, protocol: asyncio.Protocol, came: bytes) -> None:
    transport.set_protocol(protocol)
    protocol.connection_made(transport)
    if came:
        protocol.data_received(came)


def proxy_authorization(proxy: str) -> bytes:
    """Return the header by which a proxy's URL says who asks, with its line's end; nothing where it has no user."""
    url = urlsplit(proxy)
    if url.username is None:
        return b""
    credentials = f"{unquote(url.username)}:{unquote(url.password or '')}".encode()
    return b"Proxy-Authorization: Basic " + base64.b64encode(credentials) + b"\r\n"


def _wish(destination: Destination, authorization: bytes) -> bytes:
    host = f"[{destination.host}]" if ":" in destination.host else destination.host
    target = f"{host}:{destination.port}".encode()
    return b"CONNECT " + target + b" HTTP/1.1\r\nHost: " + target + b"\r\n" + authorization + b"\r\n"


class _Reply(asyncio.Protocol):
    """What a proxy answers to CONNECT."""

    def __init__(self) -> None:
        self.data = b""
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def first_line(self) -> str:
        return self.data.partition(b"\r\n")[0].decode("latin-1") or "nothing"

    @property
    def is_good(self) -> bool:
        _, _, status = self.first_line.partition(" ")
        return _END in self.data and status.startswith("2")

    @property
    def rest(self) -> bytes:
        return self.data.partition(_END)[2]

    def data_received(self, data: bytes) -> None:
        self.data += data
        if _END in self.data or len(self.data) > _MOST_HEAD:
            self._end()

    def connection_lost(self, _error: Exception | None) -> None:
        self._end()

    def _end(self) -> None:
        if not self.ended.done():
            self.ended.set_result(None)
