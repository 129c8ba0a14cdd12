"""Operators: a node of the tree -> the changes of it that somebody might have made by mistake.

They are our own, though Cosmic Ray 8.7 and mutmut 3.8 have kept ones, whose source was read for it. Both lack what
matters most behind HTTP: a line, a header or a guard that is left out, a check that is never entered. Cosmic Ray has a
class for each of 56 changes of a comparison and tells a place by counting occurrences, so that none has a name that
lasts; it changes `|` in annotations, which nothing can see, and comes with a database, git and aiohttp. mutmut's are
functions over libcst inside machinery that writes mutated files and runs pytest; they change letters of sentences, and
make what is assigned None, which ends in a crash. Here a change is a text in the place of another, by positions that
`ast` tells: a mutant is a value, drawn by a seed, shown as a diff, and loaded by an import hook.

Words for people (text with a blank in it) are left as they are: nobody promises them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from tests.mutation.mutant import Edit, Kind
from tests.mutation.operators_of_lines import dropped_lines
from tests.mutation.operators_of_parts import bounds, other_calls, parts
from tests.mutation.source import Source

_COMPARISONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"), "==": ("!=",), "!=": ("==",),
        "is": ("is not",), "is not": ("is",), "in": ("not in",), "not in": ("in",),
    }
)  # fmt: skip
_COMPARISON = re.compile(r"<=|>=|==|!=|<|>|not\s+in|is\s+not|in|is")
_ARITHMETIC: Mapping[str, str] = MappingProxyType({"+": "-", "-": "+", "*": "/", "/": "*", "//": "*", "%": "*"})
_ARITHMETIC_SIGN = re.compile(r"//|[-+*/%]")
_WORD = re.compile(r"\b(and|or)\b")
_INTERPOLATED = re.compile(r"(?<!\{)\{[^{}]+\}")


def edits(node: ast.AST, source: Source) -> Iterator[Edit]:
    """Return every change of one node, those of its children left out."""
    for operator in _OPERATORS:
        yield from operator(node, source)


def _comparisons(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.Compare):
        for left, right in zip([node.left, *node.comparators], node.comparators, strict=False):
            for start, end, sign in _signs(left, right, _COMPARISON, source):
                for other in _COMPARISONS[" ".join(sign.split())]:
                    yield Edit(Kind.COMPARISON, start, end, other)


def _arithmetic(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.BinOp):
        for start, end, sign in _signs(node.left, node.right, _ARITHMETIC_SIGN, source):
            yield Edit(Kind.ARITHMETIC, start, end, _ARITHMETIC[sign])


def _signs(left: ast.expr, right: ast.expr, sign: re.Pattern[str], source: Source) -> Iterator[tuple[int, int, str]]:
    """Find the sign between two operands, of which trees don't tell the place."""
    start = source.span(left).end
    found = sign.search(source.between(start, source.span(right).start))
    if found:
        yield start + found.start(), start + found.end(), found[0]


def _numbers(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        value = node.value
        assert isinstance(value, int | float)
        for other in (value + 1, value - 1) if isinstance(value, int) else (value * 2 or 1.0, value + 1):
            yield Edit(Kind.NUMBER, *source.span(node), repr(other))


def _texts(node: ast.AST, source: Source) -> Iterator[Edit]:
    if not isinstance(node, ast.Constant):
        return
    if isinstance(node.value, str) and not re.search(r"\s", node.value):
        yield Edit(Kind.TEXT, *source.span(node), repr(f"{node.value}_"))
    if isinstance(node.value, bytes):
        yield Edit(Kind.TEXT, *source.span(node), repr(node.value + b"_"))


def _interpolated(node: ast.AST, source: Source) -> Iterator[Edit]:
    """Leave out one of the values that stand in a text."""
    if not isinstance(node, ast.JoinedStr):
        return
    start, whole = source.span(node).start, source.of(node)
    if " " in _INTERPOLATED.sub("", whole):
        return
    for found in _INTERPOLATED.finditer(whole):
        first = start + len(whole[: found.start()].encode())
        yield Edit(Kind.TEXT, first, first + len(found[0].encode()), "")


def _truth(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield Edit(Kind.TRUTH, *source.span(node), repr(not node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield Edit(Kind.TRUTH, *source.span(node), f"bool({source.of(node.operand)})")
    if isinstance(node, ast.BoolOp):
        for left, right in zip(node.values, node.values[1:], strict=False):
            for start, end, word in _signs(left, right, _WORD, source):
                yield Edit(Kind.TRUTH, start, end, "or" if word == "and" else "and")


def _branches(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        for other in ("False",) if isinstance(node, ast.While) else ("True", "False"):
            yield Edit(Kind.BRANCH, *source.span(node.test), other)
    if isinstance(node, ast.comprehension):
        yield from (Edit(Kind.BRANCH, *source.span(each), "True") for each in node.ifs)
    if isinstance(node, ast.match_case):
        start, end = source.span(node.pattern).start, source.span(node.guard or node.pattern).end
        yield Edit(Kind.BRANCH, start, end, "_ if False")
    if isinstance(node, ast.ExceptHandler) and node.type:
        yield Edit(Kind.BRANCH, *source.span(node.type), "()")


Operator = Callable[[ast.AST, Source], Iterator[Edit]]
_OPERATORS: tuple[Operator, ...] = (
    _comparisons, _arithmetic, _numbers, _texts, _interpolated, _truth, _branches,
    dropped_lines, parts, bounds, other_calls,
)  # fmt: skip
