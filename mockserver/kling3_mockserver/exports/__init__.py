"""What the journal remembers in the forms of others: a HTTP archive, lines of JSON, and a test that repeats it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling3_openapi.late import late_names

if TYPE_CHECKING:
    from kling3_mockserver.exports.forms import Form, written
    from kling3_mockserver.exports.har import har_begin, har_end, har_entry
    from kling3_mockserver.exports.repetition import written_test

__all__ = ["Form", "har_begin", "har_end", "har_entry", "written", "written_test"]

if not TYPE_CHECKING:
    __getattr__ = late_names(
        __name__,
        {
            "forms": ("Form", "written"),
            "har": ("har_begin", "har_end", "har_entry"),
            "repetition": ("written_test",),
        },
    )
