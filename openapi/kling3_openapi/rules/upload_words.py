"""Words: what programs call the type of a picture and the facts of a file, and what to send instead."""

from __future__ import annotations

import re

TYPES = ("image/png", "image/jpeg", "image/webp")
"""The types that can be uploaded."""

_SEPARATORS = re.compile(r"[\W_]+")
_LONGEST_READ = 60
_CALLED = {
    **dict.fromkeys(("png", "xpng", "applepng"), "image/png"),
    **dict.fromkeys(("jpg", "jpeg", "pjpeg", "jpe", "jfif"), "image/jpeg"),
    "webp": "image/webp",
}
"""What programs write behind `image/`, or alone."""

_TYPE, _NAME, _SIZE, _BYTES = (
    "send content_type in an object of files",
    "leave it out, a file is known by its file_id",
    "leave it out, whatever has 1 GiB at most may be uploaded",
    "leave it out, and PUT the bytes to the upload_url of the answer",
)
_MENDS = {
    **dict.fromkeys(("contenttype", "mimetype", "mime", "type", "mediatype", "filetype"), _TYPE),
    **dict.fromkeys(("filename", "name", "key", "path", "originalname"), _NAME),
    **dict.fromkeys(("size", "filesize", "length", "contentlength", "bytes"), _SIZE),
    **dict.fromkeys(("file", "data", "content", "base64", "image", "body"), _BYTES),
}
"""What to do instead of a field, by its name in plain letters."""


def mend_of_type(kind: str) -> str:
    """Return what to do about a type that can't be uploaded."""
    main, _, rest = kind[:_LONGEST_READ].strip().lower().partition(";")[0].strip().rpartition("/")
    meant = _CALLED.get(_SEPARATORS.sub("", rest))
    if main in ("video", "audio"):
        return f"only pictures are uploaded here, put the {main} at a public URL of your own"
    if meant is not None and main in ("", "image"):
        return f"send {meant}"
    return "send one of these, or convert the picture"


def mend_of_field(name: str) -> str:
    """Return what to do about a field that a request for uploads does not have."""
    return _MENDS.get(_SEPARATORS.sub("", name[:_LONGEST_READ]).lower(), "leave it out, no field is called so")
