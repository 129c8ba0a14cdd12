"""Rules on where a request goes: every wrong path is told which of the endpoints it probably meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from kling3_openapi.endpoints import (
    ENDPOINTS,
    MOTION_CONTROL,
    OPERATIONS,
    REQUEST_UPLOADS,
    Endpoint,
    Family,
    Kind,
    Operation,
)
from kling3_openapi.findings import Finding, Location, Severity, pointer_to
from kling3_openapi.rules.address import (
    Address,
    endpoints_at,
    is_uuid,
    listed,
    operation_of,
    operations_at,
    prefix_of,
)
from kling3_openapi.rules.echo import echoed
from kling3_openapi.rules.guesses import meant, misnamed_tier, tiers_of
from kling3_openapi.rules.other_apis import of_other_api
from kling3_openapi.rules.rule import Code, Rule, Spot, rule

__all__ = ["CODES", "RULES", "Address", "address_findings", "no_such_task", "task_of_another_family"]

_LIKENESS = 0.5
"""Lower, `/` is like a path; higher, `/kling-v3-pro` is like none."""

_PAGE_NAME = re.compile(r"generate(?:-[a-z-]+)?|task-by-id|kling-v3(?:-[a-z]+)*-tasks|overview|api-reference")
_DOUBLED = re.compile(r"/+(?:v1/+v1|v1/+ai/+(?:v1/+)?ai)(?:/|$)")
_STATUS_PATH_OF_2_6 = re.compile(r"/v1/ai/image-to-video/kling-v2-6/[^/]+$")
_MOTION_WITHOUT_TIER = re.compile(r"/v1/ai/video/kling-v3(?:-omni)?-motion-control(?:/[^/]+)?")
_UNFILLED = re.compile(r"undefined|null|none|nan|\[object object\]|[{<:$].*", re.IGNORECASE)

_REFERENCE = tuple(each for each in ENDPOINTS if each.family is Family.REFERENCE)
_TASK = pointer_to("task-id")

_ANSWER_IT = (
    "answer it yourself, in pytest by a route of respx, which comes before the fake, "
    "elsewhere by a stub of your own at a base URL of its own"
)

OTHER_FAMILY = Code(
    "K023",
    Severity.ERROR,
    "A task is asked for under another family's path.",
    "Each family keeps its tasks apart, motion control those of each tier, and an id of one is unknown to the "
    "others. Poll under the family at whose path the task was created.",
    "seen in public programs; 404 is assumed",
)
UNKNOWN_TASK = Code(
    "K080",
    Severity.ERROR,
    "There is no task with this id.",
    "The id is the task_id in the data of the answer to POST, a UUID; an id that was mistyped, never filled "
    "in, or made by another server or an earlier run is 404. Keep the id that POST answered.",
    "no page of the provider has 404: assumed",
)


def address_findings(address: Address) -> tuple[Finding, ...]:
    """Return the one most telling finding for an address, none when it is one of the endpoints."""
    if operation_of(address.method, address.path) is not None and not _page_names(address):
        return ()
    rules = (status_path_of_2_6, no_such_path) if of_other_api(address.words) else RULES
    return next((finding,) for each in rules for finding in each.findings(address))


def no_such_task(task_id: str, family: Family) -> Finding:
    """Return the finding for a task that was asked for under a family's path and is in none."""
    message = f"no {family.title} task has the id {echoed(task_id)}: {_why_unknown(task_id)}"
    return Finding(UNKNOWN_TASK.code, UNKNOWN_TASK.severity, Location.PATH, _TASK, message)


def task_of_another_family(task_id: str, found_in: Family) -> Finding:
    """Return the finding for a task that was asked for under one family's path and is in another."""
    mend = f"read it with GET {found_in.path}/{{task-id}}"
    message = f"the task {echoed(task_id)} was created with {found_in.title}: {mend}"
    return Finding(OTHER_FAMILY.code, OTHER_FAMILY.severity, Location.PATH, _TASK, message)


def _page_names(address: Address) -> list[str]:
    return [segment for segment in address.segments if _PAGE_NAME.fullmatch(segment)]


