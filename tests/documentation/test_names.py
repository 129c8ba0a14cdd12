"""What the README and docs name exists, and what a user can give is named there."""

from __future__ import annotations

import inspect
import pkgutil
import re
from importlib.resources import files
from pathlib import Path

import click
import pytest
import yaml

from kling3_contracts import catalogue as promises
from kling3_contracts.programs.cli import main as contracts
from kling3_mockserver import pytest_options
from kling3_mockserver.programs.cli import main as mock
from kling3_openapi.rules.catalogue import CATALOGUE
from tests.documentation.pages import PAGES, ROOT, blocks, name_of, prose, snippets

EVERYTHING = "\n".join(page.read_text("utf-8") for page in PAGES)
CONTROL = yaml.safe_load(files("kling3_mockserver.control").joinpath("openapi.yaml").read_text("utf-8"))["paths"]

HELP = {"--help", "-h"}
COMMAND = re.compile(r"(?:^|[/$;|&(] ?)(kling3-mock|kling3-contracts)((?: +[^\s;|&)]+)*)")
VARIABLE = re.compile(r"KLING3_[A-Z_]+")
CODE = re.compile(r"\bK\d{3}\b")
CONTROL_PATH = re.compile(r"/_mock(/[\w{}./-]*)")
DOTTED = re.compile(r"\bkling3_(?:openapi|mockserver|contracts)(?:\.\w+)+")
IMPORT = re.compile(r"from (kling3_[\w.]+) import ([\w, ]+)")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]*)\)")

every_page = pytest.mark.parametrize("page", PAGES, ids=name_of)


def options_of(command: click.Command) -> set[str]:
    options = (each for each in command.params if isinstance(each, click.Option))
    return HELP.union(*([*each.opts, *each.secondary_opts] for each in options))


def commands_of(program: click.Group) -> dict[str, click.Command]:
    """Return the commands by their names, those of a group as in `webhook sign`; what is hidden was renamed."""
    context = click.Context(program)
    found: dict[str, click.Command] = {}
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        if isinstance(command, click.Group):
            found.update((f"{name} {inner}", each) for inner, each in commands_of(command).items())
        elif command is not None and not command.hidden:
            found[name] = command
    return found


PROGRAMS = {"kling3-mock": mock, "kling3-contracts": contracts}
COMMANDS = {
    (program, name): command for program, group in PROGRAMS.items() for name, command in commands_of(group).items()
}
OPTIONS = {key: options_of(command) for key, command in COMMANDS.items()}
VARIABLES = {str(each.envvar) for command in COMMANDS.values() for each in command.params if each.envvar is not None}


def unknown_words(program: str, arguments: list[str]) -> list[str]:
    """Return the words after the name of a program that it would not take."""
    if not arguments or arguments[0].startswith("-"):
        return [word for word in arguments[:1] if word not in options_of(PROGRAMS[program])]
    name, *rest = arguments
    if (program, name) not in OPTIONS and rest:
        name, *rest = f"{name} {rest[0]}", *rest[1:]
    known = OPTIONS.get((program, name))
    if known is None:
        return [name]
    if "--" in rest:
        # What stands behind it are the words of another program.
        rest = rest[: rest.index("--")]
    return [word for word in rest if word.startswith("--") and word.partition("=")[0] not in known]


PYTEST_OPTIONS = frozenset(re.findall(r'"(--kling3-[a-z-]+)"', inspect.getsource(pytest_options)))


@every_page
def test_commands_that_a_page_names_exist(page: Path) -> None:
    named = [(match[1], match[2].split()) for each in snippets(page) for match in COMMAND.finditer(each)]
    assert [(words, unknown) for program, words in named if (unknown := unknown_words(program, words))] == []


@every_page
def test_options_that_the_text_of_a_page_names_by_themselves_exist(page: Path) -> None:
    named = {each.split()[0].partition("=")[0] for each in snippets(page) if each.startswith("--")}
    assert named - options_of(mock).union(PYTEST_OPTIONS, *OPTIONS.values()) == set()


