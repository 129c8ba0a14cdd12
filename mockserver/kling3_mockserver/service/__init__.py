"""The API as it answers: from the check of the key to the JSON of a task and the bytes of a video.

`app` strings the stages; `validation` (request -> order) and `responses` (task -> JSON) know nothing of one another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.service.app import Served, build
    from kling3_mockserver.service.cors import Cors
    from kling3_mockserver.service.faulty import Course
    from kling3_mockserver.service.front_page import front_page_of
    from kling3_mockserver.service.inspecting import inspected
    from kling3_mockserver.service.storage import Storage
    from kling3_mockserver.service.uploading import Uploading, asset_findings
    from kling3_mockserver.service.validation import Validation
    from kling3_mockserver.service.wire import Wire

__all__ = [
    "Cors",
    "Course",
    "Served",
    "Storage",
    "Uploading",
    "Validation",
    "Wire",
    "asset_findings",
    "build",
    "front_page_of",
    "inspected",
]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "app": ("Served", "build"),
            "validation": ("Validation",),
            "storage": ("Storage",),
            "uploading": ("Uploading", "asset_findings"),
            "faulty": ("Course",),
            "front_page": ("front_page_of",),
            "cors": ("Cors",),
            "inspecting": ("inspected",),
            "wire": ("Wire",),
        },
    )
