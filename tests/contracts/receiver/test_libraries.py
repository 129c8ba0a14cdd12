"""Receivers that decode leniently are told of it, and are not blamed; who is fooled by a forgery still is."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64
from dataclasses import replace
from pathlib import Path

import pytest

from kling3_contracts.verdicts.report import Report, Verdict
from tests.contracts.commands import call
from tests.contracts.receiver.careful import NEW_SECRET, SECRET, Careful, base64_of
from tests.contracts.receiver.defects import ComparesBeginnings, NeverFresh
from tests.contracts.receiver.judged import QUICK, faults, judged, watched
from tests.contracts.receiver.libraries import LibraryUser
from tests.contracts.receiver.servers import serving

LOOSE = replace(QUICK, only=frozenset({"K224", "K249"}))
BY_PYTHON = ["a star between", "more after its end", "other bits behind its end"]
BY_NODE = [*BY_PYTHON, "a letter beyond ASCII before it", "in the alphabet of URLs", "without its padding"]


class DecodesAsNode(Careful):
    """Passes over all letters that it does not know, and reads both alphabets."""

    def same(self, got: str, right: str) -> bool:
        known = re.sub(r"[^A-Za-z0-9+/]", "", got.translate(str.maketrans("-_", "+/")).partition("=")[0])
        try:
            return a2b_base64(known + "=" * (-len(known) % 4)) == a2b_base64(right)
        except Error:
            return False


class DecodesAndTrustsTheBeginning(DecodesAsNode):
    """Is fooled by the first letters as well."""

    def same(self, got: str, right: str) -> bool:
        return super().same(got, right) or (bool(got) and right.startswith(got))


class TakesTheUnknownVersionToo(DecodesAsNode):
    def matches(self, _version: str, got: str, content: bytes) -> bool:
        return self.same(got, base64_of(SECRET.encode(), content))


def told(report: Report) -> list[str]:
    return sorted(each.message.partition(":")[0] for each in report.violations if each.verdict is Verdict.WARNING)


def test_a_receiver_with_the_official_library_is_told_of_as_harmless() -> None:
    report = watched(LibraryUser(), QUICK, [SECRET])
    assert (faults(report), report.exit_status, told(report)) == ({}, 0, BY_PYTHON)
    assert {each.code for each in report.violations} == {"K249"}
    assert report.violations[0].message == (
        "more after its end: got 200, expected 4xx, though 2xx does no harm: in code of your own compare the text of "
        "signatures undecoded; leave a library as it is, and catch its errors"
    )
    assert [each.verdict for each in report.checks if each.code == "K249"] == [Verdict.WARNING]


def test_the_official_library_ends_the_command_with_0() -> None:
    with serving(LibraryUser()) as url:
        result = call("receiver", url, "--secret", SECRET)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "warning     K249" in result.output


def test_all_that_a_decoder_may_forgive_is_tried() -> None:
    report = judged(DecodesAsNode(), LOOSE)
    assert (faults(report), told(report)) == ({}, sorted(BY_NODE))


@pytest.mark.parametrize(
    ("receiver", "code"),
    [(ComparesBeginnings, "K224"), (DecodesAndTrustsTheBeginning, "K224"), (TakesTheUnknownVersionToo, "K219")],
)
def test_a_lenient_receiver_that_takes_a_forged_signature_is_blamed_all_the_same(
    receiver: type[Careful], code: str
) -> None:
    report = judged(receiver(), replace(QUICK, only=frozenset({code, "K249"})))
    assert (faults(report), report.exit_status) == ({"accepted though forged": code}, 1)


def test_a_baseline_accepts_what_a_receiver_does_wrong_and_nothing_else(tmp_path: Path) -> None:
    file = str(tmp_path / "accepted.toml")
    secrets = ("--secret", SECRET, "--new-secret", NEW_SECRET, "--baseline", file)
    with serving(NeverFresh()) as url:
        written = call("receiver", url, *secrets, "--update-baseline", "--only", "K235,K236")
        again = call("receiver", url, *secrets, "--only", "K235,K236")
        more = call("receiver", url, *secrets, "--only", "K235,K239")
    assert [each.exit_code for each in (written, again, more)] == [0, 0, 1]
    assert "2 accepted by the baseline" in again.output
    assert "violated: K239 (1 of 2 cases), 1 accepted by the baseline" in more.output


def test_a_baseline_loses_what_a_receiver_has_mended(tmp_path: Path) -> None:
    file = tmp_path / "accepted.toml"
    words = ("--secret", SECRET, "--only", "K235,K236", "--baseline", str(file))
    with serving(NeverFresh()) as url:
        call("receiver", url, *words, "--update-baseline")
    assert file.read_text("utf-8").count("[[accepted]]") == 2
    with serving(Careful()) as url:
        mended = call("receiver", url, *words, "--prune-baseline")
    assert (mended.exit_code, file.read_text("utf-8").count("[[accepted]]")) == (0, 0)
