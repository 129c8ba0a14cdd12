"""The table of what is installed names what is asked for, no more and no less."""

from __future__ import annotations

import re
import tomllib

from tests.documentation.pages import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PAGE = (ROOT / "docs" / "background.md").read_text("utf-8")
ROWS = {row for row in PAGE.split("## What is installed")[1].split("\n## ")[0].splitlines() if row.startswith("| ")}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w-]", each)[0].lower() for each in requirements}


def listed(row: str) -> set[str]:
    return set(re.findall(r"[\w-]+", row.split("|")[1].lower()))


def test_each_package_that_is_asked_for_has_its_place_in_the_table() -> None:
    extras = [f"`[{name}]`" for name in PROJECT["optional-dependencies"]]
    base = set().union(*(listed(row) for row in ROWS if not any(each in row for each in extras)))
    assert names(PROJECT["dependencies"]) - base == set()


def test_each_extra_has_a_row_with_its_packages() -> None:
    wanted = PROJECT["optional-dependencies"]
    rows = {name: next((row for row in ROWS if f"`[{name}]`" in row), "||") for name in wanted}
    assert {name: names(wanted[name]) - listed(row) for name, row in rows.items()} == {name: set() for name in rows}
