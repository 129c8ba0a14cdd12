"""A secret that stands anywhere in an exchange stands nowhere in a report, whatever its form."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kling3_contracts.messages import Answer, Request
from kling3_contracts.reports.forms import Form, rendered
from kling3_contracts.verdicts.masking import MASK, Masker, is_secret_header
from kling3_contracts.verdicts.report import Cause, Check, Report, Subject, Verdict, Violation
from tests.contracts.traffic.recordings import API, ORDER, PRO, flat, judged, lines, task

pytestmark = pytest.mark.one_python

SECRET = "S3cr3t-v4lue.of/a+key="


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://user:pass@api.freepik.com/v1", "https://...@api.freepik.com/v1"),
        (r"https:\/\/user:pass@host\/a", r"https:\/\/...@host\/a"),
        ("https://h/a.mp4?token=exp=176~hmac=abc&a=1", "https://h/a.mp4?token=...&a=1"),
        ("/v1?api_key=abc&page=2", "/v1?api_key=...&page=2"),
        ("/v1?key=abc", "/v1?key=..."),
        ("/v1?x-freepik-api-key=abc#a", "/v1?x-freepik-api-key=...#a"),
        ("/a?X-Amz-Signature=abc&X-Amz-Date=1", "/a?X-Amz-Signature=...&X-Amz-Date=1"),
        (r'{"url": "https://h/?a=1\u0026token=abc"}', r'{"url": "https://h/?a=1\u0026token=..."}'),
        ('{"webhook_secret": "abc", "a": "b"}', '{"webhook_secret": "...", "a": "b"}'),
        (r'"{\"password\": \"abc\"}"', r'"{\"password\": \"...\"}"'),
        ("curl -H 'x-freepik-api-key: abc' -d 'a'", "curl -H 'x-freepik-api-key: ...' -d 'a'"),
        ("curl -H 'Authorization: Bearer abc'", "curl -H 'Authorization: ...'"),
        ("curl --cookie 'cookie: a=b'", "curl --cookie 'cookie: ...'"),
        ('headers=[("x-magnific-api-key", "abc")]', 'headers=[("x-magnific-api-key", "...")]'),
        ('headers={b"x-magnific-api-key": b"abc"}', 'headers={b"x-magnific-api-key": b"..."}'),
        ("x-freepik-api-key: 0123456789abcdef", "x-freepik-api-key: ..."),
        ("sent Bearer abc12345 to it", "sent Bearer ... to it"),
        ("signed with whsec_abc/+=", "signed with whsec_..."),
    ],
)
def test_a_text_that_names_its_secret_is_masked(text: str, expected: str) -> None:
    masker = Masker()
    assert masker.text(text) == expected
    assert masker.text(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Missing API key: Authorization: Bearer is not read, send the key in the header x-freepik-api-key",
        "Invalid API key: x-freepik-api-key takes the key alone, without the word Bearer before it",
        "webhook secret v1: it is empty",
        """curl -H 'x-freepik-api-key: $KLING3_API_KEY' -H "x-magnific-api-key: ${KLING3_OTHER_API_KEY}" /""",
        "POST /v1/ai/video/kling-v3-pro?page=2&page_size=10",
        "webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
        "mail me@example.com, see https://example.com/a@b",
        "the header x-request-id breaks its schema: '7' does not match",
        '{"prompt": "the key to the door", "duration": "5"}',
    ],
)
def test_a_text_without_a_secret_stays_as_it_is(text: str) -> None:
    assert Masker().text(text) == text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("X-Freepik-API-Key", True),
        ("authorization", True),
        ("Proxy-Authorization", True),
        ("set-cookie", True),
        ("x-kling3-control-token", True),
        ("webhook-id", False),
        ("content-type", False),
        ("x-request-id", False),
    ],
)
def test_headers_that_hold_secrets_are_known(name: str, *, expected: bool) -> None:
    assert is_secret_header(name) is expected


def basic(secret: str) -> str:
    return base64.b64encode(f"me:{secret}".encode()).decode()


PLANTED: Mapping[str, Callable[[str], dict[str, object]]] = {
    "x-freepik-api-key": lambda secret: {"request_headers": {"x-freepik-api-key": secret}},
    "x-magnific-api-key": lambda secret: {"request_headers": {"X-Magnific-Api-Key": secret}},
    "bearer": lambda secret: {"request_headers": {"Authorization": f"Bearer {secret}"}},
    "bare authorization": lambda secret: {"request_headers": {"Authorization": secret}},
    "basic": lambda secret: {"request_headers": {"Authorization": f"Basic {basic(secret)}"}},
    "cookie": lambda secret: {"request_headers": {"Cookie": f"a=1; session={secret * 2}"}},
    "set-cookie": lambda secret: {"response_headers": {"Set-Cookie": f"session={secret * 2}; Path=/v1/ai"}},
    "x-api-key": lambda secret: {"request_headers": {"X-Api-Key": secret}},
    "api-key": lambda secret: {"request_headers": {"api-key": secret}},
    "freepik-api-key": lambda secret: {"request_headers": {"freepik-api-key": secret}},
    "proxy-authorization": lambda secret: {"request_headers": {"Proxy-Authorization": f"Basic {basic(secret)}"}},
    "query": lambda secret: {"url": f"{API}{PRO}?api_key={quote(secret, safe='')}"},
    "user of the url": lambda secret: {"url": f"https://me:{quote(secret, safe='')}@api.freepik.com{PRO}"},
    "webhook url": lambda secret: {
        "request_body": {**ORDER, "webhook_url": f"https://me:{quote(secret, safe='')}@localhost/"}
    },
    "token of a webhook url": lambda secret: {
        "request_body": {**ORDER, "webhook_url": f"https://localhost/?token={quote(secret, safe='')}"}
    },
    "secret in a body": lambda secret: {"request_body": {**ORDER, "webhook_secret": secret}},
    "token of a result": lambda secret: {
        "response_body": task("CREATED", "7", f"https://cdn.example/a.mp4?token=exp=1~hmac={quote(secret, safe='')}")
    },
}
"""Where a secret may stand in one exchange."""

ECHOES = ("query", "request_body", "response_body")
secrets = st.text(st.characters(codec="ascii", categories=("Lu", "Ll", "Nd"), include_characters="-_.+/="), min_size=12)


@pytest.mark.parametrize("where", PLANTED)
@settings(max_examples=12)
@given(secret=secrets.filter(lambda text: not text.isalpha() and text.strip("-_.+/=") == text))
def test_a_planted_secret_is_in_no_form_of_the_report(where: str, secret: str) -> None:
    planted = PLANTED[where](f"Z{secret}9")
    report = judged(lines({**flat("POST", f"{PRO}?lang=en", 418), "request_body": {"prompt": 7}, **planted}))
    assert report.violations
    for form in Form:
        text = rendered(report, form)
        assert not shows(text, f"Z{secret}9")


@pytest.mark.parametrize(
    "planted",
    [
        {"request_headers": {"x-trace": "FPSX9f8e7d6c5b4a39281706"}},
        {"url": f"{API}/v1/FPSX9f8e7d6c5b4a39281706/kling-v3"},
        {"url": f"{API}{PRO}?trace=FPSX9f8e7d6c5b4a39281706"},
    ],
)
def test_what_looks_like_a_key_is_in_no_form_of_the_report(planted: dict[str, object]) -> None:
    answer = {"message": "nobody has FPSX9f8e7d6c5b4a39281706"}
    report = judged(
        lines({**flat("POST", PRO, 418), "request_body": {"prompt": 7}, "response_body": answer, **planted})
    )
    assert report.violations
    for form in Form:
        assert "FPSX9f8e7d6c5b4a39281706" not in rendered(report, form)


def shows(text: str, secret: str) -> bool:
    """Return whether a text has a secret in any of its spellings."""
    spellings = {secret, quote(secret), quote(secret, safe=""), json.dumps(secret)[1:-1], basic(secret)}
    return any(each in text for each in spellings)


@pytest.mark.parametrize("where", ["x-freepik-api-key", "bearer", "basic", "query", "user of the url"])
def test_what_was_seen_to_be_a_secret_is_masked_where_nothing_tells_so(where: str) -> None:
    echoed = {"message": f"nobody has {SECRET}"}
    fields = {
        "request_body": {"prompt": 7, "note": SECRET},
        "response_body": echoed,
        **PLANTED[where](SECRET),
    }
    report = judged(lines({**flat("POST", PRO, 418), **fields}))
    assert report.violations
    assert not any(shows(rendered(report, form), SECRET) for form in Form)


@pytest.mark.parametrize(
    "spelling",
    [
        'pass/word "1" é',
        "pass%2Fword%20%221%22%20%C3%A9",
        "pass/word%20%221%22%20%C3%A9",
        "pass%2Fword+%221%22+%C3%A9",
        r"pass/word \"1\" \u00e9",
    ],
)
def test_a_known_secret_is_masked_in_every_spelling(spelling: str) -> None:
    assert Masker(['pass/word "1" é']).text(f"it was {spelling}, then") == "it was ..., then"


def test_a_secret_that_was_seen_quoted_is_masked_unquoted_too() -> None:
    assert Masker(["pass%2Fword%31"]).text("pass/word1") == "..."


def test_every_part_of_a_report_is_masked() -> None:
    request = Request("POST", f"/{SECRET}", (("x-a", SECRET),), SECRET.encode())
    answer = Answer(200, (("x-b", SECRET),), SECRET.encode())
    violation = Violation("K001", Verdict.WARNING, SECRET, SECRET, "K001-0", SECRET, request, answer, SECRET, SECRET,
                          reason=SECRET)  # fmt: skip
    check = Check("K001", "A title.", Verdict.WARNING, 1, SECRET)
    report = Report(Subject.SERVER, SECRET, (check,), (violation,), 1, 0.1, notes=(SECRET,), trouble=SECRET,
                    causes=(Cause(SECRET, frozenset({"K102"})),))  # fmt: skip
    assert SECRET in repr(report)
    masked = repr(Masker([SECRET]).report(report))
    assert (SECRET in masked, MASK in masked) == (False, True)


@pytest.mark.parametrize(("secret", "expected"), [("short", "a short word"), ("long-key", "a ... word")])
def test_a_short_secret_is_masked_only_where_its_name_tells(secret: str, expected: str) -> None:
    masker = Masker([secret])
    assert masker.text(f"a {secret} word") == expected
    assert masker.request(Request("GET", "/", (("x-freepik-api-key", secret),))).headers[0][1] == MASK


def test_bytes_that_are_no_text_stay_as_they_are() -> None:
    assert Masker().content(b"\xff\x00 token=abc \xfe") == b"\xff\x00 token=... \xfe"


def test_no_more_than_a_thousand_secrets_are_remembered() -> None:
    masker = Masker(f"secret-{number:04}" for number in range(1_001))
    assert masker.text("secret-0000 secret-0001 secret-1000") == "secret-0000 ... ..."
