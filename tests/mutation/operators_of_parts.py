"""Operators of parts: an element, an argument or a bound that is left out, and a function taken for its neighbour."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from tests.mutation.mutant import Edit, Kind
from tests.mutation.source import Source

_NEIGHBOURS: Mapping[str, str] = MappingProxyType(
    {
        "min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list", "reversed": "list",
        "lower": "upper", "upper": "lower", "startswith": "endswith", "endswith": "startswith",
        "partition": "rpartition", "rpartition": "partition", "removeprefix": "removesuffix", "strip": "rstrip",
        "fullmatch": "match", "ceil": "floor", "floor": "ceil",
    }
)  # fmt: skip


def parts(node: ast.AST, source: Source) -> Iterator[Edit]:
    """Return a list, table or call without one of its elements, members or named arguments."""
    match node:
        case ast.List(elts=elements, ctx=ast.Load()):
            yield from _without_one(node, [source.of(each) for each in elements], "[{}]", source)
        case ast.Tuple(elts=elements, ctx=ast.Load()) if len(elements) > 2 or _is_choice(elements):
            yield from _without_one(node, [source.of(each) for each in elements], "({},)", source)
        case ast.Dict(keys=keys, values=values):
            members = [_member(key, value, source) for key, value in zip(keys, values, strict=True)]
            yield from _without_one(node, members, "{{{}}}", source)
        case ast.Call(func=function, args=arguments, keywords=keywords):
            told = [source.of(each) for each in (*arguments, *keywords)]
            shape = source.of(function).replace("{", "{{").replace("}", "}}") + "({})"
            yield from _without_one(node, told, shape, source, first=len(arguments))


def _is_choice(elements: Sequence[ast.expr]) -> bool:
    """Return whether a pair is one of equals, as in `status in (A, B)`, and not of a name and its value."""
    return all(isinstance(each, ast.Attribute | ast.Tuple) for each in elements) or all(
        isinstance(each, ast.Constant) and isinstance(each.value, str) for each in elements
    )


def _member(key: ast.expr | None, value: ast.expr, source: Source) -> str:
    return f"{source.of(key)}: {source.of(value)}" if key else f"**{source.of(value)}"


def _without_one(node: ast.expr, told: Sequence[str], shape: str, source: Source, first: int = 0) -> Iterator[Edit]:
    for number in range(first, len(told)):
        kept = ", ".join([*told[:number], *told[number + 1 :]])
        yield Edit(Kind.PART, *source.span(node), shape.format(kept) if kept else shape.format("").replace(",", ""))


def bounds(node: ast.AST, source: Source) -> Iterator[Edit]:
    """Return a slice without one end, and what is held between bounds without one of them."""
    match node:
        case ast.Slice(lower=lower, upper=upper):
            yield from (Edit(Kind.BOUND, *source.span(each), "") for each in (lower, upper) if each)
        case ast.Call(func=ast.Name("min" | "max"), args=[_, _] as arguments, keywords=[]):
            yield from (Edit(Kind.BOUND, *source.span(node), source.of(each)) for each in arguments)


def other_calls(node: ast.AST, source: Source) -> Iterator[Edit]:
    """Return a call of the function that is taken for this one."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _NEIGHBOURS:
            end = source.span(node.func).end
            yield Edit(Kind.CALL, end - len(name), end, _NEIGHBOURS[name])
