"""Literals: values as they stand in a program of Python, with names in the places of what differs in each run."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WIDTH = 100
"""Columns beyond which a list or an object is written in several lines."""
_MARK = re.compile("\ue000([a-z_0-9]+)\ue001")
"""A name that stands in a text. Nobody types these characters, and masking lets them be."""
_PLAIN = re.compile(r'[^"\\{}]*')


def marked(name: str) -> str:
    """Return what stands in a text for the value of a name."""
    return f"\ue000{name}\ue001"


def parts_of(text: str) -> Iterable[tuple[str, str]]:
    """Yield the parts of a text in turn, each with the name that follows it, the last with none."""
    split = _MARK.split(text)
    return zip(split[::2], [*split[1::2], ""], strict=True)


def text_literal(text: str) -> str:
    """Return a text, in which names may be marked, as an expression."""
    parts = list(parts_of(text))
    if len(parts) == 1:
        return _quoted(text)
    if len(parts) == 2 and not parts[0][0] and not parts[1][0]:
        return parts[0][1]
    if all(_PLAIN.fullmatch(before) and before.isprintable() for before, _ in parts):
        inner = "".join(before + (f"{{{name}}}" if name else "") for before, name in parts)
        return f'f"{inner}"'
    return " + ".join(each for before, name in parts for each in ([_quoted(before)] if before else []) + [name] if each)


def literal(value: object, column: int = 0) -> str:
    """Return a value of JSON as an expression that begins in a line indented by so many columns."""
    if isinstance(value, str):
        return text_literal(value)
    if isinstance(value, dict):
        return _within("{}", [(f"{text_literal(name)}: ", each) for name, each in value.items()], column)
    if isinstance(value, list):
        return _within("[]", [("", each) for each in value], column)
    return repr(value)


def called(function: str, arguments: list[str], column: int) -> str:
    """Return a call in one line, or in one for each argument."""
    line = f"{function}({', '.join(arguments)})"
    if len(line) + column <= _WIDTH and "\n" not in line:
        return line
    return f"{function}(\n{_lines(arguments, column + 4)}{' ' * column})"


def _within(brackets: str, members: list[tuple[str, object]], column: int) -> str:
    inner = column + 4
    written = [f"{name}{literal(each, inner)}" for name, each in members]
    line = f"{brackets[0]}{', '.join(written)}{brackets[1]}"
    if len(line) + column <= _WIDTH and "\n" not in line:
        return line
    return f"{brackets[0]}\n{_lines(written, inner)}{' ' * column}{brackets[1]}"


def _lines(members: list[str], column: int) -> str:
    return "".join(f"{' ' * column}{each},\n" for each in members)


def _quoted(text: str) -> str:
    shown = repr(text)
    plain = shown[0] == "'" and '"' not in shown and "\\'" not in shown
    return f'"{shown[1:-1]}"' if plain else shown