@rule("K017", Severity.ERROR, Location.PATH, source="seen in public programs")
def create_at_list(address: Address) -> Iterator[Spot]:
    """POST to the path that lists tasks.

    The path without a tier only lists the tasks of a family. A task is created at the path that ends in
    -pro or -std, for Turbo in -720p or -1080p, since the tier decides the price. Add the tier to the path.
    """
    there = endpoints_at(address.bare_path)
    if address.method == "POST" and [each.kind for each in there] == [Kind.LIST]:
        yield "", f"{address} lists tasks: create with {listed(meant(address))}"


@rule("K018", Severity.ERROR, Location.PATH, source="seen in public programs")
def tier_in_other_words(address: Address) -> Iterator[Spot]:
    """The tier of the path has a name of its own making.

    The prose speaks of Pro and Standard, the paths know -pro and -std alone, and those of Turbo -720p and
    -1080p; kling-v3-standard and kling-v3-turbo-pro are 404. Write -std or -pro, for Turbo -720p or -1080p.
    """
    wrong = misnamed_tier(address)
    if wrong is not None:
        names = " and ".join(tier.value for tier in tiers_of(address))
        yield "", f"{address} does not exist, tiers are named {names}, not {wrong!r}: {_use(address)}"


@rule("K019", Severity.ERROR, Location.PATH, source="page names of the provider's prose overview")
def page_as_path(address: Address) -> Iterator[Spot]:
    """The name of a documentation page taken for a path.

    The documentation has pages such as video/kling-v3/generate-pro, kling-v3-tasks and task-by-id, and
    their addresses look like paths of the API, but no endpoint is called so. Use the path that the page
    shows.
    """
    names = _page_names(address)
    if names:
        yield "", f"{address} holds the name of a documentation page, '{echoed(names[0])}': {_use(address)}"


@rule("K020", Severity.ERROR, Location.PATH, source="seen in public programs")
def guessed_reference(address: Address) -> Iterator[Spot]:
    """A guessed path for reference-to-video.

    Reference-to-video has a room of its own, /v1/ai/reference-to-video/, and one model there,
    kling-v3-omni; it is no suffix of the models under /v1/ai/video/. Use the paths under
    /v1/ai/reference-to-video/kling-v3-omni.
    """
    if "kling" in address.words and meant(address)[0] in _REFERENCE:
        yield "", f"{address} does not exist, reference-to-video has paths of its own: {_use(address)}"


@rule("K021", Severity.ERROR, Location.PATH, source="seen in public programs")
def doubled_prefix(address: Address) -> Iterator[Spot]:
    """The prefix of the path is there twice.

    A base URL that already ends in /v1 or /v1/ai was joined with a path that begins with it, so the
    request went to /v1/v1/ai/... and got 404. End the base URL at the host.
    """
    if _DOUBLED.match(address.words):
        yield "", f"{address} has its prefix twice, end the base URL at the host: {_use(address)}"


@rule("K022", Severity.ERROR, Location.PATH, source="seen in public programs")
def read_at_create(address: Address) -> Iterator[Spot]:
    """A task is read or listed at the path that creates.

    Paths that create end in -pro or -std, of Turbo in -720p or -1080p; the paths that read have no tier,
    because all tasks of a family stand in one list. Only motion control keeps it. Drop the tier when
    polling: a task made at kling-v3-pro is read at kling-v3/{task-id}.
    """
    created = _created_at(address)
    if created is None:
        return
    one = f"GET {created.family.path}/{{task-id}}"
    yield "", f"{address} only creates tasks: read one with {one}, list them with GET {created.family.path}"


