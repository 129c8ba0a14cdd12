"""`kling3-mock trigger` sends one webhook, and says what was sent, what was answered and what that means."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result

from kling3_mockserver.mock import Mock
from kling3_mockserver.programs.cli import main
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_openapi.signature import Secret, SignatureError, verify
from tests.mockserver.asking import created, get
from tests.mockserver.receivers import Call
from tests.mockserver.taking import Receiver, receiving


@pytest.fixture
def new_receiver() -> Iterator[Callable[[int], Receiver]]:
    """Listen on free ports, with answers of a status."""
    closing = []

    def make(status: int) -> Receiver:
        entered = receiving(status)
        closing.append(entered)
        return entered.__enter__()

    yield make
    for each in closing:
        each.__exit__(None, None, None)


@pytest.fixture
def receiver(new_receiver: Callable[[int], Receiver]) -> Receiver:
    return new_receiver(200)


def trigger(*words: str, **environment: str | None) -> Result:
    return CliRunner(env={"KLING3_MOCK_WEBHOOK_SECRET": None, **environment}).invoke(main, ["trigger", *words])


def check(call: Call, secret: str = "kling3-mock-secret") -> None:  # noqa: S107  (of a test)
    verify([Secret.parse(secret)], call.headers, call.body, now=float(call.headers["webhook-timestamp"]))


def test_a_good_one_is_taken(receiver: Receiver) -> None:
    told = trigger("completed", "--to", receiver.url)
    call = receiver.next()
    check(call)
    assert json.loads(call.body)["status"] == "COMPLETED"
    assert told.exit_code == 0
    assert told.output.splitlines()[-1].endswith(" ms: taken")


def test_what_was_sent_is_shown_to_the_byte(receiver: Receiver) -> None:
    told = trigger("in-progress", "--to", receiver.url, "--task-id", "mine").output
    call = receiver.next()
    assert told.startswith(f"POST {receiver.url}\ncontent-type: application/json\n")
    assert f"webhook-signature: {call.headers['webhook-signature']}\n\n{call.body.decode()}\n\n200 in " in told
    assert call.body == b'{"task_id":"mine","status":"IN_PROGRESS","generated":[]}'


@pytest.mark.parametrize("fault", ["wrong-signature", "tampered", "old-secret"])
def test_a_forged_one_is_to_be_refused(new_receiver: Callable[[int], Receiver], fault: str) -> None:
    receiver = new_receiver(401)
    told = trigger("failed", "--to", receiver.url, "--fault", fault)
    with pytest.raises(SignatureError):
        check(receiver.next())
    assert told.exit_code == 1
    assert told.output.splitlines()[-1].startswith("401 in ")
    assert told.output.splitlines()[-1].endswith("not taken, since only 2xx is; the service would try again")


@pytest.mark.parametrize(
    ("words", "environment"), [(("--secret", "own"), {}), ((), {"KLING3_MOCK_WEBHOOK_SECRET": "own"})]
)
def test_it_is_signed_with_the_secret_that_was_given(
    receiver: Receiver, words: tuple[str, ...], environment: dict[str, str | None]
) -> None:
    trigger("completed", "--to", receiver.url, *words, **environment)
    check(receiver.next(), "own")


def test_a_receiver_that_is_not_there_is_told_of() -> None:
    with receiving(200) as gone:
        pass
    told = trigger("completed", "--to", gone.url)
    assert told.exit_code == 1
    assert "no answer in " in told.output
    assert "ConnectError" in told.output


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("completed", "--to", "ftp://x"), "got 'ftp://x': expected an http:// or https:// URL"),
        (("completed", "--to", "http://x", "--fault", "503"), "got '503': expected wrong-signature, stale [SECONDS]"),
        (
            ("completed", "--to", "http://x", "--timeout", "nan"),
            "got a timeout of nan: expected seconds above 0, as in 10",
        ),
        (("completed", "--to", "http://x", "--fault", "dropped"), "got 'dropped', and one call is sent at once"),
        (
            ("failed", "--to", "http://x", "--task-id", 'a"b'),
            "got task_id 'a\"b': expected at most 100 letters",
        ),
        (("done", "--to", "http://x"), "'done' is not one of 'created', 'in-progress', 'completed', 'failed'"),
    ],
)
def test_what_can_not_be_sent_is_refused_in_words(words: tuple[str, ...], expected: str) -> None:
    told = trigger(*words)
    assert told.exit_code == 2
    assert expected in told.output


def test_a_fake_is_no_receiver_and_does_nothing_that_it_is_called_for(mock: Mock) -> None:
    kept = created(mock)
    with ThreadedServer(mock) as server:
        told = trigger("completed", "--to", f"{server.url}/_mock/reset")
    assert told.exit_code == 1
    assert told.output.splitlines()[-1].startswith("403 in ")
    assert get(mock, f"/_mock/tasks/{kept}").status == 200
