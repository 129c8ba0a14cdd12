"""The commands kling3-mock webhook sign and verify: a webhook by hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import BinaryIO

import click

from kling3_mockserver.programs.environment import EnvironmentReader
from kling3_openapi.signature import (
    ID_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    Secret,
    SecretEncoding,
    SignatureError,
    secret_doubt,
    sign,
    verify,
)

Command = Callable[..., None]


@click.group("webhook")
def webhook_commands() -> None:
    """Sign a webhook by hand, or verify one that came."""


_HEADERS = (ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER)
_ENCODINGS = [each.value for each in SecretEncoding]


def with_secrets(default: str = "") -> Callable[[Command], Command]:
    """Return what gives a command the secrets as `texts`, and their `encoding`; without a default there must be one."""
    return partial(_with_secrets, (default,) if default else ())


def _with_secrets(default: tuple[str, ...], command: Command) -> Command:
    command = click.option(
        "--encoding", type=click.Choice(_ENCODINGS), default="raw", show_default=True,
        help="How the secret's text becomes a key.",
        envvar="KLING3_MOCK_WEBHOOK_SECRET_ENCODING", show_envvar=True,
    )(command)  # fmt: skip
    return click.option(
        "--secret", "texts", multiple=True, required=not default, default=default, show_default=bool(default),
        help="The first signs as v1, the second as v2.",
        envvar="KLING3_MOCK_WEBHOOK_SECRET", show_envvar=True,
    )(command)  # fmt: skip


@webhook_commands.command("sign", cls=EnvironmentReader)
@with_secrets()
@click.option("--id", "message_id", default="msg_by_hand", show_default=True, help="The webhook-id.")
@click.option("--timestamp", type=int, help="Unix seconds; now, if left out.")
@click.argument("body", type=click.File("rb"))
def sign_command(texts: tuple[str, ...], encoding: str, message_id: str, timestamp: int | None, body: BinaryIO) -> None:
    """Print the three headers of a signed webhook.

    BODY is a file, or - for standard input. Its bytes are signed as they are, a newline at their end
    included.
    """
    moment = int(time.time()) if timestamp is None else timestamp
    signature = sign(secrets_of(texts, encoding), message_id, moment, body.read())
    for name, value in zip(_HEADERS, (message_id, moment, signature), strict=True):
        click.echo(f"{name}: {value}")


@webhook_commands.command("verify", cls=EnvironmentReader)
@with_secrets()
@click.option("--id", "message_id", required=True, help="The webhook-id that came.")
@click.option("--timestamp", required=True, help="The webhook-timestamp that came.")
@click.option("--signature", required=True, help="The webhook-signature that came.")
@click.option(
    "--tolerance", type=float, default=300, show_default=True, metavar="NUMBER",
    help="Seconds that it may be old; 'inf' for any age.",
)  # fmt: skip
@click.argument("body", type=click.File("rb"))
def verify_command(texts: tuple[str, ...], encoding: str, tolerance: float, body: BinaryIO, **came: str) -> None:
    """Say whether a webhook can be trusted.

    BODY is a file with the exact bytes that came, or - for standard input. Exit status 1, and the reason,
    when it can't be trusted.
    """
    headers = dict(zip(_HEADERS, (came["message_id"], came["timestamp"], came["signature"]), strict=True))
    secrets = secrets_of(texts, encoding)
    try:
        verify(secrets, headers, body.read(), now=time.time(), tolerance=tolerance)
    except SignatureError as error:
        raise click.ClickException(str(error)) from error
    click.echo("good: signed with this secret, and fresh")


class FormerName(EnvironmentReader):
    """A command under the name that it had, which still works and is listed nowhere."""

    def __init__(self, command: click.Command) -> None:
        super().__init__(command.name, callback=command.callback, params=command.params, help=command.help, hidden=True)

    def invoke(self, ctx: click.Context) -> object:
        """Name the new name, then do as ever."""
        click.echo(f"kling3-mock {self.name} is now kling3-mock webhook {self.name}; it still works so.", err=True)
        return super().invoke(ctx)


def secrets_of(texts: tuple[str, ...], encoding: str) -> list[Secret]:
    """Return the secrets that texts stand for, v1 first; say aloud which of them look like another encoding's."""
    kind = SecretEncoding(encoding)
    for text in texts:
        if doubt := secret_doubt(text, kind):
            click.echo(f"Careful: the secret {doubt} (--encoding).", err=True)
    return [Secret.parse(text, kind, version=f"v{number}") for number, text in enumerate(texts, start=1)]
