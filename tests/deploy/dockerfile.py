"""Dockerfile: the instructions of an image, read as its builder reads them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

DOCKERFILE = Path(__file__).parents[2] / "deploy" / "Dockerfile"
KNOWN = frozenset({
    "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT",
    "CMD",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction, with the number, from 0, of the stage that it stands in."""

    name: str
    words: str
    stage: int


class Dockerfile:
    """The instructions of a file, in their order."""

    def __init__(self, text: str) -> None:
        self.instructions = tuple(_instructions(text))

    def of(self, name: str, stage: int | None = None) -> Sequence[str]:
        """Return what each instruction of a name says, in one stage or in all."""
        return [each.words for each in self.instructions if each.name == name and stage in (None, each.stage)]

    def program(self, name: str) -> Sequence[str]:
        """Return the one program, in the form without a shell, of ENTRYPOINT, CMD or HEALTHCHECK."""
        (said,) = self.of(name)
        words: list[str] = json.loads(said[said.index("[") :])
        return words

    @property
    def environment(self) -> Mapping[str, str]:
        """What ENV sets."""
        return dict(word.split("=", 1) for said in self.of("ENV") for word in said.split())


def read() -> Dockerfile:
    """Return the project's own."""
    return Dockerfile(DOCKERFILE.read_text("utf-8"))


def _instructions(text: str) -> Iterator[Instruction]:
    stage = -1
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    for line in re.sub(r"\\\n", " ", "\n".join(lines)).splitlines():
        name, _, words = line.strip().partition(" ")
        stage += name == "FROM"
        yield Instruction(name, words.strip(), stage)
