"""The command reads its settings from where it says, and tells of every mistake in one sentence."""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from kling3_mockserver import demo
from kling3_mockserver import serve as program
from kling3_mockserver.cli import main
from kling3_mockserver.listening import bind
from kling3_mockserver.options import OPTIONS, Option
from kling3_mockserver.scenario import FailAfter
from kling3_mockserver.settings import Settings
from kling3_mockserver.tasks import Status
from kling3_openapi.document import Edition, load
from kling3_openapi.rules.catalogue import CATALOGUE
from kling3_openapi.signature import SecretEncoding
from tests.mockserver.programs import environment


def call(*words: str, variables: Mapping[str, str] | None = None, file: str | bytes = "") -> Result:
    """Call the command in an empty folder, or in one with this settings file."""
    runner = CliRunner(env={f"KLING3_MOCK_{name}": value for name, value in (variables or {}).items()})
    with runner.isolated_filesystem():
        Path("mock.toml").write_bytes(file.encode() if isinstance(file, str) else file)
        return runner.invoke(main, words, prog_name="kling3-mock", terminal_width=100)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """Keep the settings with which the server would be started."""
    kept: list[Settings] = []
    monkeypatch.setattr(program, "serve", kept.append)
    return kept


FILE, VARIABLE, OPTION = "port = 8001", {"PORT": "8002"}, ["--port", "8003"]


@pytest.mark.parametrize(
    ("words", "variables", "file", "expected"),
    [
        ([], {}, "", 8333),
        ([], {}, FILE, 8001),
        ([], VARIABLE, FILE, 8002),
        (OPTION, {}, FILE, 8003),
        (OPTION, VARIABLE, "", 8003),
        (OPTION, VARIABLE, FILE, 8003),
    ],
)
def test_an_option_counts_before_its_variable_and_that_before_the_file(
    words: list[str], variables: dict[str, str], file: str, expected: int, served: list[Settings]
) -> None:
    result = call("serve", "--config", "mock.toml", *words, variables=variables, file=file)
    assert (result.exit_code, result.output) == (0, "")
    assert served == [Settings(port=expected)]


@pytest.mark.parametrize(
    ("words", "variables", "file", "expected"),
    [
        (["--api-key", "one"], {}, "", ("one",)),
        (["--api-key", "one", "--api-key", "two"], {"API_KEY": "three"}, "api-key = ['four']", ("one", "two")),
        ([], {"API_KEY": "one two"}, "api-key = ['four']", ("one", "two")),
        ([], {}, "api-key = ['one', 'two']", ("one", "two")),
        ([], {}, "api-key = 'one'", ("one",)),
        ([], {}, "api_key = 'one'", ("one",)),
    ],
)
def test_several_values_come_from_repetition_spaces_or_a_list(
    words: list[str], variables: dict[str, str], file: str, expected: tuple[str, ...], served: list[Settings]
) -> None:
    result = call("serve", "--config", "mock.toml", *words, variables=variables, file=file)
    assert result.exit_code == 0, result.output
    assert served[0].api_keys == expected


@pytest.mark.parametrize(
    ("words", "variables", "file", "expected"),
    [
        (["--strict"], {}, "", True),
        (["--no-strict"], {"STRICT": "1"}, "strict = true", False),
        ([], {"STRICT": "yes"}, "strict = false", True),
        ([], {"STRICT": "0"}, "strict = true", False),
        ([], {}, "strict = true", True),
        ([], {}, "strict = 1", True),
        ([], {}, "strict = 'off'", False),
    ],
)
def test_strict_can_be_switched_on_and_off_everywhere(
    words: list[str], variables: dict[str, str], file: str, expected: bool, served: list[Settings]  # noqa: FBT001
) -> None:
    result = call("serve", "--config", "mock.toml", *words, variables=variables, file=file)
    assert result.exit_code == 0, result.output
    assert served[0].strict is expected


def test_each_kind_of_value_reaches_the_settings(served: list[Settings]) -> None:
    words = ["--scenario", "fail 2", "--task-seconds", "1.5", "--seed", "-7", "--webhook-status", "completed"]
    result = call("serve", *words, "--webhook-status", "created", "--webhook-secret", "a", "--webhook-secret", "b")
    assert result.exit_code == 0, result.output
    assert served == [
        Settings(
            scenario=FailAfter(2.0), task_seconds=1.5, seed=-7, webhook_secrets=("a", "b"),
            webhook_statuses=(Status.COMPLETED, Status.CREATED),
        )
    ]  # fmt: skip


