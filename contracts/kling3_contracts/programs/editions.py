"""The command kling3-contracts editions: what would change for recorded programs in another edition."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from kling3_contracts import extra
from kling3_contracts.errors import OptionError
from kling3_contracts.traffic.options import TrafficOptions
from kling3_contracts.verdicts.plain import counted, one_line
from kling3_openapi.editions import FIRST, Edition

if TYPE_CHECKING:
    from kling3_contracts.traffic.differences import Difference, Move

_EDITIONS = click.Choice([each.value for each in Edition])


@click.command("editions")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--to", "after", type=_EDITIONS, required=True, help="The edition to move to.")
@click.option(
    "--edition", "before", type=_EDITIONS, default=FIRST.value, show_default=True,
    help="The edition that the programs keep now.",
)  # fmt: skip
@click.option(
    "--from", "live", metavar="URL", default="",
    help="Read the journal of a fake that runs there; files alone, if left out.",
)  # fmt: skip
@click.option(
    "--control-token", default="", metavar="TOKEN", help="The token of that fake's control API; none, if left out.",
    envvar="KLING3_MOCK_CONTROL_TOKEN", show_envvar=True,
)  # fmt: skip
@click.option(
    "--host", "hosts", metavar="HOST[/PATH],...", default="",
    help="Hosts that stand for the API besides the provider's and this machine; none, if left out.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def editions_command(files: tuple[str, ...], *, as_json: bool, **values: str) -> None:
    """Tell what breaks when recorded programs move to another edition.

    FILE is a recording as kling3-contracts traffic reads it. Each request is held to both editions, and only what one
    of them alone says is shown, with the first place where it does. Exit status 1: something breaks, since it is
    refused or ignored in the other edition and was not before.

    \b
    Examples:
      kling3-contracts editions requests.har --to 2026-04
      kling3-contracts editions --from http://127.0.0.1:8333 --edition 2026-04 --to 2026-08
    """
    if not files and not values["live"]:
        raise click.UsageError(
            "got neither a FILE nor --from URL, expected a recording: kling3-contracts editions seen.har --to 2026-04"
        )
    if values["after"] == values["before"]:
        raise OptionError(
            "--to", f"got {values['after']}, which is the edition that is kept now: name another one, or --edition"
        )
    extra.require(*extra.PARSER)
    from kling3_contracts.traffic.moving import moved  # every --help starts without the rules

    move = moved(_options(files, values), Edition(values["after"]))
    click.echo(_json(move) if as_json else "\n".join(_lines(move)))
    if move.trouble:
        click.echo(f"Error: {move.trouble}", err=True)
    sys.exit(move.exit_status)


def _options(files: tuple[str, ...], values: Mapping[str, str]) -> TrafficOptions:
    hosts = tuple(each.strip() for each in values["hosts"].split(",") if each.strip())
    return TrafficOptions(files, values["live"], values["control_token"], hosts, edition=Edition(values["before"]))


def _lines(move: Move) -> Iterator[str]:
    changes = counted(len(move.differences), "difference") if move.differences else "no difference"
    yield f"from {move.before.value} to {move.after.value}: {changes} in {counted(move.requests, 'request')}"
    for each in move.differences:
        yield ""
        told = f"{each.code} at {each.field}, {counted(each.times, 'time')}, first {each.place}"
        yield one_line(f"{_word(each)} {told}")
        yield one_line(f"  {each.message}")


def _word(difference: Difference) -> str:
    words = {"error": "refused", "ignored": "without effect", "advice": "advice"}[difference.severity.value]
    return f"{difference.side.value}: {words},"


def _json(move: Move) -> str:
    content = {
        "from": move.before.value,
        "to": move.after.value,
        "requests": move.requests,
        "breaks": any(each.breaks for each in move.differences),
        "trouble": move.trouble,
        "differences": [
            {**each._asdict(), "side": each.side.value, "severity": each.severity.value, "breaks": each.breaks}
            for each in move.differences
        ],
    }
    return json.dumps(content, indent=2, ensure_ascii=False)
