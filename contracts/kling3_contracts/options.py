"""Options: what a run against a server is told; every knob of `kling3-contracts verify`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from kling3_openapi.document import Document, Strictness, load
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import ENDPOINTS, OPERATIONS, REQUEST_UPLOADS, Endpoint, Family, Operation
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
    UPLOADS = "uploads"
    """Pictures, uploaded and read."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a server is judged.

    `other_key` is a second good key, and `wrong_key` one that the server must refuse; without one, what needs it is not
    tried. `patience` is how many seconds a task or webhook may take. `only` are codes; none means all. `families` are
    those that the server is held to; none means all that it has.
    """

    key: str
    other_key: str = ""
    wrong_key: str = ""
    strictness: Strictness = Strictness.STRICT
    own_document: Document | None = None
    """A document of the user's own, which stands in the place of ours."""
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
    families: tuple[Family, ...] = ()
    edition: Edition = FIRST
    """The edition of the contract that the server is held to."""
    uploads: bool | None = None
    """Whether the server is held to uploads; None: where no families are named, and the server has them."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no output may show."""
        return tuple(filter(None, (self.key, self.other_key, self.wrong_key, self.webhook_secret)))

    @property
    def held(self) -> tuple[Family, ...]:
        """The families that the server is held to, in the order of the document."""
        known = families_in(self.own_document) if self.own_document else tuple(Family)
        return tuple(each for each in known if each in self.families) or known

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """The endpoints of these families."""
        return tuple(each for each in ENDPOINTS if each.family in self.held)

    @property
    def holds_uploads(self) -> bool:
        """Whether the server is held to uploads."""
        wanted = not self.families if self.uploads is None else self.uploads
        return wanted and REQUEST_UPLOADS in operations_in(self.document)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All operations that the server is held to."""
        return (*self.endpoints, *((REQUEST_UPLOADS,) if self.holds_uploads else ()))

    @property
    def document(self) -> Document:
        """The document that the server is held to."""
        return self.own_document or load(self.strictness, self.edition)


def operations_in(document: Document) -> tuple[Operation, ...]:
    """Return the operations that a document has."""
    paths = _mapping(document.content.get("paths"))
    return tuple(each for each in OPERATIONS if each.method.lower() in _mapping(paths.get(each.path)))


def documented(document: Document) -> tuple[Endpoint, ...]:
    """Return those of them that are on tasks."""
    return tuple(each for each in operations_in(document) if isinstance(each, Endpoint))


def families_in(document: Document) -> tuple[Family, ...]:
    """Return the families of which a document has an endpoint, in our order."""
    return tuple(dict.fromkeys(each.family for each in documented(document)))


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
