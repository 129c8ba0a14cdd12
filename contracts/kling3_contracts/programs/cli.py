"""The command kling3-contracts."""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Mapping
from pkgutil import resolve_name
from types import MappingProxyType
from typing import Any

import click

from kling3_openapi.errors import Kling3Error
from kling3_openapi.standard_output import let_go, standard_output

CANNOT_RUN = 2
"""The exit status of a command that could not judge; 1 is a verdict."""

_COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "verify": "kling3_contracts.programs.verify:verify_command",
        "traffic": "kling3_contracts.programs.traffic:traffic_command",
        "editions": "kling3_contracts.programs.editions:editions_command",
        "receiver": "kling3_contracts.programs.receiver:receiver_command",
        "drift": "kling3_contracts.programs.drift:drift_command",
        "explain": "kling3_contracts.programs.explain:explain_command",
        "schema": "kling3_contracts.programs.explain:schema_command",
    }
)


class Misuse(click.ClickException):
    """Something that kept a command from judging, told in one sentence."""

    exit_code = CANNOT_RUN


_OF_THE_FAKE = {
    "serve": "serve", "demo": "demo", "spec": "spec", "webhook": "webhook", "sign": "webhook sign",
}  # fmt: skip
"""What the other program has."""


class _Commands(click.Group):
    """Loads a command when it is asked for, and ends with status 2 whenever nothing could be judged."""

    def main(self, *args: Any, **more: Any) -> Any:
        with standard_output():
            return super().main(*args, **more)

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        found: click.Command | None = resolve_name(_COMMANDS[name]) if name in _COMMANDS else None
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in _COMMANDS and not name.startswith("-"):
            near = difflib.get_close_matches(name, _COMMANDS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"expected {', '.join(_COMMANDS)}"
            hint = f"did you mean kling3-mock {_OF_THE_FAKE[name]}?" if name in _OF_THE_FAKE else hint
            raise Misuse(f"No such command '{name}': {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except click.BadParameter as error:
            # Without the two lines on usage that click would write above the sentence.
            raise Misuse(error.format_message()) from error
        except Kling3Error as error:
            raise Misuse(str(error)) from error
        except KeyboardInterrupt:
            raise Misuse("stopped before anything was judged") from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            # Nobody reads the rest. Without a word, but not with status 1, which is a verdict.
            let_go()
            raise click.exceptions.Exit(CANNOT_RUN) from None
        except OSError as error:
            raise Misuse(f"{error.filename or 'output'}: {error.strerror or error}") from error
        except Exception as error:
            traceback.print_exc()
            raise Misuse(_defect(error)) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="kling3-mock", prog_name="kling3-contracts")
def main() -> None:
    """Hold servers, clients and webhook receivers to the contract of the Kling 3 video API.

    \b
    Examples:
      kling3-contracts verify http://127.0.0.1:8333 --api-key any
      kling3-contracts traffic recording.har
      kling3-contracts receiver http://127.0.0.1:9000/hook --secret S
      kling3-contracts drift provider-openapi.yaml
      kling3-contracts explain K131

    Exit status 0: everything that was tried was kept. 1: something was violated. 2: it could not be judged; the
    reason is on stderr, and what was seen until then is in the report.
    """


def _defect(error: Exception) -> str:
    reason = " ".join(str(error).split())
    return f"this is a defect of kling3-contracts, please report it: {type(error).__name__}: {reason}"
