"""Tags: HTML that can't be broken by what stands in it, since every text is escaped unless it was made here."""

from __future__ import annotations

from html import escape


class Markup(str):
    """HTML that is ready; any other string is text."""

    __slots__ = ()


def tag(name: str, *children: str, **attributes: str) -> Markup:
    """Return an element; `class_` is the attribute `class`, and `aria_label` is `aria-label`."""
    given = "".join(f' {_spelled(key)}="{escape(value)}"' for key, value in attributes.items())
    return Markup(f"<{name}{given}>{joined(*children)}</{name}>")


def joined(*children: str) -> Markup:
    """Return markup as it is and texts escaped, one after the other."""
    return Markup("".join(each if isinstance(each, Markup) else escape(each) for each in children))


def _spelled(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
