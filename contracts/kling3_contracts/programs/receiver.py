"""The command kling3-contracts receiver: a webhook receiver tried with signed and forged calls."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

from kling3_contracts.programs.numbers import Number, Whole
from kling3_contracts.programs.reporting import Reporting, with_report_options
from kling3_openapi.signature import SecretEncoding

Command = Callable[..., None]

_ENCODINGS = [each.value for each in SecretEncoding]
_SECONDS = Number(0, 3_600, min_open=True)


def _with_subject(command: Command) -> Command:
    """Give a command the receiver and its secrets."""
    for add in reversed((
        click.argument("url"),
        click.option(
            "--secret", required=True, metavar="SECRET", envvar="KLING3_WEBHOOK_SECRET", show_envvar=True,
            help="The secret that the receiver holds. It is shown nowhere.",
        ),
        click.option(
            "--new-secret", metavar="SECRET", envvar="KLING3_NEW_WEBHOOK_SECRET", show_envvar=True,
            help="The second secret, v2, of a receiver that holds two while one is rotated; none, if left out.",
        ),
        click.option(
            "--secret-encoding", "encoding", type=click.Choice(_ENCODINGS), default="raw", show_default=True,
            help="How the text of secrets becomes a key.",
        ),
        click.option(
            "--processed-url", default="", metavar="URL",
            help="Where GET shows what the receiver has acted on: a number, or a list of ids. Not asked, if left out.",
        ),
        click.option("--insecure", is_flag=True, help="Take any certificate, as a staging server signs its own."),
    )):  # fmt: skip
        command = add(command)
    return command


def _with_scope(command: Command) -> Command:
    """Give a command the options on what is tried, and for how long."""
    for add in reversed((
        click.option(
            "--only", multiple=True, metavar="CODE,..", help="Try these cases alone, as K235,K236; all, if left out."
        ),
        click.option(
            "--seed", type=Whole(0, 2**32 - 1), metavar="NUMBER",
            help="Equal seeds give equal ids. Drawn and printed, if left out.",
        ),
        click.option(
            "--timeout", type=_SECONDS, default=5.0, show_default=True, metavar="SECONDS",
            help="How long one answer may take.",
        ),
        click.option(
            "--total", type=_SECONDS, default=60.0, show_default=True, metavar="SECONDS",
            help="How long the whole run may take.",
        ),
    )):  # fmt: skip
        command = add(command)
    return command


@click.command("receiver")
@_with_subject
@_with_scope
@with_report_options(covers=False)
def receiver_command(
    url: str, *, secret: str, new_secret: str | None, only: tuple[str, ...], reporting: Reporting, **values: Any
) -> None:
    """Try the webhook receiver at URL with signed and forged calls.

    Valid calls must be answered 2xx in time, forged and stale ones 4xx, and none may make the receiver fail. Harmless
    cases come first, crowds last. It acts on what it takes: point this at a receiver whose tasks may be made up.

    \b
    Examples:
      kling3-contracts receiver http://127.0.0.1:9000/hook --secret S
      kling3-contracts receiver http://127.0.0.1:9000/hook --secret S --only K235,K236
      kling3-contracts receiver https://staging.example.com/hook --secret S --processed-url \\
        https://staging.example.com/processed
    """
    # Other commands, and every --help, start without the cases and what prints a report.
    from kling3_contracts.programs.finishing import finish
    from kling3_contracts.receiver.judging import judge_receiver
    from kling3_contracts.receiver.options import ReceiverOptions
    from kling3_contracts.reports.progress import Progress

    secrets = (secret,) if new_secret is None else (secret, new_secret)
    codes = frozenset(part.strip().upper() for word in only for part in word.split(",") if part.strip())
    encoding = SecretEncoding(values.pop("encoding"))
    with Progress() as progress:
        options = ReceiverOptions(encoding=encoding, only=codes, **values)
        report = judge_receiver(url, secrets, options, progress.line)
    sys.exit(finish(report, reporting, secrets))
