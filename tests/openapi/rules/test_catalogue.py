"""Every code is explained once, and the page of the documentation says what the rules say."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from kling3_openapi import rules
from kling3_openapi.editions import Edition
from kling3_openapi.errors import Kling3Error
from kling3_openapi.findings import Severity
from kling3_openapi.rules import catalogue
from kling3_openapi.rules.catalogue import CATALOGUE, CatalogueError, explain, markdown_table, page
from kling3_openapi.rules.rule import Code

PAGE = Path(__file__).parents[3] / "docs" / "codes.md"
MODULES = Path(catalogue.__file__).parent


def by_code(entry: Code) -> str:
    return entry.code


def test_page_of_the_documentation_is_current() -> None:
    """Mend it with `python -m kling3_openapi.rules.catalogue > docs/codes.md`."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_codes_are_unique_and_in_order() -> None:
    codes = [entry.code for entry in CATALOGUE]
    assert codes == sorted(set(codes))


def test_no_two_codes_share_a_title() -> None:
    shared = [title for title, count in Counter(entry.title for entry in CATALOGUE).items() if count > 1]
    assert shared == []


def test_every_code_that_a_rule_file_writes_is_in_the_catalogue() -> None:
    written = {
        code
        for module in MODULES.glob("*.py")
        if module.name != "catalogue.py"
        for code in re.findall(r'^\s*(?:@rule\()?"(K\d{3})"', module.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert written == {entry.code for entry in CATALOGUE}


@pytest.mark.parametrize("entry", CATALOGUE, ids=by_code)
def test_code_is_told_with_title_reasons_mend_and_source(entry: Code) -> None:
    assert re.fullmatch(r"K\d{3}", entry.code)
    assert entry.title.endswith(".")
    assert "\n" not in entry.title
    assert len(entry.explanation) >= 80
    assert entry.source


@pytest.mark.parametrize("entry", CATALOGUE, ids=by_code)
def test_code_is_explained_for_a_terminal(entry: Code) -> None:
    text = explain(entry.code)
    assert text.startswith(f"{entry.code} ({entry.severity.value}): ")
    _, reasons, mend, *editions, source = text.split("\n\n")
    assert reasons
    assert mend.startswith("What to do: ")
    assert bool(editions) is not all(map(entry.is_of, Edition))
    assert source.startswith("Source: ")
    assert max(map(len, text.splitlines())) <= 88


@pytest.mark.parametrize("asked", ["K017", "k017", " K017\n"])
def test_explanation_names_reasons_mend_and_source(asked: str) -> None:
    assert explain(asked) == (
        "K017 (error): POST to the path that lists tasks.\n\n"
        "The path without a tier only lists the tasks of a family. A task is created at the path\n"
        "that ends in -pro or -std, for Turbo in -720p or -1080p, since the tier decides the\n"
        "price.\n\n"
        "What to do: Add the tier to the path.\n\n"
        "Source: seen in public programs."
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("K068", "Edition: from 2026-04 on."),
        ("K067", "Edition: from 2026-08 on."),
        ("K013", "Edition: before 2026-04."),
    ],
)
def test_explanation_names_the_editions_of_a_rule(code: str, expected: str) -> None:
    assert f"\n\n{expected}\n\nSource: " in explain(code)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("017", "there is no code '017' (did you mean K017?): the first is K001 and the last K3"),
        ("K1", "there is no code 'K1' (did you mean K001?): "),
        ("k-17", "(did you mean K017?)"),
        ("K0017", "(did you mean K017?)"),
        ("K000", "near it are "),
        ("", "there is no code '': codes look like K001, the first is K001 and the last K"),
        ("K\x00" * 5_000, "there is no code 'K\\x00K\\x00K\\x00K\\x00...': codes look like K001"),
    ],
)
def test_unknown_code_is_told_which_are_near(asked: str, expected: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        explain(asked)
    assert expected in str(caught.value)
    assert caught.value.code == asked
    assert isinstance(caught.value, Kling3Error)


def test_table_has_a_row_of_four_cells_for_each_code() -> None:
    head, _, *rows = markdown_table().splitlines()
    assert head == "| Code | Severity | What it is | What to do |"
    assert [row.split(" | ")[0] for row in rows] == [f"| `{entry.code}`" for entry in CATALOGUE]
    assert {len(row.split(" | ")) for row in rows} == {4}


@pytest.mark.parametrize("severity", Severity)
def test_page_explains_every_severity(severity: Severity) -> None:
    assert f"- `{severity.value}`: " in page()


@pytest.mark.parametrize(("arguments", "expected"), [((), page()), (("K017",), f"{explain('K017')}\n")])
def test_module_prints_the_page_or_explains(
    arguments: tuple[str, ...],
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.argv", ["catalogue", *arguments])
    runpy.run_path(catalogue.__file__, run_name="__main__")
    assert capsys.readouterr().out == expected


def test_the_package_of_rules_loads_none_before_one_is_asked_for() -> None:
    program = (
        "import sys; from kling3_openapi import rules; print(*(each for each in sys.modules if '.rules.' in each))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout.split() == []
    assert rules.explain is explain
