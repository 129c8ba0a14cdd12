"""One list pages; what else stands in a query is told to have no effect."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_openapi.endpoints import ENDPOINTS, MOTION_CONTROL, UHD, Endpoint, Family, Kind
from kling3_openapi.errors import Kling3Error
from kling3_openapi.findings import Severity
from kling3_openapi.rules.queries import Paging, Query, QueryError, paging, query_findings


def endpoint(family: Family, kind: Kind) -> Endpoint:
    return next(each for each in ENDPOINTS if each.family is family and each.kind is kind)


PAGED = endpoint(Family.REFERENCE, Kind.LIST)
UNPAGED = endpoint(Family.KLING3, Kind.LIST)
CREATE = endpoint(Family.OMNI, Kind.CREATE)
GET = endpoint(Family.REFERENCE, Kind.GET)

IN_BODY = "what the video is made of goes in the JSON body"
ONLY = "leave it out, only GET /v1/ai/reference-to-video/kling-v3-omni has pages"

IGNORED = [
    (UNPAGED, "page", "K036", f"page has no effect on GET /v1/ai/video/kling-v3: {ONLY}"),
    (UNPAGED, "page_size", "K036", ONLY),
    (UNPAGED, "limit", "K036", ONLY),
    *((endpoint(family, Kind.LIST), name, "K036", f"{name} has no effect on GET {family.path}: {ONLY}")
      for family in Family if family is not Family.REFERENCE for name in ("page", "page_size", "offset")),
    *((endpoint(family, Kind.CREATE), "page", "K055", f"page has no effect on POST {family.path}: {IN_BODY}")
      for family in (*MOTION_CONTROL, *UHD)),
    (
        PAGED,
        "per_page",
        "K036",
        "per_page has no effect on GET /v1/ai/reference-to-video/kling-v3-omni: send page_size",
    ),
    (PAGED, "pageSize", "K036", ": send page_size"),
    (PAGED, "limit", "K036", ": send page_size"),
    (PAGED, "Page", "K036", ": send page"),
    (PAGED, "offset", "K036", ": send page"),
    (PAGED, "status", "K055", "leave it out, the list can't be filtered or sorted"),
    (UNPAGED, "sort", "K055", "leave it out, the list can't be filtered or sorted"),
    (GET, "page", "K055", "leave it out, the path names the task"),
    (CREATE, "webhook_url", "K055", "what the video is made of goes in the JSON body"),
    (CREATE, "", "K055", "a parameter without a name has no effect on POST"),
    (CREATE, "a\n" + "b" * 500, "K055", f"a\\n{'b' * 57}... has no effect"),
]  # fmt: skip

INVALID = [
    ("page", "0", "Parameter 'page' must be greater than 0"),
    ("page", "000", "Parameter 'page' must be greater than 0"),
    ("page", "-1", "Parameter 'page' must be greater than 0"),
    ("page", "-" + "9" * 10_000, "Parameter 'page' must be greater than 0"),
    ("page_size", "0", "Parameter 'page_size' must be greater than 0"),
    ("page_size", "101", "Parameter 'page_size' must be at most 100, got 101"),
    ("page_size", "9" * 10_000, f"Parameter 'page_size' must be at most 100, got {'9' * 60}..."),
    ("page", "", "Parameter 'page' must be an integer, got ''"),
    ("page", "+5", "Parameter 'page' must be an integer, got '+5'"),
    ("page", " 5", "Parameter 'page' must be an integer, got ' 5'"),
    ("page", "5\n", "Parameter 'page' must be an integer, got '5\\n'"),
    ("page", "1.0", "Parameter 'page' must be an integer, got '1.0'"),
    ("page", "1_0", "Parameter 'page' must be an integer, got '1_0'"),
    ("page", "٣", "Parameter 'page' must be an integer, got '٣'"),
    ("page", "\ud800\x00", "Parameter 'page' must be an integer, got '\\ud800\\x00'"),
]

VALID = [
    ((), Paging(1, 20)),
    ((("page", "2"),), Paging(2, 20)),
    ((("page_size", "1"),), Paging(1, 1)),
    ((("page", "007"), ("page_size", "100")), Paging(7, 100)),
    ((("page", "999999999"), ("limit", "5")), Paging(999_999_999, 20)),
    ((("page", "1" + "0" * 10_000),), Paging(999_999_999, 20)),
]


@pytest.mark.parametrize(("where", "name", "code", "expected"), IGNORED)
def test_parameter_without_effect_is_told_with_its_mend(where: Endpoint, name: str, code: str, expected: str) -> None:
    (finding,) = query_findings(Query(where, ((name, "1"),)))
    assert (finding.code, finding.severity) == (code, Severity.IGNORED)
    assert expected in finding.message


@pytest.mark.parametrize(("name", "value", "expected"), INVALID)
def test_page_that_cannot_be_is_refused_in_the_services_words(name: str, value: str, expected: str) -> None:
    query = Query(PAGED, ((name, value),))
    (finding,) = query_findings(query)
    assert (finding.code, finding.severity, finding.field) == ("K081", Severity.ERROR, f"query.{name}")
    assert finding.message == expected
    with pytest.raises(QueryError, match="Parameter 'page"):
        paging(query)


def test_page_given_twice_is_refused() -> None:
    (finding,) = query_findings(Query(PAGED, (("page", "1"), ("page", "1"))))
    assert finding.message == "Parameter 'page' is given 2 times: send it once"


@pytest.mark.parametrize(("parameters", "expected"), VALID)
def test_valid_paging_is_read(parameters: tuple[tuple[str, str], ...], expected: Paging) -> None:
    assert paging(Query(PAGED, parameters)) == expected


def test_list_without_pages_ignores_even_bad_paging() -> None:
    query = Query(UNPAGED, (("page", "x"), ("page", "0")))
    assert [finding.code for finding in query_findings(query)] == ["K036"]
    assert paging(query) == Paging(1, 20)


def test_query_error_is_one_of_the_projects() -> None:
    assert issubclass(QueryError, Kling3Error)


@pytest.mark.parametrize("each", ENDPOINTS)
def test_empty_query_is_fine_everywhere(each: Endpoint) -> None:
    assert query_findings(Query(each, ())) == ()


@given(
    st.sampled_from(ENDPOINTS),
    st.lists(st.tuples(st.text() | st.sampled_from(["page", "page_size"]), st.text())),
)
def test_every_parameter_is_known_or_told_once(each: Endpoint, parameters: list[tuple[str, str]]) -> None:
    query = Query(each, tuple(parameters))
    told = [finding.pointer for finding in query_findings(query)]
    assert len(told) == len(set(told))
    if not query.pages:
        assert len(told) == len({name for name, _ in parameters})
