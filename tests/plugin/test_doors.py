"""In a test each client reaches the fake by its door, and none the paid service; afterwards all is as before."""

from __future__ import annotations

from tests.plugin.conftest import Run


def test_programs_with_httpx_and_httpx2_need_no_pointing(run: Run) -> None:
    tests = """
        import asyncio
        import httpx, httpx2, pytest

        API = "https://{}/v1/ai/video/"
        KEY = {"x-freepik-api-key": "any"}

        def follow(get, post, api):
            task_id = post(api + "kling-v3-pro", json={"prompt": "A fox"}, headers=KEY).json()["data"]["task_id"]
            for _ in range(3):
                task = get(api + "kling-v3/" + task_id, headers=KEY).json()["data"]
            return get(task["generated"][0]).content[4:8]

        @pytest.mark.parametrize("client", [httpx, httpx2])
        @pytest.mark.parametrize("host", ["api.freepik.com", "api.magnific.com"])
        def test_sync(kling3, client, host):
            assert follow(client.get, client.post, API.format(host)) == b"ftyp"
            assert len(kling3.requests) == 5

        @pytest.mark.parametrize("client", [httpx, httpx2])
        def test_async(kling3, client):
            async def go():
                async with client.AsyncClient(headers=KEY) as http:
                    return await http.post(API.format("api.freepik.com") + "kling-v3-pro", json={"prompt": "A fox"})

            assert asyncio.run(go()).json()["data"]["task_id"] == kling3.tasks[0].id

        def test_respx(kling3):
            import respx
            with respx.mock as mine:
                mine.get("https://shop.example/").respond(418)
                httpx.get(API.format("api.freepik.com") + "kling-v3", headers=KEY).raise_for_status()
                assert httpx.get("https://shop.example/").status_code == 418
            assert len(kling3.requests) == 1
    """
    run(tests).assert_outcomes(passed=7)


def test_fixtures_of_other_mocks_may_stand_in_any_order(run: Run) -> None:
    tests = """
        import asyncio
        import aiohttp, httpx, pytest, requests, responses
        from aioresponses import aioresponses

        API = "https://api.freepik.com/v1/ai/video/kling-v3"
        KEY = {"x-freepik-api-key": "any"}

        @pytest.fixture
        def mocked_responses():
            with responses.RequestsMock(assert_all_requests_are_fired=False) as mocks:
                yield mocks

        @pytest.fixture
        def mocked_aiohttp():
            with aioresponses() as mocks:
                yield mocks

        def by_httpx(kling3):
            return httpx.get(API, headers=KEY)

        def by_requests(kling3):
            return requests.get(kling3.url + "/v1/ai/video/kling-v3", headers=KEY)

        def by_aiohttp(kling3):
            async def ask():
                async with aiohttp.ClientSession() as session, session.get(kling3.base_url, headers=KEY) as answer:
                    return answer.status

            assert asyncio.run(ask()) == 404

        def test_httpx_mock(kling3, httpx_mock):
            httpx_mock.add_response(url="https://shop.example/", status_code=418)
            assert by_httpx(kling3).json() == {"data": []}
            assert httpx.get("https://shop.example/").status_code == 418

        def test_httpx_mock_first(httpx_mock, kling3):
            test_httpx_mock(kling3, httpx_mock)

        def test_requests_mock(kling3, requests_mock):
            requests_mock.get("https://shop.example/", status_code=418)
            assert by_requests(kling3).json() == {"data": []}
            assert requests.get("https://shop.example/").status_code == 418

        def test_requests_mock_first(requests_mock, kling3):
            test_requests_mock(kling3, requests_mock)

        def test_responses(kling3, mocked_responses):
            mocked_responses.get("https://shop.example/", status=418)
            assert by_requests(kling3).json() == {"data": []}
            assert requests.get("https://shop.example/").status_code == 418

        def test_responses_first(mocked_responses, kling3):
            test_responses(kling3, mocked_responses)

        def test_aioresponses(kling3, mocked_aiohttp):
            by_aiohttp(kling3)

        def test_aioresponses_first(mocked_aiohttp, kling3):
            by_aiohttp(kling3)
    """
    plugins = ("-p", "pytest_httpx", "-p", "requests_mock.contrib._pytest_plugin")
    run(tests, *plugins, ini="kling3_findings = error=off").assert_outcomes(passed=8)


