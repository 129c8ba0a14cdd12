"""A forward proxy that answers for the service's hosts itself, and lets its clients through to all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.proxy.gate import ProxyGate
    from kling3_mockserver.proxy.rules import ProxyRules
    from kling3_mockserver.proxy.upstream import Upstream

__all__ = ["ProxyGate", "ProxyRules", "Upstream"]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "gate": ("ProxyGate",),
            "rules": ("ProxyRules",),
            "upstream": ("Upstream",),
        },
    )
