"""Schema: a run's document as schemathesis takes it, told all that a run decides."""

from __future__ import annotations

import json
from typing import Any

from schemathesis.config import CacheConfig, HealthCheck, ProjectConfig, SchemathesisConfig

from kling3_contracts.context import Context
from kling3_contracts.generated.checks import CODES, IDLE, REFUSED, TAKEN
from kling3_contracts.generated.transport import Post, SenderSchema, SenderTransport
from kling3_contracts.options import Options, Phase
from kling3_openapi.rules.address import operations_at
from kling3_openapi.rules.requests import FREEPIK_KEY, MAGNIFIC_KEY

_PHASES = ("examples", "coverage", "fuzzing", "stateful")
_HEADERS = {"User-Agent": "kling3-contracts", "Accept": "*/*"}
"""Headers that would else tell versions and what is installed."""


def schema_of(context: Context, phase: Phase, post: Post) -> SenderSchema:
    """Return the document of a run, for one phase: seeded, by one worker, and with nothing written to any folder."""
    content, options = _content(context.options), context.options
    config = SchemathesisConfig(
        seed=options.seed, cache=CacheConfig(enabled=False), suppress_health_check=[HealthCheck.all]
    )
    project = config.projects.get(content)
    _configure(project, options, phase)
    _choose_checks(project, context)
    schema = SenderSchema(raw_schema=content, config=project)
    schema.way = SenderTransport(post)
    return schema


def _content(options: Options) -> dict[str, Any]:
    """Return the document without its host, and without the paths of families that the server is not held to."""
    content = json.loads(options.document.to_json())
    paths = {path: each for path, each in content["paths"].items() if _is_held(path, options)}
    return {**content, "paths": paths, "servers": [{"url": "/"}]}


def _is_held(path: str, options: Options) -> bool:
    there = operations_at(path)
    return not there or any(each in options.operations for each in there)


def _configure(project: ProjectConfig, options: Options, phase: Phase) -> None:
    headers = {**_HEADERS, _key_header(options): options.key}
    project.update(headers=headers, workers=1, continue_on_failure=True, max_redirects=0)
    project.generation.update(max_examples=options.max_examples, deterministic=False, database="none")
    for name in _PHASES:
        project.phases.get_by_name(name=name).enabled = name == phase.value


def _key_header(options: Options) -> str:
    """Return the header that the document has for the key: schemathesis would draw values for it else."""
    named = options.document.key_header
    return named if named == MAGNIFIC_KEY else FREEPIK_KEY


def _choose_checks(project: ProjectConfig, context: Context) -> None:
    checks = project.checks
    for name in IDLE:
        checks.get_by_name(name=name).enabled = False
    for name, codes in CODES.items():
        checks.get_by_name(name=name).enabled = context.judge.wants(*codes)
    if not context.options.wrong_key:
        # Where any key is good, it would ask each question once more without a key, and once with another.
        checks.ignored_auth.enabled = False
    checks.positive_data_acceptance.expected_statuses = list(TAKEN)
    checks.negative_data_rejection.expected_statuses = list(REFUSED)
