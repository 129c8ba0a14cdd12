"""Options: what a run against a server is told; every knob of `kling3-contracts verify`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kling3_openapi.document import Document, Edition, load
from kling3_openapi.signature import SecretEncoding


class Phase(Enum):
    """A part of a run, in the order in which parts run; the value is its name in `--phases`."""

    KEYS = "keys"
    """Missing, wrong and misplaced keys."""
    RULES = "rules"
    """Each rule told in prose, and the neighbours of each enum value and bound."""
    COVERAGE = "coverage"
    """Schemathesis: each keyword of the document, both ways."""
    FUZZING = "fuzzing"
    """Schemathesis: random requests by the document."""
    STATEFUL = "stateful"
    """Schemathesis: requests that follow from answers."""
    WALK = "walk"
    """Tasks through their whole life, over several keys and pages."""
    WEBHOOKS = "webhooks"
    """The calls that a server makes, received and verified."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a server is judged.

    `other_key` is a second good key, and `wrong_key` one that the server must refuse; without one, what needs it is not
    tried. `patience` is how many seconds a task or webhook may take. `only` are codes; none means all.
    """

    key: str
    other_key: str = ""
    wrong_key: str = ""
    edition: Edition = Edition.STRICT
    own_document: Document | None = None
    """A document of the user's own, which stands in the place of the edition's."""
    phases: tuple[Phase, ...] = tuple(Phase)
    only: frozenset[str] = frozenset()
    seed: int = 0
    max_examples: int = 20
    patience: float = 30.0
    webhook_secret: str = ""
    """The secret that the server signs webhooks with; without one signatures are not verified."""
    secret_encoding: SecretEncoding = SecretEncoding.RAW
    webhook_host: str = "127.0.0.1"
    """The address under which the server reaches this machine."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no output may show."""
        return tuple(filter(None, (self.key, self.other_key, self.wrong_key, self.webhook_secret)))

    @property
    def document(self) -> Document:
        """The document that the server is held to."""
        return self.own_document or load(self.edition)
