"""Gateways: the ways into a served fake that settings ask for beside plain http: https, and a proxy."""

from __future__ import annotations

import os
import socket
import ssl
from contextlib import ExitStack
from typing import NamedTuple

from kling3_mockserver import proxy, tls
from kling3_mockserver.http.addresses import is_loopback_name
from kling3_mockserver.journal.notices import Tell
from kling3_mockserver.serving.gates import Gate, TlsGate
from kling3_mockserver.serving.listening import base_url, bind
from kling3_mockserver.settings.settings import Settings


class Gateways(NamedTuple):
    """What a server listens on, plain sockets and gates; `url` is where people find it, `proxy` may be empty."""

    listeners: list[socket.socket]
    plain: list[socket.socket]
    gates: list[Gate]
    url: str
    proxy: str


def gateways(settings: Settings, stack: ExitStack, tell: Tell) -> Gateways:
    """Return what settings ask for, bound; raise SettingsError for ports, TlsError for certificates."""
    listener = stack.enter_context(bind(settings.host, settings.port))
    url = base_url(listener)
    own = Gateways([listener], [listener], [], url, "")
    if settings.speaks_https:
        gate = TlsGate(listener, _context(settings), tell)
        own = Gateways([listener], [], [gate], url.replace("http://", "https://", 1), "")
    return own if settings.proxy is None else _with_proxy(own, settings, stack, tell)


def _with_proxy(own: Gateways, settings: Settings, stack: ExitStack, tell: Tell) -> Gateways:
    listener = stack.enter_context(bind(settings.host, settings.proxy or 0))
    # From other machines it must not be a way to everywhere.
    rules = proxy.ProxyRules(offline=not is_loopback_name(settings.host))
    gate = proxy.ProxyGate(listener, _own_context(), proxy.Upstream(os.environ), rules, tell)
    return own._replace(listeners=[*own.listeners, listener], gates=[*own.gates, gate], proxy=base_url(listener))


def _context(settings: Settings) -> ssl.SSLContext:
    if settings.tls_cert is not None:
        return tls.context_of(settings.tls_cert, settings.tls_key)
    return _own_context()


def _own_context() -> ssl.SSLContext:
    tls.require_extra()
    return tls.kept_authority(tls.data_folder()).server_context()
