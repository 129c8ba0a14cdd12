"""Groups: the codes of the rules by what they look at, so that a report can say which were put to the test."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from kling3_openapi.endpoints import Kind
from kling3_openapi.rules import (
    bodies,
    fields,
    media,
    paths,
    prompts,
    queries,
    requests,
    schema,
    shots,
    storage,
    uploaded,
    uploads,
    values,
)
from kling3_openapi.rules.rule import Code, Rule


def _codes(rules: Iterable[Rule], codes: Iterable[Code] = ()) -> tuple[str, ...]:  # type: ignore[type-arg]  # any subject
    return tuple(dict.fromkeys((*(each.entry.code for each in rules), *(each.code for each in codes))))


class Group(Enum):
    """What a rule looks at; the value are the codes of all rules that look at it."""

    PATH = _codes(paths.RULES)
    KEY = _codes(requests.RULES)
    QUERY = _codes(queries.RULES)
    FRAME = _codes(bodies.RULES, bodies.CODES)
    BODY = _codes(
        (*fields.RULES, *shots.RULES, *values.RULES, *prompts.RULES, *uploaded.RULES, *media.RULES),
        schema.CODES,
    )
    UPLOADS = _codes((*uploads.RULES, *uploads.FRAME_RULES))
    STORAGE = _codes((storage.upload_method, storage.key_at_storage, storage.told_headers))


HISTORY = {
    Kind.CREATE: ("K035", "K044"),
    Kind.GET: ("K023", "K026", "K035", "K080"),
    Kind.LIST: ("K035",),
}
"""The codes of what only several requests together show, by what a request does."""
