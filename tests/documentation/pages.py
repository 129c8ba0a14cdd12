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

    @property
    def typed(self) -> list[str]:
        """The lines without what programs print, continued ones joined."""
        lines = re.sub(r"\\\n\s*", "", self.text).splitlines()
        if self.language in ("", "text"):
            return []
        return [line for line in lines if line.startswith("$ ")] if self.language == "console" else lines


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
    """Return each piece of code of a page that a reader may type: lines of blocks, and code in the text."""
    return [line for block in blocks(page) for line in block.typed] + _INLINE.findall(prose(page))


def _block(page: Path, content: str, match: re.Match[str]) -> Block:
    language, *marks = match["info"].split() or [""]
    return Block(name_of(page), content.count("\n", 0, match.start()) + 1, language, tuple(marks), match["text"])
