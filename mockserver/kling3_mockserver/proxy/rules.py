"""ProxyRules: whom a proxy serves, and how far."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass

from kling3_mockserver.proxy.head import Head


@dataclass(frozen=True, slots=True)
class ProxyRules:
    """Whom a proxy serves, and how far: `credentials` are `user:password`, or None for all of this machine."""

    credentials: str | None = None
    offline: bool = False
    """Whether hosts that are not the service's are refused."""

    def admits(self, head: Head) -> bool:
        """Return whether a request comes from somebody who knows the password, where there is one."""
        if self.credentials is None:
            return True
        scheme, _, given = head.value(b"proxy-authorization").partition(b" ")
        expected = base64.b64encode(self.credentials.encode())
        return scheme.lower() == b"basic" and secrets.compare_digest(given.strip(), expected)
