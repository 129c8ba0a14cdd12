"""Callbacks: the webhooks of a server, received, verified, and answered so that it has to try again."""

from __future__ import annotations

from kling3_contracts.callbacks.phase import begun, run

__all__ = ["begun", "run"]
