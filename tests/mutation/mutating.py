"""Mutating: a module -> all its mutants that Python can read, but for what no running program has."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.mutation.mutant import Edit, Mutant, mutant_of
from tests.mutation.operators import edits
from tests.mutation.source import Source

_NOT_RUN = frozenset({"annotation", "returns", "decorator_list", "bases", "type_params"})
"""Fields of nodes which hold types, or names alone."""
_FOR_PEOPLE = frozenset({"__repr__", "__str__"})


def mutants(source: Source) -> tuple[Mutant, ...]:
    """Return the mutants of a module in the order of its lines, each text once."""
    found: dict[bytes, Mutant] = {}
    for edit, function in _walk(source.tree, source, ""):
        made = mutant_of(source, edit, function, _statement(source, source.line(edit.start)))
        if made.source != source.text and _can_be_read(made.source):
            found.setdefault(made.source, made)
    return tuple(sorted(found.values(), key=lambda each: each.line))


def _walk(node: ast.AST, source: Source, function: str) -> Iterator[tuple[Edit, str]]:
    if _is_not_run(node):
        return
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        function = f"{function}.{node.name}".removeprefix(".")
    yield from ((each, function) for each in edits(node, source))
    for name, value in ast.iter_fields(node):
        # Of text with values in it the pieces are no nodes with places of their own before Python 3.12.
        if name not in _NOT_RUN and not isinstance(node, ast.JoinedStr):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from _walk(child, source, function)


def _is_not_run(node: ast.AST) -> bool:
    match node:
        case ast.Expr(value=ast.Constant()) | ast.If(test=ast.Name("TYPE_CHECKING")) | ast.Import() | ast.ImportFrom():
            return True
        case ast.ClassDef(bases=bases):
            return any(isinstance(each, ast.Name) and each.id == "Protocol" for each in bases)
        case ast.FunctionDef(name=name):
            return name in _FOR_PEOPLE
        case ast.Assign(targets=[ast.Name("__all__")]) | ast.Assign(value=ast.Subscript(slice=ast.Tuple())):
            return True
        case ast.BinOp(op=ast.BitOr()) | ast.Assign(value=ast.Subscript(value=ast.Name("tuple"))):
            return True
    return False


def _statement(source: Source, line: int) -> range:
    """Return the lines of the innermost statement at a line, of a block its head alone."""
    around = [each for each in source.statements if each.lineno <= line <= (each.end_lineno or 0)]
    innermost = max(around, key=lambda each: each.lineno)
    body = getattr(innermost, "body", None)
    behind = body[0].lineno if body else (innermost.end_lineno or 0) + 1
    return range(innermost.lineno, max(behind, innermost.lineno + 1))


def _can_be_read(source: bytes) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True
