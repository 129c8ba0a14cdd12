"""Every code that the referee can name is explained, and the page of the documentation says what the code says."""

from __future__ import annotations

import re
import runpy
from collections import Counter
from pathlib import Path

import pytest

from kling3_contracts import catalogue
from kling3_contracts.catalogue import CATALOGUE, explain, known, page, title_of
from kling3_contracts.errors import OptionError
from kling3_contracts.judging.promises import PROMISES
from kling3_contracts.receiver.cases import CODES
from kling3_openapi.rules import catalogue as rules
from kling3_openapi.rules.rule import Code

OWED = [entry for entry in CATALOGUE if entry not in rules.CATALOGUE]
PAGE = Path(__file__).parents[2] / "docs" / "promises.md"


def by_code(entry: Code) -> str:
    return entry.code


def test_page_of_the_documentation_is_current() -> None:
    """Mend it with `python -m kling3_contracts.catalogue > docs/promises.md`."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_codes_are_unique_and_in_order() -> None:
    codes = [entry.code for entry in CATALOGUE]
    assert codes == sorted(set(codes))


@pytest.mark.parametrize(
    ("codes", "ranges"),
    [
        (rules.CATALOGUE, (range(1, 100), range(300, 400))),
        (PROMISES, (range(100, 200), range(250, 300))),
        (CODES, (range(200, 250),)),
    ],
)
def test_each_group_has_its_own_ranges_and_is_in_the_catalogue(
    codes: tuple[Code, ...], ranges: tuple[range, ...]
) -> None:
    assert codes
    assert all(any(int(entry.code[1:]) in each for each in ranges) for entry in codes)
    assert set(codes) <= set(CATALOGUE)


def test_no_two_codes_share_a_title() -> None:
    shared = [title for title, count in Counter(entry.title for entry in CATALOGUE).items() if count > 1]
    assert shared == []


@pytest.mark.parametrize("entry", OWED, ids=by_code)
def test_promise_is_told_with_title_reasons_mend_and_source(entry: Code) -> None:
    assert re.fullmatch(r"K\d{3}", entry.code)
    assert re.fullmatch(r"[A-Z][^\n]*\.", entry.title)
    head, reasons, mend, *_, source = explain(entry.code).split("\n\n")
    assert head.startswith(f"{entry.code} ({entry.severity.value}): ")
    assert reasons
    assert mend.startswith("What to do: ")
    assert source.startswith("Source: ")


@pytest.mark.parametrize("asked", ["K111", "k111", " K111\n"])
def test_explanation_names_reasons_mend_and_source(asked: str) -> None:
    assert explain(asked) == (
        "K111 (error): A request with a wrong key is answered 401.\n\n"
        "A key that the server did not give out opens nothing.\n\n"
        "What to do: Look the key up before anything else.\n\n"
        "Source: provider's OpenAPI pages."
    )


@pytest.mark.parametrize("code", ["K017", "K102", "K200"])
def test_codes_of_all_three_subjects_are_explained(code: str) -> None:
    assert explain(code).startswith(f"{code} (error): ")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("K1022", "CODE: there is no code 'K1022': near it are K022, K102, K122, the first is K001 and the last K3"),
        ("\x1b[2J", "CODE: there is no code '\\x1b[2J': codes look like K001"),
    ],
)
def test_unknown_code_is_told_which_are_near(asked: str, expected: str) -> None:
    with pytest.raises(OptionError) as caught:
        explain(asked)
    assert str(caught.value).startswith(expected)


@pytest.mark.parametrize(("code", "expected"), [("K102", True), ("K001", True), ("k102", False), ("K999", False)])
def test_known_codes_are_known(code: str, expected: bool) -> None:  # noqa: FBT001 -- a column of a table
    assert known(code) is expected


def test_title_of_a_code() -> None:
    assert title_of("K102") == "Every body keeps its schema."
    assert title_of("K999") == "A code that is not in the catalogue."


def test_page_has_a_row_for_each_promise_and_none_for_rules() -> None:
    assert sorted(re.findall(r"^\| `(K\d+)` ", page(), re.MULTILINE)) == [entry.code for entry in OWED]


@pytest.mark.parametrize(("arguments", "expected"), [((), page()), (("K111",), f"{explain('K111')}\n")])
def test_module_prints_the_page_or_explains(
    arguments: tuple[str, ...],
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.argv", ["catalogue", *arguments])
    runpy.run_path(catalogue.__file__, run_name="__main__")
    assert capsys.readouterr().out == expected
