"""Limits that both a rule and a server need to know."""

from __future__ import annotations

MAX_BODY_BYTES = 1_048_576
"""The largest body: 1 MiB, hundreds of times that of a full order. The provider's own limit is not known."""
