"""Environment variables of the command: one that others set for purposes of their own is passed over."""

from __future__ import annotations

import re

import click

_LINK = re.compile(r"(?:tcp|udp|sctp)://.*", re.DOTALL | re.IGNORECASE)
_SHOWN_CHARACTERS = 60


class SettingOption(click.Option):
    """An option whose variable is passed over, with a line, where an orchestrator has put a service's address there.

    For a service named `kling3-mock` Kubernetes, and Docker's old links, set KLING3_MOCK_PORT=tcp://ADDRESS:PORT in
    every container.
    """

    def resolve_envvar_value(self, ctx: click.Context) -> str | None:
        """Return the variable's text, or None where there is none to be used."""
        text = super().resolve_envvar_value(ctx)
        if text is None or not _LINK.fullmatch(text):
            return text
        click.echo(passed_over(str(self.envvar), text, self.opts[0]), err=True)
        return None


def passed_over(variable: str, text: str, option: str) -> str:
    """Return the line that tells of a variable which is not for us."""
    return (
        f"{variable}={text[:_SHOWN_CHARACTERS]} is passed over: orchestrators set it to the address of a service of "
        f"this name. Use {option} to set it, or give the service another name."
    )
