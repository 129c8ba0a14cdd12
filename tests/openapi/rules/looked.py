"""What the rules find in an input that was looked at."""

from __future__ import annotations

from kling3_openapi.rules.input_limits import Limits
from kling3_openapi.rules.inputs import RULES
from kling3_openapi.rules.looked_at import Found, LookedAt, Missing, Unseen


def codes(limits: Limits, result: Found | Missing | Unseen) -> list[str]:
    """Return the codes of the findings, sorted, of a picture or a video that an order names."""
    looked_at = LookedAt("/start_image_url", limits, result)
    return sorted(finding.code for each in RULES for finding in each.findings(looked_at))
