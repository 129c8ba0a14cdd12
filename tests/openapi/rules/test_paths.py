"""A wrong address gets exactly one finding, the most telling, with the endpoint that was probably meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_openapi.endpoints import ENDPOINTS, Endpoint, Family, Kind
from kling3_openapi.findings import Location, Severity
from kling3_openapi.rules.address import endpoint_of, endpoints_at
from kling3_openapi.rules.paths import Address, address_findings, no_such_task, task_of_another_family

TASK = "046b6c7f-0b8a-43b9-b35d-6489e6daee91"
KLING3, OMNI, REFERENCE = (family.path for family in (Family.KLING3, Family.OMNI, Family.REFERENCE))
MOTION = "/v1/ai/video/kling-v3-motion-control"
TEXT, IMAGE = Family.TURBO_TEXT.path, Family.TURBO_IMAGE.path
UHD = "/v1/ai/video/kling-4k"

START = "start the fake with --path-prefix"
END_OR = "end the base URL at the host; if a proxy"
NOT_HERE = "that this fake does not have"
ANSWER_IT = (
    "answer it yourself, in pytest by a route of respx, which comes before the fake, "
    "elsewhere by a stub of your own at a base URL of its own"
)

WRONG = [
    ("POST", KLING3, "K017", f"lists tasks: create with POST {KLING3}-pro or POST {KLING3}-std"),
    ("POST", OMNI, "K017", f"create with POST {OMNI}-pro or POST {OMNI}-std"),
    ("POST", f"{REFERENCE}/", "K017", f"create with POST {REFERENCE}-pro or POST {REFERENCE}-std"),
    ("POST", f"{KLING3}-standard", "K018", f"not 'kling-v3-standard': use POST {KLING3}-std"),
    ("POST", f"{OMNI}-professional", "K018", f"use POST {OMNI}-pro"),
    ("POST", f"{REFERENCE}-standard", "K018", f"use POST {REFERENCE}-std"),
    ("GET", f"{KLING3}-standard/{TASK}", "K018", f"use GET {KLING3}/{{task-id}}"),
    ("POST", "/v1/video/kling-v3-omni/generate-pro", "K019", f"'generate-pro': use POST {OMNI}-pro"),
    ("POST", f"{KLING3}/generate-pro", "K019", f"use POST {KLING3}-pro"),
    ("GET", f"{KLING3}/generate-pro", "K019", f"use GET {KLING3}"),
    ("GET", f"{KLING3}/kling-v3-tasks", "K019", f"use GET {KLING3}"),
    ("GET", f"{OMNI}/task-by-id", "K019", f"use GET {OMNI}/{{task-id}}"),
    ("GET", "/api-reference/video/kling-v3/task-by-id", "K019", f"use GET {KLING3}/{{task-id}}"),
    ("POST", f"{OMNI}-pro-reference", "K020", f"use POST {REFERENCE}-pro"),
    ("POST", f"{OMNI}-reference", "K020", f"use POST {REFERENCE}-pro or POST {REFERENCE}-std"),
    ("POST", f"{OMNI}-reference-to-video-std", "K020", f"use POST {REFERENCE}-std"),
    ("POST", "/v1/ai/reference-to-video/kling-v3-pro", "K020", f"use POST {REFERENCE}-pro"),
    ("POST", "/v1/ai/video-to-video/kling-v3-omni-pro", "K020", f"use POST {REFERENCE}-pro"),
    ("GET", f"{OMNI}-reference/{TASK}", "K020", f"use GET {REFERENCE}/{{task-id}}"),
    (
        "POST", f"/api/freepik{KLING3}-pro", "K089",
        f"has /api/freepik before a path of the API: {END_OR} adds /api/freepik, {START} /api/freepik",
    ),
    ("GET", f"/x{OMNI}/{TASK}", "K089", "if a proxy adds /x, start the fake with --path-prefix /x"),
    ("POST", f"/v1{KLING3}-pro", "K021", f"end the base URL at the host: use POST {KLING3}-pro"),
    ("GET", f"/v1{REFERENCE}/{TASK}", "K021", f"use GET {REFERENCE}/{{task-id}}"),
    ("POST", f"/v1/ai{OMNI}-std", "K021", f"use POST {OMNI}-std"),
    ("GET", f"/v1/ai{OMNI.removeprefix('/v1')}", "K021", f"use GET {OMNI}"),
    ("GET", f"{KLING3}-pro/{TASK}", "K022", f"GET {KLING3}/{{task-id}}, list them with GET {KLING3}"),
    ("GET", f"{OMNI}-std", "K022", f"GET {OMNI}/{{task-id}}, list them with GET {OMNI}"),
    ("HEAD", f"{OMNI}-std", "K022", f"read one with GET {OMNI}/{{task-id}}, list them with GET {OMNI}"),
    ("GET", f"{REFERENCE}-std/{TASK}/status", "K022", f"list them with GET {REFERENCE}"),
    ("PUT", f"{KLING3}-pro", "K079", "is not allowed: this path takes POST alone"),
    ("DELETE", f"{KLING3}/{TASK}", "K079", "is not allowed: this path takes GET alone"),
    ("POST", f"{KLING3}/{TASK}", "K079", "this path takes GET alone"),
    ("post", f"{KLING3}-pro", "K079", "this path takes POST alone"),
    ("POST", f"{KLING3}-pro/", "K084", f"ends in a slash: drop it, POST {KLING3}-pro"),
    ("GET", f"{KLING3}/", "K084", f"drop it, GET {KLING3}, or fill in the task id"),
    ("GET", f"{KLING3}/{TASK}//", "K084", f"drop it, GET {KLING3}/{{task-id}}"),
    ("POST", "/ai/video/kling-v3-pro", "K085", f"a part of /v1/ai at its beginning: use POST {KLING3}-pro"),
    ("POST", "/v1/video/kling-v3-omni-std", "K085", f"use POST {OMNI}-std"),
    ("GET", f"/video/kling-v3/{TASK}", "K085", f"use GET {KLING3}/{{task-id}}"),
    ("GET", "/v1/reference-to-video/kling-v3-omni", "K085", f"use GET {REFERENCE}"),
    ("POST", "/v1/ai/image-to-video/kling-v3-pro", "K078", f"not exist: the nearest is POST {KLING3}-pro"),
    ("POST", "/v1/ai/video/kling-3-omni-std", "K078", f"the nearest is POST {OMNI}-std"),
    ("POST", "/V1/AI/Video/Kling-V3-Pro", "K078", f"the nearest is POST {KLING3}-pro"),
    ("POST", f"/{KLING3}-pro", "K078", f"the nearest is POST {KLING3}-pro"),
    ("GET", f"{KLING3}/tasks/{TASK}", "K078", f"the nearest is GET {KLING3}/{{task-id}}"),
    ("GET", f"/v1/ai/kling-v3/{TASK}", "K078", f"the nearest is GET {KLING3}/{{task-id}}"),
    ("POST", "/v1/ai/image-to-video/kling-v2-1-pro", "K078", f"that this fake does not have: {ANSWER_IT}"),
    ("GET", "/v1/ai/image-to-video/kling-v2-6", "K078", f"that this fake does not have: {ANSWER_IT}"),
    ("POST", "/v1/ai/video/kling-v2-6-motion-control-pro", "K078", f"that this fake does not have: {ANSWER_IT}"),
    ("POST", "/v1/ai/image-to-video/kling-v2-5-turbo-pro", "K078", f"that this fake does not have: {ANSWER_IT}"),
    ("POST", "/v1/ai/reference-to-video/kling-o1-pro", "K078", f"that this fake does not have: {ANSWER_IT}"),
    ("POST", "/v1/ai/video/runway-gen-4-5", "K078", f"that this fake does not have: {ANSWER_IT}"),
    ("POST", "/v1/ai/mystic", "K078", f"that this fake does not have: {ANSWER_IT}"),
    ("GET", "/v1/resources", "K078", f"that this fake does not have: {ANSWER_IT}"),
    ("POST", "/v1/ai/image-to-video/kling-v3-omni-pro", "K078", f"the nearest is POST {OMNI}-pro"),
    ("POST", "/v1/ai/text-to-video/kling-3-std", "K078", f"the nearest is POST {KLING3}-std"),
    ("POST", "/v1/ai/video/kling-pro", "K078", f"the nearest is POST {KLING3}-pro"),
    ("POST", "/v1/ai/image-to-video/kling-v3", "K078", f"nearest is POST {KLING3}-pro or POST {KLING3}-std"),
    ("GET", f"/v1/ai/text-to-video/kling-v3/{TASK}", "K078", f"the nearest is GET {KLING3}/{{task-id}}"),
    ("GET", f"{KLING3}/{TASK}/status", "K078", f"the nearest is GET {KLING3}/{{task-id}}"),
    ("POST", "/v1/ai/vidoe/klng-v3-pro", "K078", f"the nearest is POST {KLING3}-pro"),
    ("GET", "/favicon.ico", "K078", f"is far from all endpoints of Kling 3: one of them is GET {KLING3}"),
    ("PATCH", "/", "K078", f"far from all endpoints of Kling 3: one of them is POST {KLING3}-pro"),
]  # fmt: skip

PARTS = st.sampled_from(
    ["v1", "ai", "video", "kling-v3", "kling-v3-omni", "-motion-control", "-turbo", "4k", "i2v", "720p", "-pro", "-std",
     "standard", "reference-to-video", "tasks",
     "generate-pro", "task-by-id", TASK, "..", "%00", "\x00", "٣", "\ud800", "{task-id}", "/"]
)  # fmt: skip


@st.composite
def mutated_paths(draw: st.DrawFn) -> str:
    path = draw(st.sampled_from(ENDPOINTS)).path
    start = draw(st.integers(0, len(path)))
    end = draw(st.integers(start, len(path)))
    return path[:start] + draw(st.text(max_size=8) | PARTS) + path[end:]


PATHS_OF_TASKS = {
    Family.KLING3: KLING3,
    Family.OMNI: OMNI,
    Family.REFERENCE: REFERENCE,
    Family.MOTION_PRO: f"{MOTION}-pro",
    Family.MOTION_STD: f"{MOTION}-std",
    Family.TURBO_TEXT: TEXT,
    Family.TURBO_IMAGE: IMAGE,
    Family.UHD_TEXT: f"{UHD}-t2v",
    Family.UHD_IMAGE: f"{UHD}-i2v",
}

METHODS = st.sampled_from(["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"]) | st.text(max_size=30)
PATHS = mutated_paths() | st.text() | st.lists(PARTS).map("/".join)


@pytest.mark.parametrize(("method", "path", "code", "expected"), WRONG)
def test_wrong_address_is_told_which_endpoint_was_meant(method: str, path: str, code: str, expected: str) -> None:
    (finding,) = address_findings(Address(method, path))
    assert (finding.code, finding.severity, finding.location) == (code, Severity.ERROR, Location.PATH)
    assert finding.message.startswith(f"{method} {path} ")
    assert finding.message.endswith(expected)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_every_endpoint_is_right(endpoint: Endpoint) -> None:
    path = endpoint.path.replace("{task-id}", TASK)
    assert address_findings(Address(endpoint.method, path)) == ()


@pytest.mark.parametrize("path", [f"{MOTION}-pro", f"{MOTION}-std", f"{UHD}-t2v", f"{UHD}-i2v"])
def test_one_path_takes_orders_and_lists_them(path: str) -> None:
    created, listing = endpoints_at(path)
    assert (created, listing) == (endpoint_of("POST", path), endpoint_of("GET", path))
    assert (created.kind, listing.kind) == (Kind.CREATE, Kind.LIST)
    assert endpoint_of("HEAD", path) is listing
    assert endpoint_of("PUT", path) is None


@pytest.mark.parametrize("path", [KLING3, f"{KLING3}-pro", f"{TEXT}-720p", TEXT, f"{UHD}-i2v/{TASK}"])
def test_other_paths_take_one_method(path: str) -> None:
    assert len(endpoints_at(path)) == 1


@pytest.mark.parametrize(
    "path", [KLING3, f"{OMNI}/{TASK}", f"{REFERENCE}/not a uuid", f"{MOTION}-std", f"{UHD}-t2v/{TASK}", IMAGE]
)
def test_head_is_as_good_as_get(path: str) -> None:
    assert address_findings(Address("HEAD", path)) == ()


@given(METHODS, PATHS)
def test_any_address_is_an_endpoint_or_gets_one_short_printable_finding(method: str, path: str) -> None:
    findings = address_findings(Address(method, path))
    assert len(findings) <= 1
    for finding in findings:
        assert finding.message.isprintable()
        assert len(finding.message) < 500


@given(st.sampled_from(ENDPOINTS), METHODS)
def test_right_path_with_another_method_is_never_called_unknown(endpoint: Endpoint, method: str) -> None:
    codes = {finding.code for finding in address_findings(Address(method, endpoint.path))}
    assert codes <= {"K017", "K022", "K079"}


@pytest.mark.parametrize("unit", ["/", "a", "/v1/ai/video/", "kling-v3-", "generate-a-", "-tasks", "\x00", "٣\n"])
def test_path_of_ten_kilobytes_is_cut_in_its_message(unit: str) -> None:
    path = f"/v1/ai/video/kling-v3{unit * (10_000 // len(unit))}"
    (finding,) = address_findings(Address("GET" * 1_000, path))
    assert finding.message.startswith("GETGETGETGETGETGETGE... /v1/ai/video/kling-v3")
    assert len(finding.message) < 500


@pytest.mark.parametrize(
    ("task_id", "expected"),
    [
        (
            TASK,
            f"no Kling 3 task has the id {TASK}: it was not created here, take data.task_id of the answer",
        ),
        (TASK.upper(), "it was not created here"),
        ("undefined", "it was never filled in, take data.task_id of the answer to POST"),
        ("{task-id}", "it was never filled in"),
        ("task_123", "it is no UUID, take data.task_id of the answer to POST"),
        ("\x00" * 10_000, "\\x00...: it is no UUID"),
    ],
)
def test_unknown_task_is_told_where_ids_come_from(task_id: str, expected: str) -> None:
    finding = no_such_task(task_id, Family.KLING3)
    assert (finding.code, finding.severity, finding.field) == ("K080", Severity.ERROR, "path.task-id")
    assert expected in finding.message
    assert len(finding.message) < 300


@pytest.mark.parametrize("family", Family)
def test_task_of_another_family_is_told_where_it_is(family: Family) -> None:
    finding = task_of_another_family(TASK, family)
    assert (finding.code, finding.severity, finding.field) == ("K023", Severity.ERROR, "path.task-id")
    read = f"read it with GET {PATHS_OF_TASKS[family]}/{{task-id}}"
    assert finding.message == f"the task {TASK} was created with {family.title}: {read}"
