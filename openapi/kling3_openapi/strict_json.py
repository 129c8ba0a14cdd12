"""Strict JSON: bytes -> a JSON value as RFC 8259 has it, or an error that tells line, column and mend.

Python's own reader also takes NaN, Infinity, 1e400 and halves of surrogate pairs, lets the last of two equal
names win without a word, and meets a document of a hundred thousand brackets with a `RecursionError`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from math import isfinite
from typing import NamedTuple

from kling3_openapi.errors import Kling3Error

MAX_DEPTH = 64
"""How many lists and objects may stand one inside another."""

MAX_DIGITS = 4300
"""How many digits an integer may have: Python's own default, kept whatever the interpreter is set to."""

_ALWAYS_CONVERTED = 640
"""Digits that `int` converts under any setting of `sys.set_int_max_str_digits`."""

_Pairs = list[tuple[str, object]]

_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"?'
_BRACKETS = re.compile(rf"{_STRING}|[\[\]{{}}]", re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)).difference(b"[]{}"))
_NUMBERS = re.compile(rf"{_STRING}|NaN|-?Infinity|-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?", re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_TRAILING_COMMA = re.compile(r",[ \t\n\r]*[\]}]")
_WORD = re.compile(r"[A-Za-z_]{1,20}|.", re.DOTALL)

_COMPLAINTS = (
    ("Expecting value", "expected a value"),
    ("Expecting property name", "expected a name in double quotes"),
    ("Expecting ':'", "expected ':' after the name"),
    ("Expecting ','", "expected ',' or a closing bracket"),
    ("Extra data", "expected nothing more after the value"),
    ("Unterminated string", "expected a closing quote for the string that begins here"),
    ("Invalid control", "expected control characters within a string to be escaped, a line break as \\n"),
    ("Invalid \\escape", "expected one of the escapes of JSON, a backslash itself as \\\\"),
    ("Invalid \\u", "expected four hexadecimal digits after \\u"),
)
_HINTS = {
    "'": "; strings stand in double quotes",
    "True": "; write true",
    "False": "; write false",
    "None": "; write null",
    "undefined": "; write null or leave the field out",
    "/": "; JSON has no comments",
}


class StrictJsonError(Kling3Error):
    """Bytes that are no strict JSON: `reason` says why, `line` and `column` where, both counted from 1."""

    def __init__(self, reason: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"line {line}, column {column}: {reason}")
        self.reason = reason
        self.line = line
        self.column = column


class Parsed(NamedTuple):
    """A JSON value, and the names that stand more than once in one of its objects: the last one counted."""

    value: object
    duplicate_keys: tuple[str, ...] = ()


def parse(body: bytes) -> Parsed:
    """Return the value that strict JSON in UTF-8 stands for.

    Raises StrictJsonError for anything else: among it numbers that are not finite, halves of surrogate pairs,
    a byte order mark, more than 64 levels and integers of more than 4,300 digits.
    """
    text = _decoded(body)
    if _may_be_deep(body) and not _is_shallow(body):
        _refuse_depth(text)
    if "\\" in text and _SURROGATE.search(text):
        _refuse_half_pairs(text)
    try:
        return _parsed(text)
    except json.JSONDecodeError as error:
        raise _malformed(body, text, error) from None
    except _RefusedNumberError as refused:
        raise _error(refused.reason, text, _position_of(refused.token, text)) from None


class _DuplicateKeyError(Exception):
    """Ends a parse that expected every name once."""


class _RefusedNumberError(Exception):
    def __init__(self, token: str, reason: str) -> None:
        super().__init__(reason)
        self.token = token
        self.reason = reason


def _parsed(text: str) -> Parsed:
    # The reader that all calls share is fast and can't hold what it saw: it reads texts without any surprise.
    try:
        value, end = _READER.raw_decode(text)
    except (_DuplicateKeyError, json.JSONDecodeError):
        return _read_closely(text)
    return Parsed(value) if end == len(text) else _read_closely(text)


def _read_closely(text: str) -> Parsed:
    duplicates: dict[str, None] = {}

    def last_wins(pairs: _Pairs) -> dict[str, object]:
        members: dict[str, object] = {}
        for name, value in pairs:
            if name in members:
                duplicates[name] = None
            members[name] = value
        return members

    value: object = _reader(last_wins).decode(text)
    return Parsed(value, tuple(duplicates))


def _all_unique(pairs: _Pairs) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _DuplicateKeyError
    return members


def _reader(members: Callable[[_Pairs], dict[str, object]]) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=members, parse_float=_finite, parse_int=_integer, parse_constant=_refuse_constant
    )


