"""The courier never calls the fake itself, by whatever name: an order must do nothing that its sender may not do."""

from __future__ import annotations

import asyncio
import socket
import unittest.mock
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from signal import SIGINT

import httpx
import pytest

from kling3_mockserver.clock import ManualClock
from kling3_mockserver.http.own_addresses import OwnAddresses, own_addresses_of
from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_mockserver.tasks.task import Status
from kling3_mockserver.testing.receivers import ReceiverError
from kling3_mockserver.testing.switchboard import Switchboard
from kling3_mockserver.testing.tenant import Kling3
from kling3_mockserver.webhooks.sender import Answer, HttpSender
from tests.mockserver.asking import control, create, created, data, get
from tests.mockserver.posting import PATIENCE
from tests.mockserver.processes import served, url_of
from tests.mockserver.receivers import Inbox, has_ipv6
from tests.mockserver.samples import ONE_TASK
from tests.mockserver.tenants import order

NewMock = Callable[..., Mock]

ITSELF = " is this fake itself: give the webhook_url of a receiver of your own"


def own_address() -> str | None:
    """Return an address of this machine that is none of loopback's, if it has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: only a route is looked for.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address: str = probe.getsockname()[0]
        return None if address.startswith("127.") else address


@pytest.fixture
def board() -> Switchboard:
    """The application that all tests of a run share."""
    return Switchboard()


@pytest.fixture
def kling3(board: Switchboard) -> Iterator[Kling3]:
    """A tenant of it."""
    tenant = Kling3("http://fake.test", "tenant-key", Settings(clock=ClockKind.MANUAL), board)
    yield tenant
    tenant.close()


@pytest.fixture
def new_mock(new_mock: NewMock) -> NewMock:
    """Make mocks whose orders have one message each."""
    return partial(new_mock, webhook_statuses=(Status.COMPLETED,))


def told(mock: Mock) -> list[tuple[int | None, str, float | None]]:
    """Return what the journal says of each attempt."""
    return [(each.status, each.error, each.retry_in) for each in mock.journal.deliveries()]


def run_out(mock: Mock) -> None:
    assert isinstance(mock.clock, ManualClock)
    mock.clock.advance(100)
    assert mock.courier.settle(PATIENCE)


@pytest.mark.parametrize(
    ("host", "called"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "localhost"),
        ("127.0.0.1", "LOCALHOST"),
        ("127.0.0.1", "127.1"),
        ("127.0.0.1", "2130706433"),
        ("127.0.0.1", "0.0.0.0"),
        ("127.0.0.1", "[::ffff:127.0.0.1]"),
        ("0.0.0.0", "127.0.0.1"),
        ("0.0.0.0", "127.8.9.10"),
        ("0.0.0.0", own_address()),
        ("0.0.0.0", socket.gethostname()),
    ],
)
def test_a_webhook_to_the_fake_itself_is_refused_with_words(new_mock: NewMock, host: str, called: str | None) -> None:
    mock = new_mock(host=host)
    kept = created(mock)
    with ThreadedServer(mock, host) as server:
        port = httpx.URL(server.url).port
        try:
            socket.create_connection((str(called).strip("[]"), port or 0), PATIENCE).close()
        except OSError as error:
            pytest.skip(f"on this machine {called} does not lead here: the courier was not tried by it ({error})")
        create(mock, scenario="at-once", webhook_url=f"http://{called}:{port}/_mock/reset")
        run_out(mock)
    (refused,) = told(mock)
    assert (refused[0], refused[2], get(mock, f"/_mock/tasks/{kept}").status) == (None, None, 200)
    assert refused[1].startswith("not sent: ")
    assert refused[1].endswith(f":{port}{ITSELF}")


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6: a fake there was not called")
@pytest.mark.parametrize(("host", "called"), [("::1", "[::1]"), ("::", "[::1]"), ("::", "127.0.0.1")])
def test_a_webhook_to_the_fake_itself_is_refused_in_ipv6_too(new_mock: NewMock, host: str, called: str) -> None:
    mock = new_mock(host=host)
    with ThreadedServer(mock, host) as server:
        create(mock, scenario="at-once", webhook_url=f"http://{called}:{httpx.URL(server.url).port}/_mock/reset")
        run_out(mock)
    ((_, words, again),) = told(mock)
    assert (words.endswith(ITSELF), again) == (True, None)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("path", ["/_mock/reset", "/v1/ai/video/kling-v3-pro", "/"])
def test_no_path_and_no_scheme_leads_to_the_fake_itself(new_mock: NewMock, scheme: str, path: str) -> None:
    mock = new_mock()
    with ThreadedServer(mock) as server:
        address = server.url.partition("://")[2]
        create(mock, scenario="at-once", webhook_url=f"{scheme}://{address}{path}")
        run_out(mock)
    assert told(mock) == [(None, f"not sent: {address}{ITSELF}", None)]


def test_the_later_messages_of_the_task_are_refused_one_by_one(new_mock: NewMock) -> None:
    mock = new_mock(webhook_statuses=(Status.IN_PROGRESS, Status.COMPLETED))
    with ThreadedServer(mock) as server:
        create(mock, webhook_url=f"{server.url}/_mock/reset")
        run_out(mock)
    assert [each.message.status.value for each in mock.journal.deliveries()] == ["IN_PROGRESS", "COMPLETED"]


def test_sending_it_again_is_refused_too(new_mock: NewMock) -> None:
    mock = new_mock()
    with ThreadedServer(mock) as server:
        create(mock, scenario="at-once", webhook_url=f"{server.url}/_mock/reset")
        run_out(mock)
        assert control(mock, "POST", f"/deliveries/{mock.journal.deliveries()[0].message.id}/redeliver").status == 202
        assert mock.courier.settle(PATIENCE)
    assert [each[1].endswith(ITSELF) for each in told(mock)] == [True, True]


def test_one_that_is_asked_for_by_hand_is_refused_too(new_mock: NewMock) -> None:
    mock = new_mock()
    kept = created(mock)
    with ThreadedServer(mock) as server, httpx.Client(base_url=server.url, trust_env=False, timeout=PATIENCE) as client:
        assert client.post("/_mock/webhooks", json={"url": f"{server.url}/_mock/reset"}).status_code == 202
        assert mock.courier.settle(PATIENCE)
    ((status, words, again),) = told(mock)
    assert (status, words.endswith(ITSELF), again, get(mock, f"/_mock/tasks/{kept}").status) == (None, True, None, 200)


def test_a_receiver_beside_the_fake_is_called(new_mock: NewMock) -> None:
    """Another port of this machine is somebody else."""
    mock, inbox = new_mock(), Inbox()
    with ThreadedServer(mock, "0.0.0.0"), ThreadedServer(inbox) as receiver:
        create(mock, scenario="at-once", webhook_url=f"{receiver.url}/hook")
        run_out(mock)
    assert told(mock) == [(204, "", None)]


def test_an_address_at_which_the_fake_listens_no_more_may_be_called(new_mock: NewMock) -> None:
    mock = new_mock()
    with ThreadedServer(mock) as server:
        port = httpx.URL(server.url).port or 0
    with ThreadedServer(Inbox(), port=port):
        create(mock, scenario="at-once", webhook_url=f"http://127.0.0.1:{port}/hook")
        run_out(mock)
    assert told(mock) == [(204, "", None)]


def test_another_fake_on_this_machine_refuses_the_webhook_itself(new_mock: NewMock) -> None:
    one, other = new_mock(webhook_attempts=1), new_mock()
    kept = created(other)
    with ThreadedServer(one), ThreadedServer(other) as server:
        create(one, scenario="at-once", webhook_url=f"{server.url}/_mock/reset")
        run_out(one)
    assert (told(one), get(other, f"/_mock/tasks/{kept}").status) == ([(403, "", None)], 200)


def test_nothing_is_sent_over_a_connection_to_ones_own() -> None:
    """Who listens there sees somebody come and go."""

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        own, (host, port) = OwnAddresses(), listener.getsockname()
        own.add((host, port))

        async def go() -> Answer:
            sender = HttpSender(own)
            answer = await sender.post(f"http://{host}:{port}/", [], b"{}", PATIENCE)
            await sender.close()
            return answer

        answer, received = asyncio.run(go()), b""
        with closing(listener.accept()[0]) as connection, suppress(ConnectionResetError):
            connection.settimeout(PATIENCE)
            received = connection.recv(10)
    assert (answer.final, answer.error.endswith(ITSELF), received) == (True, True, b"")


def test_the_tests_of_a_run_are_kept_from_their_own_server(kling3: Kling3, board: Switchboard) -> None:
    with ThreadedServer(board) as server:
        task_id = order(kling3, f"{server.url}/_mock/reset")
        kling3.run_to_end()
    assert [each.id for each in kling3.tasks] == [task_id]
    assert [each.answer.error.endswith(ITSELF) for each in kling3.webhooks] == [True, True]


def test_a_url_of_the_fake_is_no_receiver_of_a_test(kling3: Kling3, board: Switchboard) -> None:
    with ThreadedServer(board) as server:
        kling3.deliver_to(f"{server.url}/_mock/reset")
        task_id = order(kling3)
        kling3.run_to_end()
    assert [each.id for each in kling3.tasks] == [task_id]
    assert kling3.webhooks[0].answer.error.endswith(ITSELF)


def test_the_fake_is_no_receiver_of_a_test_without_a_socket_either(kling3: Kling3, board: Switchboard) -> None:
    for fake in (kling3.mock, board):
        with pytest.raises(ReceiverError) as refused:
            kling3.deliver_to(fake)
        assert str(refused.value) == "can't deliver webhooks to the fake itself: hand over an application of your own"


def test_a_stand_in_is_no_fake() -> None:
    assert own_addresses_of(Mock()) is not None
    assert own_addresses_of(Switchboard()) is not None
    assert own_addresses_of(unittest.mock.MagicMock()) is None
    assert own_addresses_of(Inbox()) is None


def test_the_program_says_in_its_log_that_it_did_not_call_itself() -> None:
    with served("--host", "0.0.0.0", "--task-seconds", "0") as (program, said):
        url = url_of(said)
        with httpx.Client(base_url=url, trust_env=False, timeout=PATIENCE) as client:
            body = {"prompt": "A fox", "webhook_url": f"{url}/_mock/reset"}
            answer = client.post("/v1/ai/video/kling-v3-pro", json=body, headers={"x-freepik-api-key": "any"})
            task_id = answer.json()["data"]["task_id"]
            line = program.until(f"webhook COMPLETED of task {task_id}")[-1]
            assert line.endswith(f"  try 1: not taken: not sent: {url.removeprefix('http://')}{ITSELF}\n")
            assert [each["task_id"] for each in client.get("/_mock/tasks").json()] == [task_id]
        assert program.stop(SIGINT)[1].endswith(f"no webhook was left undelivered.\n{ONE_TASK}.\n")


def test_an_order_that_names_the_fake_is_taken_all_the_same(mock: Mock) -> None:
    """As the service takes it: what becomes of its webhooks is another matter."""
    assert data(create(mock, webhook_url="http://127.0.0.1:8333/_mock/reset"))["status"] == "CREATED"
