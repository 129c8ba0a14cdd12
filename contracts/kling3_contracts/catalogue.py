"""Catalogue: every code that the referee can name, explained; it imports all rules, so import it only where needed.

`python -m kling3_contracts.catalogue > docs/promises.md` writes the page of the documentation anew; with codes
behind it the module explains these.
"""

from __future__ import annotations

import sys

from kling3_contracts.errors import OptionError
from kling3_contracts.judging.promises import (
    ANSWERS,
    CROWDS,
    HEADERS,
    KEYS,
    LAWFUL,
    PROMISES,
    RESULTS,
    TASKS,
    UPLOADS,
    WEBHOOKS,
)
from kling3_contracts.receiver.cases import CODES
from kling3_contracts.traffic.thresholds import COVERAGE
from kling3_openapi.rules import catalogue as rules
from kling3_openapi.rules.rule import Code

_CASES = tuple(sorted(CODES, key=lambda each: each.code))
_OWED = tuple(sorted((*PROMISES, COVERAGE), key=lambda each: each.code))

CATALOGUE: tuple[Code, ...] = tuple(sorted((*rules.CATALOGUE, *_OWED, *_CASES), key=lambda each: each.code))
"""Every code: the rules for requests, what servers owe, and what receivers may meet."""

_TITLES = {each.code: each.title for each in CATALOGUE}

_INTRODUCTION = """\
# Promises

What kling3-contracts holds servers and webhook receivers to. Each promise has a code, which never changes its meaning
and is never used again; `kling3-contracts explain K102` explains one, with the source of what is claimed. What
clients must keep has codes too, on [a page of its own](codes.md).

A promise is worded as it holds: a report that lists it as violated says that the subject does not do this.

<!-- Written by `python -m kling3_contracts.catalogue > docs/promises.md`: change the promises instead. -->
"""

_GROUPS: tuple[tuple[str, tuple[Code, ...]], ...] = (
    ("Servers: every answer", ANSWERS),
    ("Servers: the head of an answer", HEADERS),
    ("Servers: what is unusual and lawful", LAWFUL),
    ("Servers: keys", KEYS),
    ("Servers: the life of a task", TASKS),
    ("Servers: many requests at once", CROWDS),
    ("Servers: the video of a task", RESULTS),
    ("Servers: webhooks", WEBHOOKS),
    ("Servers: uploads", UPLOADS),
    ("Recorded traffic", (COVERAGE,)),
    ("Webhook receivers", _CASES),
)


def known(code: str) -> bool:
    """Return whether there is such a code, spelled exactly so."""
    return code in _TITLES


def title_of(code: str) -> str:
    """Return the title of a code, or that there is none such."""
    return _TITLES.get(code, "A code that is not in the catalogue.")


def explain(code: str) -> str:
    """Return what there is to know of a code, as plain text for a terminal.

    Raises OptionError, with the codes that are near, when there is none such.
    """
    try:
        return rules.explain(code, CATALOGUE)
    except rules.CatalogueError as error:
        raise OptionError("CODE", str(error)) from None


def page() -> str:
    """Return the page of the documentation: an introduction and a table for each group of promises."""
    tables = (f"\n## {heading}\n\n{rules.markdown_table(group, 'What is owed')}" for heading, group in _GROUPS)
    return _INTRODUCTION + "".join(tables)


def _printed(codes: list[str]) -> str:
    return "\n\n".join(map(explain, codes)) + "\n" if codes else page()


if __name__ == "__main__":
    sys.stdout.write(_printed(sys.argv[1:]))
