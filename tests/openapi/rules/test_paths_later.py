"""Wrong addresses as people write them for motion control, Turbo and 4K are told which endpoint was meant."""

from __future__ import annotations

import pytest

from kling3_openapi.findings import Location, Severity
from kling3_openapi.rules.paths import Address, address_findings

TASK = "046b6c7f-0b8a-43b9-b35d-6489e6daee91"
KLING3, OMNI = "/v1/ai/video/kling-v3", "/v1/ai/video/kling-v3-omni"
REFERENCE = "/v1/ai/reference-to-video/kling-v3-omni"
MOTION = "/v1/ai/video/kling-v3-motion-control"
TEXT, IMAGE = "/v1/ai/text-to-video/kling-v3-turbo", "/v1/ai/image-to-video/kling-v3-turbo"
UHD = "/v1/ai/video/kling-4k"

START = "start the fake with --path-prefix"
MOTION_ORDERS = f"POST {MOTION}-pro or POST {MOTION}-std"
MOTION_TASKS = f"GET {MOTION}-pro/{{task-id}} or GET {MOTION}-std/{{task-id}}"
TEXT_ORDERS, IMAGE_ORDERS = (f"POST {path}-720p or POST {path}-1080p" for path in (TEXT, IMAGE))
UHD_ORDERS = f"POST {UHD}-t2v or POST {UHD}-i2v"

