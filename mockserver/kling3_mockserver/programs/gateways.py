"""Gateways: the ways into a served fake that settings ask for beside plain http: https, and a proxy."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from kling3_mockserver import proxy, tls
from kling3_mockserver.http.addresses import is_loopback_name
from kling3_mockserver.http.own_addresses import SocketName
from kling3_mockserver.journal.notices import Tell
from kling3_mockserver.serving.gates import Gate, TlsGate
from kling3_mockserver.serving.listening import base_url, bind
from kling3_mockserver.settings.settings import Settings


class Listeners(NamedTuple):
    """The bound sockets of a served fake, which several processes may have: its own, and that of the proxy."""

    own: socket.socket
    proxy: socket.socket | None

    @property
    def addresses(self) -> list[SocketName]:
        """What they are bound to."""
        return [each.getsockname() for each in self if each is not None]


class Gateways(NamedTuple):
    """What one server listens on, plain sockets and gates; `url` is where people find it, `proxy` may be empty."""

    plain: list[socket.socket]
    gates: list[Gate]
    url: str
    proxy: str


@contextmanager
def listening(settings: Settings) -> Iterator[Listeners]:
    """Bind the sockets that settings ask for, and close them at the end; raise SettingsError for ports."""
    with ExitStack() as stack:
        own = stack.enter_context(bind(settings.host, settings.port))
        beside = None if settings.proxy is None else stack.enter_context(bind(settings.host, settings.proxy))
        yield Listeners(own, beside)


def gateways(settings: Settings, listeners: Listeners, tell: Tell) -> Gateways:
    """Return the ways in by bound sockets that settings ask for; raise TlsError for certificates."""
    url = base_url(listeners.own)
    own = Gateways([listeners.own], [], url, "")
    if settings.speaks_https:
        gate = TlsGate(listeners.own, _context(settings), tell)
        own = Gateways([], [gate], url.replace("http://", "https://", 1), "")
    return own if listeners.proxy is None else _with_proxy(own, listeners.proxy, settings, tell)


def _with_proxy(own: Gateways, listener: socket.socket, settings: Settings, tell: Tell) -> Gateways:
    # From other machines it must not be a way to everywhere.
    rules = proxy.ProxyRules(offline=not is_loopback_name(settings.host))
    gate = proxy.ProxyGate(listener, _own_context(), proxy.Upstream(os.environ), rules, tell)
    return own._replace(gates=[*own.gates, gate], proxy=base_url(listener))


def _context(settings: Settings) -> ssl.SSLContext:
    if settings.tls_cert is not None:
        return tls.context_of(settings.tls_cert, settings.tls_key)
    return _own_context()


def _own_context() -> ssl.SSLContext:
    tls.require_extra()
    return tls.kept_authority(tls.data_folder()).server_context()
