"""Operators of lines: statements that are left out, where the program still runs without them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.mutation.mutant import Edit, Kind
from tests.mutation.source import Source


def dropped_lines(node: ast.AST, source: Source) -> Iterator[Edit]:
    """Return each statement of a block left out whose absence is no NameError."""
    for block in ("body", "orelse", "finalbody"):
        statements = getattr(node, block, None)
        for each in statements if isinstance(statements, list) else ():
            if _can_be_left_out(each, node):
                yield Edit(Kind.LINE, *source.span(each), "pass")


def _can_be_left_out(statement: ast.AST, parent: ast.AST) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant()):
            return False
        case ast.Expr() | ast.Raise() | ast.AugAssign() | ast.Delete() | ast.Break() | ast.Continue():
            return True
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            return not isinstance(parent, ast.Module)
        case ast.Return() | ast.Assign():
            # Behind a condition: what stands before it goes on in its place.
            return isinstance(parent, ast.If)
    return False
