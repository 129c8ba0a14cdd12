"""Texts of price tables for tests."""

from __future__ import annotations

ROW = {
    "model": '"video/kling-v3-std"',
    "per_second": "0.25",
    "date": "2026-09-01",
    "confidence": '"A"',
    "source": '"our contract"',
}
HEAD = {"currency": '"USD"', "how": '"agreed"'}


def row(**values: str) -> str:
    """Return a price with some keys otherwise; an empty one is left out."""
    return "\n".join(["[[price]]", *_lines({**ROW, **values})])


def table(*rows: str, **values: str) -> str:
    """Return a table with some keys otherwise, and with one good price if none is given."""
    return "\n".join([*_lines({**HEAD, **values}), *(rows or (row(),))])


def _lines(values: dict[str, str]) -> list[str]:
    return [f"{name} = {value}" for name, value in values.items() if value]
