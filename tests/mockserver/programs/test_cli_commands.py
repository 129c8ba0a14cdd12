"""What the command says of itself, of its mistakes, and of the service's documents."""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys

import pytest
import yaml

from kling3_contracts import catalogue as promises
from kling3_mockserver.programs import codes, demo
from kling3_mockserver.settings.options import SERVE_OPTIONS, Option
from kling3_openapi.document import Document, Strictness, load
from kling3_openapi.editions import Edition
from kling3_openapi.rules.catalogue import CATALOGUE
from tests.mockserver.commands import call
from tests.mockserver.processes import environment


def test_words_that_are_not_known_are_told_with_how_to_learn_them() -> None:
    for words in (["sreve"], ["serve", "--prot", "1"], ["serve", "now"]):
        result = call(*words)
        assert result.exit_code == 2
        assert "--help' for help." in result.stderr


@pytest.mark.parametrize("option", SERVE_OPTIONS, ids=lambda option: option.name)
def test_the_help_of_serve_has_each_setting_with_what_it_is_by_itself(option: Option) -> None:
    shown = call("serve", "--help").output
    assert f"  --{option.name} " in shown
    begin = f"--{option.name}/--no-{option.name}" if option.flag else f"--{option.name}{option.kind}"
    _, _, behind = "".join(shown.split()).partition(begin)
    assert behind.partition("default:")[2].startswith(f"{option.default_words.replace(' ', '')}]")
    assert "".join(option.help.split()) in "".join(shown.split())
    assert f"KLING3_MOCK_{option.name.upper().replace('-', '_')}" in shown


@pytest.mark.parametrize(
    ("name", "expected"),
    [("port", "INTEGER"), ("seed", "INTEGER"), ("speed", "NUMBER"), ("task-seconds", "NUMBER"), ("host", "TEXT"),
     ("clock", "[real|manual]"), ("webhook-secret-encoding", "[raw|base64|whsec|hex]"), ("log-format", "[text|json]"),
     ("webhook-status", "[created|in-progress|completed|failed]"), ("empty-list", "[empty|not-found]"),
     ("edition", "[2026-02|2026-04|2026-08]"),
     ("rate-limit", "[off|documented|NUMBER]"), ("scenario", "SCENARIO"), ("webhook-ca", "FILE"),
     ("workers", "INTEGER")],
)  # fmt: skip
def test_the_help_says_what_is_expected(name: str, expected: str) -> None:
    assert f"--{name} {expected}" in call("serve", "--help").output


def test_the_help_names_each_command_in_a_whole_sentence() -> None:
    shown = call("--help").output
    listed = shown.partition("Commands:\n")[2].splitlines()
    assert {line.split()[0] for line in listed} == {
        "serve",
        "run",
        "ca",
        "demo",
        "trigger",
        "explain",
        "spec",
        "webhook",
    }
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
    [
        ("K999", "Error: there is no code 'K999': near it are K099, K319, K339, the"),
        ("k1", "Error: there is no code 'k1' (did you mean K001?): the first is K001 and the last K3"),
        ("K01", "Error: there is no code 'K01' (did you mean K001?): "),
        ("12", "Error: there is no code '12' (did you mean K012?): "),
        ("0101", "Error: there is no code '0101' (did you mean K101?): "),
        ("mistake", "Error: there is no code 'mistake': codes look like K001"),
    ],
)
def test_a_code_that_does_not_exist_is_told_with_what_is_near_it(code: str, expected: str) -> None:
    result = call("explain", code)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(expected)


@pytest.mark.parametrize("code", ["K101", "k203"])
def test_a_code_of_the_referee_is_explained_in_its_words(code: str) -> None:
    result = call("explain", code)
    assert (result.exit_code, result.output) == (0, f"{promises.explain(code)}\n")


def test_where_the_referee_is_not_registered_its_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "entry_points", lambda **_: ())
    result = call("explain", "K101")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("the referee explains its own: kling3-contracts explain K101\n")


def test_without_a_code_all_are_listed() -> None:
    lines = call("explain").output.splitlines()
    assert [line.split()[0] for line in lines] == [each.code for each in CATALOGUE]
    assert "K012  ignored  cfg_scale and negative_prompt have no effect on Kling 3 Omni." in lines


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], load(Strictness.PUBLISHED)),
        (["--strict"], load(Strictness.STRICT)),
        (["--edition", "2026-04"], load(Strictness.PUBLISHED, Edition.APRIL_2026)),
        (["--edition", "2026-08", "--strict"], load(Strictness.STRICT, Edition.AUGUST_2026)),
    ],
)
def test_the_document_is_printed_as_yaml_and_as_json(words: list[str], expected: Document) -> None:
    as_yaml, as_json = call("spec", *words), call("spec", "--json", *words)
    assert (as_yaml.exit_code, as_json.exit_code) == (0, 0)
    assert (as_yaml.output[:8], as_json.output[:1]) == ("openapi:", "{")
    assert yaml.safe_load(as_yaml.output) == json.loads(as_json.output) == json.loads(expected.to_json())


def test_the_two_documents_differ_in_what_we_add() -> None:
    published, strict = (json.loads(call("spec", "--json", *words).output) for words in ([], ["--strict"]))
    assert published != strict
    assert "/v1/ai/video/kling-v3-pro" in published["paths"]


@pytest.mark.parametrize(("good", "expected"), [(True, 0), (False, 1)])
def test_the_demo_ends_with_1_when_anything_was_not_as_promised(
    monkeypatch: pytest.MonkeyPatch, *, good: bool, expected: int
) -> None:
    monkeypatch.setattr(demo, "run", lambda echo: echo("shown") or good)
    result = call("demo")
    assert (result.exit_code, result.output) == (expected, "shown\n")


def test_small_commands_start_without_server_and_client() -> None:
    """What they would not use costs more than all that they do."""
    code = (
        "import sys; from kling3_mockserver.programs import main; main(['explain', 'K001'], standalone_mode=False); "
        "print(*{'uvicorn', 'starlette', 'httpx2'} & sys.modules.keys(), sep=',')"
    )
    words = [sys.executable, "-c", code]
    ended = subprocess.run(words, capture_output=True, text=True, env=environment(), check=True)
    assert ended.stdout.splitlines()[-1] == ""
