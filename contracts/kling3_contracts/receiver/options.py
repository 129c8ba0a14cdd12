"""Options: what a run against a receiver is told; every knob of `kling3-contracts receiver`."""

from __future__ import annotations

from dataclasses import dataclass

from kling3_openapi.signature import SecretEncoding


@dataclass(frozen=True, slots=True)
class ReceiverOptions:
    """How a receiver is judged; all times are in seconds.

    `only` are codes, none means all. Without a `seed` the ids are new in each run, so that a receiver which remembers
    them does not take a second run for a replay.
    """

    encoding: SecretEncoding = SecretEncoding.RAW
    only: frozenset[str] = frozenset()
    seed: int | None = None
    timeout: float = 5.0
    """How long one answer may take."""
    total: float = 60.0
    """How long the whole run may take."""
    drip: float = 0.5
    """How long the body of the slow sender takes."""
    processed_url: str = ""
    """Answers GET with what the receiver has acted on: see `processed`."""
    insecure: bool = False
    """Whether a certificate that is not trusted is good enough."""
