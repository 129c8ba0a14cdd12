"""How much may be asked: the rate limits that can be set, who keeps to them, and what is told of what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.limits.admission import Admission, MemoryAdmission
    from kling3_mockserver.limits.budget import RateBudget
    from kling3_mockserver.limits.collisions import Collisions, OnCollision
    from kling3_mockserver.limits.credit import Credit
    from kling3_mockserver.limits.limiter import RateLimiter
    from kling3_mockserver.limits.penalties import Penalties
    from kling3_mockserver.limits.rate_limits import DOCUMENTED, OFF, RateLimits

__all__ = [
    "DOCUMENTED",
    "OFF",
    "Admission",
    "Collisions",
    "Credit",
    "MemoryAdmission",
    "OnCollision",
    "Penalties",
    "RateBudget",
    "RateLimiter",
    "RateLimits",
]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "admission": ("Admission", "MemoryAdmission"),
            "budget": ("RateBudget",),
            "collisions": ("Collisions", "OnCollision"),
            "credit": ("Credit",),
            "limiter": ("RateLimiter",),
            "penalties": ("Penalties",),
            "rate_limits": ("DOCUMENTED", "OFF", "RateLimits"),
        },
    )
