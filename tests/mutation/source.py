"""Source: the text of one module, with places in it as the tree tells them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Span(NamedTuple):
    """The first byte of a piece of text, and the one behind its last."""

    start: int
    end: int


@dataclass(frozen=True)
class Source:
    """A module's text; trees count columns in bytes of UTF-8, and so does this."""

    file: str
    """Its path from the root of the repository, with slashes."""
    text: bytes

    @classmethod
    def read(cls, file: str) -> Source:
        return cls(file, (ROOT / file).read_bytes())

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def statements(self) -> tuple[ast.stmt, ...]:
        return tuple(each for each in ast.walk(self.tree) if isinstance(each, ast.stmt))

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return (0, *accumulate(len(each) for each in self.text.splitlines(keepends=True)))

    def span(self, node: ast.expr | ast.stmt | ast.keyword | ast.pattern) -> Span:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        first, last = self._starts[node.lineno - 1], self._starts[node.end_lineno - 1]
        return Span(first + node.col_offset, last + node.end_col_offset)

    def of(self, node: ast.expr | ast.stmt | ast.keyword | ast.pattern) -> str:
        return self.between(*self.span(node))

    def between(self, start: int, end: int) -> str:
        return self.text[start:end].decode()

    def line(self, place: int) -> int:
        """Return the number of the line in which a byte stands, from 1."""
        return self.text.count(b"\n", 0, place) + 1
