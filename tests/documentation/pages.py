"""The README and the pages under docs/, read as Markdown: their fenced blocks and their code in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))

_FENCED = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: where it stands, its language, and the marks after that, `run` or `name=value`."""

    page: str
    line: int
    language: str
    marks: tuple[str, ...]
    text: str

    @property
    def where(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def options(self) -> dict[str, str]:
        """The marks that are of the form name=value."""
        return dict(mark.split("=", 1) for mark in self.marks if "=" in mark)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page, in their order."""
    content = page.read_text("utf-8")
    return [_block(page, content, match) for match in _FENCED.finditer(content)]


def prose(page: Path) -> str:
    """Return what stands outside the fenced blocks."""
    return _FENCED.sub("", page.read_text("utf-8"))


def snippets(page: Path) -> list[str]:
    """Return every piece of code of a page: the lines of its blocks, continued lines joined, and code in the text."""
    lines = [line for block in blocks(page) for line in re.sub(r"\\\n\s*", "", block.text).splitlines()]
    return lines + _INLINE.findall(prose(page))


def _block(page: Path, content: str, match: re.Match[str]) -> Block:
    language, *marks = match["info"].split() or [""]
    return Block(
        name_of(page), content.count("\n", 0, match.start()) + 1, language, tuple(marks), match["text"]
    )
