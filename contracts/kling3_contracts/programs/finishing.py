"""Finishing: a report held against its baseline, printed, and written in the forms that were asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from kling3_contracts.programs.reporting import Reporting
from kling3_contracts.reports.closing import closing_line
from kling3_contracts.reports.forms import Form, write
from kling3_contracts.reports.terminal import show
from kling3_contracts.verdicts.masking import Masker
from kling3_contracts.verdicts.report import Report


def finish(report: Report, reporting: Reporting, secrets: Iterable[str] = ()) -> int:
    """Print a report, write it in the forms that were asked for, and return the exit status.

    `secrets` are keys and secrets that the command was given: they are masked wherever they stand, and so is what
    looks like one. Raises OptionError for a file or baseline that can't be used.
    """
    shown = _against_baseline(Masker(secrets).report(report), reporting)
    if not shown.is_empty:
        _show(shown, reporting)
    for name, path in reporting.files:
        write(shown, Form(name), path)
    if shown.trouble:
        click.echo(f"Error: {shown.trouble}", err=True)
    return shown.exit_status


def _against_baseline(report: Report, reporting: Reporting) -> Report:
    """Return a report with what its baseline accepts, after the changes to that file that were asked for."""
    if reporting.baseline is None:
        return report
    from kling3_contracts.history import baseline, baseline_file  # most runs have none, and all rules come with it

    path = reporting.baseline
    begins = reporting.update_baseline and not path.exists()
    accepted = known = baseline.Baseline() if begins else baseline_file.read(path)
    if reporting.prune_baseline:
        accepted = baseline.prune(accepted, report)
    if reporting.update_baseline:
        accepted = baseline.update(accepted, report)
    if accepted != known or begins:
        baseline_file.write(accepted, path)
    return baseline.apply(accepted, report)


def _show(report: Report, reporting: Reporting) -> None:
    if reporting.quiet:
        for each in report.causes:
            click.echo(f"cause: {each.sentence}")
        click.echo(closing_line(report))
    else:
        show(report, sys.stdout, coverage=reporting.coverage)
