"""Rules on the body that asks for uploads: how many pictures, of which types, and what else is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from typing import NamedTuple

from kling3_openapi.document import Document, Strictness, load
from kling3_openapi.endpoints import REQUEST_UPLOADS
from kling3_openapi.findings import Finding, Location, Severity, pointer_to
from kling3_openapi.rules import schema
from kling3_openapi.rules.bodies import Body, empty_body, frame_findings
from kling3_openapi.rules.echo import echoed
from kling3_openapi.rules.merging import merged, problems_of
from kling3_openapi.rules.order import objects
from kling3_openapi.rules.rule import Rule, Spot, rule
from kling3_openapi.rules.upload_words import TYPES, mend_of_field, mend_of_type
from kling3_openapi.schemas import MOST_PROBLEMS, Validator, listed, received

MOST_FILES = 14
"""Pictures for which one request may ask."""
_EXAMPLE = '{"files": [{"content_type": "image/png"}]}'
_FIELDS, _FILE_FIELDS = frozenset({"files"}), frozenset({"content_type"})
_BYTES = ("multipart/", "image/", "video/", "application/octet-stream")
"""How the types of bodies begin that hold a file."""
_SHOWN_CHARACTERS = 60
_PROGRAMS = "seen in public programs that upload pictures"


class UploadRequest(NamedTuple):
    """The body of a request for uploads; it may break its schema anywhere, so rules ask first."""

    body: Mapping[str, object]

    @property
    def files(self) -> list[object]:
        """What is asked for, as far as it may be told of; empty where it is no list."""
        files = self.body.get("files")
        return files[:MOST_PROBLEMS] if isinstance(files, list) else []


class UploadRules:
    """Holds the bodies of requests for uploads to the published schema, and to what no schema can say."""

    def __init__(self, document: Document | None = None) -> None:
        document = document or load(Strictness.PUBLISHED)
        self._validator = Validator(document.request_schema(REQUEST_UPLOADS))

    def findings(self, body: object) -> tuple[Finding, ...]:
        """Return the mistakes of a parsed body, errors first; none for a good one."""
        if not isinstance(body, dict):
            return (schema.not_an_object(body, f"such as {_EXAMPLE}"),)
        request = UploadRequest(body)
        found = list(islice((finding for each in RULES for finding in each.findings(request)), MOST_PROBLEMS))
        problems = problems_of(self._validator, body)
        return merged(found, problems, partial(schema.finding_of, family=None)) if found or problems else ()


def upload_frame_findings(body: Body) -> tuple[Finding, ...]:
    """Return the first reason not to read a body as a request for uploads, none when it may be read."""
    told = tuple(bytes_sent.findings(body))
    if not told and not body.content.strip():
        return (empty_body.finding("", f"the body is empty: send {_EXAMPLE}"),)
    return told or frame_findings(body)


@rule("K301", Severity.ERROR, Location.BODY, source=_PROGRAMS)
def no_files(request: UploadRequest) -> Iterator[Spot]:
    """A request for uploads names no file.

    `files` is a list with one object for each picture, and the answer has as many URLs, in the same order. The
    type of a single picture goes into such a list too. Send `files` with one to 14 objects.
    """
    if "files" not in request.body or request.body["files"] == []:
        yield "/files", f"files must list one to {MOST_FILES} pictures: send {_EXAMPLE}"


@rule("K302", Severity.ERROR, Location.BODY, source=_PROGRAMS)
def too_many_files(request: UploadRequest) -> Iterator[Spot]:
    """A request for uploads names more than 14 files.

    One request hands out 14 places at most, and a longer list is refused as a whole, so that nothing can be uploaded.
    Ask again for the rest.
    """
    files = request.body.get("files")
    if isinstance(files, list) and len(files) > MOST_FILES:
        yield "/files", f"files may have {MOST_FILES} items at most, got {len(files)}: ask again for the rest"


@rule("K303", Severity.ERROR, Location.BODY, source=_PROGRAMS)
def type_of_file(request: UploadRequest) -> Iterator[Spot]:
    """A file is to be uploaded whose type is none of three.

    Uploads take pictures alone, as image/png, image/jpeg and image/webp, written just so: image/jpg is no type, and
    a video needs a public URL of its own. Send one of the three, or convert the picture.
    """
    for index, file in objects(request.files):
        kind = file.get("content_type")
        if isinstance(kind, str) and kind not in TYPES:
            place = f"files.{index}.content_type"
            message = f"{place} must be {listed(TYPES)}, got {received(kind)}: {mend_of_type(kind)}"
            yield pointer_to("files", index, "content_type"), message


@rule("K304", Severity.IGNORED, Location.BODY, source=_PROGRAMS)
def field_of_file(request: UploadRequest) -> Iterator[Spot]:
    """A request for uploads says more than the types of the files.

    Each file has one field, `content_type`. Names, sizes and the bytes themselves are dropped: the place is known by
    its `file_id`, and the bytes go to its `upload_url`. Leave the other fields out.
    """
    for name in (each for each in request.body if each not in _FIELDS):
        yield pointer_to(name), _no_effect(name, "in a request for uploads")
    for index, file in objects(request.files):
        for name in (each for each in file if each not in _FILE_FIELDS):
            yield pointer_to("files", index, name), _no_effect(name, "in a file")


@rule("K305", Severity.ERROR, Location.HEADER, source=_PROGRAMS)
def bytes_sent(body: Body) -> Iterator[Spot]:
    """The bytes of a file are sent to where URLs are asked for.

    Uploading takes two steps: a request in JSON, which is answered with an `upload_url`, and a PUT of the bytes to
    that URL. A form with the file in it is not read. Ask by JSON first, then PUT the bytes.
    """
    if body.content_type.strip().lower().startswith(_BYTES):
        got = echoed(body.content_type.partition(";")[0], _SHOWN_CHARACTERS)
        mend = f"send {_EXAMPLE} as application/json, and PUT the bytes to the upload_url of the answer"
        yield pointer_to("content-type"), f"Content-Type is {got}, and no file is taken here: {mend}"


RULES: tuple[Rule[UploadRequest], ...] = (no_files, too_many_files, type_of_file, field_of_file)
FRAME_RULES: tuple[Rule[Body], ...] = (bytes_sent,)


def _no_effect(name: str, where: str) -> str:
    shown = echoed(name, _SHOWN_CHARACTERS) or "a field without a name"
    return f"{shown} has no effect {where}: {mend_of_field(name)}"
