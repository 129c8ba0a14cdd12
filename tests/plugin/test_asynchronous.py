"""Asynchronous tests hold the same fake, and wait for webhooks without standing in their own way."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Run

TESTS = """
    import asyncio
    from contextlib import asynccontextmanager
    import pytest
    from program import order, read

    {mark}
    async def test_life(kling3):
        task_id = await asyncio.to_thread(order, kling3.url, webhook_url="https://shop.example/hook")
        kling3.run_to_end()
        assert (await asyncio.to_thread(read, kling3.url, task_id))["status"] == "COMPLETED"
        assert kling3.assert_webhook(status="COMPLETED").task_id == task_id
        assert kling3.webhooks.statuses == ["IN_PROGRESS", "COMPLETED"]

    {mark}
    async def test_application(kling3):
        taken = []

        async def app(scope, receive, send):
            taken.append(await receive())
            await asyncio.sleep(0)
            await send({{"type": "http.response.start", "status": 204, "headers": []}})
            await send({{"type": "http.response.body"}})

        kling3.deliver_to(app)
        await asyncio.to_thread(order, kling3.url, webhook_url="https://shop.example/hook")
        kling3.run_to_end()
        assert len(taken) == 2

    @asynccontextmanager
    async def listening():
        taken = []

        async def serve(reader, writer):
            head = await reader.readuntil(b"\\r\\n\\r\\n")
            taken.append(head.splitlines()[0])
            writer.write(b"HTTP/1.1 204 No Content\\r\\nconnection: close\\r\\n\\r\\n")
            writer.close()
            await writer.wait_closed()

        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            yield "http://127.0.0.1:%d" % server.sockets[0].getsockname()[1], taken

    {mark}
    async def test_receiver_in_the_loop_of_the_test(kling3):
        async with listening() as (url, taken):
            await asyncio.to_thread(order, kling3.url, webhook_url=url + "/hook")
            kling3.run_to_end()
            await kling3.settle()
            assert taken == [b"POST /hook HTTP/1.1"] * 2
            assert kling3.webhooks.statuses == ["IN_PROGRESS", "COMPLETED"]

    {mark}
    async def test_silent(kling3):
        await asyncio.to_thread(order, kling3.url, image_list=[])
"""

ANYIO = """

    @pytest.fixture
    def anyio_backend():
        return "asyncio"
"""


@pytest.mark.parametrize(
    ("mark", "options", "ini"),
    [
        (
            "@pytest.mark.asyncio",
            ("-p", "pytest_asyncio.plugin"),
            "asyncio_mode = strict\nasyncio_default_fixture_loop_scope = function",
        ),
        ("", ("-p", "pytest_asyncio.plugin"), "asyncio_mode = auto\nasyncio_default_fixture_loop_scope = session"),
        ("@pytest.mark.anyio", ("-p", "anyio.pytest_plugin"), ""),
    ],
    ids=["pytest-asyncio strict", "pytest-asyncio auto", "anyio"],
)
def test_asynchronous_tests_hold_the_same_fake(run: Run, mark: str, options: tuple[str, ...], ini: str) -> None:
    result = run(TESTS.format(mark=mark) + ANYIO, *options, ini=ini)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["*_ test_silent _*", "  K001 ignored: *"])


LEFT = """

    async def leave(kling3, expected):
        async with listening() as (url, taken):
            await asyncio.to_thread(order, kling3.url, webhook_url=url + "/hook")
            kling3.run_to_end()
            assert taken == expected

    @pytest.mark.asyncio
    async def test_left_failing(kling3):
        await leave(kling3, [b"POST /hook HTTP/1.1"] * 2)

    @pytest.mark.asyncio
    async def test_left_passing(kling3):
        await leave(kling3, [])
"""


def test_a_webhook_that_was_not_waited_for_is_hinted_at_beside_a_failure_alone(run: Run) -> None:
    options = ("-p", "pytest_asyncio.plugin", "-k", "left", "-rA")
    ini = "asyncio_mode = strict\nasyncio_default_fixture_loop_scope = function"
    result = run(TESTS.format(mark="@pytest.mark.asyncio") + LEFT, *options, ini=ini)
    result.assert_outcomes(passed=1, failed=1)
    hint = "a webhook to http://127.0.0.1:*/hook was still on its way *: `await kling3.settle()` *"
    result.stdout.fnmatch_lines(["*_ test_left_failing _*", "*- kling3 webhooks -*", hint])
    assert result.stdout.str().count("- kling3 webhooks -") == 1
