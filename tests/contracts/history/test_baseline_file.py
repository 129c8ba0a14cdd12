"""The baseline's file: read as it was written, and told of when it can't be."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_contracts.errors import OptionError
from kling3_contracts.history.baseline import Accepted, Baseline
from kling3_contracts.history.baseline_file import read, toml, write

GOOD = Accepted("K102-3f9a1c07", "K102", "getTask", "the proxy is replaced in May")
ENTRY = '[[accepted]]\nid = "K102-3f9a1c07"\ncode = "K102"\nplace = "getTask"\nreason = "known"\n'


def refused(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(OptionError) as caught:
        read(path)
    return str(caught.value).replace(str(path), "FILE")


def test_written_file_reads_as_a_person_would_write_it() -> None:
    assert toml(Baseline((GOOD,))) == (
        "# Violations that kling3-contracts accepts, each with its reason."
        " `kling3-contracts explain CODE` explains a code.\n"
        "# Written anew by an update or a prune: reasons stay, comments do not.\n"
        "\n[[accepted]]\n"
        'id = "K102-3f9a1c07"\n'
        'code = "K102"\n'
        'place = "getTask"\n'
        'reason = "the proxy is replaced in May"\n'
    )


def test_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    other = Accepted("K215-00000000", "K215", "", "quotes \" and ' and\nlines")
    write(Baseline((GOOD, other)), tmp_path / "new" / "baseline.toml")
    assert read(tmp_path / "new" / "baseline.toml") == Baseline((GOOD, other))


def test_empty_file_accepts_nothing(tmp_path: Path) -> None:
    (tmp_path / "baseline.toml").write_bytes(b"")
    assert read(tmp_path / "baseline.toml") == Baseline()


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    written = toml(Baseline((Accepted("K102-3f9a1c07", "K102", text, text),)))
    entry = tomllib.loads(written.replace("\r\n", "\n"))["accepted"][0]
    assert (entry["place"], entry["reason"]) == (text, text)


@pytest.mark.parametrize("text", ["\x7f\x00\x1b\x85", '"""', "\\u0041", "'''\r\n\t", "\U0001f600", "\u2028"])
def test_text_that_toml_treats_in_its_own_way_comes_back(text: str, tmp_path: Path) -> None:
    path = tmp_path / "baseline.toml"
    write(Baseline((Accepted("K102-3f9a1c07", "K102", text, f"x{text}"),)), path)
    assert read(path).accepted[0].place == text


def test_lone_surrogate_is_written_as_its_escape() -> None:
    assert 'place = "\\\\udcff"\n' in toml(Baseline((Accepted("K102-3f9a1c07", "K102", "\udcff", "x"),)))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("[[accepted", "--baseline: FILE is not TOML: "),
        ("accepted = 1", "FILE has one 'accepted', expected a list of them; write [[accepted]] above each entry"),
        ("[accepted]\n", "FILE has one 'accepted', expected a list of them; write [[accepted]] above each entry"),
        ("[[acepted]]\n", "FILE has 'acepted', expected [[accepted]] alone; take it out or correct its name"),
        ("accepted = [1]", "FILE, entry 1 has no id; copy it from the report"),
        (ENTRY.replace("K102-3f9a1c07", ""), "FILE, entry 1 () has an empty id; copy it from the report"),
        (ENTRY.replace('"getTask"', "1"), "entry 1 (K102-3f9a1c07) has no text as place; copy it from the report"),
        (ENTRY.replace('reason = "known"\n', ""), "entry 1 (K102-3f9a1c07) has no reason; say why it is accepted"),
        (ENTRY.replace('"known"', '" "'), "entry 1 (K102-3f9a1c07) has an empty reason; say why it is accepted"),
        (
            ENTRY.replace("reason", "resaon"),
            "entry 1 (K102-3f9a1c07) has 'resaon', expected id, code, place, reason; take it out or correct its name",
        ),
        (ENTRY.replace("K102", "K899"), "FILE, entry 1: there is no code 'K899': near it are K"),
        (ENTRY.replace("K102", "k102"), "FILE, entry 1: the code 'k102' is written K102; correct it"),
        (
            ENTRY.replace('code = "K102"', 'code = "K111"'),
            "entry 1: the id 'K102-3f9a1c07' is not one of K111; copy both from one violation of a report",
        ),
        (ENTRY + ENTRY, "FILE, entry 2: K102-3f9a1c07 is accepted twice; take one of the two entries out"),
    ],
)  # fmt: skip
def test_file_that_can_not_be_used_is_told_with_entry_and_mend(content: str, expected: str, tmp_path: Path) -> None:
    assert expected in refused(tmp_path / "baseline.toml", content.encode())


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a = " + b"[" * 50_000])
def test_file_that_is_no_text_or_too_deep_is_not_toml(content: bytes, tmp_path: Path) -> None:
    told = refused(tmp_path / "baseline.toml", content)
    assert told.startswith("--baseline: FILE is not TOML: ")
    assert told.endswith("; correct it there")


def test_file_that_is_not_there_is_told_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(OptionError) as caught:
        read(tmp_path / "none.toml")
    expected = "none.toml: No such file or directory; name a file, or have one made by an update of the baseline"
    assert str(caught.value).startswith("--baseline: can't read ")
    assert str(caught.value).endswith(expected)


def test_file_that_can_not_be_written_is_told_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(
        OptionError, match=r"--baseline: can't write .*; name a file in a folder that can be written to"
    ):
        write(Baseline(), tmp_path / "file" / "baseline.toml")
