"""Without a socket means without a socket: programs need none, also where pytest-socket forbids them."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Run

FORBIDDEN = ("-p", "pytest_socket", "--disable-socket", "-W", "ignore:A test tried to use socket")
TESTS = """
    import httpx, httpx2, pytest, requests

    KEY = {"x-freepik-api-key": "any"}

    def order(client, **fields):
        url = "https://api.freepik.com/v1/ai/video/kling-v3-pro"
        return client.post(url, json={"prompt": "A fox", **fields}, headers=KEY).json()["data"]["task_id"]
"""


def test_programs_work_where_sockets_are_forbidden(run: Run) -> None:
    tests = f"""{TESTS}
    @pytest.mark.parametrize("client", [httpx, httpx2, requests])
    def test_order(kling3, client):
        order(client)
        kling3.run_to_end()
        kling3.assert_created(model="kling-v3-pro")
    """
    run(tests, *FORBIDDEN).assert_outcomes(passed=3)
    run(tests, *FORBIDDEN, ini="kling3_base_url_env = FREEPIK_BASE_URL").assert_outcomes(passed=3)


@pytest.mark.usefixtures("new_python")
def test_a_test_that_uses_its_clients_alone_starts_no_server(run: Run) -> None:
    tests = f"""{TESTS}
    import sys, threading

    def test_order(kling3):
        order(httpx)
        order(requests)
        assert "uvicorn" not in sys.modules
        assert threading.active_count() == 1
    """
    run(tests).assert_outcomes(passed=1)


def test_what_does_need_a_socket_says_so_with_what_to_do(run: Run) -> None:
    tests = f"""{TESTS}
    def test_url(kling3):
        kling3.base_url

    def test_webhook(kling3):
        order(httpx, webhook_url="https://shop.example/hook")
        kling3.run_to_end()

    def test_webhook_that_nobody_waits_for(kling3):
        order(httpx, webhook_url="https://shop.example/hook")

    @pytest.mark.enable_socket
    def test_allowed(kling3):
        order(httpx, webhook_url="https://shop.example/hook")
        kling3.run_to_end()
        assert kling3.webhooks.statuses == ["IN_PROGRESS", "COMPLETED"]
        assert httpx.get(kling3.base_url + "/ai/video/kling-v3", headers=KEY).status_code == 200
    """
    result = run(tests, *FORBIDDEN)
    result.assert_outcomes(failed=2, passed=2)
    result.stdout.fnmatch_lines(
        [
            "E *NoSocketError: kling3.url needs a socket, and this test may have none (SocketBlockedError: *): *",
            "E *NoSocketError: webhooks need an event loop, and that a pair of sockets, which this test may not make *",
        ]
    )
    assert "kling3_mockserver/" not in result.stdout.str()


def test_webhooks_need_nothing_but_the_pair_of_an_event_loop(run: Run) -> None:
    tests = f"""{TESTS}
    def test_webhook(kling3):
        order(httpx, webhook_url="https://shop.example/hook")
        kling3.run_to_end()
        assert kling3.webhooks.statuses == ["IN_PROGRESS", "COMPLETED"]
    """
    run(tests, *FORBIDDEN, "--allow-unix-socket").assert_outcomes(passed=1)
