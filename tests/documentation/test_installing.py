"""What pages install: while the project is on no package index, it is a path, and the page says why.

A bare name would be asked of the index, where it is nobody's: whoever takes it there would be installed.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.documentation.pages import PAGES, ROOT, name_of, prose, snippets

NOT_YET = "not yet on the package index"
INSTALLED = re.compile(
    r"""\bpipx?\ install\ ["']?          # a quote, where the shell needs one
    (?P<what>(?:[\w./-]*/)?(?:kling3-mock|\.))
    (?:\[(?P<extra>[\w,-]+)\])?""",
    re.VERBOSE,
)
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]

every_page = pytest.mark.parametrize("page", PAGES, ids=name_of)


def installed(page: Path) -> list[re.Match[str]]:
    return [match for each in snippets(page) for match in INSTALLED.finditer(each)]


@every_page
def test_a_page_installs_from_a_path_and_not_by_a_name_that_is_free_for_anybody(page: Path) -> None:
    assert [match[0] for match in installed(page) if match["what"] == "kling3-mock"] == []


@every_page
def test_a_page_that_installs_from_a_path_says_why(page: Path) -> None:
    assert not installed(page) or NOT_YET in " ".join(prose(page).split()).lower()


@every_page
def test_an_extra_that_a_page_installs_exists(page: Path) -> None:
    named = {match["extra"] for match in installed(page)} - {None}
    assert named - EXTRAS.keys() == set()


def test_the_pages_that_are_known_to_install_are_seen_to() -> None:
    seen = {name_of(page) for page in PAGES if installed(page)}
    assert {"README.md", "docs/pytest.md", "docs/ci.md", "docs/verify.md", "docs/properties.md"} <= seen
