"""What the published schema refuses and no rule named: a problem of a validator -> a finding."""

from __future__ import annotations

from collections.abc import Mapping

from kling3_openapi.endpoints import Family
from kling3_openapi.findings import Finding, Location, Severity
from kling3_openapi.rules.order import dotted
from kling3_openapi.rules.rule import Code
from kling3_openapi.schemas import Problem, kind_of

_LONGEST_MESSAGE = 200
_SOURCE = "provider's OpenAPI pages (February 2026)"


def _code(code: str, title: str, explanation: str) -> Code:
    return Code(code, Severity.ERROR, title, explanation, _SOURCE)


WITHOUT_VIDEO = _code(
    "K025",
    "Reference-to-video needs video_url.",
    "The endpoint makes a video that follows a reference video, and `video_url` is the one field it "
    "requires. Without it the service refuses the order. Send the URL of an MP4 or MOV, or POST to "
    "/v1/ai/video/kling-v3-omni-pro if there is no reference.",
)
NULL = _code(
    "K054",
    "A field is null.",
    "No field takes null, which many programs send for what is not set. The service refuses it like any"
    " other wrong type. Leave the field out instead.",
)
NOT_AN_OBJECT = _code(
    "K076",
    "The body is not an object.",
    "An order is one JSON object of named fields. A list, a string or a number is refused, often "
    "because the body was turned into JSON twice. Send one object.",
)
OTHER = _code(
    "K066",
    "A field breaks its schema.",
    "The published schema refuses the value for a reason that has no code of its own. Read the message,"
    " and correct the value.",
)

_TYPE = _code(
    "K060",
    "A field has the wrong type.",
    "The schema gives each field one type, and the service turns none into another. Numbers in quotes, "
    "single values where a list is due and lists where a string is due are refused. Send the type that "
    "the message names.",
)
_VALUE = _code(
    "K061",
    "A field has a value that is not allowed.",
    "Some fields take only the values that the schema lists. Any other is refused, even when it means "
    "the same. Send one of those in the message.",
)
_BOUNDS = _code(
    "K062",
    "A number is out of its bounds.",
    "The schema sets the least and the most, and the service does not cut a number to fit. Stay within "
    "the bounds in the message.",
)
_SIZE = _code(
    "K063",
    "A text is too long or a list has too many items.",
    "The schema limits characters and items, and what goes beyond is refused rather than cut. Shorten "
    "it to the limit in the message.",
)
_URI = _code(
    "K064",
    "A field is not a valid URI.",
    "`webhook_url` and `video_url` must be whole URIs. Paths, names without a scheme and URLs with "
    "spaces are refused. Write the URL with `https://`, and escape what it may not hold.",
)
_REQUIRED = _code(
    "K065",
    "A required field is missing.",
    "The schema requires the field, and the service refuses an order without it. Send the field that the "
    "message names.",
)

BY_KEYWORD: Mapping[str, Code] = {
    "type": _TYPE,
    "enum": _VALUE,
    "const": _VALUE,
    "minimum": _BOUNDS,
    "maximum": _BOUNDS,
    "exclusiveMinimum": _BOUNDS,
    "exclusiveMaximum": _BOUNDS,
    "maxLength": _SIZE,
    "maxItems": _SIZE,
    "format": _URI,
    "required": _REQUIRED,
}
"""The code of each keyword of JSON Schema that has one; K066 stands for the rest."""

CODES: tuple[Code, ...] = (
    WITHOUT_VIDEO, NULL, _TYPE, _VALUE, _BOUNDS, _SIZE, _URI, _REQUIRED, OTHER, NOT_AN_OBJECT,
)  # fmt: skip


def finding_of(problem: Problem, family: Family | None) -> Finding:
    """Return the finding for a problem that a body has with the schema of its family, or of what is no family's."""
    code = _code_of(problem, family)
    return Finding(code.code, code.severity, Location.BODY, problem.pointer, _message(code, problem))


def not_an_object(body: object, like: str = "with a prompt") -> Finding:
    """Return the finding for a body that is some other JSON value than an object; `like` says what is due."""
    message = f"the body must be a JSON object, got {kind_of(body)}: send one object {like}"
    return Finding(NOT_AN_OBJECT.code, NOT_AN_OBJECT.severity, Location.BODY, "", message)


def _code_of(problem: Problem, family: Family | None) -> Code:
    if problem.keyword == "required":
        return WITHOUT_VIDEO if family is Family.REFERENCE else _REQUIRED
    # The duration of 4K, a string or a number, has no type of its own.
    if problem.keyword in ("type", "enum") and problem.got is None:
        return NULL
    return BY_KEYWORD.get(problem.keyword, OTHER)


def _message(code: Code, problem: Problem) -> str:
    field = dotted(problem.pointer) or "the body"
    if code is WITHOUT_VIDEO:
        return "video_url is missing and reference-to-video needs video_url: send the URL of an MP4 or MOV"
    if code is NULL:
        wanted = f" but {problem.wanted}" if problem.wanted else ""
        return f"{field} must not be null{wanted}: leave the field out instead"
    sentence = problem.message if problem.keyword == "required" else f"{field} {problem.message}"
    if code is _URI:
        return f"{sentence}: write a whole URL with https://"
    if code is _VALUE or "'" in problem.wanted:
        return f"{sentence}: send one of these"
    return sentence if len(sentence) <= _LONGEST_MESSAGE else f"{sentence[:_LONGEST_MESSAGE]}..."
