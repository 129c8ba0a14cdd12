"""Hosts: the names under which programs reach the paid service; the provider renamed itself in 2026 and kept both."""

from __future__ import annotations

SERVICE_HOSTS = ("api.freepik.com", "api.magnific.com")
RESULT_HOST = "cdn-magnific.freepik.com"
"""Where the links of finished tasks point to."""
HOSTS = frozenset((*SERVICE_HOSTS, RESULT_HOST))
"""All of them."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""The names of this machine."""


def is_service(host: str) -> bool:
    """Return whether this is a name of the paid service, in any spelling."""
    return host.rstrip(".").lower() in HOSTS
