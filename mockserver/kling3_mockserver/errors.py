"""What the fake raises, under the project's one root.

Kling3Error (kling3_openapi.errors)
`-- MockError
    |-- ApiError        an answer that is not 200; becomes a response, never reaches a client as a traceback
    |-- ClockError      a clock asked to do what it can't
    |-- ScenarioError   a scenario that can't be read
    |-- SettingsError   a setting that can't be used
    `-- SuspendedError  an application that waited where it must not (doors)
"""

from __future__ import annotations

from kling3_openapi.errors import Kling3Error
from kling3_openapi.findings import Finding


class MockError(Kling3Error):
    """Base of all errors of the fake."""


class ApiError(MockError):
    """An answer other than 200: its status, its message and the findings that led to it."""

    def __init__(
        self,
        status: int,
        message: str,
        findings: tuple[Finding, ...] = (),
        headers: tuple[tuple[bytes, bytes], ...] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.findings = findings
        self.headers = headers


class ClockError(MockError):
    """A clock that was asked to do what it can't: moving a real one, or going back."""


class ScenarioError(MockError):
    """A scenario that can't be read; `text` is what was got."""

    def __init__(self, text: str, expected: str) -> None:
        super().__init__(f"unknown scenario '{text[:60]}': expected {expected}")
        self.text = text


class SettingsError(MockError):
    """A setting that can't be used; `name` is the setting."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name
