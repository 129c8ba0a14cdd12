"""Verified: what `kling3-contracts verify` does with what it was given: a plan shown, a run, or one violation again."""

from __future__ import annotations

import click

from kling3_contracts.history.last_run import DEFAULT_PATH, LastRun, recall
from kling3_contracts.history.replay import replay
from kling3_contracts.options import Options
from kling3_contracts.programs.given import Given
from kling3_contracts.reports.progress import Progress
from kling3_contracts.target import Target
from kling3_contracts.verdicts.report import Report
from kling3_contracts.verifying.plan import plan_of
from kling3_contracts.verifying.verify import verify
from kling3_openapi.prices import price_table


def show_plan(given: Given, target: Target, options: Options, *, err: bool) -> None:
    """Print what would be sent and what it would cost; nothing is sent."""
    table = price_table(given.prices or None)
    click.echo(plan_of(target, options, given.spending(), table).text(), err=err)


def replayed(given: Given, target: Target, options: Options, identity: str) -> Report:
    """Look again for one violation of this folder's last run; raise OptionError where there is none such."""
    return replay(recall(DEFAULT_PATH, identity), options, lambda found: _run(given, target, found, None))


def verified(given: Given, target: Target, options: Options) -> Report:
    """Make one run, which this folder remembers."""
    return _run(given, target, options, LastRun(DEFAULT_PATH, target.url, options))


def _run(given: Given, target: Target, options: Options, last_run: LastRun | None) -> Report:
    with Progress() as progress:
        return verify(target, options, spend=given.spending(), progress=progress.line, last_run=last_run)
