"""The keys phase: each operation is asked without a key, with a wrong one, and with one in the wrong place."""

from kling3_contracts.keys.phase import run

__all__ = ["run"]
