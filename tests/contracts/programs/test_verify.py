"""`kling3-contracts verify`: what each option does, what is told of one that can't be used, and what is never shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kling3_contracts import extra
from kling3_contracts.context import Context
from kling3_contracts.options import Options, Phase
from kling3_contracts.programs import verified
from kling3_contracts.sending.pace import Rate
from kling3_contracts.sending.spending import Spending
from kling3_contracts.target import HttpTarget
from kling3_contracts.verdicts.report import Report, Subject, identity_of
from kling3_contracts.verifying import phases
from kling3_contracts.verifying.greeting import MADE_UP_OTHER, MADE_UP_WRONG
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import Settings
from kling3_openapi.document import Strictness
from kling3_openapi.editions import Edition
from kling3_openapi.endpoints import Family
from kling3_openapi.signature import SecretEncoding
from tests.contracts.commands import call
from tests.mockserver.samples import BASIS
from tests.openapi.prices.tables import row, table

KEY = "fpk-0123456789"
HERE = "http://127.0.0.1:1"
PAID = "https://api.example.com"


@pytest.fixture(autouse=True)
def folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a run leaves in its folder is left there."""
    monkeypatch.chdir(tmp_path)


class Called:
    """What the command told the run."""

    target: HttpTarget
    options: Options
    spend: Spending


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Called:
    """Keep what a run is told, and run nothing."""
    called = Called()

    def verify(target: HttpTarget, options: Options, **limits: object) -> Report:
        called.target, called.options = target, options
        vars(called).update(limits)
        return Report(Subject.SERVER, target.url, (), (), 0, 0.0, seed=options.seed)

    monkeypatch.setattr(verified, "verify", verify)
    return called


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put functions in the place of phases; those that are not named do nothing."""

    def put(**named: Callable[[Context], None]) -> None:
        monkeypatch.setattr(phases, "runner", lambda phase: named.get(phase.value, lambda _context: None))
        monkeypatch.setattr(phases, "AHEAD", {})

    put()
    return put


@pytest.fixture
def server() -> Iterator[str]:
    with closing(Mock(Settings(seed=1, api_keys=(KEY, "second")))) as mock, ThreadedServer(mock) as running:
        yield running.url


def test_without_options_a_server_on_this_machine_is_judged_by_all_and_freely(told: Called) -> None:
    assert call("verify", HERE, "--api-key", KEY).exit_code == 0
    seed = told.options.seed
    assert told.options == Options(KEY, MADE_UP_OTHER, MADE_UP_WRONG, seed=seed)
    assert told.spend == Spending()


def test_each_option_reaches_the_run(told: Called, tmp_path: Path) -> None:
    words = [
        "--api-key", KEY, "--other-api-key", "second", "--wrong-api-key", "wrong", "--document", "published",
        "--phases", "walk,keys", "--only", "K131", "--seed", "7", "--max-examples", "3", "--patience", "1.5",
        "--webhook-secret", "s", "--secret-encoding", "base64", "--webhook-host", "10.0.0.7", "--spend", "4",
        "--forget-spent", "--ledger", str(tmp_path), "--rate", "5/s", "--edition", "2026-04",
    ]  # fmt: skip
    ended = call("verify", HERE, *words)
    assert ended.exit_code == 0, ended.output
    assert told.options == Options(
        KEY, "second", "wrong", Strictness.PUBLISHED, None, (Phase.WALK, Phase.KEYS), frozenset({"K131"}), 7, 3, 1.5,
        "s", SecretEncoding.BASE64, "10.0.0.7", (), Edition.APRIL_2026,
    )  # fmt: skip
    assert told.spend == Spending(4, tmp_path, forget=True, rate=Rate(5, 1))


def test_keys_and_secret_may_come_from_the_environment(told: Called) -> None:
    variables = {"KLING3_API_KEY": KEY, "KLING3_OTHER_API_KEY": "second", "KLING3_WEBHOOK_SECRET": "s"}
    assert call("verify", HERE, variables=variables).exit_code == 0
    assert (told.options.key, told.options.other_key, told.options.webhook_secret) == (KEY, "second", "s")


def test_a_seed_is_drawn_and_printed(told: Called) -> None:
    seeds = set()
    for _ in range(3):
        printed = call("verify", HERE, "--api-key", KEY, "--quiet", "--json", "/dev/null").output
        seeds.add(told.options.seed)
        assert printed
    assert len(seeds) == 3
    assert (
        f"seed {told.options.seed}" in call("verify", HERE, "--api-key", KEY, "--seed", str(told.options.seed)).output
    )


def test_where_tasks_cost_money_no_second_key_is_made_up_and_the_plan_comes_first(told: Called) -> None:
    ended = call("verify", PAID, "--api-key", KEY)
    assert (told.options.other_key, told.options.wrong_key) == ("", MADE_UP_WRONG)
    assert ended.stderr.startswith(f"plan for {PAID}\n")
    assert ended.stderr.endswith("cost: nothing, no task is created\n")


def test_families_are_named_in_lists_and_one_by_one(told: Called) -> None:
    call("verify", HERE, "--api-key", KEY, "--family", "kling-v3,kling-4k-t2v", "--family", "video/kling-4k-i2v")
    assert told.options.families == (Family.KLING3, Family.UHD_TEXT, Family.UHD_IMAGE)


@pytest.mark.usefixtures("told")
def test_on_this_machine_no_plan_is_printed() -> None:
    assert call("verify", HERE, "--api-key", KEY).stderr == ""


def test_a_dry_run_prints_the_plan_and_sends_nothing_and_needs_no_key(told: Called) -> None:
    ended = call("verify", PAID, "--dry-run", "--spend", "2", "--phases", "keys")
    assert (ended.exit_code, ended.stderr, hasattr(told, "target")) == (0, "", False)
    assert ended.stdout.splitlines()[-1].startswith("cost: 2 tasks at most, EUR 33.60 at most (")


def test_the_plan_reckons_by_the_families_and_by_prices_of_ones_own(told: Called, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(table(row(per_second="0.1", model='"video/kling-v3-pro"')), "utf-8")
    words = ["verify", PAID, "--dry-run", "--spend", "3", "--phases", "keys", "--family", "kling-v3"]
    ended = [call(*words), call(*words, "--prices", str(tmp_path / "own.toml"))]
    agreed = "agreed 2026-09-01 by our contract, confidence A); the price of kling-v3-std is unknown"
    assert [each.stdout.splitlines()[-1] for each in ended] == [
        f"cost: 3 tasks at most, EUR 17.64 at most (the dearest order costs EUR 5.88: {BASIS})",
        f"cost: 3 tasks at most, USD 4.50 at most (the dearest order costs USD 1.50: {agreed}",
    ]
    assert not hasattr(told, "target")


def test_prices_that_can_not_be_used_end_it_with_a_sentence() -> None:
    ended = call("verify", PAID, "--dry-run", "--prices", "none.toml")
    assert (ended.exit_code, ended.stderr) == (
        2, "Error: none.toml: can't be read (No such file or directory): name a TOML file, as docs/cost.md shows one\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([HERE], "--api-key: is missing: give a key that the server knows, or set KLING3_API_KEY"),
        ([HERE, "--api-key", " "], "--api-key: is missing"),
        ([HERE, "--api-key", KEY, "--family", "kling-v2"], "--family: no family 'kling-v2', expected some of video/"),
        (["127.0.0.1:8333", "--api-key", KEY], "URL: got '127.0.0.1:8333', expected http:// or https:// and a host"),
        (["ftp://host", "--api-key", KEY], "URL: got 'ftp://host', expected http://"),
        ([HERE, "--api-key", KEY, "--other-api-key", KEY], "--other-api-key: is the same key as --api-key"),
        ([HERE, "--api-key", KEY, "--wrong-api-key", KEY], "--wrong-api-key: is the same key as --api-key"),
        (
            [HERE, "--api-key", KEY, "--wrong-api-key", "second", "--other-api-key", "second"],
            "--wrong-api-key: is the same key as --other-api-key: one of them must be refused",
        ),
        ([HERE, "--api-key", KEY, "--phases", "fuzz"], "--phases: no phase 'fuzz', expected some of keys, rules,"),
        ([HERE, "--api-key", KEY, "--only", "K999"], "--only: no server is judged by 'K999'"),
        ([HERE, "--api-key", KEY, "--rate", "fast"], "--rate: got 'fast', expected requests by second, minute or hour"),
        (
            [HERE, "--api-key", KEY, "--document", "none.yaml"],
            "--document: got 'none.yaml', expected published or strict",
        ),
        ([HERE, "--api-key", KEY, "--spend", "-1"], "Invalid value for '--spend': -1 is not in the range x>=0."),
        ([HERE, "--api-key", KEY, "--seed", "x"], "Invalid value for '--seed': 'x' is not a valid whole number."),
        ([HERE, "--api-key", KEY], "no answer from http://127.0.0.1:1: "),
    ],
)
def test_what_cannot_be_used_is_told_in_one_sentence_with_status_2(words: list[str], expected: str) -> None:
    ended = call("verify", *words)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"Error: {expected}")
    assert KEY not in ended.output


def test_a_wrong_key_is_told_in_one_sentence_and_not_shown(server: str) -> None:
    ended = call("verify", server, "--api-key", "fpk-of-somebody-else")
    told = f"Error: {server}: the key was refused with 401: give one that it knows by --api-key\n"
    assert (ended.exit_code, ended.output) == (2, told)


def test_a_library_that_is_missing_is_told_with_the_command_that_installs_it(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extra, "find_spec", lambda _name: None)
    ended = call("verify", server, "--api-key", KEY)
    assert ended.exit_code == 2
    missing = "schemathesis, hypothesis, requests and rich are not installed"
    assert ended.output.startswith(f'Error: {missing}: pip install "kling3-mock[contracts]" adds what is missing here ')


def test_a_broken_promise_is_status_1_and_named(server: str, idle: Callable[..., None]) -> None:
    idle(keys=lambda context: context.judge.broken("K110", "a place", f"got 200 for {KEY}"))
    ended = call("verify", server, "--api-key", KEY)
    assert (ended.exit_code, ended.stderr) == (1, "")
    assert "K110 violated in a place" in ended.output
    assert KEY not in ended.output


def stopped(_context: Context) -> None:
    raise KeyboardInterrupt


def test_a_run_that_is_stopped_prints_and_writes_what_it_saw(
    server: str, idle: Callable[..., None], tmp_path: Path
) -> None:
    idle(keys=lambda context: context.judge.broken("K110", "a place", "a message"), walk=stopped)
    ended = call("verify", server, "--api-key", KEY, "--json", str(tmp_path / "report.json"))
    assert (ended.exit_code, "K110 violated in a place" in ended.stdout) == (2, True)
    assert ended.stderr == "Error: stopped in phase walk: what was seen until then is reported\n"
    assert "K110" in (tmp_path / "report.json").read_text()


def test_keys_of_the_server_are_found_out_where_none_are_given(server: str, idle: Callable[..., None]) -> None:
    seen: list[Options] = []
    idle(keys=lambda context: seen.append(context.options))
    assert call("verify", server, "--api-key", KEY).exit_code == 0
    assert (seen[0].other_key, seen[0].wrong_key) == ("", MADE_UP_WRONG)


def test_one_violation_of_the_last_run_is_looked_for_again_by_its_id(server: str, idle: Callable[..., None]) -> None:
    def broken(*places: str) -> None:
        idle(keys=lambda context: [context.judge.broken("K110", each, "a message") for each in places])

    here, elsewhere = (identity_of("K110", place, "") for place in ("here", "elsewhere"))
    words = ("verify", server, "--api-key", KEY, "--quiet")
    broken("here", "elsewhere")
    assert call(*words).exit_code == 1
    broken("elsewhere")
    assert [call(*words, "--replay", each).exit_code for each in (here, elsewhere)] == [0, 1]
    unknown = call(*words, "--replay", "K110-00000000")
    assert (unknown.exit_code, unknown.stderr.startswith("Error: --replay: the last run")) == (2, True)


def test_a_folder_that_cannot_be_written_to_is_noted_and_no_reason_to_stop(
    server: str, idle: Callable[..., None]
) -> None:
    idle(keys=lambda context: context.judge.kept("K110"))
    Path(".kling3-contracts").touch()
    ended = call("verify", server, "--api-key", KEY)
    assert ended.exit_code == 0
    assert "note: --replay: can't write .kling3-contracts/last-run.json" in ended.output


def test_a_url_that_ends_in_the_api_s_version_is_not_judged(server: str) -> None:
    ended = call("verify", f"{server}/v1", "--api-key", KEY, "--phases", "keys", "--quiet")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.endswith(f"so end it at the host, {server}\n")


def test_a_run_that_judged_nothing_does_not_pass_for_kept(server: str) -> None:
    ended = call("verify", server, "--api-key", KEY, "--only", "K131", "--phases", "rules", "--quiet")
    assert ended.exit_code == 2
    told = "nothing was judged: the phases rules put nothing of --only K131 to the test, so widen one of them"
    assert told in ended.output


def test_a_violation_is_explained_by_the_name_that_reports_give_it() -> None:
    assert call("explain", "K131-3f9a1c07").output == call("explain", "K131").output
