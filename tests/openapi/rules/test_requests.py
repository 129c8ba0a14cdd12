"""A key is looked for where the service does, and told of where programs put it."""

from __future__ import annotations

import pytest

from kling3_openapi.editions import Edition
from kling3_openapi.findings import Location, Severity
from kling3_openapi.rules.requests import RULES, RequestHeaders, header_findings

SECRET = "FPSX0123456789"
SEND = "send the key in the header x-freepik-api-key or x-magnific-api-key"
NEW = "send the key in the header x-magnific-api-key"
AUGUST = Edition.AUGUST_2026
GONE = "is gone from the documentation since August 2026"

REFUSED = [
    (RequestHeaders(), "K070", "header.x-freepik-api-key", f"Missing API key: {SEND}"),
    (
        RequestHeaders(authorization=f"Bearer {SECRET}"), "K030", "header.authorization",
        f"Missing API key: Authorization: Bearer is not read, {SEND}",
    ),
    (
        RequestHeaders(authorization=SECRET), "K030", "header.authorization",
        f"Missing API key: Authorization is not read, {SEND}",
    ),
    (
        RequestHeaders(query_names=("api_key",)), "K083", "query.api_key",
        f"Missing API key: api_key in the query string is not read, {SEND}",
    ),
    (
        RequestHeaders(query_names=("page", "X-Freepik-Api-Key")), "K083", "query.X-Freepik-Api-Key",
        f"Missing API key: X-Freepik-Api-Key in the query string is not read, {SEND}",
    ),
    (
        RequestHeaders(freepik_key=SECRET, key_accepted=False), "K071", "header.x-freepik-api-key",
        "Invalid API key: the key in x-freepik-api-key is not one of this server's keys",
    ),
    (
        RequestHeaders(magnific_key=SECRET, key_accepted=False), "K071", "header.x-magnific-api-key",
        "Invalid API key: the key in x-magnific-api-key is not one of this server's keys",
    ),
    (
        RequestHeaders(freepik_key=f"Bearer {SECRET}", key_accepted=False),
        "K071", "header.x-freepik-api-key",
        "Invalid API key: x-freepik-api-key takes the key alone, without the word Bearer",
    ),
    (
        RequestHeaders(freepik_key=f'"{SECRET}"', key_accepted=False), "K071", "header.x-freepik-api-key",
        "without quotes or spaces around it",
    ),
]  # fmt: skip

ACCEPTED = [
    RequestHeaders(freepik_key=SECRET),
    RequestHeaders(magnific_key=SECRET),
    RequestHeaders(freepik_key=SECRET, magnific_key=SECRET),
    RequestHeaders(freepik_key=SECRET, authorization="Bearer another", query_names=("api_key",)),
]


@pytest.mark.parametrize(("headers", "code", "field", "expected"), REFUSED)
def test_request_without_a_good_key_is_told_where_it_goes(
    headers: RequestHeaders, code: str, field: str, expected: str
) -> None:
    (finding,) = header_findings(headers)
    assert (finding.code, finding.severity, finding.field) == (code, Severity.ERROR, field)
    assert expected in finding.message


@pytest.mark.parametrize("headers", [headers for headers, *_ in REFUSED])
def test_messages_never_repeat_a_key(headers: RequestHeaders) -> None:
    (finding,) = header_findings(headers)
    assert SECRET not in finding.message


@pytest.mark.parametrize(
    "placeholder", ["YOUR_API_KEY", "<api-key>", "${FREEPIK_KEY}", "undefined", "your-freepik-api-key"]
)
def test_placeholder_is_told_from_a_wrong_key(placeholder: str) -> None:
    (finding,) = header_findings(RequestHeaders(freepik_key=placeholder, key_accepted=False))
    assert "holds a placeholder, put your key in its place" in finding.message


@pytest.mark.parametrize("headers", ACCEPTED)
def test_good_key_in_either_header_is_enough(headers: RequestHeaders) -> None:
    assert header_findings(headers) == ()


def test_two_different_keys_are_advised_against_and_the_first_counts() -> None:
    headers = RequestHeaders(freepik_key="new", magnific_key="old")
    (finding,) = header_findings(headers)
    assert (finding.code, finding.severity) == ("K082", Severity.ADVICE)
    assert "x-magnific-api-key differs from x-freepik-api-key, which is the one that counts here" in finding.message
    assert (headers.key, headers.key_header) == ("new", "x-freepik-api-key")


def test_only_the_key_in_the_query_stands_elsewhere_than_in_a_header() -> None:
    elsewhere = {each.entry.code: each.location for each in RULES if each.location is not Location.HEADER}
    assert elsewhere == {"K083": Location.QUERY}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (RequestHeaders(SECRET, edition=AUGUST), {"x-freepik-api-key": f"{GONE}: send the key in x-magnific-api-key"}),
        (
            RequestHeaders("", SECRET, host="api.freepik.com", edition=AUGUST),
            {"host": f"{GONE}: call api.magnific.com"},
        ),
        (
            RequestHeaders("", SECRET, host="API.freepik.com:443", edition=AUGUST),
            {"host": f"{GONE}: call api.magnific.com"},
        ),
        (RequestHeaders("", SECRET, host="api.magnific.com", edition=AUGUST), {}),
        (RequestHeaders(SECRET, SECRET, host="127.0.0.1:8333", edition=AUGUST), {}),
        (RequestHeaders(SECRET, host="api.freepik.com", edition=Edition.APRIL_2026), {}),
        (RequestHeaders(SECRET, host="api.freepik.com"), {}),
    ],
)
def test_the_former_names_of_the_provider_get_advice_from_august_on(
    headers: RequestHeaders, expected: dict[str, str]
) -> None:
    found = header_findings(headers)
    names = {"x-freepik-api-key": "x-freepik-api-key", "host": "api.freepik.com"}
    assert {each.pointer[1:]: each.message for each in found} == {
        place: f"{names[place]} {words}" for place, words in expected.items()
    }
    assert {(each.code, each.severity) for each in found} <= {("K067", Severity.ADVICE)}


@pytest.mark.parametrize(
    "headers",
    [
        RequestHeaders(edition=AUGUST),
        RequestHeaders(authorization=f"Bearer {SECRET}", edition=AUGUST),
        RequestHeaders(query_names=("api_key",), edition=AUGUST),
    ],
)
def test_from_august_on_a_missing_key_belongs_in_the_new_header(headers: RequestHeaders) -> None:
    (found,) = header_findings(headers)
    assert found.message.endswith(NEW)
