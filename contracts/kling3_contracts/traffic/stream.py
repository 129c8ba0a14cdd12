"""Stream: the members of a JSON list within a file, one at a time: a recording may be larger than memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import ijson  # type: ignore[import-untyped]  # it has neither types of its own nor stubs


class BrokenJsonError(Exception):
    """The JSON of a file ends or goes wrong; no content of the file stands in the message, it may be secret."""


def members(file: BinaryIO, prefix: str) -> Iterator[object]:
    """Yield the members that a prefix names: `log.entries.item`, or `item` for a list that is the whole file.

    Raises BrokenJsonError after the last member that could be read.
    """
    try:
        yield from ijson.items(file, prefix, use_float=True)
    except ijson.JSONError as error:
        raise BrokenJsonError(_reason(error)) from error
    except UnicodeDecodeError as error:
        raise BrokenJsonError("it is not UTF-8") from error


def _reason(error: Exception) -> str:
    words = str(error).partition("\\n")[0].partition("\n")[0].strip("b'\" ")
    return "the file ends before its JSON does" if "premature EOF" in words else f"it is no JSON ({words:.80})"
