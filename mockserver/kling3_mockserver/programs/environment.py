"""Environment variables of the command: what others set is passed over, and a misspelt one of ours is named."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping

import click

from kling3_mockserver.settings.options import SERVE_OPTIONS
from kling3_mockserver.suggestion import suggestion

PREFIX = "KLING3_MOCK_"
CONFIG = f"{PREFIX}CONFIG"
_KNOWN = ("CONFIG", *(option.snake.upper() for option in SERVE_OPTIONS))
"""What stands behind the prefix in every variable that some command reads."""
_LINK = re.compile(r"(?:tcp|udp|sctp)://.*", re.DOTALL | re.IGNORECASE)
_SERVICE = re.compile(
    rf"{PREFIX}(?:.+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_.+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_.+)?)"
    rf"|{PREFIX}(?:NAME|ENV_.+)"
)
"""What Kubernetes, and Docker's old links, set for a service whose name begins with kling3-mock."""
_SHOWN_CHARACTERS = 60


class EnvironmentReader(click.Command):
    """A command that reads variables of ours, and names those that it can make nothing of."""

    def invoke(self, ctx: click.Context) -> object:
        """Warn of them before the command runs."""
        for line in unknown_variables(os.environ):
            click.echo(line, err=True)
        return super().invoke(ctx)


def is_link(text: str) -> bool:
    """Return whether a variable holds the address of a service, which an orchestrator puts there."""
    return _LINK.fullmatch(text) is not None


def passed_over(variable: str, text: str, option: str) -> str:
    """Return the line that tells of a variable which is not for us."""
    return (
        f"{variable}={text[:_SHOWN_CHARACTERS]} is passed over: orchestrators set it to the address of a service of "
        f"this name. Use {option} to set it, or give the service another name."
    )


def unknown_variables(variables: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each variable with our prefix that means nothing here; a newer version may know it."""
    for name, text in sorted(variables.items()):
        word = name.removeprefix(PREFIX)
        if name.startswith(PREFIX) and word not in _KNOWN and not (_SERVICE.fullmatch(name) or is_link(text)):
            yield _no_effect(name[:_SHOWN_CHARACTERS], suggestion(word, _KNOWN).replace("mean ", f"mean {PREFIX}"))


def _no_effect(variable: str, meant: str) -> str:
    return (
        f"Warning: the environment variable {variable} has no effect: this version has no setting of that name{meant}. "
        "kling3-mock serve --help lists the variables."
    )
