"""The command kling3-mock, called in this process."""

from __future__ import annotations

import os
from collections.abc import Mapping

from click.testing import CliRunner, Result

from kling3_mockserver.programs.cli import main


def call(*words: str, variables: Mapping[str, str] | None = None, given: bytes | None = None) -> Result:
    """Call it with words, standard input, and no other `KLING3_MOCK_` variables than these."""
    ours = {name: None for name in os.environ if name.startswith("KLING3_")}
    set_now = {f"KLING3_MOCK_{name}": value for name, value in (variables or {}).items()}
    runner = CliRunner(env={**ours, **set_now})
    return runner.invoke(main, words, input=given, prog_name="kling3-mock", terminal_width=100)
