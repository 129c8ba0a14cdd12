"""Ways: all ways by which programs come to one served fake, opened together, and what they have to trust."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from kling3_mockserver.journal.notices import Tell
from kling3_mockserver.proxy.gate import ProxyGate
from kling3_mockserver.proxy.rules import ProxyRules
from kling3_mockserver.proxy.upstream import Upstream
from kling3_mockserver.running.environment import environment
from kling3_mockserver.running.reached import Reached
from kling3_mockserver.serving.gates import Gate, TlsGate
from kling3_mockserver.serving.listening import bind
from kling3_mockserver.tls.authority import Authority
from kling3_mockserver.tls.bundle import bundle_of
from kling3_mockserver.tls.trust_store import trust_store_of

_LOOPBACK = "127.0.0.1"
_USER = "kling3"


class Ways:
    """Gates to hand to a server, and the environment by which a program finds them.

    The authority is made for this one use: its key stays in memory, what it signed in a folder that only this user can
    read, and `close` removes it.
    """

    def __init__(self, inherited: Mapping[str, str], tell: Tell, *, offline: bool = False) -> None:
        self._inherited, self._folder = inherited, TemporaryDirectory(prefix="kling3-mock-")
        self._authority, self._password = Authority.new(), secrets.token_urlsafe(18)
        self._listeners = [bind(_LOOPBACK, 0) for _ in range(3)]
        https, proxy, open_proxy = self._listeners
        context, upstream = self._authority.server_context(), Upstream(inherited)
        guarded = ProxyRules(f"{_USER}:{self._password}", offline=offline)
        self.gates: tuple[Gate, ...] = (
            TlsGate(https, context, tell),
            ProxyGate(proxy, context, upstream, guarded, tell),
            ProxyGate(open_proxy, context, upstream, ProxyRules(None, offline=offline), tell),
        )

    def environment(self, http: int, inherited: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the whole environment of a program; `http` is the port on which the fake itself is served.

        It inherits what was given at first, unless something else is given.
        """
        inherited = self._inherited if inherited is None else inherited
        https, proxy, open_proxy = map(_port, self._listeners)
        trusted = bundle_of(self._authority.certificate, inherited)
        reached = Reached(
            http, https, f"http://{_USER}:{self._password}@{_LOOPBACK}:{proxy}", open_proxy,
            self._file("authorities.pem", trusted), self._file("authorities.p12", trust_store_of(trusted)),
        )  # fmt: skip
        return {**inherited, **environment(reached, inherited)}

    def close(self) -> None:
        """Remove the folder, and end to listen."""
        for each in self._listeners:
            each.close()
        self._folder.cleanup()

    def _file(self, name: str, content: bytes) -> Path:
        path = Path(self._folder.name, name)
        path.touch(0o600)
        path.write_bytes(content)
        return path


def _port(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port
