"""The table of settings says of each option what the command says."""

from __future__ import annotations

import re

from kling3_mockserver.settings.options import SERVE_OPTIONS, Option
from tests.documentation.pages import ROOT

ROW = re.compile(r"^\| `--(?!-)[^|]*(?:\\\|[^|]*)*\|.*\|$", re.MULTILINE)


def row_of(option: Option) -> str:
    """Return the row that an option shall have."""
    names = f"`--{option.name}`, `--no-{option.name}`" if option.flag else f"`--{option.name}`"
    choices = " `" + option.kind.replace("|", "\\|") + "`" if option.kind.startswith("[") else ""
    return f"| {names}{choices} | {option.help} | {option.default_words} |"


def test_the_page_of_settings_has_the_help_the_choices_and_the_default_of_each_option() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert ROW.findall(page) == [row_of(option) for option in SERVE_OPTIONS]
