"""What the command says of itself, of its mistakes, and of the service's documents."""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys

import pytest
import yaml

from kling3_mockserver import demo
from kling3_mockserver.options import OPTIONS, Option
from kling3_openapi.document import Edition, load
from kling3_openapi.rules.catalogue import CATALOGUE
from tests.mockserver.commands import call
from tests.mockserver.programs import environment


def test_words_that_are_not_known_are_told_with_how_to_learn_them() -> None:
    for words in (["sreve"], ["serve", "--prot", "1"], ["serve", "now"]):
        result = call(*words)
        assert result.exit_code == 2
        assert "--help' for help." in result.stderr


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_the_help_of_serve_tells_of_each_setting(option: Option) -> None:
    shown = call("serve", "--help").output
    assert f"  --{option.name} " in shown
    assert "".join(option.help.split()) in "".join(shown.split())
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
    [
        ("K999", "Error: there is no code 'K999': near it are K0"),
        ("mistake", "Error: there is no code 'mistake': codes look like K001"),
    ],
)
def test_a_code_that_does_not_exist_is_told_with_what_is_near_it(code: str, expected: str) -> None:
    result = call("explain", code)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(expected)


def test_without_a_code_all_are_listed() -> None:
    lines = call("explain").output.splitlines()
    assert [line.split()[0] for line in lines] == [each.code for each in CATALOGUE]
    assert "K012  ignored  cfg_scale and negative_prompt have no effect on Kling 3 Omni." in lines


@pytest.mark.parametrize(("words", "expected"), [([], Edition.PUBLISHED), (["--strict"], Edition.STRICT)])
def test_the_document_is_printed_as_yaml_and_as_json(words: list[str], expected: Edition) -> None:
    as_yaml, as_json = call("spec", *words), call("spec", "--json", *words)
    assert (as_yaml.exit_code, as_json.exit_code) == (0, 0)
    assert (as_yaml.output[:8], as_json.output[:1]) == ("openapi:", "{")
    assert yaml.safe_load(as_yaml.output) == json.loads(as_json.output) == json.loads(load(expected).to_json())


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
        "import sys; from kling3_mockserver.cli import main; main(['explain', 'K001'], standalone_mode=False); "
        "print(*{'uvicorn', 'starlette', 'httpx2'} & sys.modules.keys(), sep=',')"
    )
    words = [sys.executable, "-c", code]
    ended = subprocess.run(words, capture_output=True, text=True, env=environment(), check=True)
    assert ended.stdout.splitlines()[-1] == ""
