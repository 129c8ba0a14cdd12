"""Forms: which form a recording has, told by its content; its name says nothing."""

from __future__ import annotations

import json
import re
from enum import Enum
from typing import BinaryIO

from kling3_contracts.errors import SubjectError

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MOST_LOOKED_AT = 1024 * 1024
_HAR = re.compile(rb'\{\s*"log"\s*:')
_PACKED = {
    b"PK\x03\x04": "a zip archive",
    b"\x1f\x8b": "packed by gzip",
    b"\x28\xb5\x2f\xfd": "packed by zstd",
}


class Form(Enum):
    """The form of a recording."""

    HAR = "HAR"
    JOURNAL = "journal"
    """A JSON list of records, as the fake shows its journal."""
    LINES = "ndjson"
    """One record a line."""


def form_of(file: BinaryIO, name: str) -> Form:
    """Return the form of a recording and leave the file where its content begins.

    Raises SubjectError for what is none of them.
    """
    head = file.read(_MOST_LOOKED_AT)
    begin = len(_BYTE_ORDER_MARK) if head.startswith(_BYTE_ORDER_MARK) else 0
    form = _form(head[begin:].lstrip())
    if form is None:
        raise SubjectError(name, f"{_got(head)}, expected a HAR file, a journal or ndjson")
    file.seek(begin)
    return form


def _form(head: bytes) -> Form | None:
    if head.startswith(b"["):
        return Form.JOURNAL
    if not head.startswith(b"{"):
        return None
    line, ended, _ = head.partition(b"\n")
    if _HAR.match(head):
        return Form.HAR
    return Form.LINES if _is_record(line) or (ended and line.rstrip().endswith(b"}")) else Form.HAR


def _is_record(line: bytes) -> bool:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and "log" not in value


def _got(head: bytes) -> str:
    packed = next((name for magic, name in _PACKED.items() if head.startswith(magic)), "")
    if packed:
        return f"it is {packed}: unpack it first"
    return "it does not begin as JSON" if head.strip() else "it is empty"