@rule("K078", Severity.ERROR, Location.PATH, source="paths of the provider's OpenAPI pages; 404 is assumed")
def no_such_path(address: Address) -> Iterator[Spot]:
    """There is no such path.

    Each family of Kling 3 has paths that create, one that lists and one that reads a task; any other path is
    404. The provider's other APIs, as those of other models, are none of this fake: a program that uses them as
    well needs an answer of your own for them. Compare the path with the one that the message suggests.
    """
    likely = [e for e in OPERATIONS if e.method == address.verb] or list(OPERATIONS)
    if of_other_api(address.words):
        yield "", f"{address} is another API of the provider that this fake does not have: {_ANSWER_IT}"
    elif nearest := _nearest(address, likely):
        yield "", f"{address} does not exist: the nearest is {listed(nearest)}"
    else:
        yield "", f"{address} is far from all endpoints of Kling 3: one of them is {listed(likely[:1])}"


@rule("K096", Severity.ERROR, Location.PATH, source="seen in public programs of motion control")
def status_path_of_2_6(address: Address) -> Iterator[Spot]:
    """A task is asked for at the status path of Kling 2.6.

    Motion control of Kling 2.6 is read at /v1/ai/image-to-video/kling-v2-6/{task-id}, that of Kling 3 at the
    path that created the task. Programs that moved from one to the other still poll the old path, where the
    task is unknown. Read it where it was created, tier and all.
    """
    if address.verb == "GET" and _STATUS_PATH_OF_2_6.match(address.words):
        reading = [each for each in ENDPOINTS if each.kind is Kind.GET and each.family in MOTION_CONTROL]
        yield "", f"{address} reads tasks of Kling 2.6, those of Kling 3's motion control are at {listed(reading)}"


@rule("K097", Severity.ERROR, Location.PATH, source="seen in public programs of motion control")
def motion_without_tier(address: Address) -> Iterator[Spot]:
    """The path of motion control lacks its tier.

    Other families read their tasks at a path without a tier; motion control keeps -pro or -std in all of its
    paths, and the tasks of one are unknown to the other. Add the tier that the task was ordered with.
    """
    if _MOTION_WITHOUT_TIER.fullmatch(address.words):
        yield "", f"{address} does not exist, motion control keeps the tier in every path: {_use(address)}"


@rule("K098", Severity.ERROR, Location.PATH, source="provider's pages of early February 2026")
def stale_reference(address: Address) -> Iterator[Spot]:
    """A path of reference-to-video that is gone.

    In early February 2026 reference-to-video was ordered below the path of Omni, at .../video-reference. Since
    then it has paths of its own. POST to /v1/ai/reference-to-video/kling-v3-omni-pro or -std.
    """
    if address.words.endswith("/video-reference"):
        yield "", f"{address} is gone, reference-to-video has paths of its own: {_use(address)}"


@rule("K300", Severity.ERROR, Location.PATH, source="seen in public programs that upload pictures")
def guessed_upload(address: Address) -> Iterator[Spot]:
    """A guessed path for uploads.

    No path of the API takes the bytes of a picture: one operation hands out URLs, and the bytes go there. Programs
    guess /v1/ai/upload, /v1/ai/uploads and /v1/uploads/request-url. POST the types of the pictures to
    /v1/ai/uploads/request-url.
    """
    if meant(address) == (REQUEST_UPLOADS,) and not operations_at(address.bare_path):
        mend = f"ask for URLs with {listed([REQUEST_UPLOADS])}, then PUT each picture to its upload_url"
        yield "", f"{address} does not exist: {mend}"


@rule("K079", Severity.ERROR, Location.PATH, source="provider's OpenAPI pages; 404 was seen of other models")
def wrong_method(address: Address) -> Iterator[Spot]:
    """The path is right and the method is wrong.

    POST creates, GET lists and reads, and nothing changes, cancels or deletes a task. Most paths have one
    method; those of motion control and 4K that create take GET too, which lists. Send the method that the
    message names.
    """
    there = operations_at(address.bare_path)
    if there and operation_of(address.method, address.bare_path) is None:
        taken = " and ".join(each.method for each in there)
        yield "", f"{address} is not allowed: this path takes {taken} alone{_creating(address)}"


