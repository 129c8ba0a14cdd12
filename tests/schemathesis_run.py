"""Schemathesis asks a mock all that a document makes it think of: in this process, by one worker.

Its pytest collection is not used, because 4.32 can't live with pytest 9; its engine and its strategies are.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from hypothesis import settings
from schemathesis.config import CacheConfig, SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.generation.case import Case
from schemathesis.specs.openapi.schemas import OpenApiSchema

from kling3_mockserver.mock import Mock
from kling3_openapi.document import Strictness, load

KEY = "alpha-key"
CHECKS = frozenset(
    {
        "allow_header_conformance", "content_type_conformance", "ensure_resource_availability", "ignored_auth",
        "missing_required_header", "negative_data_rejection", "not_a_server_error", "object_level_authorization",
        "positive_data_acceptance", "response_headers_conformance", "response_schema_conformance",
        "status_code_conformance", "use_after_free",
    }
)  # fmt: skip
"""All checks that schemathesis has for one answer, but for two: that it takes so many seconds at most, and that a wrong
method is answered 405, where the service was seen to answer 404."""
TAKEN = ["200", "404"]
"""What valid data may be answered with: an id that is a string is valid, and names no task."""
REFUSED = ["400", "401", "404"]
"""What invalid data may be answered with. Schemathesis would let a failing server pass."""

_ERROR = re.compile(r"(K\d{3});severity=error")


@dataclass(frozen=True)
class Breach:
    """One answer that fails a check: `codes` are the errors that the fake told of in it."""

    check: str
    operation: str
    status: int
    codes: frozenset[str]
    story: str


@dataclass
class Outcome:
    """What a run has shown."""

    breaches: list[Breach] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    """What kept schemathesis from testing something."""
    checked: Counter[str] = field(default_factory=Counter)
    """How often each check was made."""
    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    """How often each operation answered with each status."""


def opened(mock: Mock, strictness: Strictness) -> OpenApiSchema:
    """Return the document of a mock's edition over it, with nothing to be written to any folder."""
    document = load(strictness, mock.settings.edition)
    config = SchemathesisConfig(seed=1, cache=CacheConfig(enabled=False))
    schema = schemathesis.openapi.from_dict(json.loads(document.to_json()), config=config)
    schema.app = mock
    project = schema.config
    project.update(base_url="http://mock.test", headers={document.key_header: KEY}, workers=1, continue_on_failure=True)
    project.checks.unsupported_method.enabled = False
    project.checks.positive_data_acceptance.expected_statuses = TAKEN
    project.checks.negative_data_rejection.expected_statuses = REFUSED
    return schema


def covered(mock: Mock, strictness: Strictness) -> Outcome:
    """Run the coverage phase of the engine: each bound, each value, each field left out, each wrong method."""
    schema, outcome = opened(mock, strictness), Outcome()
    for name in ("examples", "fuzzing", "stateful"):
        schema.config.phases.get_by_name(name=name).enabled = False
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError):
            outcome.troubles.append(f"{event.label}: {event.info.title}: {event.info.message}")
        elif isinstance(event, events.ScenarioFinished):
            if event.skip_reason:
                outcome.troubles.append(f"{event.label}: {event.skip_reason}")
            _add(outcome, event.label or "", event.recorder)
    return outcome


def breaches(case: Case[Any], response: Response) -> list[str]:
    """Return what the checks have against the answer to one case."""
    try:
        case.validate_response(response, headers={"x-freepik-api-key": KEY})
    except FailureGroup as group:
        return [f"{type(each).__name__}: {each.message}" for each in group.exceptions]
    return []


def errors_of(response: Response) -> frozenset[str]:
    """Return the codes of the errors that the fake told of in an answer."""
    return frozenset(_ERROR.findall("".join(response.headers.get("x-kling3-findings", []))))


def some_examples() -> settings:
    """Return Hypothesis' settings for one operation: a quarter of the profile's examples, and no files."""
    return settings(max_examples=settings().max_examples // 4, database=None, deadline=None)


def _add(outcome: Outcome, operation: str, recorder: ScenarioRecorder) -> None:
    for case_id, checks in recorder.checks.items():
        response = recorder.interactions[case_id].response
        assert response is not None
        outcome.answered[operation, response.status_code] += 1
        for check in checks:
            outcome.checked[check.name] += 1
            if check.failure_info is not None:
                story = f"{check.failure_info.failure.message}\n{check.failure_info.code_sample}\n{response.content!r}"
                outcome.breaches.append(Breach(check.name, operation, response.status_code, errors_of(response), story))
