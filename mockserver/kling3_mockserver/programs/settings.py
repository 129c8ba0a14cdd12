"""Settings on the command line: an option for each, with its choices, what it is by itself, and its variable."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from kling3_mockserver.errors import SettingsError
from kling3_mockserver.journal.log_style import LogStyle
from kling3_mockserver.programs.environment import PREFIX, is_link, passed_over
from kling3_mockserver.settings.options import (
    LOG_OPTIONS,
    OPTIONS,
    SERVE_OPTIONS,
    WORKER_OPTIONS,
    Option,
    fields_of,
    log_style_of,
    read,
    settings_of,
    workers_of,
)
from kling3_mockserver.settings.settings import Settings

if TYPE_CHECKING:
    from click.types import OptionHelpExtra

Command = Callable[..., None]

_NOT_GIVEN = (None, ())
_OF_THE_LOG = frozenset(option.snake for option in LOG_OPTIONS)
_OF_WORKERS = frozenset(option.snake for option in WORKER_OPTIONS)


class Chosen(NamedTuple):
    """What a command was asked for."""

    settings: Settings
    style: LogStyle
    workers: int
    """How many processes serve, which only `serve` looks at: a file may be that of `run` too."""


class SettingOption(click.Option):
    """An option for one setting.

    Its variable is passed over, with a line, where an orchestrator has put a service's address there: for a service
    named `kling3-mock` Kubernetes, and Docker's old links, set KLING3_MOCK_PORT=tcp://ADDRESS:PORT in every container.
    """

    def __init__(self, declarations: Sequence[str], *, setting: Option) -> None:
        super().__init__(
            declarations, type=bool if setting.flag else str, metavar=None if setting.flag else setting.kind,
            callback=_checked(setting), multiple=setting.many, default=None, help=setting.help,
            envvar=f"{PREFIX}{setting.snake.upper()}", show_envvar=True, **_alone(setting),
        )  # fmt: skip
        self._setting = setting

    def get_help_extra(self, ctx: click.Context) -> OptionHelpExtra:
        """Return what stands in brackets behind the help."""
        return {**super().get_help_extra(ctx), "default": self._setting.default_words}

    def resolve_envvar_value(self, ctx: click.Context) -> str | None:
        """Return the variable's text, or None where there is none to be used."""
        text = super().resolve_envvar_value(ctx)
        if text is None or not is_link(text):
            return text
        click.echo(passed_over(str(self.envvar), text, self.opts[0]), err=True)
        return None


def _alone(setting: Option) -> Mapping[str, Any]:
    """Return what lets the name of an option stand alone; nothing for one that has to have a text."""
    return {"is_flag": False, "flag_value": setting.alone} if setting.alone else {}


def with_settings(command: Command) -> Command:
    """Give a command an option for each setting of a fake and of its log."""
    return _with(command, (*OPTIONS, *LOG_OPTIONS))


def with_workers(command: Command) -> Command:
    """Give a command the option for the number of processes."""
    return _with(command, WORKER_OPTIONS)


def _with(command: Command, options: Sequence[Option]) -> Command:
    for option in reversed(options):
        name = f"--{option.name}/--no-{option.name}" if option.flag else f"--{option.name}"
        command = click.option(name, option.snake, cls=SettingOption, setting=option)(command)
    return command


def settings_file(path: Path) -> dict[str, object]:
    """Return the settings of a TOML file, named as parameters are, after a look at each; raise BadParameter."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
        fields_of(found, SERVE_OPTIONS)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, SettingsError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        message = f"settings file {path}: {reason}"
        raise click.UsageError(message) from error
    return {name.replace("-", "_"): value for name, value in found.items()}


def chosen(file: Mapping[str, object], given: Mapping[str, object]) -> Chosen:
    """Return what a file and the options come to, of which the options win; raise SettingsError."""
    values = {**file, **{name: value for name, value in given.items() if value not in _NOT_GIVEN}}
    of_the_log, of_workers = (
        {name: values.pop(name) for name in names & values.keys()} for names in (_OF_THE_LOG, _OF_WORKERS)
    )
    return Chosen(settings_of(values), log_style_of(of_the_log), workers_of(of_workers))


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
