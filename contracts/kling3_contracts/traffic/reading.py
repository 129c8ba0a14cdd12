"""Reading: a recording -> its entries, lazily; what is broken is an entry too, so that the rest is still read."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO

from kling3_contracts.errors import SubjectError
from kling3_contracts.traffic.forms import Form, form_of
from kling3_contracts.traffic.har import har_entry
from kling3_contracts.traffic.journal import record
from kling3_contracts.traffic.recorded import Entry, EntryError, Unread
from kling3_contracts.traffic.stream import BrokenJsonError, members

STANDARD_INPUT = "-"
"""The name of a file that stands for what is piped in."""
_FOLDER = "it is a folder: name the HAR file, journal or ndjson in it"
_UNNAMED = "got an empty name, expected a HAR file, a journal or ndjson: is a variable not set?"
_LONGEST_LINE = 64 * 1024 * 1024
_ENTRIES = {Form.HAR: "log.entries.item", Form.JOURNAL: "item"}
_WORDS = {Form.HAR: "entry", Form.JOURNAL: "record"}

_Reader = Callable[[object, str], Entry]


def read_file(path: str) -> Iterator[Entry]:
    """Yield the entries of a file; raise SubjectError for one that is no recording at all."""
    name = "standard input" if path == STANDARD_INPUT else Path(path).name
    with _opened(path) as file:
        yield from entries(file, name)


def entries(file: BinaryIO, name: str) -> Iterator[Entry]:
    """Yield the entries of an open file that can go back to its beginning; raise SubjectError for no recording."""
    form = form_of(file, name)
    if form is Form.LINES:
        yield from _lines(file, name)
    else:
        yield from _listed(file, form, name)


def _listed(file: BinaryIO, form: Form, name: str) -> Iterator[Entry]:
    word, count = _WORDS[form], 0
    reader: _Reader = har_entry if form is Form.HAR else record
    try:
        for count, value in enumerate(members(file, _ENTRIES[form]), 1):
            yield _read(reader, value, f"{name}, {word} {count}")
    except BrokenJsonError as error:
        yield Unread(f"{name}, {word} {count + 1}", f"{error}; what follows could not be read")


def _lines(file: BinaryIO, name: str) -> Iterator[Entry]:
    number = 0
    while line := file.readline(_LONGEST_LINE):
        number += 1
        if line.strip():
            yield _line(line, f"{name}, line {number}")


def _line(line: bytes, place: str) -> Entry:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
        return Unread(place, f"it is no JSON ({reason}), expected one object a line")
    return _read(record, value, place)


def _read(reader: _Reader, value: object, place: str) -> Entry:
    try:
        return reader(value, place)
    except EntryError as error:
        return Unread(place, str(error))


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    if Path(path).is_dir():
        raise SubjectError(path or "FILE", _FOLDER if path else _UNNAMED)
    try:
        with _piped_in() if path == STANDARD_INPUT else Path(path).open("rb") as file:
            yield file
    except OSError as error:
        reason = error.strerror or type(error).__name__
        mend = "name a HAR file, a journal or ndjson"
        if path.startswith(("http://", "https://")):
            mend = f"--from {path} reads the journal of a fake that runs there"
        raise SubjectError(path, f"can't be read ({reason}): {mend}") from error


@contextmanager
def _piped_in() -> Iterator[BinaryIO]:
    """Give what is piped in as a file that can go back to its beginning."""
    with TemporaryFile() as file:
        copyfileobj(sys.stdin.buffer, file)
        file.seek(0)
        yield file
