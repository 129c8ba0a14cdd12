"""What is sent to the links of an upload is told of in words that name the mend."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kling3_openapi.findings import Finding, Severity
from kling3_openapi.rules.magic import form_of
from kling3_openapi.rules.storage import (
    LINK_RULES,
    MOST_UPLOADED,
    RULES,
    Deposit,
    Link,
    nothing_uploaded,
    upload_too_large,
)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)
HEADERS = {"content-type": "image/png", "x-range": "0,9"}
GOOD = Deposit("PUT", HEADERS, {"Content-Type": "image/png", "x-range": "0,9"}, content=PNG)


def found(deposit: Deposit) -> list[Finding]:
    return [finding for each in RULES for finding in each.findings(deposit)]


def test_a_put_with_the_told_headers_and_without_a_key_has_no_findings() -> None:
    assert found(GOOD) == []


@pytest.mark.parametrize("name", ["x-freepik-api-key", "x-magnific-api-key", "authorization"])
def test_a_put_with_a_key_is_refused_and_told_of(name: str) -> None:
    (finding,) = found(replace(GOOD, headers={**HEADERS, name: "Bearer of something"}))
    assert (finding.code, finding.severity, finding.field) == ("K310", Severity.ERROR, f"header.{name}")
    assert finding.message == f"{name} does not belong to an upload_url, which is signed: PUT without the key"


@pytest.mark.parametrize(
    ("headers", "field", "message"),
    [
        (
            {"x-range": "0,9"},
            "header.content-type",
            "the PUT has no Content-Type: send it as the answer told, image/png",
        ),
        (
            {**HEADERS, "content-type": "image/jpeg"},
            "header.content-type",
            "the PUT has Content-Type: image/jpeg, expected image/png, as the answer told",
        ),
        (
            {"content-type": "image/png"},
            "header.x-range",
            "the PUT has no x-range: send it as the answer told, 0,9",
        ),
    ],
)
def test_a_put_without_a_told_header_is_refused(headers: dict[str, str], field: str, message: str) -> None:
    (finding,) = found(replace(GOOD, headers=headers))
    assert (finding.code, finding.severity, finding.field) == ("K311", Severity.ERROR, field)
    assert finding.message == message


@pytest.mark.parametrize(
    ("method", "message"),
    [
        ("POST", "POST is not taken at an upload_url: PUT the bytes as they are"),
        ("GET", "GET is not taken at an upload_url: read the picture at its asset_url"),
        ("HEAD", "HEAD is not taken at an upload_url: read the picture at its asset_url"),
    ],
)
def test_another_method_is_refused(method: str, message: str) -> None:
    (finding,) = found(replace(GOOD, method=method))
    assert (finding.code, finding.severity, finding.message) == ("K314", Severity.ERROR, message)


def test_a_second_picture_in_one_place_is_told_of_and_taken() -> None:
    (finding,) = found(replace(GOOD, uploads_before=1))
    assert (finding.code, finding.severity) == ("K315", Severity.ADVICE)
    assert finding.message.endswith("this one takes its place: ask for a place for each picture")


@pytest.mark.parametrize(
    ("content", "got"),
    [
        (b"", "no picture"),
        (b"iVBORw0KGgo", "no picture"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"--x", "no picture"),
    ],
)
def test_bytes_of_another_type_are_told_of_and_taken(content: bytes, got: str) -> None:
    (finding,) = found(replace(GOOD, content=content))
    assert (finding.code, finding.severity) == ("K320", Severity.ADVICE)
    assert finding.message == f"what was uploaded is {got}, expected image/png: PUT the file's bytes as they are"


@pytest.mark.parametrize(
    ("link", "code", "message"),
    [
        (Link("upload_url", genuine=True), None, ""),
        (Link("upload_url", genuine=False, expired=True), "K312", "use upload_url whole, with its query"),
        (Link("asset_url", genuine=False), "K312", "use asset_url whole, with its query"),
        (
            Link("upload_url", genuine=True, expired=True),
            "K313",
            "upload_url is good for 120 s: ask for a new one right before the PUT",
        ),
        (
            Link("asset_url", genuine=True, expired=True),
            "K313",
            "asset_url is good for a day: upload the picture again",
        ),
    ],
)
def test_a_link_is_good_or_told_why_not(link: Link, code: str | None, message: str) -> None:
    told = [finding for each in LINK_RULES for finding in each.findings(link)]
    assert [each.code for each in told] == ([] if code is None else [code])
    assert all(each.message.endswith(message) for each in told)


def test_an_asset_is_there_once_something_was_uploaded() -> None:
    (finding,) = nothing_uploaded.findings(0)
    assert finding.message == "nothing was uploaded here yet: PUT the bytes to upload_url, and wait for the answer"
    assert list(nothing_uploaded.findings(1)) == []


def test_an_upload_has_a_gibibyte_at_most() -> None:
    assert list(upload_too_large.findings(MOST_UPLOADED)) == []
    (finding,) = upload_too_large.findings(MOST_UPLOADED + 1)
    assert "1,073,741,825 bytes and may have 1,073,741,824" in finding.message


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xdb", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", ""),
        (b"GIF89a", ""),
        (b"", ""),
    ],
)
def test_a_picture_is_known_by_its_first_bytes(content: bytes, expected: str) -> None:
    assert form_of(content) == expected
