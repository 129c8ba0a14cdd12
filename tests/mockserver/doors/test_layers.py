"""Functions of other libraries are replaced for a while, and put back in whatever order their replacements end."""

from __future__ import annotations

from unittest import mock

import pytest

from kling3_mockserver.doors.layers import Function, replaced


class Base:
    def inherited(self) -> str:
        return "base"


class Library(Base):
    def greet(self, name: str = "you") -> str:
        """Return a greeting."""
        return f"hello {name}"


def louder(original: Function) -> Function:
    return lambda *arguments, **named: f"{original(*arguments, **named)}!"


def test_a_function_is_what_the_replacement_makes_of_it() -> None:
    with replaced(Library, "greet", louder):
        assert (Library().greet("Ann"), Library().greet(name="Bob")) == ("hello Ann!", "hello Bob!")
    assert Library().greet() == "hello you"


def test_a_replacement_keeps_name_and_documentation() -> None:
    with replaced(Library, "greet", louder):
        assert (Library.greet.__name__, Library.greet.__doc__) == ("greet", "Return a greeting.")


def test_what_was_inherited_is_inherited_again() -> None:
    with replaced(Library, "inherited", louder):
        assert (Library().inherited(), Base().inherited()) == ("base!", "base")
    assert "inherited" not in vars(Library)


def test_everything_is_put_back_after_an_error() -> None:
    original = vars(Library)["greet"]
    with pytest.raises(ZeroDivisionError), replaced(Library, "greet", louder):
        raise ZeroDivisionError
    assert vars(Library)["greet"] is original


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ((0, 1, 2), ["hello you!!", "hello you!", "hello you"]),
        ((1, 0, 2), ["hello you!!", "hello you!", "hello you"]),
        ((2, 1, 0), ["hello you!!", "hello you!", "hello you"]),
        ((1, 2, 0), ["hello you!!", "hello you!", "hello you"]),
    ],
)
def test_replacements_end_in_any_order(ends: tuple[int, ...], expected: list[str]) -> None:
    original, laid = vars(Library)["greet"], [replaced(Library, "greet", louder) for _ in range(3)]
    for each in laid:
        each.__enter__()
    heard = []
    for number in ends:
        laid[number].__exit__(None, None, None)
        heard.append(Library().greet())
    assert (heard, vars(Library)["greet"]) == (expected, original)


def test_a_replacement_of_somebody_else_above_ours_stays_and_ours_goes_with_the_next() -> None:
    original = vars(Library)["greet"]
    ours, theirs = replaced(Library, "greet", louder), mock.patch.object(Library, "greet", return_value="theirs")
    ours.__enter__()
    theirs.start()
    ours.__exit__(None, None, None)
    assert Library().greet() == "theirs"
    theirs.stop()
    assert Library().greet() == "hello you"
    with replaced(Library, "greet", louder):
        assert Library().greet() == "hello you!"
    assert vars(Library)["greet"] is original