WRONG = [
    # Motion control, whose tier stays in every path.
    ("POST", MOTION, "K097", f"motion control keeps the tier in every path: use {MOTION_ORDERS}"),
    ("GET", MOTION, "K097", f"use GET {MOTION}-pro or GET {MOTION}-std"),
    ("HEAD", MOTION, "K097", f"use GET {MOTION}-pro or GET {MOTION}-std"),
    ("GET", f"{MOTION}/{TASK}", "K097", f"use {MOTION_TASKS}"),
    ("POST", f"{OMNI}-motion-control", "K097", f"use {MOTION_ORDERS}"),
    ("POST", f"{MOTION}/pro", "K097", f"use POST {MOTION}-pro"),
    (
        "POST", f"{MOTION}-standard", "K018",
        f"tiers are named pro and std, not 'kling-v3-motion-control-standard': use POST {MOTION}-std",
    ),
    ("POST", f"{MOTION}-professional", "K018", f"use POST {MOTION}-pro"),
    ("GET", f"{MOTION}-standard/{TASK}", "K018", f"use GET {MOTION}-std/{{task-id}}"),
    ("POST", "/v1/ai/image-to-video/kling-v3-motion-control-std", "K078", f"the nearest is POST {MOTION}-std"),
    ("POST", "/v1/ai/motion-control/kling-v3-pro", "K078", f"the nearest is POST {MOTION}-pro"),
    ("POST", "/v1/ai/motion-control/kling-v3", "K078", f"the nearest is {MOTION_ORDERS}"),
    ("POST", f"{KLING3}-pro-motion-control", "K078", f"the nearest is POST {MOTION}-pro"),
    ("GET", f"{KLING3}-std-motion-control/{TASK}", "K078", f"the nearest is GET {MOTION}-std/{{task-id}}"),
    ("POST", f"{MOTION}_std", "K078", f"the nearest is POST {MOTION}-std"),
    ("POST", "/v1/ai/video/kling-motion-control-std", "K078", f"the nearest is POST {MOTION}-std"),
    ("GET", f"{MOTION}-pro/{TASK}/status", "K078", f"the nearest is GET {MOTION}-pro/{{task-id}}"),
    ("GET", f"{MOTION}-pro/status/{TASK}", "K078", f"the nearest is GET {MOTION}-pro/{{task-id}}"),
    ("PUT", f"{MOTION}-pro", "K079", "is not allowed: this path takes POST and GET alone"),
    ("DELETE", f"{MOTION}-std/{TASK}", "K079", "is not allowed: this path takes GET alone"),
    ("POST", f"{MOTION}-pro/{TASK}", "K079", "is not allowed: this path takes GET alone"),
    ("POST", f"{MOTION}-std/", "K084", f"drop it, POST {MOTION}-std"),
    ("GET", f"{MOTION}-std/", "K084", f"drop it, GET {MOTION}-std, or fill in the task id"),
    ("POST", "/v1/video/kling-v3-motion-control-std", "K085", f"use POST {MOTION}-std"),
    ("POST", f"/v1{MOTION}-pro", "K021", f"use POST {MOTION}-pro"),
    ("POST", f"/api{MOTION}-pro", "K089", f"{START} /api"),
    (
        "GET", f"/v1/ai/image-to-video/kling-v2-6/{TASK}", "K096",
        f"reads tasks of Kling 2.6, those of Kling 3's motion control are at {MOTION_TASKS}",
    ),
    # The path that reference-to-video had in early February 2026.
    ("POST", f"{OMNI}-pro/video-reference", "K098", f"has paths of its own: use POST {REFERENCE}-pro"),
    ("POST", f"{OMNI}-std/video-reference/", "K098", f"use POST {REFERENCE}-std"),
    ("POST", f"{OMNI}/video-reference", "K098", f"use POST {REFERENCE}-pro or POST {REFERENCE}-std"),
    ("GET", f"{OMNI}-pro/video-reference", "K098", f"use GET {REFERENCE}/{{task-id}}"),
    # Turbo, whose resolution is in the paths that create alone.
    ("POST", TEXT, "K017", f"lists tasks: create with {TEXT_ORDERS}"),
    ("POST", IMAGE, "K017", f"lists tasks: create with {IMAGE_ORDERS}"),
    ("POST", f"{TEXT}-pro", "K018", f"are named 720p and 1080p, not 'kling-v3-turbo-pro': use {TEXT_ORDERS}"),
    ("POST", f"{IMAGE}-standard", "K018", f"use {IMAGE_ORDERS}"),
    ("POST", f"{TEXT}-1080", "K018", f"use POST {TEXT}-1080p"),
    ("POST", f"{TEXT}-720", "K018", f"use POST {TEXT}-720p"),
    ("POST", f"{TEXT}-hd", "K018", f"use POST {TEXT}-720p"),
    ("POST", f"{IMAGE}-full-hd", "K018", f"use POST {IMAGE}-1080p"),
    ("POST", f"{IMAGE}-fullhd", "K018", f"use POST {IMAGE}-1080p"),
    ("GET", f"{TEXT}-720p/{TASK}", "K022", f"read one with GET {TEXT}/{{task-id}}, list them with GET {TEXT}"),
    ("GET", f"{IMAGE}-1080p", "K022", f"read one with GET {IMAGE}/{{task-id}}, list them with GET {IMAGE}"),
    ("POST", f"{KLING3}-turbo", "K078", f"the nearest is {TEXT_ORDERS} or {IMAGE_ORDERS}"),
    ("POST", f"{KLING3}-turbo-720p", "K078", f"the nearest is POST {TEXT}-720p or POST {IMAGE}-720p"),
    ("POST", f"{KLING3}-turbo-i2v-1080p", "K078", f"the nearest is POST {IMAGE}-1080p"),
    ("POST", f"{KLING3}-turbo-t2v-720p", "K078", f"the nearest is POST {TEXT}-720p"),
    ("POST", f"{KLING3}-1080p", "K078", f"the nearest is POST {TEXT}-1080p or POST {IMAGE}-1080p"),
    ("POST", f"{KLING3}-pro-1080p", "K078", f"the nearest is POST {KLING3}-pro"),
    ("GET", f"{KLING3}-turbo/{TASK}", "K078", f"the nearest is GET {TEXT}/{{task-id}} or GET {IMAGE}/{{task-id}}"),
    ("POST", "/v1/ai/image-to-video/kling-v3-1080p", "K078", f"the nearest is POST {IMAGE}-1080p"),
    ("POST", "/v1/ai/image-to-video/kling-3-turbo-1080p", "K078", f"the nearest is POST {IMAGE}-1080p"),
    ("POST", "/v1/ai/text-to-video/kling-turbo-720p", "K078", f"the nearest is POST {TEXT}-720p"),
    ("POST", f"{TEXT}/720p", "K079", f"this path takes GET alone, create with POST {TEXT}-720p"),
    ("POST", f"{KLING3}/pro", "K079", f"this path takes GET alone, create with POST {KLING3}-pro"),
    ("GET", f"{IMAGE}/", "K084", f"drop it, GET {IMAGE}, or fill in the task id"),
    ("POST", "/v1/text-to-video/kling-v3-turbo-720p", "K085", f"use POST {TEXT}-720p"),
    # 4K, which has no tiers.
    ("POST", UHD, "K078", f"the nearest is {UHD_ORDERS}"),
    ("GET", f"{UHD}/{TASK}", "K078", f"the nearest is GET {UHD}-t2v/{{task-id}} or GET {UHD}-i2v/{{task-id}}"),
    ("POST", f"{KLING3}-4k", "K078", f"the nearest is {UHD_ORDERS}"),
    ("POST", f"{OMNI}-4k", "K078", f"the nearest is {UHD_ORDERS}"),
    ("POST", f"{KLING3}-2160p", "K078", f"the nearest is {UHD_ORDERS}"),
    ("POST", f"{UHD}-pro", "K078", f"the nearest is {UHD_ORDERS}"),
    ("POST", f"{UHD}-t2v-pro", "K078", f"the nearest is POST {UHD}-t2v"),
    ("POST", f"{UHD}/t2v", "K078", f"the nearest is POST {UHD}-t2v"),
    ("POST", f"{KLING3}-t2v-4k", "K078", f"the nearest is POST {UHD}-t2v"),
    ("POST", f"{UHD}-image-to-video", "K078", f"the nearest is POST {UHD}-i2v"),
    ("POST", "/v1/ai/text-to-video/kling-4k", "K078", f"the nearest is POST {UHD}-t2v"),
    ("POST", "/v1/ai/image-to-video/kling-4k-i2v", "K078", f"the nearest is POST {UHD}-i2v"),
    ("POST", "/v1/ai/video/kling4k-t2v", "K078", f"the nearest is POST {UHD}-t2v"),
    ("POST", "/v1/ai/video/kling-uhd-i2v", "K078", f"the nearest is POST {UHD}-i2v"),
    ("DELETE", f"{UHD}-i2v", "K079", "is not allowed: this path takes POST and GET alone"),
    ("PATCH", f"{UHD}-t2v/{TASK}", "K079", "is not allowed: this path takes GET alone"),
    ("POST", f"{UHD}-i2v/{TASK}", "K079", "is not allowed: this path takes GET alone"),
    ("POST", f"{UHD}-i2v/", "K084", f"drop it, POST {UHD}-i2v"),
    ("GET", f"{UHD}-i2v/", "K084", f"drop it, GET {UHD}-i2v, or fill in the task id"),
    ("GET", f"{UHD}-i2v/{TASK}/", "K084", f"drop it, GET {UHD}-i2v/{{task-id}}"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "code", "expected"), WRONG)
def test_wrong_address_is_told_which_endpoint_was_meant(method: str, path: str, code: str, expected: str) -> None:
    (finding,) = address_findings(Address(method, path))
    assert (finding.code, finding.severity, finding.location) == (code, Severity.ERROR, Location.PATH)
    assert finding.message.startswith(f"{method} {path} ")
    assert finding.message.endswith(expected)
