"""Catalogue: every code of every rule, explained; it imports all rules, so import it only where needed.

`python -m kling3_openapi.rules.catalogue > docs/codes.md` writes the page of the documentation anew; with
codes behind it the module explains these.
"""

from __future__ import annotations

import difflib
import re
import sys
import textwrap
from collections.abc import Iterable, Sequence

from kling3_openapi.editions import FIRST
from kling3_openapi.errors import Kling3Error
from kling3_openapi.rules import (
    bodies,
    browsers,
    bursts,
    fields,
    history,
    inputs,
    media,
    paths,
    prompts,
    queries,
    relatives,
    requests,
    schema,
    shots,
    storage,
    uploaded,
    uploads,
    values,
)
from kling3_openapi.rules.echo import echoed
from kling3_openapi.rules.rule import Code

_WIDTH = 88
_SHOWN_CHARACTERS = 20
_SHORT_CODE = re.compile(r"K?[-_ ]?0*([1-9][0-9]{0,2})", re.ASCII)
_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z`@\[])")

_INTRODUCTION = """\
# Codes

Each mistake that kling3-mock can name has a code, which never changes its meaning and is never used again.
The severity tells how the service takes the mistake:

- `error`: it refuses the request, so the fake does too.
- `ignored`: it answers 200 and the thing has no effect. The fake does the same and tells you; a strict mode
  refuses it.
- `advice`: it works here and will hurt in production, or may.

`kling3-mock explain K001` tells more of a code, with the source of what is claimed.

<!-- Written by `python -m kling3_openapi.rules.catalogue > docs/codes.md`: change the rules instead. -->

"""


class CatalogueError(Kling3Error):
    """A code was asked for that the catalogue does not have; `code` is what was asked."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


_RULES = (
    *fields.RULES,
    *shots.RULES,
    *values.RULES,
    *prompts.RULES,
    *media.RULES,
    *requests.RULES,
    *browsers.RULES,
    *bodies.RULES,
    *paths.RULES,
    *queries.RULES,
    *relatives.RULES,
    *history.RULES,
    *bursts.RULES,
    *uploads.RULES,
    *uploads.FRAME_RULES,
    *storage.RULES,
    *storage.LINK_RULES,
    *storage.READ_RULES,
    *storage.SIZE_RULES,
    *uploaded.RULES,
    *uploaded.ASSET_RULES,
    *inputs.RULES,
)
_FOUND_ELSEWHERE = (*schema.CODES, *bodies.CODES, *paths.CODES)

CATALOGUE: tuple[Code, ...] = tuple(
    sorted((*(each.entry for each in _RULES), *_FOUND_ELSEWHERE), key=lambda entry: entry.code)
)
"""Every code, in their order."""


def explain(code: str, among: Sequence[Code] = CATALOGUE) -> str:
    """Return what there is to know of a code, as plain text for a terminal.

    Raises CatalogueError, with the codes that are near, when there is none such among those.
    """
    asked = code.strip().upper()
    entry = next((each for each in among if each.code == asked), None)
    if entry is None:
        raise CatalogueError(code, _unknown(code, among))
    reasons, mend = _reasons_and_mend(entry)
    parts = (reasons, f"What to do: {mend}", _editions(entry), f"Source: {entry.source}.")
    head = f"{entry.code} ({entry.severity.value}): {entry.title}"
    return "\n\n".join(textwrap.fill(part, _WIDTH) for part in (head, *parts) if part)


def markdown_table(codes: Iterable[Code] = CATALOGUE, title: str = "What it is") -> str:
    """Return the table of codes: code, severity, title, what to do; `title` heads the column of titles."""
    rows = (("Code", "Severity", title, "What to do"), ("---",) * 4, *map(_row, codes))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def page() -> str:
    """Return the page of the documentation: an introduction and the table."""
    return _INTRODUCTION + markdown_table()


def _editions(entry: Code) -> str:
    """Return in which editions there is something to find, empty for all."""
    if entry.since is not FIRST:
        return f"Edition: from {entry.since.value} on."
    return "" if entry.until is None else f"Edition: before {entry.until.value}."


def _row(entry: Code) -> tuple[str, str, str, str]:
    _, mend = _reasons_and_mend(entry)
    return f"`{entry.code}`", entry.severity.value, _cell(entry.title), _cell(mend)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _reasons_and_mend(entry: Code) -> tuple[str, str]:
    """Return an explanation without its last sentence, and that sentence, which by custom names the mend."""
    *reasons, mend = _SENTENCE.split(" ".join(entry.explanation.split()))
    return " ".join(reasons), mend


def _unknown(code: str, among: Sequence[Code]) -> str:
    asked = code.strip().upper()[:_SHOWN_CHARACTERS]
    bounds = f"the first is {among[0].code} and the last {among[-1].code}"
    if meant := _whole(asked, among):
        return f"there is no code '{echoed(code, _SHOWN_CHARACTERS)}' (did you mean {meant}?): {bounds}"
    close = difflib.get_close_matches(asked, [each.code for each in among], n=3, cutoff=0.5)
    near = f"near it are {', '.join(sorted(close))}" if close else "codes look like K001"
    return f"there is no code '{echoed(code, _SHOWN_CHARACTERS)}': {near}, {bounds}"


def _whole(asked: str, among: Iterable[Code]) -> str:
    """Return the code of which somebody left out the letter or a zero, as in K1 or 12, or nothing."""
    found = _SHORT_CODE.fullmatch(asked)
    meant = f"K{found[1]:0>3}" if found else ""
    return meant if any(each.code == meant for each in among) else ""


def _printed(codes: list[str]) -> str:
    return "\n\n".join(map(explain, codes)) + "\n" if codes else page()


if __name__ == "__main__":
    sys.stdout.write(_printed(sys.argv[1:]))
