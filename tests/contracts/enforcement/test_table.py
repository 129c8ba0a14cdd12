"""The table of probes: each request is refused, or taken, by the rule that it says; what costs is said before."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kling3_contracts.enforcement import Probe, probes
from kling3_contracts.enforcement.probe import TAKEN
from kling3_contracts.sending.creating import Creating
from kling3_openapi.document import Strictness
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import ENDPOINTS
from kling3_openapi.rules.catalogue import CATALOGUE
from tests.contracts.broken.fake import KEY, OTHER_KEY, FakeTarget, a_mock

pytestmark = pytest.mark.one_python

STRICT = probes(Strictness.STRICT)
PUBLISHED = probes(Strictness.PUBLISHED)
BRIEF = probes(Strictness.STRICT, brief=True)
ASKED = {each.operation_id: (each.family, each.kind) for each in ENDPOINTS}
OPERATIONS = {each.operation_id for each in ENDPOINTS}


@pytest.fixture
def edition() -> Edition:
    return FIRST


@pytest.fixture
def target(edition: Edition) -> Iterator[FakeTarget]:
    target = FakeTarget(a_mock(api_keys=(KEY, OTHER_KEY), edition=edition))
    yield target
    target.close()


def findings_of(probe: Probe) -> set[str]:
    """Return what the fake finds in a probe; where its promise is no rule on a request, that comes before it."""
    if probe.allowed is TAKEN:
        return set()
    if probe.code == "K119":
        return {"K020" if "reference" in probe.target.lower() else "K078"}
    return set(probe.after) or {probe.code}


@pytest.mark.parametrize("edition", Edition)
def test_each_probe_of_the_strict_table_meets_its_rule_and_no_other(target: FakeTarget, edition: Edition) -> None:
    for probe in probes(Strictness.STRICT, edition=edition):
        answer = target.send(probe.request(KEY))
        errors = set(re.findall(r"(K\d{3});severity=error", answer.header("x-kling3-findings")))
        expected = findings_of(probe)
        assert (errors, answer.status in probe.allowed) == (expected, True), probe


def test_a_probe_says_whether_it_may_create_and_those_that_may_come_last() -> None:
    creating = Creating((KEY,))
    assert [probe.creates for probe in STRICT] == [creating.could(probe.request(KEY)) for probe in STRICT]
    assert [probe.creates for probe in STRICT] == sorted(probe.creates for probe in STRICT)
    assert all(probe.creates for probe in STRICT if probe.code in ("K106", "K146"))


def test_equal_seeds_give_equal_tables_and_others_other_ids() -> None:
    assert probes(Strictness.STRICT, 7) == probes(Strictness.STRICT, 7)
    assert probes(Strictness.STRICT, 7, brief=True) == probes(Strictness.STRICT, 7, brief=True)
    changed = set(probes(Strictness.STRICT, 7)) - set(STRICT)
    assert all(probe.label.startswith("an unknown id") for probe in changed)


def test_no_two_probes_of_a_place_are_called_the_same() -> None:
    names = [(probe.code, probe.place, probe.label) for probe in STRICT]
    assert len(names) == len(set(names))
    assert {probe.place for probe in STRICT} == OPERATIONS


def test_every_operation_that_refuses_for_free_is_asked_twice_once() -> None:
    asked_twice = [probe.place for probe in STRICT if probe.twice]
    assert sorted(asked_twice) == sorted(OPERATIONS)
    assert not any(probe.creates for probe in STRICT if probe.twice)


def test_the_brief_table_has_three_of_each_code_and_family_and_costs_nothing() -> None:
    def groups(table: tuple[Probe, ...]) -> dict[tuple[str, object], int]:
        places = [(probe.code, ASKED[probe.place]) for probe in table]
        return {each: places.count(each) for each in places}

    free = groups(tuple(probe for probe in STRICT if not probe.creates))
    assert groups(BRIEF) == {each: min(3, count) for each, count in free.items()}
    assert not any(probe.creates for probe in BRIEF)


def test_the_published_table_asks_for_nothing_that_is_ours() -> None:
    ours = {
        "K033",
        "K074",
        "K080",
        "K017",
        "K018",
        "K019",
        "K020",
        "K021",
        "K022",
        "K078",
        "K079",
        "K084",
        "K085",
        "K096",
        "K097",
        "K098",
        "K119",
    }
    codes = {probe.code for probe in PUBLISHED}
    assert codes & (ours | {"K108", "K109"}) == set()
    assert codes | ours | {"K108"} == {probe.code for probe in STRICT}
    assert not any(probe.names or probe.twice for probe in PUBLISHED)
    assert {probe.label for probe in PUBLISHED if probe.code == "K075"} & {"NaN", "UTF-16", "100,000 levels"} == set()


def test_no_valid_order_names_a_webhook_that_would_be_called() -> None:
    assert not any(b"webhook_url" in probe.body for probe in STRICT if probe.code in ("K106", "K146"))


@pytest.mark.parametrize("edition", Edition)
def test_every_rule_of_severity_error_is_in_the_table_or_known_to_be_elsewhere(edition: Edition) -> None:
    elsewhere = {"K023", "K030", "K063", "K066", "K070", "K071", "K083"}
    # How the service takes compressed bodies and preflights is not known, and a server may have any prefix.
    elsewhere |= {"K086", "K087", "K089"}
    # What only an address or a moment is refused for.
    elsewhere |= {"K350", "K351"}
    # Uploads have a phase of their own.
    elsewhere |= {f"K{number}" for number in (*range(300, 304), 305, *range(310, 315), 316, 317)}
    errors = {each.code for each in CATALOGUE if each.severity.value == "error" and each.is_of(edition)}
    assert errors - {probe.code for probe in probes(Strictness.STRICT, edition=edition)} == elsewhere