@every_page
def test_environment_variables_that_a_page_names_exist(page: Path) -> None:
    assert set(VARIABLE.findall(page.read_text("utf-8"))) - VARIABLES - {"KLING3_MOCK_", "KLING3_"} == set()


@every_page
def test_codes_that_a_page_names_exist(page: Path) -> None:
    known = {each.code for each in (*CATALOGUE, *promises.CATALOGUE)}
    assert set(CODE.findall(page.read_text("utf-8"))) - known == set()


@every_page
def test_paths_of_the_control_api_that_a_page_names_exist(page: Path) -> None:
    known = [re.compile(re.sub(r"\{\w+\}", r"[^/]+", path)) for path in (*CONTROL, "/")]
    named = {path.rstrip(".") for path in CONTROL_PATH.findall(page.read_text("utf-8"))}
    assert {path for path in named if not any(each.fullmatch(path) for each in known)} == set()


@every_page
def test_modules_and_names_that_a_page_names_exist(page: Path) -> None:
    dotted = {name for each in snippets(page) for name in DOTTED.findall(each)}
    imports = {match for each in snippets(page) for match in IMPORT.findall(each)}
    for name in dotted | {f"{module}.{name.strip()}" for module, names in imports for name in names.split(",")}:
        pkgutil.resolve_name(name)


@every_page
def test_links_within_the_project_lead_somewhere(page: Path) -> None:
    targets = [link.partition("#")[::2] for link in LINK.findall(prose(page))]
    lost = [path for path, _ in targets if path and not (page.parent / path).exists()]
    anchors = [(path, anchor) for path, anchor in targets if anchor and path not in lost]
    lost += [anchor for path, anchor in anchors if anchor not in headings(page.parent / path if path else page)]
    assert lost == []


def headings(page: Path) -> set[str]:
    """Return the anchors of a page, as GitHub makes them of its headings."""
    titles = re.findall(r"^#+ +(.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize(("program", "name"), COMMANDS)
def test_a_command_is_documented_with_all_its_options(program: str, name: str) -> None:
    positive = {each for each in OPTIONS[program, name] - HELP if not each.startswith("--no-")}
    assert f"{program} {name}" in EVERYTHING
    assert {each for each in positive if not re.search(rf"{each}(?![\w-])", EVERYTHING)} == set()


def test_every_path_of_the_control_api_is_documented() -> None:
    told = {path: re.sub(r"\\{\w+\\}", r"[^/\\s`]+", re.escape(f"/_mock{path}")) for path in CONTROL}
    assert [path for path, pattern in told.items() if not re.search(rf"{pattern}(?![\w/])", EVERYTHING)] == []


def test_the_readme_has_an_example_that_runs() -> None:
    assert any("run" in each.marks for each in blocks(ROOT / "README.md"))


def test_a_baseline_is_named_as_the_toml_that_it_is() -> None:
    named = re.findall(r"--baseline ([\w./-]+)", EVERYTHING)
    assert [name for name in named if not name.endswith(".toml") and name != "FILE"] == []
    assert "contract-baseline.toml" in named


@pytest.mark.parametrize("page", ["verify", "traffic", "receivers", "drift", "ci", "properties"])
def test_pages_of_the_referee_name_the_extra_before_their_first_example(page: str) -> None:
    before, _, _ = (ROOT / "docs" / f"{page}.md").read_text("utf-8").partition("```")
    assert 'kling3-mock[contracts]"' in before
    assert "not yet on the package index" in " ".join(before.split())


STATED = re.compile(r"left out|[Ww]ithout it|made up|needed")


@pytest.mark.parametrize("name", ["verify", "traffic", "receiver", "drift"])
def test_help_of_the_referee_says_for_every_option_what_holds_without_it(name: str) -> None:
    options = [each for each in COMMANDS["kling3-contracts", name].params if isinstance(each, click.Option)]
    silent = {each.opts[0] for each in options if not (each.is_flag or each.show_default or each.required)}
    unstated = {each.opts[0] for each in options if not STATED.search(each.help or "")}
    assert silent & unstated - {"--junit", "--json", "--markdown", "--html"} == set()
