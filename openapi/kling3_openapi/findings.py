"""What a check has to tell: a stable code, how grave it is, where it is, and the sentence that names the mend."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How the service takes the mistake."""

    ERROR = "error"
    """The service refuses the request."""
    IGNORED = "ignored"
    """The service answers 200 and the thing has no effect."""
    ADVICE = "advice"
    """It works here and will hurt in production."""


class Location(Enum):
    """The part of a request that a finding speaks of."""

    BODY = "body"
    QUERY = "query"
    PATH = "path"
    HEADER = "header"
    TASK = "task"
    """What was asked of one task over time."""


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """One mistake in one place.

    `pointer` is a JSON pointer (RFC 6901) within `location`: `/multi_prompt/0/index` of the body, `/page` of the
    query, `""` for the whole. `message` is one sentence that names the mend.
    """

    code: str
    severity: Severity
    location: Location
    pointer: str
    message: str

    def __hash__(self) -> int:
        # Of texts alone, which know their hashes.
        return hash((self.code, self.pointer, self.message))

    def __repr__(self) -> str:
        """Return what a failed assertion shows of it, without secrets that it may repeat."""
        from kling3_openapi.masking.text import shown_text  # only where it is shown

        return shown_text(f"<Finding {self.code} {self.severity.value} at {self.field}: {self.message}>")

    @property
    def field(self) -> str:
        """The place in the provider's notation: `body.multi_prompt.0.index`."""
        if "~" not in self.pointer:
            return self.location.value + self.pointer.replace("/", ".")
        steps = self.pointer.split("/")[1:]
        return ".".join([self.location.value, *(unescape(step) for step in steps)])


def pointer_to(*steps: str | int) -> str:
    """Return the JSON pointer of these steps: `pointer_to("multi_prompt", 0)` is `/multi_prompt/0`."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def unescape(step: str) -> str:
    """Return one step of a JSON pointer as the name it stands for."""
    return step.replace("~1", "/").replace("~0", "~")
