"""Subject: what is mutated, and who judges its mutants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.mutation.mutant import Mutant
from tests.mutation.mutating import mutants
from tests.mutation.source import ROOT, Source


@dataclass(frozen=True, slots=True)
class Subject:
    """One of the three that the referee judges."""

    name: str
    places: tuple[str, ...]
    """Patterns of files, from the root of the repository."""
    judge: str
    """Where the function lies that judges a mutant: `module:name`."""
    reached: str = ""
    """Where the function lies that tells which lines the referee reaches, if there is one."""
    loaded_before: tuple[str, ...] = ()
    """Modules that every process needs, and which load nothing that is mutated."""

    def mutants(self) -> Sequence[Mutant]:
        """Return every mutant there is, file by file."""
        found = (each for pattern in self.places for each in sorted(ROOT.glob(pattern)))
        files = (each.relative_to(ROOT).as_posix() for each in found if each.name != "__init__.py")
        return [mutant for file in files for mutant in mutants(Source.read(file))]


_ROOMS = ("service", "tasks", "uploads", "webhooks", "limits")
SERVER = Subject(
    "server",
    tuple(f"mockserver/kling3_mockserver/{room}/*.py" for room in _ROOMS),
    "tests.mutation.server:judge",
    "tests.mutation.reached:lines_of",
    (
        "kling3_contracts.verifying.verify", "kling3_contracts.keys", "kling3_contracts.enforcement",
        "kling3_contracts.generated.running", "kling3_contracts.workflow.walk", "kling3_contracts.workflow.machine",
        "kling3_contracts.callbacks", "kling3_contracts.uploads",
        "hypothesis", "schemathesis", "starlette.routing", "httpx2", "jsonschema_rs",
    ),
)  # fmt: skip
RECEIVER = Subject(
    "receiver",
    ("tests/contracts/receiver/careful.py",),
    "tests.mutation.receiver:judge",
    loaded_before=("kling3_contracts.receiver.judging",),
)
CLIENT = Subject(
    "client",
    ("tests/plugin/projects/*/client.py", "tests/plugin/projects/*/receiver.py"),
    "tests.mutation.client:judge",
)
SUBJECTS = (SERVER, RECEIVER, CLIENT)
