"""Listing: the fakes of a run as an HTML page, from which links lead to the page of each."""

from __future__ import annotations

import html
from collections.abc import Sequence
from importlib.resources import files
from string import Template

from kling3_mockserver.testing.run_page.fakes import ShownFake

_MOST_SHOWN = 300
"""Characters of a test's name: parameters make long ones."""
_NOBODY = "No test has opened a fake yet"
_HEAD = "".join(f'<th scope="col">{title}</th>' for title in ("Test", "Outcome", "Requests", "Findings"))


def listing(fakes: Sequence[ShownFake]) -> str:
    """Return the page that lists fakes, in the order in which they are given."""
    text = files(__package__).joinpath("listing.html").read_text("utf-8")
    rows = "\n".join(map(_row, fakes))
    table = f"<table>\n<thead><tr>{_HEAD}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>" if fakes else ""
    return Template(text).substitute(count=_count(fakes), table=table)


def _count(fakes: Sequence[ShownFake]) -> str:
    if not fakes:
        return _NOBODY
    opened = fakes[0].number
    were = "1 fake was opened" if opened == 1 else f"{opened} fakes were opened"
    return f"{were}, the newest first" if opened == len(fakes) else f"{were}, of which the newest {len(fakes)} are here"


def _row(fake: ShownFake) -> str:
    findings = ", ".join(f"{code} ×{count}" for code, count in fake.findings) or "none"  # noqa: RUF001  (times)
    cells = "".join(f"<td>{html.escape(each)}</td>" for each in (fake.outcome, str(fake.requests), findings))
    return f'<tr><th scope="row">{_named(fake)}</th>{cells}</tr>'


def _named(fake: ShownFake) -> str:
    name = fake.test if len(fake.test) <= _MOST_SHOWN else f"{fake.test[:_MOST_SHOWN]}..."
    if fake.kling3 is None:
        return f"{html.escape(name)} (forgotten)"
    return f'<a href="tests/{fake.number}/_mock/">{html.escape(name)}</a>'
