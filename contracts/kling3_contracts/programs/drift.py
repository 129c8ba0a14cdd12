"""The command kling3-contracts drift: a document of the provider held against an edition."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kling3_contracts import extra
from kling3_openapi.editions import FIRST, Edition

Command = Callable[..., None]

_EDITIONS = [each.value for each in Edition]
_EXTENTS = ["page", "families", "whole"]
_FILE = click.Path(dir_okay=False, path_type=Path)


def _with_scope(command: Command) -> Command:
    """Give a command what is compared."""
    for add in reversed((
        click.argument("document", metavar="FILE|URL"),
        click.option(
            "--edition", type=click.Choice(_EDITIONS), default=FIRST.value, show_default=True,
            help="The edition that the document is held against.",
        ),
        click.option(
            "--extent", type=click.Choice(_EXTENTS),
            help="What the document is: pages, of which nothing is missed; families, which must have all their "
            "endpoints; the whole of the API. Told by what it has, if left out.",
        ),
        click.option(
            "--used-by", "recordings", multiple=True, metavar="FILE",
            help="Tell only what this recorded traffic meets, as `traffic` reads it; all, if left out.",
        ),
        click.option(
            "--known", type=_FILE, metavar="FILE",
            help="JSON of an earlier run, whose differences are told no more; none, if left out.",
        ),
        click.option(
            "--host", "hosts", metavar="HOST[/PATH],...", default="",
            help="Further hosts that stand for the API in that traffic; none, if left out.",
        ),
    )):  # fmt: skip
        command = add(command)
    return command


def _with_report(command: Command) -> Command:
    """Give a command the options on its report."""
    for add in reversed((
        click.option(
            "--fail-on", type=click.Choice(["breaking", "any"]), default="breaking", show_default=True,
            help="Which differences make the exit status 1.",
        ),
        click.option("--json", "json_file", type=_FILE, metavar="PATH", help="Write JSON, for programs."),
        click.option("--markdown", type=_FILE, metavar="PATH", help="Write Markdown, for the summary of a CI job."),
        click.option("--quiet", is_flag=True, help="Print one line in place of the report."),
    )):  # fmt: skip
        command = add(command)
    return command


@click.command("drift")
@_with_scope
@_with_report
def drift_command(*, fail_on: str, quiet: bool, json_file: Path | None, markdown: Path | None, **scope: Any) -> None:
    """Hold an OpenAPI document of the provider against an edition, and tell what is different and whom it breaks.

    FILE or URL is OpenAPI 3.0 or 3.1 in YAML or JSON, or pages of the provider in Markdown, for one endpoint or the
    whole of its API; - is standard input. Endpoints are found by method and path, whatever host stands before it.

    \b
    Examples:
      kling3-contracts drift provider.yaml
      kling3-contracts drift https://docs.example.com/openapi.json --edition 2026-04 --markdown summary.md
      kling3-contracts drift provider.yaml --used-by calls.har
    """
    extra.require(*extra.PRINTER, *(extra.PARSER if scope["recordings"] else ()))
    # Other commands, and every --help, start without what reads documents and prints reports.
    from kling3_contracts.programs.drifted import Asked, compared_as, told

    comparison = compared_as(Asked(**scope))
    told(comparison, json_file, markdown, quiet=quiet)
    sys.exit(int(bool(comparison.differences if fail_on == "any" else comparison.breaking)))
