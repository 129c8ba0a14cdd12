"""The image and the services are what a container's engine takes, and set nothing that the fake does not know."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

import pytest
import yaml

from kling3_mockserver.programs.cli import main
from kling3_mockserver.settings.options import SERVE_OPTIONS
from tests.deploy import context
from tests.deploy.dockerfile import DOCKERFILE, KNOWN, read

PROJECT = tomllib.loads((context.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
COMPOSE = DOCKERFILE.parent / "compose.yaml"
VARIABLES = {f"KLING3_MOCK_{each.name.upper().replace('-', '_')}" for each in SERVE_OPTIONS}
EXTRAS = re.compile(r"\[([\w,]+)\]")


@pytest.fixture(scope="module")
def services() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    return found


def test_the_image_is_built_by_instructions_that_there_are() -> None:
    assert {each.name for each in read().instructions} == KNOWN


def test_the_image_is_slim_and_does_not_run_as_root() -> None:
    dockerfile = read()
    assert all(each.split()[0].endswith("-slim") for each in dockerfile.of("FROM"))
    (user,) = dockerfile.of("USER")
    assert int(user) > 0
    assert any(f"--uid {user} " in each for each in dockerfile.of("RUN"))


def test_what_is_copied_into_the_image_is_there() -> None:
    sources = [word for said in read().of("COPY") if "--from" not in said for word in said.split()[:-1]]
    root = DOCKERFILE.parents[1]
    assert sources
    assert all((root / each).exists() for each in sources)


def test_variables_are_settings(services: Mapping[str, Any]) -> None:
    given = {*read().environment, *services["fake"]["environment"]}
    assert given
    assert given <= VARIABLES


def test_the_commands_are_ones_that_the_program_takes(services: Mapping[str, Any]) -> None:
    for program, *words in (read().program("CMD"), services["fake"]["command"]):
        main.commands[program].make_context(program, words)


def test_the_fake_waits_for_its_store_and_is_published_to_this_machine_alone(services: Mapping[str, Any]) -> None:
    fake, store = services["fake"], services["store"]
    assert fake["depends_on"] == {"store": {"condition": "service_healthy"}}
    assert store["healthcheck"]["test"][0] == "CMD"
    assert "ports" not in store
    assert [each.split(":")[0] for each in fake["ports"]] == ["127.0.0.1"]
    assert f"redis://{'store'}:" in " ".join(fake["command"])


def test_the_image_of_the_service_is_the_one_that_is_described(services: Mapping[str, Any]) -> None:
    built = services["fake"]["build"]
    assert (COMPOSE.parent / built["context"] / built["dockerfile"]).resolve() == DOCKERFILE
    (port,) = read().of("EXPOSE")
    assert [each.split(":")[-1] for each in services["fake"]["ports"]] == [port]


def test_volumes_are_declared(services: Mapping[str, Any]) -> None:
    declared = yaml.safe_load(COMPOSE.read_text("utf-8"))["volumes"]
    named = {each.split(":")[0] for service in services.values() for each in service.get("volumes", ())}
    assert named == set(declared)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("pyproject.toml", True),
        ("deploy/health.py", True),
        ("mockserver/kling3_mockserver/service/clips.py", True),
        (".git/config", False),
        (".venv/bin/python", False),
        ("tests/plugin/projects/.tox/py/bin/python", False),
        ("mockserver/kling3_mockserver/__pycache__/change.pyc", False),
    ],
)
def test_of_a_checkout_travels_what_the_image_needs(path: str, *, expected: bool) -> None:
    assert context.read().has(PurePosixPath(path)) == expected


def test_what_git_ignores_does_not_travel() -> None:
    ignored = (context.ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert {f"**/{each.rstrip('/')}" for each in ignored} - set(context.read().rules) == set()


def test_the_wheel_is_installed_with_extras_that_there_are() -> None:
    """pip warns of one that there is not, and goes on."""
    extras = {name for said in read().of("RUN") for found in EXTRAS.findall(said) for name in found.split(",")}
    assert extras == {"redis", "tls"}
    assert extras <= set(PROJECT["optional-dependencies"])


def test_what_the_health_check_reads_from_variables_no_command_says(services: Mapping[str, Any]) -> None:
    words = {*read().program("CMD"), *services["fake"]["command"]}
    assert words & {"--port", "--tls", "--tls-cert", "--control-token", "--config"} == set()


def test_a_store_that_answers_with_an_error_is_not_yet_well(services: Mapping[str, Any]) -> None:
    """Without -e the program ends with 0 while the store still reads what it had kept."""
    assert services["store"]["healthcheck"]["test"] == ["CMD", "valkey-cli", "-e", "ping"]
