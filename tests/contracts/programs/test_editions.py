"""The command kling3-contracts editions: what it prints, and by which status it ends."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import Settings
from tests.contracts.commands import call
from tests.contracts.traffic.recordings import ORDER, PRO, lines, ordered
from tests.mockserver.wire import order

SCALE = {**ORDER, "cfg_scale": 1.5}


@pytest.fixture
def seen(tmp_path: Path) -> Path:
    return tmp_path / "seen.ndjson"


def editions(seen: Path, content: bytes, *words: str) -> Result:
    seen.write_bytes(content)
    return call("editions", str(seen), *words)


def test_a_difference_is_told_with_its_place_and_its_mend(seen: Path) -> None:
    result = editions(seen, lines(ordered(SCALE), ordered()), "--to", "2026-04")
    assert result.exit_code == 1
    assert result.stdout == (
        "from 2026-02 to 2026-04: 1 difference in 2 requests\n"
        "\n"
        f"new: refused, K068 at body.cfg_scale, 1 time, first seen.ndjson, line 1: POST {PRO}\n"
        "  cfg_scale ends at 1 since April 2026, got 1.5: stay between 0 and 1\n"
    )


def test_where_nothing_changes_the_status_is_0(seen: Path) -> None:
    result = editions(seen, lines(ordered()), "--to", "2026-04")
    assert (result.exit_code, result.stdout) == (0, "from 2026-02 to 2026-04: no difference in 1 request\n")


def test_all_is_there_in_json(seen: Path) -> None:
    result = editions(seen, lines(ordered(SCALE)), "--to", "2026-08", "--edition", "2026-02", "--json")
    content = json.loads(result.stdout)
    assert (content["from"], content["to"], content["requests"], content["breaks"]) == ("2026-02", "2026-08", 1, True)
    assert [(each["code"], each["severity"], each["side"], each["breaks"]) for each in content["differences"]] == [
        ("K068", "error", "new", True),
        ("K067", "advice", "new", False),
        ("K067", "advice", "new", False),
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--to", "2026-04"), "got neither a FILE nor --from URL, expected a recording: kling3-contracts editions "),
        (("seen.har", "--to", "2026-02"), "--to: got 2026-02, which is the edition that is kept now: name another one"),
        (("seen.har",), "Missing option '--to'."),
        (("seen.har", "--to", "2026-05"), "'2026-05' is not one of '2026-02', '2026-04', '2026-08'."),
    ],
)
def test_what_is_missing_or_wrong_is_told_in_a_sentence(words: tuple[str, ...], expected: str) -> None:
    result = call("editions", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert expected in result.stderr


def test_a_recording_that_breaks_off_is_told_and_what_was_read_is_shown(seen: Path) -> None:
    result = editions(seen, lines(ordered(SCALE)) + b"{\n", "--to", "2026-04")
    assert "K068 at body.cfg_scale" in result.stdout


def test_the_journal_of_a_running_fake_is_read() -> None:
    with closing(Mock(Settings(port=0))) as mock, ThreadedServer(mock) as server:
        order(mock, SCALE)
        result = call("editions", "--from", server.url, "--to", "2026-04")
    assert (result.exit_code, "K068" in result.stdout) == (1, True)
