"""What keeps the referee from judging is told without the password and the keys of the URL that it names."""

from __future__ import annotations

import pytest

from kling3_contracts.errors import ContractsError, OptionError, SubjectError, UnreachableError
from tests.contracts.commands import call

URL = "http://bob:hunter2@127.0.0.1:9/hook?token=abcdefghij"
SHOWN = "http://...@127.0.0.1:9/hook?token=..."


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (UnreachableError(URL, "refused"), f"no answer from {SHOWN}: refused; start the server, or correct the URL"),
        (SubjectError(URL, "no journal"), f"{SHOWN}: no journal"),
        (OptionError("URL", f"got '{URL}', expected another"), f"URL: got '{SHOWN}', expected another"),
    ],
)
def test_an_error_shows_a_url_without_its_secrets(error: ContractsError, expected: str) -> None:
    assert str(error) == expected


def test_an_error_keeps_the_url_as_it_is() -> None:
    assert UnreachableError(URL, "refused").target == URL


@pytest.mark.parametrize(
    "words",
    [
        ("verify", URL.replace("http", "ftp"), "--api-key", "any"),
        ("receiver", URL, "--secret", "secret-of-the-hooks"),
    ],
)
def test_a_command_that_can_not_use_a_url_does_not_repeat_its_password(words: tuple[str, ...]) -> None:
    result = call(*words)
    assert result.exit_code == 2
    assert [secret for secret in ("hunter2", "abcdefghij") if secret in result.output] == []
