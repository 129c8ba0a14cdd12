"""The command kling3-contracts traffic: its options, its exit status, and the files that it writes."""

from __future__ import annotations

import json
import os
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kling3_contracts.programs.cli import main
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import Settings
from tests.contracts.traffic.recordings import API, KEY, ORDER, PRO, flat, har, har_entry, lines, ordered
from tests.mockserver.asking import created
from tests.openapi.prices.tables import row, table

BAD = flat("POST", PRO, 400, request_body={**ORDER, "duration": 5})
IGNORED = ordered({**ORDER, "image_list": []})


def call(*words: str, given: bytes | None = None, **variables: str) -> Result:
    ours = {name: None for name in os.environ if name.startswith("KLING3_")}
    runner = CliRunner(env={**ours, **variables})
    return runner.invoke(main, ["traffic", *words], input=given, prog_name="kling3-contracts")


@pytest.fixture
def seen(tmp_path: Path) -> Path:
    return tmp_path / "seen.ndjson"


@pytest.mark.parametrize(
    ("content", "words", "status", "expected"),
    [
        (lines(ordered()), (), 0, "kept: "),
        (lines(IGNORED), (), 0, "kept: "),
        (lines(IGNORED), ("--fail-on", "ignored"), 1, "violated: K001 (1 of "),
        (lines(BAD), (), 1, "violated: K009 (1 of "),
        (lines(BAD, {}), (), 2, "could not finish: seen.ndjson, line 2: it has no fields"),
        (lines(ordered()), ("--min", "operations=100,responses=1"), 1, "violated: K190 (1 of "),
        (lines(ordered()), ("--min", "operations=3"), 0, "kept: "),
        (
            lines(ordered(url=f"https://a.example{PRO}"), BAD),
            ("--host", "a.example, b.example"),
            1,
            "2 requests",
        ),
        (
            lines(flat("GET", f"{PRO[:-4]}/x", 404)),
            ("--document", "published"),
            1,
            "violated: K080, K100 (2 of ",
        ),
    ],
)
def test_the_exit_status_tells_the_verdict(
    seen: Path, content: bytes, words: tuple[str, ...], status: int, expected: str
) -> None:
    seen.write_bytes(content)
    result = call(str(seen), "--quiet", *words)
    assert result.exit_code == status, result.output
    assert expected in result.stdout
    assert result.stdout.count("\n") == 1
    assert ("Error: " in result.stderr) == (status == 2)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), "got neither a FILE nor --from URL, expected a recording"),
        (("a.har", "--update-baseline"), "change the file of --baseline FILE: name it"),
        (("a.har", "--min", "speed=1"), "there is no dimension 'speed': use operations, "),
        (("a.har", "--min", "operations"), "expected a dimension and a percentage"),
        (("a.har", "--fail-on", "never"), "'never' is not one of 'error', 'ignored', 'advice'"),
        (("--from", "127.0.0.1"), "--from: got '127.0.0.1', expected http:// or https:// and a host"),
    ],
)
def test_what_can_not_be_used_is_a_sentence_and_status_two(words: tuple[str, ...], expected: str) -> None:
    result = call(*words)
    assert result.exit_code == 2
    assert expected in result.stderr


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "can't be read (No such file or directory): name a HAR file, a journal or ndjson"),
        (b"", "it is empty, expected a HAR file, a journal or ndjson"),
        (b"hello", "it does not begin as JSON, expected a HAR file, a journal or ndjson"),
        (b'{"log":', ", entry 1: the file ends before its JSON does; what follows could not be read"),
        (b"[]", "nothing was judged: the recording has no request: record the program while it asks"),
    ],
)
@pytest.mark.parametrize("words", [(), ("--quiet",), ("--min", "operations=3")])
def test_where_nothing_could_be_read_one_sentence_is_all(
    seen: Path, content: bytes | None, expected: str, words: tuple[str, ...]
) -> None:
    if content is not None:
        seen.write_bytes(content)
    result = call(str(seen), *words)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert result.stderr.count(expected) == 1


