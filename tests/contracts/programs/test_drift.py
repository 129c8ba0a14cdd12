"""The command kling3-contracts drift: its options, its exit status, and the files that it writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import Edition
from tests.contracts.commands import call
from tests.contracts.traffic.recordings import lines, ordered


@pytest.fixture
def april(tmp_path: Path) -> str:
    file = tmp_path / "april.yaml"
    file.write_text(load(Strictness.PUBLISHED, Edition.APRIL_2026).to_yaml(), "utf-8")
    return str(file)


@pytest.mark.parametrize(
    ("words", "status", "expected"),
    [
        ((), 1, "breaking: 2 of 3 differences (who sends 2), 33 operations\n"),
        (("--edition", "2026-04"), 0, "same: 0 differences, 33 operations\n"),
        (("--edition", "2026-04", "--fail-on", "any"), 0, "same: 0 differences, 33 operations\n"),
        (("--extent", "whole"), 1, "breaking: 2 of 3 differences (who sends 2), 33 operations\n"),
    ],
)
def test_the_exit_status_tells_whether_something_breaks(
    april: str, words: tuple[str, ...], status: int, expected: str
) -> None:
    ended = call("drift", april, "--quiet", *words)
    assert (ended.exit_code, ended.output) == (status, expected)


def test_differences_that_break_nobody_may_fail_too(april: str, tmp_path: Path) -> None:
    seen = tmp_path / "seen.ndjson"
    seen.write_bytes(lines(ordered({"prompt": "A fox", "cfg_scale": 0.5})))
    words = ("drift", april, "--quiet", "--used-by", str(seen))
    assert [call(*words, "--fail-on", each).exit_code for each in ("breaking", "any")] == [0, 1]


def test_hosts_of_the_traffic_are_named(april: str, tmp_path: Path) -> None:
    seen = tmp_path / "seen.ndjson"
    seen.write_bytes(lines(ordered({"cfg_scale": 2}, url="https://a.example/v1/ai/video/kling-v3-pro")))
    words = ("drift", april, "--used-by", str(seen))
    assert "name its host by --host" in call(*words).stderr
    assert "your traffic sends 2 (seen.ndjson, line 1)" in call(*words, "--host", "b.example, a.example").stdout


def test_what_an_earlier_run_told_is_told_no_more(april: str, tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    call("drift", april, "--json", str(told))
    ended = call("drift", april, "--known", str(told))
    assert (ended.exit_code, ended.output.splitlines()[-2:]) == (
        0, ["note: left out: 3 differences that are known", "same: 0 differences, 33 operations"],
    )  # fmt: skip


def test_what_is_known_of_one_operation_is_not_known_of_another(april: str, tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    call("drift", april, "--json", str(told))
    content = json.loads(told.read_text("utf-8"))
    content["differences"][1]["operations"].remove("POST /v1/ai/video/kling-v3-std")
    told.write_text(json.dumps(content), "utf-8")
    ended = call("drift", april, "--known", str(told))
    assert ended.exit_code == 1
    assert "in POST /v1/ai/video/kling-v3-std\n" in ended.output


def test_files_are_written(april: str, tmp_path: Path) -> None:
    ended = call("drift", april, "--json", str(tmp_path / "a.json"), "--markdown", str(tmp_path / "a" / "b.md"))
    assert "cfg_scale was from 0 to 2" in ended.output
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["outcome"] == "breaking"
    assert (tmp_path / "a" / "b.md").read_text("utf-8").startswith("## kling3-contracts drift: breaking\n")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("none.yaml",), "Error: none.yaml: can't be read: No such file or directory; name a file or a URL\n"),
        (("http://127.0.0.1:1/a.json",), "Error: no answer from http://127.0.0.1:1/a.json: "),
        (
            ("APRIL", "--edition", "2026-03"),
            "Error: Invalid value for '--edition': '2026-03' is not one of '2026-02', ",
        ),
        (("APRIL", "--json", "/dev/null/a"), "Error: --json: can't write /dev/null/a: "),
        (("APRIL", "--used-by", "none.har"), "Error: none.har: can't be read (No such file or directory): "),
        (("APRIL", "--host", "a b", "--used-by", "none.har"), "Error: --host: got 'a b', expected a host"),
        (
            ("APRIL", "--known", "none.json"),
            "Error: --known: can't read none.json: No such file or directory; name the",
        ),
        (("APRIL", "--known", "APRIL"), "april.yaml is no JSON: name the file that --json wrote in an earlier run"),
        ((), "Missing argument 'FILE|URL'"),
    ],
)
def test_what_can_not_be_compared_is_status_2(words: tuple[str, ...], expected: str, april: str) -> None:
    ended = call("drift", *(april if each == "APRIL" else each for each in words))
    assert ended.exit_code == 2
    assert expected in ended.stderr


def test_its_schema_is_printed() -> None:
    ended = call("schema", "drift")
    assert (ended.exit_code, json.loads(ended.output)["$id"]) == (0, "urn:kling3-contracts:drift:1")
    assert json.loads(call("schema").output)["$id"] == "urn:kling3-contracts:report:3"
