"""The commands kling3-contracts explain and schema: what a reader of reports may ask, offline."""

from __future__ import annotations

from importlib.resources import files

import click


@click.command("explain")
@click.argument("code", required=False)
def explain_command(code: str | None) -> None:
    """Explain a code of a report: a rule, a promise or a case, as K012, K131 or K203.

    Without a CODE, list all codes.
    """
    from kling3_contracts import catalogue  # all rules come with it

    if code is not None:
        # Reports name a violation by its code and a digest: K131-3f9a1c07.
        click.echo(catalogue.explain(code.partition("-")[0]))
        return
    for each in catalogue.CATALOGUE:
        click.echo(f"{each.code}  {each.severity.value:7}  {each.title}")


@click.command("schema")
@click.argument("of", type=click.Choice(["report", "drift"]), default="report", metavar="[report|drift]")
def schema_command(of: str) -> None:
    """Print the JSON Schema of reports in JSON, or of what `drift` writes."""
    room = "reports" if of == "report" else "drift"
    click.echo(files(f"kling3_contracts.{room}").joinpath(f"{of}.schema.json").read_text("utf-8"), nl=False)
