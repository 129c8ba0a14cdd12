"""All that is listed as never tried can be tried: each fact of each dimension is touched by something."""

from __future__ import annotations

import pytest

from kling3_openapi.coverage.counter import Coverage, Exchanged
from kling3_openapi.coverage.lifecycle import TRANSITIONS
from kling3_openapi.coverage.summary import Dimension
from kling3_openapi.coverage.universe import Outcome, universe_of
from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import ENDPOINTS, OPERATIONS, Family, Kind
from kling3_openapi.rules.catalogue import CATALOGUE
from tests.openapi.coverage.exchanges import JSON, PRO, PROBLEM, answered, candidates, counted

MESSAGES = (
    (400, "Parameter 'page' must be greater than 0"),
    (401, "Missing API key"),
    (401, "Invalid API key"),
    (404, "Tasks not found"),
)
STATUSES = ("CREATED", "IN_PROGRESS", "COMPLETED", "FAILED")


@pytest.mark.parametrize("strictness", Strictness)
@pytest.mark.parametrize("dimension", [Dimension.PARAMETERS, Dimension.KEYWORDS])
def test_every_field_and_keyword_is_touched_by_an_exchange(strictness: Strictness, dimension: Dimension) -> None:
    coverage = counted(candidates(load(strictness)), Coverage(strictness))
    for status in STATUSES:
        coverage.exchange(answered({"data": {"task_id": "1", "status": status}}))
    assert coverage.summary().of(dimension).missing == ()


@pytest.mark.parametrize("strictness", Strictness)
def test_every_example_is_touched_by_an_exchange(strictness: Strictness) -> None:
    coverage = counted(candidates(load(strictness)), Coverage(strictness))
    for code, message in MESSAGES:
        coverage.exchange(answered({"message": message}, code))
    for status, urls in (("COMPLETED", ["https://a.example/b.mp4"]), ("IN_PROGRESS", [])):
        coverage.exchange(answered({"data": {"task_id": "1", "status": status, "generated": urls}}))
    assert coverage.summary().of(Dimension.EXAMPLES).missing == ()


@pytest.mark.parametrize("strictness", Strictness)
def test_every_operation_and_response_is_touched_by_an_exchange(strictness: Strictness) -> None:
    coverage = Coverage(strictness)
    for each in OPERATIONS:
        for status in (200, 400, 401, 402, 403, 404, 413, 422, 429, 500, 503):
            path = each.path.replace("{task-id}", "046b")
            counted([Exchanged(each.method, path, (), b"", status, kind) for kind in (JSON, PROBLEM)], coverage)
    assert coverage.summary().of(Dimension.OPERATIONS).missing == ()
    assert coverage.summary().of(Dimension.RESPONSES).missing == ()


def test_every_rule_transition_and_webhook_is_touched() -> None:
    coverage = Coverage()
    coverage.exchange(Exchanged("POST", PRO, codes=[each.code for each in CATALOGUE]))
    for number, (before, after) in enumerate(TRANSITIONS):
        coverage.webhook(before, Outcome.TAKEN, str(number))
        coverage.webhook(after, Outcome.TAKEN, str(number))
    for outcome in Outcome:
        for status in STATUSES:
            coverage.webhook(status, outcome)
    for dimension in (Dimension.RULES, Dimension.TRANSITIONS, Dimension.WEBHOOKS):
        assert coverage.summary().of(dimension).missing == ()


@pytest.mark.parametrize(
    ("strictness", "dimension", "expected"),
    [
        (Strictness.STRICT, Dimension.OPERATIONS, 33),
        (Strictness.STRICT, Dimension.RESPONSES, 323),
        (Strictness.PUBLISHED, Dimension.RESPONSES, 196),
        (Strictness.STRICT, Dimension.RULES, len([each for each in CATALOGUE if each.is_of(FIRST)])),
        (Strictness.STRICT, Dimension.TRANSITIONS, 5),
        (Strictness.STRICT, Dimension.WEBHOOKS, 9),
    ],
)
def test_there_is_as_much_as_the_document_has(strictness: Strictness, dimension: Dimension, expected: int) -> None:
    part = Coverage(strictness).summary().of(dimension)
    assert (part.touched, part.total, len(part.missing), part.share) == (0, expected, expected, 0.0)


def test_what_was_never_tried_is_named_in_the_order_of_the_document() -> None:
    missing = Coverage().summary().of(Dimension.PARAMETERS).missing
    assert missing[:3] == ("kling-v3 webhook_url", "kling-v3 prompt", "kling-v3 multi_prompt")
    assert len(set(missing)) == len(missing)
    owners = dict.fromkeys(each.partition(" ")[0] for each in missing if not each.startswith("GET "))
    assert [*owners] == [
        "kling-v3",
        "kling-v3-omni",
        "reference-to-video/kling-v3-omni",
        "kling-v3-motion-control-pro",
        "kling-v3-motion-control-std",
        "text-to-video/kling-v3-turbo",
        "image-to-video/kling-v3-turbo",
        "kling-4k-t2v",
        "kling-4k-i2v",
        "uploads",
    ]


@pytest.mark.parametrize("strictness", Strictness)
def test_all_tiers_share_one_schema_so_a_family_is_counted_once(strictness: Strictness) -> None:
    document = load(strictness)
    by_family = {(e.family, str(document.request_schema(e)["$ref"])) for e in ENDPOINTS if e.kind is Kind.CREATE}
    assert len(by_family) == len(Family) == 9
    # Both families of motion control share one, and each is counted: their lists are two.
    assert len({schema for _, schema in by_family}) == 8


def test_a_universe_is_made_once() -> None:
    assert universe_of(Strictness.STRICT) is universe_of(Strictness.STRICT)


@pytest.mark.parametrize(
    ("edition", "gained", "lost"),
    [
        (Edition.APRIL_2026, {"K068", "K069"}, {"K011", "K013", "K014", "K041"}),
        (Edition.AUGUST_2026, {"K067", "K068", "K069"}, {"K011", "K013", "K014", "K041", "K050"}),
    ],
)
def test_of_rules_those_of_the_edition_are_counted(edition: Edition, gained: set[str], lost: set[str]) -> None:
    before, after = set(universe_of(Strictness.STRICT).rules), set(universe_of(Strictness.STRICT, edition).rules)
    assert (after - before, before - after) == (gained, lost)


def test_fields_are_those_of_the_edition() -> None:
    missing = {each: Coverage(edition=each).summary().of(Dimension.PARAMETERS).missing for each in Edition}
    assert [("kling-v3 multi_shot" in names, "kling-v3 voice_ids" in names) for names in missing.values()] == [
        (False, True),
        (True, False),
        (True, False),
    ]
