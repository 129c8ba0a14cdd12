"""The command kling3-mock."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from kling3_mockserver.journal.log_style import LogStyle
from kling3_mockserver.programs.environment import CONFIG, EnvironmentReader
from kling3_mockserver.programs.settings import chosen, settings_file, with_settings, with_workers
from kling3_mockserver.programs.webhooks import (
    FormerName,
    secrets_of,
    sign_command,
    verify_command,
    webhook_commands,
    with_secrets,
)
from kling3_mockserver.settings.settings import DEFAULT_WEBHOOK_SECRET, Settings
from kling3_mockserver.tls.certificates import require_extra
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.errors import Kling3Error
from kling3_openapi.findings import Severity
from kling3_openapi.garbage import rare_collections
from kling3_openapi.standard_output import standard_output


class _Misuse(click.ClickException):
    """Something that was given can't be used."""

    exit_code = 2


_OF_THE_REFEREE = ("traffic", "receiver", "schema")
"""What the other program has; both have `verify` and `explain`."""


class _Commands(click.Group):
    """Tells of every error of the project in one sentence, with exit status 2."""

    def main(self, *args: Any, **more: Any) -> Any:
        with standard_output(), rare_collections():
            return super().main(*args, **more)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in _OF_THE_REFEREE and args[0] not in self.commands:
            raise _Misuse(f"No such command '{args[0]}': did you mean kling3-contracts {args[0]}?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except click.BadParameter as error:
            # Without the two lines on usage that click would write above the sentence.
            raise _Misuse(error.format_message()) from error
        except Kling3Error as error:
            raise _Misuse(str(error)) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="kling3-mock", prog_name="kling3-mock")
def main() -> None:
    """A local fake of the Kling 3 video API (Freepik, now Magnific).

    It answers all endpoints, signs webhooks, serves real MP4 files, and names each mistake that the
    service would swallow.
    """


def _load(_ctx: click.Context, _param: click.Parameter, path: Path | None) -> dict[str, object]:
    """Return the settings of a file; without the two lines on usage that click would write above a sentence."""
    try:
        return {} if path is None else settings_file(path)
    except click.UsageError as error:
        raise _Misuse(error.format_message()) from error


_NO_COMMAND = "no command: give behind -- what you would type by itself, as in kling3-mock run -- node worker.js"
_FILE = click.Path(dir_okay=False, path_type=Path)
_config = click.option(
    "--config",
    type=_FILE,
    callback=_load,
    envvar=CONFIG,
    show_envvar=True,
    help="A TOML file of settings, named as the options are: task-seconds = 1.5",
)

_open = click.option("--open", "open_page", is_flag=True, help="Open the page of the fake in a browser.")


@main.command(cls=EnvironmentReader)
@_config
@_open
@with_settings
@with_workers
def serve(config: dict[str, object], *, open_page: bool, **values: object) -> None:
    """Run the fake until Ctrl-C.

    Point your program at the URL that is printed, instead of https://api.freepik.com. The log has a line for
    each request, and below it what the service would have ignored or refused.

    A setting is taken from its option, else from its environment variable, else from the file of --config.
    Where several values are good, the variable has spaces between them, and the file a list.

    \b
    Examples:
      kling3-mock serve
      kling3-mock serve --task-seconds 60 --speed 20
      kling3-mock serve --scenario "fail 2" --strict
      kling3-mock serve --clock manual --seed 7
      kling3-mock serve --store redis://127.0.0.1:6379/0 --workers 4
    """
    settings, style, count = chosen(config, values)
    if count > 1:
        _serve_by(count, settings, style, open_page=open_page)
        return
    from kling3_mockserver.programs import serve as program  # other commands start without a server

    program.serve(settings, style=style, open_page=open_page)


def _serve_by(count: int, settings: Settings, style: LogStyle, *, open_page: bool) -> None:
    from kling3_mockserver.programs import workers as program  # one process starts without what starts several
    from kling3_mockserver.serving.supervisor import WorkersError

    try:
        program.serve(settings, count, style=style, open_page=open_page)
    except WorkersError as error:
        # Nothing that was given is wrong.
        raise click.ClickException(str(error)) from error


