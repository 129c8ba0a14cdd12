"""What the fake raises, under the project's one root.

Kling3Error (kling3_openapi.errors)
`-- MockError
    |-- ApiError             an answer that is not 200; becomes a response, never reaches a client as a traceback
    |-- BrokenAnswerError    an application that ended before its answer did (doors)
    |-- ClockError           a clock asked to do what it can't
    |-- CommandError         a command that can't be run (running.child)
    |-- FaultError           a fault that can't be, or would never come
    |-- ForbiddenError       a picture or video that lies where the fake does not go (media.destinations)
    |-- LogError             a file for the log that can't be written (programs.run)
    |-- MediaError           pictures and videos that can't be looked at without the extra (media)
    |-- ModelError           a model that there is not (tasks.models)
    |-- NetworkBlockedError  a connection to the paid service that a test was about to make (doors)
    |-- NoSocketError        a URL, or a webhook, where a test may open no socket
    |-- NoWebhookError       a webhook that has not come (testing.inbox)
    |-- QueueFullError       scenarios or faults that nothing takes from their queue
    |-- ReceiverError        what webhooks can't be delivered to (testing.receivers)
    |-- RecordingError       a file for a recording that can't be written (running.recorder)
    |-- ScenarioError        a scenario that can't be read
    |-- SelectionError       words that select no requests (control.selection)
    |-- SettingsError        a setting that can't be used
    |-- StoreError           a store that can't be opened, read or written (stores)
    |-- SuspendedError       an application that waited where it must not (doors)
    |-- TlsError             certificates that can't be made or used (tls.certificates)
    |-- TooSlowError         an answer that takes longer than its client waits, asked in process
    |-- TrustError           a file of certificates that can't be used (webhooks.trust)
    |-- UnreachableError     a picture or video that can't be fetched (media.destinations)
    |-- WebhookError         a webhook that can't be sent by hand (webhooks.by_hand)
    `-- WorkersError         processes that end as soon as they have begun (serving.supervisor)
"""

from __future__ import annotations

from kling3_openapi.errors import Kling3Error
from kling3_openapi.findings import Finding, Severity


class MockError(Kling3Error):
    """Base of all errors of the fake."""


class ApiError(MockError):
    """An answer other than 200: its status, its message and all findings of the request.

    `refused` are those for which it is refused: the errors, and in strict mode what would be ignored. `ignored` are
    those that a mended request would still have, and that its sender is to hear of at once.
    """

    def __init__(
        self,
        status: int,
        message: str,
        findings: tuple[Finding, ...] = (),
        headers: tuple[tuple[bytes, bytes], ...] = (),
        refused: tuple[Finding, ...] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.findings = findings
        self.headers = headers
        errors = tuple(each for each in findings if each.severity is Severity.ERROR)
        self.refused = errors if refused is None else refused
        self.ignored: tuple[Finding, ...] = ()


class ClockError(MockError):
    """A clock that was asked to do what it can't: moving a real one, or going back."""


class FaultError(MockError):
    """A fault that can't be, or that would never come."""


class NoSocketError(MockError):
    """Something that needs a socket, in a test that may open none."""


class QueueFullError(MockError):
    """A queue of scenarios or faults, `what`, from which nothing is taken; `most` is how many may wait."""

    def __init__(self, what: str, most: int) -> None:
        super().__init__(
            f"{most} {what} wait already, which is the most: let one of them meet more by its times, "
            f"or empty the queue by DELETE /_mock/{what} or a reset"
        )
        self.what, self.most = what, most


class ScenarioError(MockError):
    """A scenario that can't be read; `text` is what was got, `meant` what it may have been, in words."""

    def __init__(self, text: str, expected: str, meant: str = "") -> None:
        super().__init__(f"unknown scenario '{text[:60]}'{meant}: expected {expected}")
        self.text = text


class SettingsError(MockError):
    """A setting that can't be used; `name` is the setting."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name


class StoreError(MockError):
    """A store that can't be opened, read or written; its message names the store and no secret of it."""


def unavailable(trouble: str) -> ApiError:
    """Return the answer to requests while a store, of which `trouble` tells, can't be read or written."""
    return ApiError(503, f"Service Unavailable: the store {trouble}")


class TooSlowError(MockError):
    """An answer that takes longer than the client would wait, asked in process; both times are in seconds."""

    def __init__(self, seconds: float, patience: float) -> None:
        super().__init__(f"the answer takes {seconds:g} s, and the client waits for {patience:g} s")
        self.seconds, self.patience = seconds, patience
