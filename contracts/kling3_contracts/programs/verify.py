"""The command kling3-contracts verify: a server held to the contract."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from kling3_contracts import extra
from kling3_contracts.options import Phase
from kling3_contracts.programs.numbers import Number, Whole
from kling3_contracts.programs.reporting import Reporting, with_report_options
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.garbage import rare_collections
from kling3_openapi.signature import SecretEncoding

Command = Callable[..., None]

_ENCODINGS = [each.value for each in SecretEncoding]
_PHASES = ", ".join(each.value for each in Phase)


def _with_subject(command: Command) -> Command:
    """Give a command the server, its keys, and the secret of its webhooks."""
    for add in reversed((
        click.argument("url"),
        click.option(
            "--api-key", default="", metavar="KEY", envvar="KLING3_API_KEY", show_envvar=True,
            help="A key that the server knows; needed, but for --dry-run. It is shown nowhere.",
        ),
        click.option(
            "--other-api-key", default="", metavar="KEY", envvar="KLING3_OTHER_API_KEY", show_envvar=True,
            help="A second good key: tasks of one must be hidden from the other. On this machine one is made up.",
        ),
        click.option(
            "--wrong-api-key", default="", metavar="KEY", envvar="KLING3_WRONG_API_KEY", show_envvar=True,
            help="A key that the server must refuse; one is made up. A fake on this machine that takes any key may.",
        ),
        click.option("--insecure", is_flag=True, help="Take any certificate, as a staging server signs its own."),
        click.option(
            "--webhook-secret", default="", metavar="SECRET", envvar="KLING3_WEBHOOK_SECRET", show_envvar=True,
            help="The secret that the server signs webhooks with. Without it signatures are not verified.",
        ),
        click.option(
            "--secret-encoding", type=click.Choice(_ENCODINGS), default="raw", show_default=True,
            help="How the secret's text becomes a key.",
        ),
        click.option(
            "--webhook-host", default="127.0.0.1", show_default=True, metavar="HOST",
            help="The address by which the server reaches this machine.",
        ),
    )):  # fmt: skip
        command = add(command)
    return command


def _with_scope(command: Command) -> Command:
    """Give a command the options on what is tried."""
    for add in reversed((
        click.option(
            "--document", default="strict", show_default=True, metavar="published|strict|FILE",
            help="What answers are held to: the document as published, with what this project adds, or your own.",
        ),
        click.option(
            "--edition", type=click.Choice([each.value for each in Edition]), default=FIRST.value, show_default=True,
            help="The month of the provider's pages whose contract the server is held to.",
        ),
        click.option(
            "--family", multiple=True, metavar="NAME,..",
            help="Hold the server to these, as kling-v3,kling-4k-t2v,uploads; to those that it has, if left out.",
        ),
        click.option("--phases", multiple=True, metavar="NAME,..", help=f"Some of {_PHASES}; all, if left out."),
        click.option(
            "--only", multiple=True, metavar="CODE,..",
            help="Judge these promises and rules alone, as K131,K108; all, if left out.",
        ),
        click.option(
            "--skip", multiple=True, metavar="CODE,..",
            help="Judge all but these, as what is assumed and not so; none, if left out.",
        ),
        click.option(
            "--replay", default="", metavar="ID",
            help="Look again for one violation of this folder's last run, as K131-3f9a1c07; for all, if left out.",
        ),
        click.option(
            "--seed", type=Whole(0, 2**32 - 1), metavar="NUMBER",
            help="Equal seeds give equal requests. Drawn and printed, if left out.",
        ),
        click.option(
            "--max-examples", type=Whole(1, 10_000), default=20, show_default=True, metavar="NUMBER",
            help="How many requests are drawn for each operation, and how many walks are taken.",
        ),
        click.option(
            "--patience", type=Number(0, 3_600, min_open=True), default=30.0, show_default=True,
            metavar="SECONDS", help="How long a task or a webhook may take; the paid service needs 300.",
        ),
    )):  # fmt: skip
        command = add(command)
    return command


def _with_purse(command: Command) -> Command:
    """Give a command the options on what may be sent."""
    for add in reversed((
        click.option(
            "--spend", type=Whole(min=0), metavar="N",
            help="Create N tasks at most. Without it none elsewhere, and any number on this machine.",
        ),
        click.option("--forget-spent", is_flag=True, help="Forget what runs have created that did not end."),
        click.option(
            "--ledger", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
            help="Where creations are counted; in your state folder, if left out.",
        ),
        click.option("--rate", default="", metavar="N/UNIT", help="As 40/m or 5/s; elsewhere 40/m, if left out."),
        click.option(
            "--prices", default="", metavar="FILE",
            help="A TOML file of prices for the plan, in the place of the table that is known; that one, if left out.",
        ),
        click.option("--dry-run", is_flag=True, help="Print what would be sent and what it would cost; send nothing."),
    )):  # fmt: skip
        command = add(command)
    return command


@click.command("verify")
@_with_subject
@_with_scope
@_with_purse
@with_report_options(*extra.ENGINE)
def verify_command(*, dry_run: bool, replay: str, reporting: Reporting, **values: Any) -> None:
    """Hold the server at URL to the contract.

    URL is its base, as http://127.0.0.1:8333 or https://api.freepik.com. On any host but this machine tasks are taken
    to cost money: there nothing is created without --spend, 40 requests a minute are sent, and the plan is printed
    first.

    \b
    Examples:
      kling3-contracts verify http://127.0.0.1:8333 --api-key any
      kling3-contracts verify http://127.0.0.1:8333 --api-key any --phases keys,rules --seed 7
      kling3-contracts verify https://api.freepik.com --dry-run
      kling3-contracts verify https://api.freepik.com --spend 2 --patience 300 --html report.html
    """
    # Other commands, and every --help, start without an HTTP client, the rules and what prints a report.
    from kling3_contracts.programs.finishing import finish
    from kling3_contracts.programs.given import Given
    from kling3_contracts.programs.verified import replayed, show_plan, verified

    given = Given(**values)
    with rare_collections(), closing(given.target()) as target:
        options = given.options(target, sends=not dry_run)
        if dry_run or target.paid:
            show_plan(given, target, options, err=not dry_run)
        if not dry_run:
            report = replayed(given, target, options, replay) if replay else verified(given, target, options)
            sys.exit(finish(report, reporting, options.secrets))
