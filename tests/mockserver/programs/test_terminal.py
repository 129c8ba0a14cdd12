"""Colours are for terminals that can show them, unless the user wishes otherwise."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pytest

from kling3_mockserver.programs.terminal import is_coloured


class Stream(io.StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("terminal", "variables", "expected"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"TERM": "xterm"}, True),
        (True, {"TERM": "dumb"}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": ""}, False),
        (False, {"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        (True, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_who_decides_on_colours(terminal: bool, variables: Mapping[str, str], expected: bool) -> None:  # noqa: FBT001
    assert is_coloured(Stream(terminal=terminal), variables) is expected