def test_the_file_may_be_named_by_a_variable(served: list[Settings]) -> None:
    assert call("serve", variables={"CONFIG": "mock.toml"}, file=FILE).exit_code == 0
    assert served == [Settings(port=8001)]


def test_a_file_may_hold_one_half_of_what_only_fits_together(served: list[Settings]) -> None:
    """The default secret is no base64: the file alone could not be used, but with the variable it can."""
    file = "webhook-secret-encoding = 'base64'"
    result = call("serve", "--config", "mock.toml", variables={"WEBHOOK_SECRET": "b2xk"}, file=file)
    assert result.exit_code == 0, result.output
    assert (served[0].webhook_secrets, served[0].webhook_secret_encoding) == (("b2xk",), SecretEncoding.BASE64)


@pytest.mark.parametrize(
    ("words", "variables", "file", "expected"),
    [
        (["--port", "x"], {}, "", "Invalid value for '--port' (env var: 'KLING3_MOCK_PORT'): got 'x', expected a whole number"),
        ([], {"PORT": "x"}, "", "Invalid value for '--port' (env var: 'KLING3_MOCK_PORT'): got 'x', expected a whole number"),
        ([], {}, "port = 'x'", "settings file mock.toml: port: got 'x', expected a whole number"),
        (["--port", "99999"], {}, "", "port: got 99999: choose a number from 0 (any free port) to 65535"),
        ([], {}, "port = 99999", "port: got 99999: choose a number from 0 (any free port) to 65535"),
        (["--speed", "0"], {}, "", "speed: got 0: choose a number above 0"),
        (["--speed", "fast"], {}, "", "Invalid value for '--speed' (env var: 'KLING3_MOCK_SPEED'): got 'fast', expected a number"),
        (["--clock", "fast"], {}, "", "Invalid value for '--clock' (env var: 'KLING3_MOCK_CLOCK'): got 'fast', expected one of real, manual"),
        (["--scenario", "explode"], {}, "", "Invalid value for '--scenario' (env var: 'KLING3_MOCK_SCENARIO'): unknown scenario 'explode': expected "),
        ([], {"WEBHOOK_STATUS": "completed done"}, "", "Invalid value for '--webhook-status' (env var: 'KLING3_MOCK_WEBHOOK_STATUS'): got 'done', expected one of created, in-progress, completed, failed"),
        ([], {"STRICT": "maybe"}, "", "Invalid value for '--strict' / '--no-strict' (env var: 'KLING3_MOCK_STRICT'): 'maybe' is not a valid boolean"),
        ([], {}, "strict = 'maybe'", "settings file mock.toml: strict: got 'maybe', expected true or false"),
        (["--webhook-secret", ""], {}, "", "webhook secret: webhook secret 'v1': got an empty one: "),
        (["--webhook-secret-encoding", "base64", "--webhook-secret", "!"], {}, "", "webhook secret: webhook secret 'v1': got text that is not base64: "),
        (["--api-key", " a"], {}, "", "API key: a key must be printable ASCII without spaces around it"),
        ([], {}, "prot = 1", "settings file mock.toml: prot: no such setting: expected one of host, port, "),
        ([], {}, "[serve]\nport = 1", "settings file mock.toml: serve: no such setting: expected one of host, port, "),
        ([], {}, "port = [1]", "settings file mock.toml: port: expected a single value"),
        ([], {}, "port =", "settings file mock.toml: Invalid value (at "),
        ([], {}, b"\xff", "settings file mock.toml: 'utf-8' codec can't decode byte 0xff in position 0"),
        (["--config", "none.toml"], {}, "", "settings file none.toml: No such file or directory"),
        (["--config", "."], {}, "", "Invalid value for '--config' (env var: 'KLING3_MOCK_CONFIG'): File '.' is a directory."),
        (["--host", "x" * 64, "--port", "0"], {}, "", f"host: can't listen on {'x' * 64} port 0 ("),
    ],
)  # fmt: skip
def test_what_can_not_be_used_is_told_in_one_sentence(
    words: list[str], variables: dict[str, str], file: str | bytes, expected: str
) -> None:
    result = call("serve", "--config", "mock.toml", *words, variables=variables, file=file)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: {expected}")
    assert result.stderr.count("\n") == 1


