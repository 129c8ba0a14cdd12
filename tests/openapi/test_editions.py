"""Each edition says what it changes of the one before, with its source, and changes nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from kling3_openapi.document import Document, Strictness, load
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import ENDPOINTS, Family, Kind
from kling3_openapi.rules.vocabulary import CREATING
from kling3_openapi.schemas import Validator

FEBRUARY, APRIL, AUGUST = Edition

KLING3, OMNI, REFERENCE = (
    "kling-v3-request", "kling-v3-omni-request", "kling-v3-omni-video-reference-request",
)  # fmt: skip
CHANGED: Mapping[tuple[str, str], tuple[Edition, str, str]] = {
    (KLING3, "multi_shot"): (APRIL, "added", "A"),
    (KLING3, "cfg_scale"): (APRIL, "narrowed", "A"),
    (KLING3, "voice_ids"): (APRIL, "removed", "A"),
    (OMNI, "voice_ids"): (APRIL, "removed", "A"),
    (REFERENCE, "cfg_scale"): (APRIL, "narrowed", "A"),
    (KLING3, "elements"): (AUGUST, "removed", "B"),
    (OMNI, "elements"): (AUGUST, "removed", "B"),
    ("task-detail-200-default-response", "data"): (AUGUST, "added", "C"),
    ("apiKey", "name"): (AUGUST, "renamed", "B"),
    ("apiKey", "host"): (AUGUST, "renamed", "B"),
}
"""What is known of the later editions: the component and the name in it, since when, how, and how sure it is."""

OWN_WORDS = ("description", "x-kling3-changes", "x-kling3-edition", "x-why")
ELEMENT = {"frontal_image_url": "https://a.example/fox.png"}
VOICES = ["one", "two"]
GOOD: Mapping[Family, dict[str, object]] = {
    Family.KLING3: {"prompt": "A fox"},
    Family.OMNI: {"prompt": "A fox"},
    Family.REFERENCE: {"prompt": "@Video1", "video_url": "https://a.example/v.mp4"},
}


def _mapping(value: object) -> Mapping[str, object]:
    assert isinstance(value, Mapping)
    return value


def _told(
    edition: Edition, strictness: Strictness = Strictness.PUBLISHED
) -> dict[tuple[str, str], Mapping[str, object]]:
    """What a document tells of its changes, by component and name."""
    components = _mapping(load(strictness, edition).content["components"])
    return {
        (owner, name): _mapping(change)
        for room in ("schemas", "securitySchemes")
        for owner, component in _mapping(components[room]).items()
        for name, change in _mapping(_mapping(component).get("x-kling3-changes", {})).items()
    }


def _different(before: object, after: object, place: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The places, innermost, at which two documents say different things; the prose is ours."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys((*before, *after)):
            if name not in OWN_WORDS or "properties" in place[-1:]:
                yield from _different(before.get(name), after.get(name), (*place, name))
    elif before != after:
        yield place


def test_editions_follow_one_another() -> None:
    assert sorted([AUGUST, FEBRUARY, APRIL]) == [FEBRUARY, APRIL, AUGUST]
    assert [each.before for each in Edition] == [None, FEBRUARY, APRIL]
    assert FIRST is min(Edition) is FEBRUARY
    with pytest.raises(TypeError):
        assert FEBRUARY < "2026-04"


def test_an_edition_has_a_name_for_commands_and_one_for_sentences() -> None:
    assert [each.value for each in Edition] == ["2026-02", "2026-04", "2026-08"]
    assert [each.words for each in Edition] == ["February 2026", "April 2026", "August 2026"]


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("strictness", Strictness)
def test_a_document_tells_which_edition_it_is(strictness: Strictness, edition: Edition) -> None:
    assert _mapping(load(strictness, edition).content["info"])["x-kling3-edition"] == edition.value


@pytest.mark.parametrize("strictness", Strictness)
@pytest.mark.parametrize("edition", Edition)
def test_an_edition_tells_its_changes_and_those_before(edition: Edition, strictness: Strictness) -> None:
    told = {
        place: (Edition(str(change["since"])), change["change"], change["confidence"])
        for place, change in _told(edition, strictness).items()
    }
    assert told == {place: row for place, row in CHANGED.items() if row[0] <= edition}


def test_every_change_names_its_source() -> None:
    for place, change in _told(AUGUST).items():
        assert str(change["source"]).endswith("."), place
        assert set(change) == {"change", "since", "source", "confidence"}, place


@pytest.mark.parametrize(
    ("edition", "expected"),
    [
        (
            APRIL,
            {
                ("schemas", KLING3, "properties", "multi_shot"),
                ("schemas", KLING3, "properties", "cfg_scale", "maximum"),
                ("schemas", KLING3, "properties", "voice_ids"),
                ("schemas", OMNI, "properties", "voice_ids"),
                ("schemas", REFERENCE, "properties", "cfg_scale", "maximum"),
            },
        ),
        (
            AUGUST,
            {
                ("securitySchemes", "apiKey", "name"),
                ("schemas", KLING3, "properties", "elements"),
                ("schemas", OMNI, "properties", "elements"),
                ("schemas", "kling-v3-element"),
                ("schemas", "kling-v3-omni-element"),
                ("schemas", "task-detail-200-default-response", "type"),
                ("schemas", "task-detail-200-default-response", "required"),
                ("schemas", "task-detail-200-default-response", "properties"),
            },
        ),
    ],
)
def test_nothing_else_changes(edition: Edition, expected: set[tuple[str, ...]]) -> None:
    assert edition.before is not None
    before, after = (load(Strictness.PUBLISHED, each).content for each in (edition.before, edition))
    places = set(_different(before, after))
    assert {place[1:] for place in places if place[0] == "components"} == expected
    assert {place for place in places if place[0] != "components"} == ({("servers",)} if edition is AUGUST else set())


@pytest.mark.parametrize("strictness", Strictness)
@pytest.mark.parametrize(
    ("family", "field", "value", "refusing"),
    [
        (Family.KLING3, "cfg_scale", 1.5, (APRIL, AUGUST)),
        (Family.REFERENCE, "cfg_scale", 1.5, (APRIL, AUGUST)),
        (Family.KLING3, "cfg_scale", 1, ()),
        (Family.KLING3, "multi_shot", "yes", (APRIL, AUGUST)),
        (Family.KLING3, "multi_shot", True, ()),
        (Family.OMNI, "multi_shot", "yes", ()),
        (Family.KLING3, "voice_ids", "one", (FEBRUARY,)),
        (Family.OMNI, "voice_ids", "one", (FEBRUARY,)),
        (Family.KLING3, "elements", ELEMENT, (FEBRUARY, APRIL)),
        (Family.OMNI, "elements", ELEMENT, (FEBRUARY, APRIL)),
    ],
)
def test_a_field_is_refused_by_these_editions(
    strictness: Strictness, family: Family, field: str, value: object, refusing: tuple[Edition, ...]
) -> None:
    body = {**GOOD[family], field: value}
    schemas = {each: load(strictness, each).request_schema(CREATING[family]) for each in Edition}
    assert tuple(each for each, schema in schemas.items() if Validator(schema).problems(body)) == refusing


@pytest.mark.parametrize(("edition", "expected"), [(FEBRUARY, 0), (APRIL, 0), (AUGUST, 1)])
def test_the_answer_to_an_order_is_described_from_august_on(edition: Edition, expected: int) -> None:
    schema = load(Strictness.PUBLISHED, edition).schema("task-detail-200-default-response")
    components = _mapping(load(Strictness.PUBLISHED, edition).content["components"])
    assert len(Validator({**schema, "components": components}).problems({})) == expected


@pytest.mark.parametrize("edition", Edition)
def test_the_endpoints_are_the_same(edition: Edition) -> None:
    document = load(Strictness.STRICT, edition)
    assert all(document.operation(each.operation_id) for each in ENDPOINTS)
    assert all(document.request_schema(each) for each in ENDPOINTS if each.kind is Kind.CREATE)


@pytest.mark.parametrize("strictness", Strictness)
@pytest.mark.parametrize(
    ("edition", "expected"),
    [(FEBRUARY, "x-freepik-api-key"), (APRIL, "x-freepik-api-key"), (AUGUST, "x-magnific-api-key")],
)
def test_a_document_names_the_header_of_its_key(edition: Edition, expected: str, strictness: Strictness) -> None:
    assert load(strictness, edition).key_header == expected


def test_a_document_may_name_no_key() -> None:
    assert Document(Strictness.PUBLISHED, {}).key_header == ""


@pytest.mark.parametrize("edition", Edition)
def test_a_document_is_called_by_its_edition_from_the_second_on(edition: Edition) -> None:
    titles = {
        FEBRUARY: "the strict document",
        APRIL: "the strict document of April 2026",
        AUGUST: "the strict document of August 2026",
    }
    assert load(Strictness.STRICT, edition).title == titles[edition]
