"""Rules on the frame of a body: its type, its size and its JSON, before anyone asks what it orders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kling3_openapi.findings import Finding, Location, Severity, pointer_to
from kling3_openapi.limits import MAX_BODY_BYTES
from kling3_openapi.rules.echo import echoed
from kling3_openapi.rules.rule import Code, Rule, Spot, rule
from kling3_openapi.strict_json import StrictJsonError

_SHOWN_CHARACTERS = 60
_MAGIC = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\x78\x01": "deflate",
    b"\x78\x5e": "deflate",
    b"\x78\x9c": "deflate",
    b"\x78\xda": "deflate",
}
"""How compressed bodies begin; brotli has no such sign."""
_PLAIN_ENCODINGS = ("", "identity")
_UNCOMPRESSED = "the service is not known to take compressed bodies, send the JSON as it is"

TOO_LARGE = Code(
    "K074",
    Severity.ERROR,
    "A body has 1 MiB at most.",
    "A full order takes some kilobytes, so a body above 1 MiB most often carries an image or a video in "
    "base64, which no field takes. Upload the file and send its URL.",
    "a limit of this project, the provider's is not known",
)
MALFORMED = Code(
    "K075",
    Severity.ERROR,
    "The body is no strict JSON.",
    "The body can't be read: it breaks the grammar of JSON, is in another encoding than UTF-8, begins with a "
    "byte order mark, or holds what JSON has no place for, as NaN, half of a surrogate pair or more than 64 "
    "levels. Let a JSON library write the body, and look at the line and column in the message.",
    "RFC 8259; provider's OpenAPI pages: 400 for invalid syntax",
)
DUPLICATE = Code(
    "K077",
    Severity.ADVICE,
    "A name stands twice in one object.",
    "JSON leaves open which of two equal names counts; here it is the last one, as in most libraries, and "
    "the service's choice is not known. Send each name once in an object.",
    "RFC 8259, section 4; that the last one counts is a choice of this project",
)


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it came, with its headers; a header that is missing is the empty string."""

    content_type: str
    content: bytes
    content_encoding: str = ""


def frame_findings(body: Body) -> tuple[Finding, ...]:
    """Return the first reason not to read a body as JSON, none when it may be read."""
    if len(body.content) > MAX_BODY_BYTES:
        return (body_too_large(),)
    return next(((finding,) for each in RULES for finding in each.findings(body)), ())


def body_too_large() -> Finding:
    """Return the finding for a body above MAX_BODY_BYTES, of which no more need be read."""
    return _of(TOO_LARGE, f"the body has more than {MAX_BODY_BYTES:,} bytes: send files as URLs, not as base64")


def malformed_body(error: StrictJsonError, content: bytes) -> Finding:
    """Return the finding for a body that is no strict JSON; `content` is the body, which may be compressed."""
    form = next((name for magic, name in _MAGIC.items() if content.startswith(magic)), None)
    if form is not None:
        got = f"the body is {form}, as its first bytes say, and no Content-Encoding names it"
        return content_encoding.finding(pointer_to("content-encoding"), f"{got}: {_UNCOMPRESSED}")
    return _of(MALFORMED, f"Malformed JSON at line {error.line}, column {error.column}: {error.reason}")


def duplicate_name(name: str) -> Finding:
    """Return the finding for a name that stands twice in one object of a body."""
    shown = echoed(name, _SHOWN_CHARACTERS)
    return _of(DUPLICATE, f"'{shown}' stands twice in one object and the last one counts: send it once")


@rule("K072", Severity.ERROR, Location.HEADER, source="provider's OpenAPI pages")
def content_type(body: Body) -> Iterator[Spot]:
    """The content type is not JSON.

    POST takes application/json alone. Clients that are handed a text, and curl with -d, announce a form,
    plain text or nothing at all, although the body is JSON. Set the header Content-Type: application/json.
    """
    if not _is_json(body.content_type):
        got = echoed(body.content_type, _SHOWN_CHARACTERS) or "no such header"
        yield pointer_to("content-type"), f"Content-Type must be application/json, got {got}"


@rule("K073", Severity.ERROR, Location.BODY, source="provider's OpenAPI pages: the body is required")
def empty_body(body: Body) -> Iterator[Spot]:
    """The body is empty.

    A task is created from a JSON object; a body without a byte, or of white space alone, asks for nothing.
    Often the client was handed its data under the wrong name. Send at least an object with a prompt.
    """
    if not body.content.strip():
        yield "", 'the body is empty: send a JSON object such as {"prompt": "A fox in the snow"}'


@rule("K086", Severity.ERROR, Location.HEADER, source="no page of the provider names Content-Encoding: 400 is assumed")
def content_encoding(body: Body) -> Iterator[Spot]:
    """The body is compressed.

    Some clients and proxies compress what they send and name it in Content-Encoding: gzip. No page of the
    provider says that the service takes such a body, and none is as long as to be worth it. Send the JSON as
    it is, without Content-Encoding.
    """
    if body.content_encoding.strip().lower() not in _PLAIN_ENCODINGS:
        got = echoed(body.content_encoding, _SHOWN_CHARACTERS)
        yield pointer_to("content-encoding"), f"Content-Encoding is {got}: {_UNCOMPRESSED}"


RULES: tuple[Rule[Body], ...] = (empty_body, content_encoding, content_type)
CODES: tuple[Code, ...] = (TOO_LARGE, MALFORMED, DUPLICATE)


def _of(code: Code, message: str) -> Finding:
    return Finding(code.code, code.severity, Location.BODY, "", message)


def _is_json(header: str) -> bool:
    main, _, subtype = header.partition(";")[0].strip().lower().partition("/")
    return main == "application" and (subtype == "json" or subtype.endswith("+json"))
