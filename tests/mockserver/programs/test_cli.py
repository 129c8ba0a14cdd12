"""The command reads its settings from where it says, and tells of every mistake in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from kling3_mockserver.journal.log_style import LogFormat, LogStyle
from kling3_mockserver.programs import serve as program
from kling3_mockserver.serving.listening import bind
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.tasks.scenario import FailAfter
from kling3_mockserver.tasks.task import Status
from kling3_openapi.signature import SecretEncoding
from tests.mockserver.commands import call


@pytest.fixture(autouse=True)
def folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def call_with(file: str | bytes, *words: str, variables: Mapping[str, str] | None = None) -> Result:
    """Call `serve` with a settings file."""
    Path("mock.toml").write_bytes(file.encode() if isinstance(file, str) else file)
    return call("serve", "--config", "mock.toml", *words, variables=variables)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, styles: list[LogStyle]) -> list[Settings]:
    """Keep the settings with which the server would be started."""
    kept: list[Settings] = []

    def serve(settings: Settings, style: LogStyle, *, open_page: bool) -> None:
        assert not open_page
        kept.append(settings)
        styles.append(style)

    monkeypatch.setattr(program, "serve", serve)
    return kept


@pytest.fixture
def styles() -> list[LogStyle]:
    """Keep the styles with which the log would be written."""
    return []


PASSED_OVER = (
    "KLING3_MOCK_PORT=tcp://10.96.0.1:8333 is passed over: orchestrators set it to the address of a service of this "
    "name. Use --port to set it, or give the service another name.\n"
)


@pytest.mark.parametrize(("file", "expected"), [("", 8333), ("port = 8001", 8001)])
def test_an_address_that_an_orchestrator_puts_into_a_variable_is_passed_over(
    file: str, expected: int, served: list[Settings]
) -> None:
    result = call_with(file, variables={"PORT": "tcp://10.96.0.1:8333"})
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", PASSED_OVER)
    assert served == [Settings(port=expected)]


NO_EFFECT = (
    "Warning: the environment variable KLING3_MOCK_{} has no effect: this version has no setting of that name{}. "
    "kling3-mock serve --help lists the variables.\n"
)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("TASK_SECNDS", " (did you mean KLING3_MOCK_TASK_SECONDS?)"), ("CONFG", " (did you mean KLING3_MOCK_CONFIG?)"),
     ("COLOUR_OF_FOXES", "")],
)  # fmt: skip
def test_a_variable_with_our_prefix_that_means_nothing_is_named_with_the_nearest(
    name: str, meant: str, served: list[Settings]
) -> None:
    result = call("serve", variables={name: "3"})
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", NO_EFFECT.format(name, meant))
    assert served == [Settings()]


@pytest.mark.parametrize("command", ["sign", "verify"])
def test_every_command_that_reads_the_environment_names_such_a_variable(command: str) -> None:
    words = ["--id", "m", "--timestamp", "1", *(["--signature", "v1,x"] if command == "verify" else [])]
    result = call(
        "webhook", command, *words, "-", variables={"WEBHOOK_SECRETS": "a", "WEBHOOK_SECRET": "b"}, given=b"{}"
    )
    assert NO_EFFECT.format("WEBHOOK_SECRETS", " (did you mean KLING3_MOCK_WEBHOOK_SECRET?)") in result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("SERVICE_HOST", "10.96.0.1"), ("SERVICE_PORT", "8333"), ("SERVICE_PORT_HTTP", "8333"), ("NAME", "/web/mock"),
     ("PORT_8333_TCP", "tcp://10.96.0.1:8333"), ("PORT_8333_TCP_ADDR", "10.96.0.1"), ("ENV_LANG", "C"),
     ("EU_PORT", "tcp://10.96.0.1:8333"), ("EU_SERVICE_HOST", "10.96.0.1")],
)  # fmt: skip
def test_the_other_variables_of_an_orchestrator_are_no_mistake(name: str, value: str, served: list[Settings]) -> None:
    result = call("serve", variables={name: value})
    assert (result.exit_code, result.stderr, len(served)) == (0, "", 1)


QUIET_JSON = LogStyle(quiet=True, log_format=LogFormat.JSON)


def test_the_style_of_the_log_is_taken_from_an_option_a_variable_and_a_file(
    served: list[Settings], styles: list[LogStyle]
) -> None:
    call("serve", "--quiet", "--log-format", "json")
    call("serve", variables={"QUIET": "true", "LOG_FORMAT": "json"})
    call_with('quiet = true\nlog-format = "json"\nport = 8001')
    call("serve")
    assert styles == [QUIET_JSON, QUIET_JSON, QUIET_JSON, LogStyle()]
    assert served[2] == Settings(port=8001)


def test_a_format_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    result = call("serve", "--log-format", "jsn")
    assert result.exit_code == 2
    assert "got 'jsn' (did you mean json?), expected one of text, json" in result.stderr


def test_such_an_address_as_an_option_is_a_mistake_as_before(served: list[Settings]) -> None:
    result = call("serve", "--port", "tcp://10.96.0.1:8333")
    assert (result.exit_code, served) == (2, [])
    assert "expected a whole number" in result.stderr


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
    result = call_with(file, *words, variables=variables)
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
    result = call_with(file, *words, variables=variables)
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
    words: list[str], variables: dict[str, str], file: str, served: list[Settings], *, expected: bool
) -> None:
    result = call_with(file, *words, variables=variables)
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
    Path("settings.toml").write_text(FILE, "utf-8")
    assert call("serve", variables={"CONFIG": "settings.toml"}).exit_code == 0
    assert served == [Settings(port=8001)]


def test_a_file_may_hold_one_half_of_what_only_fits_together(served: list[Settings]) -> None:
    """The default secret is no base64: the file alone could not be used, but with the variable it can."""
    result = call_with("webhook-secret-encoding = 'base64'", variables={"WEBHOOK_SECRET": "b2xk"})
    assert result.exit_code == 0, result.output
    assert (served[0].webhook_secrets, served[0].webhook_secret_encoding) == (("b2xk",), SecretEncoding.BASE64)


def refusal(*words: str, variables: Mapping[str, str] | None = None, file: str | bytes = "") -> str:
    """Return the one sentence that refuses what was given."""
    result = call_with(file, *words, variables=variables)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    return result.stderr.removeprefix("Error: ")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("port", "x", "got 'x', expected a whole number\n"),
        ("speed", "fast", "got 'fast', expected a number\n"),
        ("clock", "fast", "got 'fast', expected one of real, manual\n"),
        ("scenario", "explode", "unknown scenario 'explode': expected complete [SECONDS], at-once, "),
        ("webhook-status", "done", "got 'done', expected one of created, in-progress, completed, failed\n"),
    ],
)
def test_a_value_that_can_not_be_read_is_told_by_its_option_and_its_variable(
    name: str, text: str, expected: str
) -> None:
    variable = name.upper().replace("-", "_")
    told = refusal(f"--{name}", text), refusal(variables={variable: text})
    start = f"Invalid value for '--{name}' (env var: 'KLING3_MOCK_{variable}'): {expected}"
    assert [each[: len(start)] for each in told] == [start, start]


def test_a_variable_that_is_neither_on_nor_off_is_told() -> None:
    assert refusal(variables={"STRICT": "maybe"}).startswith("Invalid value for '--strict'")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--port", "99999"], "port: got 99999: choose a number from 0 (any free port) to 65535\n"),
        (["--speed", "0"], "speed: got 0: choose a number above 0\n"),
        (["--api-key", " a"], "API key: a key must be printable ASCII without spaces around it\n"),
        (["--webhook-secret", ""], "webhook secret: 'v1': got an empty one: "),
        (["--webhook-secret-encoding", "base64"], "webhook secret: 'v1': got text that is not base64: "),
        (["--host", "x" * 64, "--port", "0"], f"host: can't listen on {'x' * 64} port 0 ("),
        (["--config", "none.toml"], "settings file none.toml: No such file or directory\n"),
        (["--config", "."], "Invalid value for '--config' (env var: 'KLING3_MOCK_CONFIG'): File '.' is a directory."),
    ],
)
def test_a_setting_that_can_not_be_used_is_told(words: list[str], expected: str) -> None:
    assert refusal(*words).startswith(expected)


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("port = 'x'", "port: got 'x', expected a whole number\n"),
        ("strict = 'maybe'", "strict: got 'maybe', expected true or false\n"),
        ("prot = 1", "prot: no such setting (did you mean port?): expected one of host, port, "),
        ("[serve]\nport = 1", "serve: no such setting (did you mean seed?): expected one of host, port, "),
        ("port = [1]", "port: expected a single value\n"),
        ("port =", "Invalid value (at "),
        (b"\xff", "'utf-8' codec can't decode byte 0xff in position 0"),
    ],
)
def test_a_file_that_can_not_be_used_is_told_by_its_name(file: str | bytes, expected: str) -> None:
    assert refusal(file=file).startswith(f"settings file mock.toml: {expected}")


def test_a_port_in_use_is_told_in_one_sentence() -> None:
    with closing(bind("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        told = refusal("--port", str(port))
    advice = "stop what listens there, or choose another --port"
    assert told == f"port: {port} is in use on 127.0.0.1: {advice}\n"


@pytest.mark.parametrize("command", ["traffic", "receiver", "schema"])
def test_a_command_of_the_referee_is_told_where_it_is(command: str) -> None:
    ended = call(command, "x")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr == f"Error: No such command '{command}': did you mean kling3-contracts {command}?\n"