def test_doors_are_handed_to_programs_that_take_them(run: Run) -> None:
    tests = """
        import httpx, httpx2, pytest, requests, urllib3

        LIST = "https://api.freepik.com/v1/ai/video/kling-v3"
        KEY = {"x-freepik-api-key": "any"}

        def by_httpx(kling3):
            with httpx.Client(transport=kling3.httpx_transport(), headers=KEY) as client:
                return client.get(LIST).json()

        def by_httpx2(kling3):
            with httpx2.Client(transport=kling3.httpx2_transport(), headers=KEY) as client:
                return client.get(LIST).json()

        def by_requests(kling3):
            with requests.Session() as session:
                kling3.mount(session)
                return session.get(LIST, headers=KEY).json()

        def by_urllib3(kling3):
            return kling3.urllib3_pool_manager().request("GET", LIST, headers=KEY).json()

        @pytest.mark.parametrize("ask", [by_httpx, by_httpx2, by_requests, by_urllib3])
        def test_door(kling3, ask):
            assert ask(kling3) == {"data": []}
            assert len(kling3.requests) == 1
    """
    run(tests).assert_outcomes(passed=4)


def test_a_request_that_nothing_takes_is_blocked_with_a_sentence_that_names_the_ways_there_are(run: Run) -> None:
    tests = """
        import socket
        import pytest, requests

        def test_blocked(kling3):
            requests.get("https://api.freepik.com/v1/ai/video/kling-v3", timeout=1)

        def test_loopback_is_open(kling3):
            requests.get(kling3.url + "/v1/ai/video/kling-v3", headers={"x-freepik-api-key": "any"}).raise_for_status()
    """
    result = run(tests)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["E *NetworkBlockedError: blocked: a connection to api.freepik.com, the paid service, from a test: *"]
    )
    assert "call `kling3.mount(session)` for the very `requests` session that asks" in result.stdout.str()


def test_a_video_is_fetched_by_a_session_that_was_mounted_for_all_hosts(run: Run) -> None:
    tests = """
        import pytest, requests

        API = "https://api.freepik.com/v1/ai/video/kling-v3"

        def follow(session):
            session.headers["x-freepik-api-key"] = "any"
            task_id = session.post(API + "-pro", json={"prompt": "A fox"}).json()["data"]["task_id"]
            for _ in range(3):
                task = session.get(f"{API}/{task_id}").json()["data"]
            return session.get(task["generated"][0]).content[4:8]

        def test_all(kling3):
            with requests.Session() as session:
                kling3.mount(session)
                assert follow(session) == b"ftyp"

        def test_one(kling3):
            with requests.Session() as session:
                session.mount("https://api.freepik.com", kling3.requests_adapter())
                follow(session)
    """
    result = run(tests)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["E *NetworkBlockedError: blocked: a connection to cdn-magnific.freepik.com, *"])
    assert "`kling3.mount(session)` mounts all three on a `requests` session (api.freepik.com, " in result.stdout.str()


def test_after_a_test_everything_is_as_before_even_if_it_failed(run: Run) -> None:
    tests = """
        import socket, ssl
        import httpx, httpx2, pytest

        WATCHED = [
            (socket, "getaddrinfo"), (socket.socket, "connect"), (ssl.SSLContext, "wrap_socket"),
            (httpx.Client, "_transport_for_url"), (httpx.HTTPTransport, "handle_request"),
            (httpx2.Client, "_transport_for_url"), (httpx2.AsyncClient, "_transport_for_url"),
        ]

        def now():
            return [getattr(owner, name) for owner, name in WATCHED]

        BEFORE = now()

        def test_failing(kling3):
            assert now() == BEFORE

        def test_afterwards():
            assert now() == BEFORE
    """
    run(tests).assert_outcomes(failed=1, passed=1)


def test_blocking_is_switched_off_by_ini_key(run: Run) -> None:
    tests = """
        import socket

        BEFORE = socket.getaddrinfo

        def test_open(kling3):
            assert socket.getaddrinfo is BEFORE
    """
    run(tests, ini="kling3_block_network = false").assert_outcomes(passed=1)