def test_a_port_in_use_is_told_in_one_sentence() -> None:
    with closing(bind("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = call("serve", "--port", str(port))
    advice = "stop what listens there, or choose another --port"
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: port: {port} is in use on 127.0.0.1: {advice}\n"


def test_words_that_are_not_known_are_told_with_how_to_learn_them() -> None:
    for words in (["sreve"], ["serve", "--prot", "1"], ["serve", "now"]):
        result = call(*words)
        assert result.exit_code == 2
        assert "--help' for help." in result.stderr


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_the_help_of_serve_tells_of_each_setting(option: Option) -> None:
    shown = " ".join(call("serve", "--help").output.split())
    assert f"--{option.name} " in shown
    assert option.help in shown
    assert f"KLING3_MOCK_{option.name.upper().replace('-', '_')}" in shown


@pytest.mark.parametrize(
    ("name", "expected"),
    [("port", "INTEGER"), ("seed", "INTEGER"), ("speed", "NUMBER"), ("task-seconds", "NUMBER"), ("host", "TEXT")],
)
def test_the_help_says_where_a_number_is_expected(name: str, expected: str) -> None:
    assert f"--{name} {expected} " in call("serve", "--help").output


def test_the_help_names_each_command_in_a_whole_sentence() -> None:
    shown = call("--help").output
    listed = shown.partition("Commands:\n")[2].splitlines()
    assert {line.split()[0] for line in listed} == {"serve", "demo", "explain", "spec", "sign", "verify"}
    assert [line for line in listed if not line.endswith(".") or line.endswith("...")] == []
    assert call("-h").output == shown


def test_the_version_is_that_of_the_package() -> None:
    assert call("--version").output == f"kling3-mock, version {importlib.metadata.version('kling3-mock')}\n"


@pytest.mark.parametrize("code", ["K012", "k012"])
def test_a_code_is_explained_with_its_mend_and_its_source(code: str) -> None:
    result = call("explain", code)
    assert result.exit_code == 0
    assert result.output.startswith("K012 (ignored): cfg_scale and negative_prompt have no effect")
    assert "What to do: " in result.output
    assert "Source: " in result.output


@pytest.mark.parametrize(
    ("code", "expected"),
    [("K999", "Error: there is no code 'K999': near it are K0"), ("12", "Error: there is no code '12': codes look like K001")],
)  # fmt: skip
def test_a_code_that_does_not_exist_is_told_with_what_is_near_it(code: str, expected: str) -> None:
    result = call("explain", code)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(expected)


def test_without_a_code_all_are_listed() -> None:
    lines = call("explain").output.splitlines()
    assert [line.split()[0] for line in lines] == [each.code for each in CATALOGUE]
    assert "K012  ignored  cfg_scale and negative_prompt have no effect on Kling 3 Omni" in lines


@pytest.mark.parametrize(("words", "expected"), [([], Edition.PUBLISHED), (["--strict"], Edition.STRICT)])
def test_the_document_is_printed_as_yaml_and_as_json(words: list[str], expected: Edition) -> None:
    as_yaml, as_json = call("spec", *words), call("spec", "--json", *words)
    assert (as_yaml.exit_code, as_json.exit_code) == (0, 0)
    assert yaml.safe_load(as_yaml.output) == json.loads(as_json.output) == json.loads(load(expected).to_json())


def test_the_two_documents_differ_in_what_we_add() -> None:
    published, strict = (json.loads(call("spec", "--json", *words).output) for words in ([], ["--strict"]))
    assert published != strict
    assert "/v1/ai/video/kling-v3-pro" in published["paths"]


@pytest.mark.parametrize(("good", "expected"), [(True, 0), (False, 1)])
def test_the_demo_ends_with_1_when_anything_was_not_as_promised(
    good: bool, expected: int, monkeypatch: pytest.MonkeyPatch  # noqa: FBT001
) -> None:
    monkeypatch.setattr(demo, "run", lambda echo: echo("shown") or good)
    result = call("demo")
    assert (result.exit_code, result.output) == (expected, "shown\n")


def test_small_commands_start_without_server_and_client() -> None:
    """What they would not use costs more than all that they do."""
    code = (
        "import sys; from kling3_mockserver.cli import main; main(['explain', 'K001'], standalone_mode=False); "
        "print(*{'uvicorn', 'starlette', 'httpx2', 'jsonschema_rs'} & sys.modules.keys(), sep=',')"
    )
    words = [sys.executable, "-c", code]
    ended = subprocess.run(words, capture_output=True, text=True, env=environment(), check=True)  # noqa: S603
    assert ended.stdout.splitlines()[-1] == ""
