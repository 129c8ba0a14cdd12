"""The command kling3-contracts, called in this process."""

from __future__ import annotations

import os
from collections.abc import Mapping

from click.testing import CliRunner, Result

from kling3_contracts.programs.cli import main


def call(*words: str, variables: Mapping[str, str] | None = None) -> Result:
    """Call it with words, and no other `KLING3_` variables than these."""
    ours = {name: None for name in os.environ if name.startswith("KLING3_")}
    return CliRunner(env={**ours, **(variables or {})}).invoke(main, words, prog_name="kling3-contracts")