def test_a_folder_is_no_recording(tmp_path: Path) -> None:
    result = call(str(tmp_path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "it is a folder: name the HAR file, journal or ndjson in it" in result.stderr


def test_coverage_is_a_line_and_the_whole_on_demand(seen: Path) -> None:
    seen.write_bytes(lines(ordered()))
    short, whole = call(str(seen)).stdout, call(str(seen), "--coverage").stdout
    assert "coverage: operations 3 %, " in short
    assert ("never tried" in whole, "K001" in whole, "K001" in short) == (True, True, False)
    assert len(short.splitlines()) <= 7


def test_what_the_orders_cost_is_told_by_the_prices_that_are_named(seen: Path, tmp_path: Path) -> None:
    seen.write_bytes(lines(ordered()))
    (tmp_path / "own.toml").write_text(table(row(model='"video/kling-v3-pro"')), "utf-8")
    said = [
        " ".join(call(str(seen), *words).stdout.split()) for words in ((), ("--prices", str(tmp_path / "own.toml")))
    ]
    assert "note: 1 order cost EUR 1.96 (measured 2026-05-06 by one operator, confidence B; the provider " in said[0]
    assert "note: 1 order cost USD 1.25 (agreed 2026-09-01 by our contract, confidence A)" in said[1]


def test_prices_that_can_not_be_used_are_told_in_a_sentence(seen: Path) -> None:
    seen.write_bytes(lines(ordered()))
    ended = call(str(seen), "--prices", "none.toml")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert (
        ended.stderr == "Error: none.toml: can't be read (No such file or directory): name a TOML file, as "
        "docs/cost.md shows one\n"
    )


def test_a_baseline_that_can_not_be_read_is_said_before_anything_is_judged(seen: Path, tmp_path: Path) -> None:
    seen.write_bytes(lines(BAD))
    result = call(str(seen), "--baseline", str(tmp_path / "none.toml"), "--json", str(tmp_path / "report.json"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert not (tmp_path / "report.json").exists()


def test_the_report_shows_the_place_the_mend_and_the_coverage(seen: Path) -> None:
    seen.write_bytes(har(har_entry(), har_entry(request={"postData": {"text": '{"duration": 5}'}})))
    text = " ".join(call(str(seen)).stdout.split())
    assert f"K009 violated in seen.ndjson, entry 2: POST {PRO}" in text
    assert 'send the string "5"' in text
    assert "operations" in text
    assert KEY not in text


def test_standard_input_is_a_recording_too() -> None:
    result = call("-", "--json", "/dev/null", given=har(har_entry(), {}))
    assert "standard input, entry 2: its request is null" in result.stderr


def test_all_forms_are_written_whatever_the_verdict(seen: Path, tmp_path: Path) -> None:
    seen.write_bytes(lines(BAD, {}))
    words = [word for name in ("junit", "json", "markdown", "html") for word in (f"--{name}", str(tmp_path / name))]
    assert call(str(seen), *words).exit_code == 2
    assert "<testsuite" in (tmp_path / "junit").read_text("utf-8")
    report = json.loads((tmp_path / "json").read_text("utf-8"))
    assert "K009" in json.dumps(report["violations"])
    assert "line 2" in report["trouble"]
    assert "K009" in (tmp_path / "markdown").read_text("utf-8")
    assert "K009" in (tmp_path / "html").read_text("utf-8")


def test_a_baseline_is_made_kept_and_pruned(seen: Path, tmp_path: Path) -> None:
    file = tmp_path / "accepted.toml"
    words = (str(seen), "--quiet", "--baseline", str(file))
    seen.write_bytes(lines(BAD))
    assert call(*words, "--update-baseline").exit_code == 0
    assert "K009-" in file.read_text("utf-8")
    assert call(*words).exit_code == 0
    seen.write_bytes(lines(BAD, flat("POST", PRO, 400, request_body={**ORDER, "cfg_scale": 3})))
    assert call(*words).exit_code == 1
    seen.write_bytes(lines(ordered()))
    assert call(*words, "--prune-baseline").exit_code == 0
    assert "K009-" not in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('[[accepted]]\nid = "K999-1"\ncode = "K999"\nplace = ""\nreason = "x"\n', "there is no code 'K999'"),
        (None, "can't read"),
    ],
)
def test_a_baseline_that_is_none_is_told(seen: Path, tmp_path: Path, content: str | None, expected: str) -> None:
    file = tmp_path / "accepted.toml"
    if content is not None:
        file.write_text(content, "utf-8")
    seen.write_bytes(lines(BAD))
    result = call(str(seen), "--baseline", str(file))
    assert (result.exit_code, expected in result.stderr) == (2, True)


def test_the_journal_of_a_running_fake_is_read() -> None:
    with closing(Mock(Settings(control_token="open-sesame-1"))) as mock, ThreadedServer(mock) as server:
        created(mock)
        refused = call("--from", server.url)
        result = call("--from", server.url, KLING3_MOCK_CONTROL_TOKEN="open-sesame-1")
    assert (refused.exit_code, result.exit_code) == (2, 0)
    assert "give the fake's --control-token" in refused.stderr
    assert "open-sesame-1" not in result.output + refused.output


def test_the_help_loads_no_rules_and_no_client() -> None:
    import subprocess
    import sys

    program = (
        "import sys; from kling3_contracts.programs.traffic import traffic_command; traffic_command(['--help'], "
        "standalone_mode=False); print(sorted({'ijson', 'rich', 'httpx2', 'hypothesis', 'schemathesis', "
        "'kling3_openapi.rules.orders'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.rstrip().endswith("[]")


def test_a_password_in_a_file_s_urls_is_not_shown(seen: Path) -> None:
    seen.write_bytes(lines({**BAD, "url": f"{API.replace('//', '//me:pass-word-1@')}{PRO}"}))
    assert "pass-word-1" not in call(str(seen)).output


@pytest.mark.parametrize(("edition", "expected"), [("2026-02", 0), ("2026-04", 1)])
def test_traffic_is_held_to_the_edition_that_is_named(seen: Path, edition: str, expected: int) -> None:
    seen.write_bytes(lines(ordered({**ORDER, "cfg_scale": 1.5})))
    assert call(str(seen), "--edition", edition).exit_code == expected


def test_a_report_names_an_edition_that_is_not_the_first(seen: Path) -> None:
    seen.write_bytes(lines(ordered()))
    assert "held to the contract of April 2026" in call(str(seen), "--edition", "2026-04").output
    assert "held to the contract" not in call(str(seen)).output
