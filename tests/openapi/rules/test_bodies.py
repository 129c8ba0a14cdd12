"""A body is held to its frame before anyone reads what it orders."""

from __future__ import annotations

import gzip
import zlib

import pytest

from kling3_openapi.findings import Severity
from kling3_openapi.rules.bodies import (
    MAX_BODY_BYTES,
    Body,
    body_too_large,
    duplicate_name,
    frame_findings,
    malformed_body,
)
from kling3_openapi.strict_json import StrictJsonError, parse

JSON = "application/json"
OBJECT = b'{"prompt": "A fox"}'


@pytest.mark.parametrize(
    ("content_type", "content", "code", "expected"),
    [
        ("", OBJECT, "K072", "Content-Type must be application/json, got no such header"),
        ("text/plain; charset=utf-8", OBJECT, "K072", "got text/plain; charset=utf-8"),
        ("application/x-www-form-urlencoded", OBJECT, "K072", "got application/x-www-form-urlencoded"),
        ("text/json", OBJECT, "K072", "got text/json"),
        ("application/jsonp", OBJECT, "K072", "got application/jsonp"),
        (f"x\n{'y' * 500}", OBJECT, "K072", f"got x\\n{'y' * 57}..."),
        (JSON, b"", "K073", 'the body is empty: send a JSON object such as {"prompt":'),
        ("", b" \r\n", "K073", "the body is empty"),
        (
            JSON,
            b" " * (MAX_BODY_BYTES + 1),
            "K074",
            "more than 1,048,576 bytes: send files as URLs, not as base64",
        ),
    ],
)
def test_frame_is_refused_for_its_first_fault(content_type: str, content: bytes, code: str, expected: str) -> None:
    (finding,) = frame_findings(Body(content_type, content))
    assert (finding.code, finding.severity) == (code, Severity.ERROR)
    assert expected in finding.message


@pytest.mark.parametrize(
    "content_type",
    [
        JSON,
        "Application/JSON",
        "application/json;charset=utf-8",
        " application/json ; x=y",
        "application/problem+json",
    ],
)
def test_json_under_any_of_its_names_is_read(content_type: str) -> None:
    assert frame_findings(Body(content_type, OBJECT)) == ()


def test_body_of_exactly_one_mebibyte_is_read() -> None:
    assert frame_findings(Body(JSON, OBJECT.ljust(MAX_BODY_BYTES))) == ()


def test_body_that_was_not_read_whole_gives_the_same_finding() -> None:
    assert frame_findings(Body("", b"x" * (MAX_BODY_BYTES + 1))) == (body_too_large(),)


def test_malformed_body_is_told_with_line_column_and_reason() -> None:
    with pytest.raises(StrictJsonError) as caught:
        parse(b'{\n"a": }')
    finding = malformed_body(caught.value, b'{\n"a": }')
    assert (finding.code, finding.severity, finding.field) == ("K075", Severity.ERROR, "body")
    assert finding.message == "Malformed JSON at line 2, column 6: expected a value, found '}'"


UNCOMPRESSED = "the service is not known to take compressed bodies, send the JSON as it is"


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "zstd", "identity, gzip", "GZIP"])
def test_an_encoding_of_the_content_is_named(encoding: str) -> None:
    (finding,) = frame_findings(Body(JSON, OBJECT, encoding))
    assert (finding.code, finding.severity, finding.field) == ("K086", Severity.ERROR, "header.content-encoding")
    assert finding.message == f"Content-Encoding is {encoding}: {UNCOMPRESSED}"


@pytest.mark.parametrize("encoding", ["", "identity", " Identity "])
def test_no_encoding_is_none_to_speak_of(encoding: str) -> None:
    assert frame_findings(Body(JSON, OBJECT, encoding)) == ()


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (gzip.compress(OBJECT, mtime=0), "gzip"),
        (zlib.compress(OBJECT, 1), "deflate"),
        (zlib.compress(OBJECT, 9), "deflate"),
        (b"\x28\xb5\x2f\xfd\x04", "zstd"),
    ],
)
def test_a_compressed_body_that_says_nothing_of_it_is_known_by_its_first_bytes(content: bytes, form: str) -> None:
    with pytest.raises(StrictJsonError) as caught:
        parse(content)
    finding = malformed_body(caught.value, content)
    assert (finding.code, finding.field) == ("K086", "header.content-encoding")
    assert finding.message == (
        f"the body is {form}, as its first bytes say, and no Content-Encoding names it: {UNCOMPRESSED}"
    )


def test_duplicate_name_is_advised_against() -> None:
    finding = duplicate_name("prompt")
    assert (finding.code, finding.severity) == ("K077", Severity.ADVICE)
    assert finding.message == "'prompt' stands twice in one object and the last one counts: send it once"
