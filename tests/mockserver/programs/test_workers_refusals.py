"""What can't be served by several processes is refused in a sentence before any of them is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from kling3_mockserver import stores
from kling3_mockserver.errors import StoreError
from kling3_mockserver.journal.log_style import LogStyle
from kling3_mockserver.programs import serve as one
from kling3_mockserver.programs import workers as several
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.stores.location import RedisServer, StoreLocation
from tests.mockserver.commands import call

REDIS = "redis://127.0.0.1:6379/0"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Keep how many workers would be started."""
    kept: list[int] = []

    def serve(settings: Settings, count: int = 1, *, style: LogStyle, open_page: bool) -> None:
        assert (isinstance(settings.store, RedisServer), style, open_page) == (count > 1, LogStyle(), False)
        kept.append(count)

    monkeypatch.setattr(several, "serve", serve)
    monkeypatch.setattr(one, "serve", serve)
    return kept


def test_the_number_is_taken_from_an_option_a_variable_and_a_file(asked: list[int], tmp_path: Path) -> None:
    file = tmp_path / "mock.toml"
    file.write_text(f'workers = 3\nstore = "{REDIS}"\n', "utf-8")
    for words, variables in [
        (["--workers", "2", "--store", REDIS], {}),
        ([], {"WORKERS": "5", "STORE": REDIS}),
        (["--config", str(file)], {}),
        (["--config", str(file), "--workers", "4"], {}),
        (["--workers", "1"], {}),
        ([], {}),
    ]:
        result = call("serve", *words, variables=variables)
        assert (result.exit_code, result.output) == (0, "")
    assert asked == [2, 5, 3, 4, 1, 1]


@pytest.mark.parametrize("store", ["memory", "sqlite:kling3.db"])
def test_a_store_of_one_process_is_refused_with_one_of_several(store: str) -> None:
    result = call("serve", "--port", "0", "--workers", "4", "--store", store)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"Error: workers: got 4 with --store {store}, which one process has for itself: "
        "give --store redis://HOST:PORT/NUMBER, which all share, or leave --workers out\n"
    )


@pytest.mark.parametrize(
    ("text", "got"), [("0", "0"), ("-1", "-1"), ("1000", "1000"), ("four", "'four'"), ("2.5", "'2.5'")]
)
def test_what_is_no_number_of_workers_is_refused(text: str, got: str) -> None:
    result = call("serve", "--port", "0", f"--workers={text}", "--store", REDIS)
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: Invalid value for '--workers' (env var: 'KLING3_MOCK_WORKERS'): "
        f"got {got}, expected a whole number from 1 to 64\n"
    )


def test_run_has_one_process_whatever_the_file_says(tmp_path: Path) -> None:
    assert "--workers" not in call("run", "--help").output.replace("serve but --workers", "")
    file = tmp_path / "mock.toml"
    file.write_text("workers = 3\n", "utf-8")
    result = call("run", "--config", str(file), "--", str(tmp_path / "no-program"), variables={"WORKERS": "3"})
    assert result.exit_code == 2
    assert "no-program" in result.stderr
    assert "workers" not in result.stderr


def test_a_store_that_can_not_be_had_is_told_before_there_is_a_banner(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(_location: StoreLocation, _seed: int | None) -> None:
        raise StoreError("127.0.0.1:6379 does not answer: start a server there")

    monkeypatch.setattr(stores, "opened", opened, raising=False)
    result = call("serve", "--port", "0", "--workers", "2", "--store", REDIS)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Error: 127.0.0.1:6379 does not answer: start a server there\n"
