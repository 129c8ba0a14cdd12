"""The command kling3-contracts traffic: recorded traffic held to the contract."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import click

from kling3_contracts import extra
from kling3_contracts.programs.reporting import Reporting, with_report_options
from kling3_contracts.traffic.options import FailOn, TrafficOptions
from kling3_openapi.coverage.summary import Dimension
from kling3_openapi.coverage.thresholds import parse_thresholds
from kling3_openapi.document import Strictness
from kling3_openapi.editions import FIRST, Edition

_STRICTNESSES = [each.value for each in Strictness]
_DIMENSIONS = ", ".join(each.value for each in Dimension)
_SEVERITIES = [each.value for each in FailOn]


@click.command("traffic")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--from",
    "live",
    metavar="URL",
    default="",
    help="Read the journal of a fake that runs there; files alone, if left out.",
)
@click.option(
    "--control-token", default="", metavar="TOKEN", help="The token of that fake's control API; none, if left out.",
    envvar="KLING3_MOCK_CONTROL_TOKEN", show_envvar=True,
)  # fmt: skip
@click.option(
    "--host",
    "hosts",
    metavar="HOST[/PATH],...",
    default="",
    help="Hosts that stand for the API besides the provider's and this machine, a proxy's with the path before the "
    "API's own; none, if left out.",
)
@click.option(
    "--document", "strictness", type=click.Choice(_STRICTNESSES), default=Strictness.STRICT.value, show_default=True,
    help="Which document answers are held to.",
)  # fmt: skip
@click.option(
    "--edition", type=click.Choice([each.value for each in Edition]), default=FIRST.value, show_default=True,
    help="The month of the provider's pages that all is held to.",
)  # fmt: skip
@click.option(
    "--fail-on", type=click.Choice(_SEVERITIES), default=FailOn.ERROR.value, show_default=True,
    help="From which severity on a finding makes the exit status 1.",
)  # fmt: skip
@click.option(
    "--min", "minimum", metavar="DIMENSION=PERCENT,...", default="",
    help=f"How much of the contract must have been exercised, as operations=100,responses=50; nothing, if left out. "
    f"Dimensions: {_DIMENSIONS}.",
)  # fmt: skip
@click.option(
    "--prices", metavar="FILE", default="",
    help="A TOML file of prices in the place of the table that is known; that one, if left out.",
)  # fmt: skip
@with_report_options(*extra.PARSER)
def traffic_command(reporting: Reporting, files: tuple[str, ...], **values: str) -> None:
    """Hold recorded traffic to the contract.

    FILE is a HAR file, the fake's journal or ndjson, recognized by its content; - is standard input. Each request to
    the API's hosts is held to the document and to the rules, and so is each answer and webhook.

    \b
    Examples:
      kling3-contracts traffic requests.har
      kling3-contracts traffic --from http://127.0.0.1:8333 --fail-on ignored
      kling3-contracts traffic calls.ndjson --min operations=100,responses=50 --html report.html
    """
    # Other commands, and every --help, start without the rules and what prints a report.
    from kling3_contracts.programs.finishing import finish
    from kling3_contracts.traffic.run import judged_traffic

    options = _options(files, values)
    sys.exit(finish(judged_traffic(options), reporting, (options.control_token,)))


def _options(files: tuple[str, ...], values: Mapping[str, str]) -> TrafficOptions:
    if not files and not values["live"]:
        raise click.UsageError(
            "got neither a FILE nor --from URL, expected a recording: kling3-contracts traffic seen.har"
        )
    return TrafficOptions(
        files,
        values["live"],
        values["control_token"],
        tuple(each.strip() for each in values["hosts"].split(",") if each.strip()),
        Strictness(values["strictness"]),
        Edition(values["edition"]),
        FailOn(values["fail_on"]),
        parse_thresholds(values["minimum"]) if values["minimum"] else {},
        values["prices"],
    )