@main.command(cls=EnvironmentReader, context_settings={"allow_interspersed_args": False})
@_config
@_open
@click.option("--log", type=_FILE, help="Write the fake's lines to a file.  [default: standard error]")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "ignored", "advice"]),
    help="End with status 3 when there were findings of this weight or more, and the program was content.",
)
@click.option("--record", type=_FILE, help="Write what was sent and got to a file, .har or .ndjson.")
@click.option("--offline", is_flag=True, help="Let the program reach the fake and nothing else by its proxy.")
@with_settings
@click.argument("command", nargs=-1, metavar="COMMAND...", type=click.UNPROCESSED)
def run(  # noqa: PLR0913  (what click hands over)
    config: dict[str, object], log: Path | None, fail_on: str | None, record: Path | None, *, offline: bool,
    open_page: bool, command: tuple[str, ...], **values: object,
) -> None:  # fmt: skip
    """Run a program as it is against the fake, whatever it is written in.

    Its requests to https://api.freepik.com, https://api.magnific.com and the host of the videos are answered by a fake
    that lives as long as the program does; all other hosts are reached as ever. At the end stands what the service
    would have ignored or refused. The exit status is the program's.

    All options of kling3-mock serve but --workers are taken as well. The fake takes any free port unless --port names
    one.

    \b
    Examples:
      kling3-mock run -- python make_video.py
      kling3-mock run --scenario "fail 2" -- node worker.js
      kling3-mock run --fail-on ignored --record sent.har -- npm test
    """
    if not command:
        raise _Misuse(_NO_COMMAND)
    require_extra()
    from kling3_mockserver.programs import run as program  # other commands start without a server

    settings, style, _ = chosen({"port": "0", **config}, values)
    weight = None if fail_on is None else Severity(fail_on)
    options = program.RunOptions(log, weight, record, offline, open_page)
    sys.exit(program.run(command, settings, style, options))


@main.command(cls=EnvironmentReader)
@click.option("--to", "url", required=True, metavar="URL", help="The receiver.")
@click.option(
    "--fault",
    default="",
    metavar="FAULT",
    help="What is wrong with it: wrong-signature, stale [SECONDS], tampered, old-secret or not-json.",
)
@click.option("--task-id", default="", help="The task that it tells of.  [default: a made-up one]")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How long the receiver may take.",
)
@with_secrets(DEFAULT_WEBHOOK_SECRET)
@click.argument("status", type=click.Choice(["created", "in-progress", "completed", "failed"]))
def trigger(texts: tuple[str, ...], encoding: str, status: str, **asked: Any) -> None:
    """Send a receiver one signed webhook, and show what was sent and answered.

    There need be no task and no server. Exit status 0 when the receiver took it (any 2xx), 1 when it did not: a good
    receiver takes a good one, and refuses one with a fault.

    \b
    Examples:
      kling3-mock trigger completed --to http://127.0.0.1:9000/hook
      kling3-mock trigger failed --to http://127.0.0.1:9000/hook --secret test
      kling3-mock trigger completed --to http://127.0.0.1:9000/hook --fault "stale 600"
    """
    from kling3_mockserver.programs import trigger as program  # other commands start without what sends
    from kling3_mockserver.tasks.task import Status

    told = Status(status.upper().replace("-", "_"))
    taken = program.trigger(program.Trigger(status=told, secrets=secrets_of(texts, encoding), **asked), click.echo)
    sys.exit(0 if taken else 1)


@main.command()
def demo() -> None:
    """Show three tasks through their whole life.

    Starts a server and a webhook receiver in this process, creates a task of each family, polls, verifies
    each webhook and downloads each video. Exit status 1 if anything was not as promised.
    """
    from kling3_mockserver.programs.demo import run  # other commands start without a client

    sys.exit(0 if run(click.echo) else 1)


@main.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Explain a finding by its code, like K012.

    Without a CODE, list all that the fake can find. Those from K100 on are the referee's: they are explained too,
    and kling3-contracts explain lists them.
    """
    from kling3_mockserver.programs import codes  # other commands start without the rules
    from kling3_openapi.rules import catalogue

    if code is not None:
        click.echo(codes.explain(code))
        return
    for each in catalogue.CATALOGUE:
        click.echo(f"{each.code}  {each.severity.value:7}  {each.title}")


@main.command()
@click.option(
    "--edition",
    type=click.Choice([each.value for each in Edition]),
    default=FIRST.value,
    show_default=True,
    help="The month of the provider's pages.",
)
@click.option("--strict", is_flag=True, help="The document with what this project adds to the provider's.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of YAML.")
def spec(*, edition: str, strict: bool, as_json: bool) -> None:
    """Print the service's OpenAPI document.

    As the provider published it in a month, or --strict.
    """
    from kling3_openapi.document import Strictness, load  # other commands start without it

    document = load(Strictness.STRICT if strict else Strictness.PUBLISHED, Edition(edition))
    click.echo(document.to_json() if as_json else document.to_yaml())


@main.command()
@click.option("--out", type=_FILE, help="The file to write.  [default: standard output]")
def ca(out: Path | None) -> None:
    """Write the certificate that programs have to trust for serve --tls and --proxy.

    It is that of an authority of this user's own, made when it is first asked for, which can vouch for the hosts of
    the service and for this machine alone. Its key stays where it is.
    """
    require_extra()
    from kling3_mockserver.programs import authority  # other commands start without certificates

    click.echo(authority.write(out), nl=out is not None)


main.add_command(webhook_commands)
main.add_command(FormerName(sign_command))
main.add_command(FormerName(verify_command))
