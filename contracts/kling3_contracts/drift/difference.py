"""Difference: one thing that is not as it was: where, what, and whom it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256

ITEMS = "[]"
"""The step from a list to its items."""


class Party(Enum):
    """Whom a difference is about; the value is its name in reports."""

    SENDER = "who sends"
    """The program that makes requests."""
    READER = "who reads"
    """The program that reads answers and webhooks."""


class Kind(Enum):
    """What kind of thing has changed; the value is its name in reports, which never changes its meaning."""

    ENDPOINT_GONE = "endpoint gone"
    ENDPOINT_NEW = "endpoint new"
    DEPRECATED = "deprecated"
    KEY_GONE = "key gone"
    KEY_NEW = "key new"
    MEDIA_GONE = "media type gone"
    MEDIA_NEW = "media type new"
    STATUS_GONE = "status gone"
    STATUS_NEW = "status new"
    FIELD_GONE = "field gone"
    FIELD_NEW = "field new"
    REQUIRED = "required now"
    OPTIONAL = "optional now"
    DESCRIBED = "described now"
    UNDESCRIBED = "described no more"
    TYPE = "type"
    NULL = "null"
    VALUES_GONE = "values gone"
    VALUES_NEW = "values new"
    BOUND = "bound"
    TEXT = "form of text"
    RULE = "other rule"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Place:
    """A part of an operation, and the way to a value in it; a value of a list's items is behind ITEMS."""

    part: str = ""
    """`request body`, `query`, `answer 200`, `webhook`; empty for the operation as a whole."""
    steps: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the place in words: `request body > multi_prompt > items > duration`."""
        return " > ".join(("items" if each == ITEMS else each) for each in (self.part, *self.steps) if each)

    @property
    def name(self) -> str:
        """How sentences call the value: `multi_prompt[].duration`, or the part for a whole one."""
        return ".".join(self.steps).replace(f".{ITEMS}", ITEMS) or self.part

    def within(self, *steps: str) -> Place:
        """Return a place further down."""
        return Place(self.part, (*self.steps, *steps))


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, at all operations that share it; `message` says what was, what is, and how to mend it."""

    kind: Kind
    place: Place
    party: Party
    breaking: bool
    was: str
    now: str
    message: str
    operations: tuple[str, ...] = ()
    """Method and path of each, as the edition has them: `POST /v1/ai/video/kling-v3-pro`."""
    keeps: Mapping[str, object] = field(default_factory=dict, hash=False)
    """A JSON Schema of the values at this place that the difference does not touch; empty where it touches all."""
    by_absence: bool = False
    """Whether it is about who leaves out what stands at this place."""
    seen: str = ""
    """What the traffic shows of it that it was held against: `your traffic sends 1.5`; empty without any."""

    @property
    def identity(self) -> str:
        """Its name, the same in every run that finds it, wherever it does: `bound-3f9a1c07`."""
        whole = "|".join((self.kind.value, self.party.value, str(self.place), self.was, self.now))
        digest = sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{self.kind.value.replace(' ', '-')}-{digest[:8]}"
