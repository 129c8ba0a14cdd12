"""What keeps the referee from judging; a broken promise is none of these, it is a Violation in a Report.

Kling3Error
`-- ContractsError          the referee could not run: exit status 2
    |-- UnreachableError    nobody answers at the target
    |-- SubjectError        what is to be judged can't be: a wrong key, a file that can't be read
    |-- OptionError         an option that can't be used
    |-- ExtraError          a library that is not installed
    `-- SpendError          a creation that the budget does not allow
"""

from __future__ import annotations

from collections.abc import Sequence

from kling3_openapi.errors import Kling3Error
from kling3_openapi.masking.text import shown_text, shown_url


class ContractsError(Kling3Error):
    """Base of all that keeps the referee from judging; messages show a URL without its password and keys."""


class UnreachableError(ContractsError):
    """Nobody answers; `target` is whom was asked and `reason` why there was no answer."""

    def __init__(self, target: str, reason: str) -> None:
        super().__init__(f"no answer from {shown_url(target)}: {reason}; start the server, or correct the URL")
        self.target, self.reason = target, reason


class SubjectError(ContractsError):
    """What is to be judged can't be; `subject` is the file or URL."""

    def __init__(self, subject: str, message: str) -> None:
        super().__init__(f"{shown_text(subject)}: {message}")
        self.subject = subject


class OptionError(ContractsError):
    """An option that can't be used; `option` is its name."""

    def __init__(self, option: str, message: str) -> None:
        super().__init__(f"{option}: {shown_text(message)}")
        self.option = option


class ExtraError(ContractsError, ImportError):
    """Libraries that are not installed; `missing` are their names."""

    def __init__(self, missing: Sequence[str]) -> None:
        verb = "is" if len(missing) == 1 else "are"
        *most, last = missing
        named = f"{', '.join(most)} and {last}" if most else last
        super().__init__(
            f'{named} {verb} not installed: pip install "kling3-mock[contracts]" adds what is missing here '
            "(the project itself is not yet on the package index)"
        )
        self.missing = tuple(missing)


class SpendError(ContractsError):
    """A request that could create a task which the budget does not allow; it was not sent."""
