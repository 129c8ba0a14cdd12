"""Drifted: what `kling3-contracts drift` does with what it was given: a comparison made, printed and written."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import click

from kling3_contracts.drift.comparison import Comparison, compared
from kling3_contracts.drift.extent import Extent
from kling3_contracts.drift.json_form import json_form
from kling3_contracts.drift.known import Known, read_known, without_known
from kling3_contracts.drift.markdown import markdown
from kling3_contracts.drift.parsing import parsed
from kling3_contracts.drift.sentences import closing_line
from kling3_contracts.drift.source import source_of
from kling3_contracts.drift.terminal import show
from kling3_contracts.errors import OptionError
from kling3_contracts.reports.atomic import write_whole
from kling3_openapi.editions import Edition
from kling3_openapi.masking.text import shown_text


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared, as it was typed; `extent` is None where it was left out."""

    document: str
    edition: str
    extent: str | None
    recordings: tuple[str, ...]
    known: Path | None
    hosts: str


def compared_as(asked: Asked) -> Comparison:
    """Return the comparison; raise SubjectError, OptionError or UnreachableError for what can't be read."""
    known: Known = frozenset() if asked.known is None else read_known(asked.known)
    content = parsed(source_of(asked.document), asked.document)
    extent = None if asked.extent is None else Extent(asked.extent)
    comparison = compared(content, shown_text(asked.document), Edition(asked.edition), extent)
    return without_known(_as_used(comparison, asked) if asked.recordings else comparison, known)


def told(comparison: Comparison, json_file: Path | None, markdown_file: Path | None, *, quiet: bool) -> None:
    """Print a comparison and write the forms that were asked for; raise OptionError where that can't be."""
    if quiet:
        click.echo(closing_line(comparison))
    else:
        show(comparison, sys.stdout)
    for option, path, form in (("--json", json_file, json_form), ("--markdown", markdown_file, markdown)):
        if path is not None:
            _write(option, path, form(comparison))


def _as_used(comparison: Comparison, asked: Asked) -> Comparison:
    # Without recordings none of what reads them is needed.
    from kling3_contracts.drift.touching import touched
    from kling3_contracts.drift.usage import Usage
    from kling3_contracts.traffic.named_hosts import named_host

    usage = Usage()
    named = (each.strip() for each in asked.hosts.split(","))
    usage.read(asked.recordings, tuple(named_host(each) for each in named if each))
    return touched(comparison, usage)


def _write(option: str, path: Path, text: str) -> None:
    try:
        write_whole(path, text)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = f"can't write {path}: {reason}; name a file in a folder that can be written to"
        raise OptionError(option, message) from error
