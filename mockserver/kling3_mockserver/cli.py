"""The command kling3-mock."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kling3_mockserver.cli_environment import CONFIG, PREFIX, EnvironmentReader, SettingOption
from kling3_mockserver.cli_webhooks import sign_command, verify_command
from kling3_mockserver.errors import SettingsError
from kling3_mockserver.options import OPTIONS, Option, fields_of, read, settings_of
from kling3_openapi.errors import Kling3Error
from kling3_openapi.standard_output import standard_output

Command = Callable[..., None]

_NOT_GIVEN = (None, ())


class _Misuse(click.ClickException):
    """Something that was given can't be used."""

    exit_code = 2


class _Commands(click.Group):
    """Tells of every error of the project in one sentence, with exit status 2."""

    def main(self, *args: Any, **more: Any) -> Any:
        with standard_output():
            return super().main(*args, **more)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except click.BadParameter as error:
            # Without the two lines on usage that click would write above the sentence.
            raise _Misuse(error.format_message()) from error
        except Kling3Error as error:
            raise _Misuse(str(error)) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="kling3-mock")
def main() -> None:
    """A local fake of the Kling 3 video API (Freepik, now Magnific).

    It answers all twelve endpoints, signs webhooks, serves real MP4 files, and names each mistake that the
    service would swallow.
    """


def _load(_ctx: click.Context, _param: click.Parameter, path: Path | None) -> dict[str, object]:
    """Return the settings of a file, named as parameters are, after a look at each of them."""
    if path is None:
        return {}
    try:
        found = tomllib.loads(path.read_text("utf-8"))
        fields_of(found)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, SettingsError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        message = f"settings file {path}: {reason}"
        raise _Misuse(message) from error
    return {name.replace("-", "_"): value for name, value in found.items()}


def _checked(option: Option) -> Callable[[click.Context, click.Parameter, object], object]:
    """Return a callback that tells of a value which can't be used by the name of its option."""

    def check(_ctx: click.Context, _param: click.Parameter, value: object) -> object:
        try:
            if value not in _NOT_GIVEN:
                read(option, value)
        except SettingsError as error:
            raise click.BadParameter(str(error).partition(": ")[2]) from error
        return value

    return check


def _with_settings(command: Command) -> Command:
    """Give a command an option for each setting."""
    for option in reversed(OPTIONS):
        name = f"--{option.name}/--no-{option.name}" if option.flag else f"--{option.name}"
        add = click.option(
            name,
            option.snake,
            cls=SettingOption,
            type=bool if option.flag else str,
            metavar=None if option.flag else option.kind,
            callback=_checked(option),
            multiple=option.many,
            default=None,
            help=option.help,
            envvar=f"{PREFIX}{option.snake.upper()}",
            show_envvar=True,
        )
        command = add(command)
    return command


@main.command(cls=EnvironmentReader)
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_load,
    envvar=CONFIG,
    show_envvar=True,
    help="A TOML file of settings, named as the options are: task-seconds = 1.5",
)
@_with_settings
def serve(config: dict[str, object], **values: object) -> None:
    """Run the fake until Ctrl-C.

    Point your program at the URL that is printed, instead of https://api.freepik.com. Each request is told of
    in a line, with what the service would have ignored or refused.

    A setting is taken from its option, else from its environment variable, else from the file of --config.
    Where several values are good, the variable has spaces between them, and the file a list.

    \b
    Examples:
      kling3-mock serve
      kling3-mock serve --task-seconds 60 --speed 20
      kling3-mock serve --scenario "fail 2" --strict
      kling3-mock serve --clock manual --seed 7
    """
    from kling3_mockserver import serve as program  # other commands start without a server

    given = {name: value for name, value in values.items() if value not in _NOT_GIVEN}
    program.serve(settings_of({**config, **given}))


@main.command()
def demo() -> None:
    """Show three tasks through their whole life.

    Starts a server and a webhook receiver in this process, creates a task of each family, polls, verifies
    each webhook and downloads each video. Exit status 1 if anything was not as promised.
    """
    from kling3_mockserver.demo import run  # other commands start without a client

    sys.exit(0 if run(click.echo) else 1)


@main.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Explain a finding by its code, like K012.

    Without a CODE, list all codes.
    """
    from kling3_openapi.rules import catalogue  # other commands start without the rules

    if code is not None:
        click.echo(catalogue.explain(code))
        return
    for each in catalogue.CATALOGUE:
        click.echo(f"{each.code}  {each.severity.value:7}  {each.title}")


@main.command()
@click.option("--strict", is_flag=True, help="The document with what this project adds to the provider's.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of YAML.")
def spec(*, strict: bool, as_json: bool) -> None:
    """Print the service's OpenAPI document.

    As the provider published it, or --strict.
    """
    from kling3_openapi.document import Edition, load  # other commands start without it

    document = load(Edition.STRICT if strict else Edition.PUBLISHED)
    click.echo(document.to_json() if as_json else document.to_yaml())


main.add_command(sign_command)
main.add_command(verify_command)
