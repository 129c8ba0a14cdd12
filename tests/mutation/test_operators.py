"""What each operator makes of a piece of source."""

from __future__ import annotations

import pytest

from tests.mutation.mutant import Kind
from tests.mutation.mutating import mutants
from tests.mutation.source import Source


def made(text: str, kind: Kind) -> list[str]:
    return [each.key.after for each in mutants(Source("some.py", text.encode())) if each.kind is kind]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("a < b\n", Kind.COMPARISON, ["a <= b", "a >= b"]),
        ("a == b\n", Kind.COMPARISON, ["a != b"]),
        ("a is  not b\n", Kind.COMPARISON, ["a is b"]),
        ("a not in (b)\n", Kind.COMPARISON, ["a in (b)"]),
        ("3 <= a < b\n", Kind.COMPARISON, ["3 < a < b", "3 > a < b", "3 <= a <= b", "3 <= a >= b"]),
        ("a[1:n]\n", Kind.BOUND, ["a[:n]", "a[1:]"]),
        ("max(0, a)\n", Kind.BOUND, ["0", "a"]),
        ("n = 1_000\n", Kind.NUMBER, ["n = 1001", "n = 999"]),
        ("n = 0.5\n", Kind.NUMBER, ["n = 1.0", "n = 1.5"]),
        ("n = 'x'\n", Kind.TEXT, ["n = 'x_'"]),
        ("n = b'x y'\n", Kind.TEXT, ["n = b'x y_'"]),
        ("n = f'ä{a}.{b!r:>3}{{c}}'\n", Kind.TEXT, ["n = f'ä.{b!r:>3}{{c}}'", "n = f'ä{a}.{{c}}'"]),
        ("n = True\n", Kind.TRUTH, ["n = False"]),
        ("a and b or c\n", Kind.TRUTH, ["a and b and c", "a or b or c"]),
        ("not a\n", Kind.TRUTH, ["bool(a)"]),
        ("a + b // c\n", Kind.ARITHMETIC, ["a - b // c", "a + b * c"]),
        ("x = b if a else c\n", Kind.BRANCH, ["x = b if True else c", "x = b if False else c"]),
        ("if a:\n    b\n", Kind.BRANCH, ["if True:", "if False:"]),
        ("while a:\n    b\n", Kind.BRANCH, ["while False:"]),
        ("[a for a in b if a]\n", Kind.BRANCH, ["[a for a in b if True]"]),
        ("match a:\n    case b if c:\n        d\n", Kind.BRANCH, ["case _ if False:"]),
        ("try:\n    a\nexcept E as e:\n    b\n", Kind.BRANCH, ["except () as e:"]),
        ("if a:\n    raise B\n", Kind.LINE, ["pass"]),
        ("def f():\n    a.b = c\n    d = e\n    return d\n", Kind.LINE, ["pass"]),
        ("def f():\n    if a:\n        return b\n    return c\n", Kind.LINE, ["pass"]),
        ("a = [b, c]\n", Kind.PART, ["a = [c]", "a = [b]"]),
        ("a = (b.c, b.d)\n", Kind.PART, ["a = (b.d,)", "a = (b.c,)"]),
        ("a = {b: c}\n", Kind.PART, ["a = {}"]),
        ("a(b, c=d)\n", Kind.PART, ["a(b)"]),
        ("a.b.lower()\n", Kind.CALL, ["a.b.upper()"]),
    ],
)
def test_a_change_is_what_somebody_might_have_written_by_mistake(text: str, kind: Kind, expected: list[str]) -> None:
    assert made(text, kind) == expected


@pytest.mark.parametrize(
    "text",
    [
        '"""A docstring."""\n', "import a\n", "n = 'words for people'\n", "n = f'words for {a}'\n",
        "if TYPE_CHECKING:\n    a = 1\n", "class A(Protocol):\n    a = 1\n", "__all__ = ['a']\n",
        "def __str__(self):\n    return 'a'\n", "def f(a: Literal['b'] | None) -> Literal['c']: ...\n",
        "Kind = Callable[['A'], None]\n", "@a(1)\nclass B: ...\n",
    ],
)  # fmt: skip
def test_what_no_running_program_has_is_left_alone(text: str) -> None:
    assert mutants(Source("some.py", text.encode())) == ()


def test_what_python_can_not_read_is_no_mutant() -> None:
    source = Source("some.py", b"while a:\n    break\n")
    assert [each.key.after for each in mutants(source)] == ["while False:", "pass"]


def test_each_text_comes_once() -> None:
    texts = [each.source for each in mutants(Source("some.py", b"if True:\n    a = 1\n"))]
    assert len(texts) == len(set(texts))
