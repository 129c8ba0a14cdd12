"""Child: a program that is run beside the fake, with its own standard input, output and signals."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence

from kling3_mockserver.errors import MockError
from kling3_mockserver.running.relay import Relay

_SIGNALLED = 128
"""What a shell adds to the number of the signal that has ended a program."""


class CommandError(MockError):
    """A command that can't be run."""


class Child:
    """A running program, to which a relay hands signals; raises CommandError when there is none of this name."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], relay: Relay) -> None:
        program = found_program(command[0], environment)
        try:
            # It has the files that were opened for it, as a shell opens them for `<(...)`: ours are not inherited.
            self._process = subprocess.Popen([program, *command[1:]], env=environment, close_fds=False)  # noqa: S603
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise CommandError(f"can't run {program} ({reason}): expected a program") from error
        self._relay = relay
        relay.hand_to(self._process)

    def wait(self) -> int:
        """Wait until it has ended; return its exit status, as a shell has it where a signal ended it."""
        return shell_status(self._relay.wait_for(self._process))


def found_program(name: str, environment: Mapping[str, str]) -> str:
    """Return the path of the program that a shell would run by this name; raise CommandError where there is none."""
    program = shutil.which(name, path=environment.get("PATH", os.defpath))
    if program is None:
        raise CommandError(
            f"got '{name}', which is no program that can be run from here: give behind -- what you would "
            "type without kling3-mock, as in kling3-mock run -- python make_video.py"
        )
    return program


def shell_status(returned: int) -> int:
    """Return the exit status that a shell tells for what a program returned; below 0 it is a signal."""
    return returned if returned >= 0 else _SIGNALLED - returned