def _finite(token: str) -> float:
    number = float(token)
    if not isfinite(number):
        raise _RefusedNumberError(token, "the number is too large to be finite; send one below 1.8e308")
    return number


def _integer(token: str) -> int:
    if len(token) <= _ALWAYS_CONVERTED:
        return int(token)
    digits = token.removeprefix("-")
    if len(digits) > MAX_DIGITS:
        raise _RefusedNumberError(token, f"the integer has {len(digits):,} digits; send at most {MAX_DIGITS:,}")
    return _from_digits(digits) * (-1 if token.startswith("-") else 1)


def _from_digits(digits: str) -> int:
    value = 0
    for start in range(0, len(digits), _ALWAYS_CONVERTED):
        piece = digits[start : start + _ALWAYS_CONVERTED]
        value = value * 10 ** len(piece) + int(piece)
    return value


def _refuse_constant(token: str) -> object:
    raise _RefusedNumberError(token, f"{token} is no JSON value; send a finite number or leave the field out")


_READER = _reader(_all_unique)


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if foreign := _foreign(body):
            raise StrictJsonError(foreign) from None
        before = body[: error.start].decode("utf-8")
        reason = f"the byte 0x{body[error.start]:02x} is not UTF-8; send the body in UTF-8"
        raise _error(reason, before, len(before)) from None


def _foreign(body: bytes) -> str:
    """Return why bytes that could not be read are in no plain UTF-8, or the empty string."""
    if body.startswith(b"\xef\xbb\xbf"):
        return "the body begins with a byte order mark; send UTF-8 without one"
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in body[:2]:
        return "the body looks like UTF-16 or UTF-32; send it in UTF-8"
    return ""


def _may_be_deep(body: bytes) -> bool:
    # Deleting brackets and comparing lengths takes a quarter of the time of counting them.
    enough = MAX_DEPTH + 1
    return len(body) - len(body.replace(b"[", b"", enough).replace(b"{", b"", enough)) >= enough


def _is_shallow(body: bytes) -> bool:
    """Return whether brackets that all have their fellow are no deeper than is allowed; long lists are looked at so."""
    if b"\\" in body:  # a quotation mark may be one within a string
        return False
    brackets = b"".join(body.split(b'"')[::2]).translate(None, _NO_BRACKETS)
    for _ in range(MAX_DEPTH // 2):  # each turn takes away two levels at most
        before, brackets = brackets, brackets.replace(b"[]", b"").replace(b"{}", b"")
        if len(brackets) == len(before):
            break
    return not brackets


def _refuse_depth(text: str) -> None:
    depth = 0
    for match in _BRACKETS.finditer(text):
        bracket = match.group()
        depth += (bracket in "[{") - (bracket in "]}")
        if depth > MAX_DEPTH:
            reason = f"lists and objects are nested deeper than {MAX_DEPTH} levels; send a flatter body"
            raise _error(reason, text, match.start())


def _refuse_half_pairs(text: str) -> None:
    for escape in _ESCAPE.finditer(text):
        if escape["half"]:
            reason = f"{escape[0]} is half of a surrogate pair; send both halves, or the character itself"
            raise _error(reason, text, escape.start())


def _malformed(body: bytes, text: str, error: json.JSONDecodeError) -> StrictJsonError:
    if not text.strip(" \t\n\r"):
        return StrictJsonError("the body is empty; send a JSON object")
    if foreign := _foreign(body):
        return StrictJsonError(foreign)
    comma = _trailing_comma(text, error.pos)
    if comma is not None:
        return _error("there is a comma before the closing bracket; remove it", text, comma)
    complaint = next((ours for theirs, ours in _COMPLAINTS if error.msg.startswith(theirs)), error.msg)
    return _error(f"{complaint}, found {_found(text, error.pos)}", text, error.pos)


def _trailing_comma(text: str, position: int) -> int | None:
    # Python 3.13 points at the comma, older ones at it or behind it.
    comma = len(text[: position + 1].rstrip(" \t\n\r]}")) - 1
    return comma if comma >= 0 and _TRAILING_COMMA.match(text, comma) else None


def _found(text: str, position: int) -> str:
    match = _WORD.match(text, position)
    if match is None:
        return "the end of the body"
    word = match.group()
    return f"{word!r}{_HINTS.get(word, '')}"


def _position_of(token: str, text: str) -> int:
    return next(match.start() for match in _NUMBERS.finditer(text) if match.group() == token)


def _error(reason: str, text: str, position: int) -> StrictJsonError:
    line = text.count("\n", 0, position) + 1
    return StrictJsonError(reason, line, position - text.rfind("\n", 0, position))