@rule("K084", Severity.ERROR, Location.PATH, source="paths of the provider's OpenAPI pages; 404 is assumed")
def trailing_slash(address: Address) -> Iterator[Spot]:
    """The path ends in a slash.

    No path of the API ends in a slash, and a redirect would turn many clients' POST into a GET, so none
    is made. A list path with a slash often is a task's path whose id was empty. Drop the slash, or fill
    in the id.
    """
    endpoint = operation_of(address.method, address.bare_path)
    if endpoint is not None and address.path != address.bare_path:
        empty = ", or fill in the task id" if endpoint.kind is Kind.LIST else ""
        yield "", f"{address} ends in a slash: drop it, {listed([endpoint])}{empty}"


@rule("K085", Severity.ERROR, Location.PATH, source="paths of the provider's OpenAPI pages; 404 is assumed")
def missing_prefix(address: Address) -> Iterator[Spot]:
    """The path lacks /v1 or /ai at its beginning.

    Every path begins with /v1/ai; without it the service answers 404, or 403 outside the API. Begin the
    path with /v1/ai, or end the base URL there and at no other place.
    """
    path = address.bare_path
    longer = (f"/v1{path}", f"/v1/ai{path}", f"/v1/ai{path.removeprefix('/v1')}")
    if any(map(operations_at, longer)):
        yield "", f"{address} lacks a part of /v1/ai at its beginning: {_use(address)}"


@rule("K089", Severity.ERROR, Location.PATH, source="paths of the provider's OpenAPI pages; 404 is assumed")
def foreign_prefix(address: Address) -> Iterator[Spot]:
    """The path of the API stands behind a prefix.

    A base URL with a path of its own, or a proxy that keeps its prefix, puts it before /v1/ai, and nothing is
    there. End the base URL at the host, let the proxy take its prefix off, or tell it to the fake with
    `serve --path-prefix`.
    """
    prefix = prefix_of(address.path)
    if prefix is not None:
        shown = echoed(prefix)
        mend = f"end the base URL at the host; if a proxy adds {shown}, start the fake with --path-prefix {shown}"
        yield "", f"{address} has {shown} before a path of the API: {mend}"


RULES: tuple[Rule[Address], ...] = (
    create_at_list,
    stale_reference,
    motion_without_tier,
    status_path_of_2_6,
    page_as_path,
    doubled_prefix,
    foreign_prefix,
    tier_in_other_words,
    read_at_create,
    wrong_method,
    trailing_slash,
    missing_prefix,
    guessed_upload,
    guessed_reference,
    no_such_path,
)
"""The most telling first; the last one always has something to say."""

CODES: tuple[Code, ...] = (OTHER_FAMILY, UNKNOWN_TASK)


def _creating(address: Address) -> str:
    """Name the paths that create where a tier, or another word that is no task's id, stands behind a slash."""
    *_, last = address.segments
    posted = address.method == "POST" and not is_uuid(last)
    return f", create with {listed(meant(address))}" if posted else ""


def _use(address: Address) -> str:
    return f"use {listed(meant(address))}"


def _created_at(address: Address) -> Endpoint | None:
    for endpoint in ENDPOINTS:
        if endpoint.kind is not Kind.CREATE or endpoint.path == endpoint.family.path:
            continue
        if address.bare_path.startswith(f"{endpoint.path}/"):
            return endpoint
        if address.bare_path == endpoint.path and address.verb == "GET":
            return endpoint
    return None


def _nearest(address: Address, likely: list[Operation]) -> tuple[Operation, ...]:
    """Return what an address meant by its words where it speaks of Kling, else what it is most alike, if anything."""
    if "kling" in address.words:
        return meant(address)
    asked = "/".join("{task-id}" if is_uuid(each) else each for each in address.words.split("/"))
    paths = {endpoint.path: endpoint for endpoint in likely}
    return tuple(paths[each] for each in difflib.get_close_matches(asked, paths, n=1, cutoff=_LIKENESS))


def _why_unknown(task_id: str) -> str:
    if _UNFILLED.fullmatch(task_id):
        return "it was never filled in, take data.task_id of the answer to POST"
    if not is_uuid(task_id):
        return "it is no UUID, take data.task_id of the answer to POST"
    return "it was not created here, take data.task_id of the answer to POST"
