"""Links of uploads as the fake writes them; the forms of the service's own are not known."""

from __future__ import annotations

import re
from enum import Enum

from kling3_openapi.remembering import remembered

_LINK = re.compile(
    r"https?://[^/?#\s]+(?:/[^?#\s]*)?/(upload|asset)_[0-9a-f-]{36}(?:\.[a-z]{3,4})?\?token=exp=[0-9]{1,12}~hmac=[0-9a-f]{64}",
    re.ASCII,
)
_LONGEST_READ = 2_048
"""Characters: a picture in base64 may have millions, and none of them is a link."""


class UploadLink(Enum):
    """What a link of an upload is for; the value is how its last segment begins."""

    UPLOAD = "upload"
    """One file is PUT there, within two minutes."""
    ASSET = "asset"
    """The file is read there, for a day."""


@remembered(1_024)
def upload_link_in(url: str) -> UploadLink | None:
    """Return which link of an upload a text is by its form, or None; whether it opens anything is not looked at."""
    found = _LINK.fullmatch(url) if len(url) <= _LONGEST_READ else None
    return UploadLink(found[1]) if found else None
