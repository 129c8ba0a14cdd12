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


def test_programs_with_requests_urllib3_and_urllib_need_no_pointing_either(run: Run) -> None:
    tests = """
        import json, urllib.request
        from concurrent.futures import ThreadPoolExecutor
        import pytest, requests, urllib3

        API = "https://{}/v1/ai/video/"
        KEY = {"x-freepik-api-key": "any"}
        SESSION, POOL = requests.Session(), urllib3.PoolManager()

        def by_session(url, **body):
            return SESSION.request("POST" if body else "GET", url, json=body or None, headers=KEY).content

        def by_function(url, **body):
            return requests.request("POST" if body else "GET", url, json=body or None, headers=KEY, timeout=5).content

        def by_pool(url, **body):
            return POOL.request("POST" if body else "GET", url, json=body or None, headers=KEY).data

        def by_urllib(url, **body):
            headers = {**KEY, "content-type": "application/json"}
            order = json.dumps(body).encode() if body else None
            with urllib.request.urlopen(urllib.request.Request(url, order, headers)) as answer:
                return answer.read()

        def follow(ask, api):
            task_id = json.loads(ask(api + "kling-v3-pro", prompt="A fox"))["data"]["task_id"]
            for _ in range(3):
                task = json.loads(ask(api + "kling-v3/" + task_id))["data"]
            return ask(task["generated"][0])[4:8]

        @pytest.mark.parametrize("ask", [by_session, by_function, by_pool, by_urllib])
        @pytest.mark.parametrize("host", ["api.freepik.com", "api.magnific.com"])
        def test_unpointed(kling3, ask, host):
            assert follow(ask, API.format(host)) == b"ftyp"
            assert len(kling3.requests) == 5

        @pytest.mark.parametrize("ask", [by_session, by_pool, by_urllib])
        def test_threads(kling3, ask):
            with ThreadPoolExecutor(4) as threads:
                urls = [API.format("api.freepik.com")] * 8
                assert set(threads.map(lambda url: follow(ask, url), urls)) == {b"ftyp"}
            assert len(kling3.tasks) == 8

        def test_late(kling3):
            import requests.sessions
            assert follow(lambda url, **body: requests.sessions.Session().request(
                "POST" if body else "GET", url, json=body or None, headers=KEY
            ).content, API.format("api.freepik.com")) == b"ftyp"
    """
    run(tests).assert_outcomes(passed=12)


def test_programs_with_aiohttp_need_no_pointing_and_receive_in_their_own_loop(run: Run) -> None:
    tests = """
        import asyncio
        import aiohttp, pytest
        from aiohttp import web
        from aiohttp.test_utils import TestServer

        API = "https://api.freepik.com/v1/ai/video/kling-v3"
        KEY = {"x-freepik-api-key": "any"}

        async def follow():
            async with aiohttp.ClientSession(headers=KEY, raise_for_status=True) as session:
                async with session.post(API + "-pro", json={"prompt": "A fox"}) as answer:
                    task_id = (await answer.json())["data"]["task_id"]
                for _ in range(3):
                    async with session.get(f"{API}/{task_id}") as answer:
                        task = (await answer.json())["data"]
                async with session.get(task["generated"][0]) as video:
                    return (await video.read())[4:8]

        def test_task(kling3):
            assert asyncio.run(follow()) == b"ftyp"
            assert len(kling3.requests) == 5

        def test_receiver(kling3):
            async def go():
                told = asyncio.Queue()

                async def hook(request):
                    await told.put((await request.json())["status"])
                    return web.Response()

                app = web.Application()
                app.router.add_post("/hook", hook)
                async with TestServer(app) as server, aiohttp.ClientSession(headers=KEY) as session:
                    kling3.deliver_to(server.make_url("/hook"))
                    order = {"prompt": "A fox", "webhook_url": "https://shop.example/hook"}
                    async with session.post(API + "-pro", json=order) as answer:
                        assert answer.status == 200
                    kling3.run_to_end()
                    await kling3.settle()
                    return [told.get_nowait(), told.get_nowait()]

            assert asyncio.run(go()) == ["IN_PROGRESS", "COMPLETED"]
            assert kling3.assert_webhook(status="COMPLETED").answer.status == 200

        def test_reset(kling3):
            kling3.fail_next("reset", times=2)
            with pytest.raises(aiohttp.ClientOSError):
                asyncio.run(follow())
    """
    run(tests).assert_outcomes(passed=3)


def test_fixtures_of_other_mocks_may_stand_in_any_order(run: Run) -> None:
    tests = """
        import asyncio
        import aiohttp, httpx, pytest, requests, responses, vcr
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
            assert requests.get(kling3.url + "/v1/ai/video/kling-v3", headers=KEY).json() == {"data": []}
            return requests.get(API, headers=KEY)

        def by_aiohttp(kling3):
            async def ask(url):
                async with aiohttp.ClientSession() as session, session.get(url, headers=KEY) as answer:
                    return answer.status

            assert [asyncio.run(ask(url)) for url in (API, kling3.base_url)] == [200, 404]

        @pytest.fixture
        def cassette(tmp_path):
            with vcr.use_cassette(str(tmp_path / "cassette.yaml"), record_mode="none") as cassette:
                yield cassette

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

        def test_cassette(kling3, cassette):
            assert by_httpx(kling3).json() == by_requests(kling3).json() == {"data": []}
            by_aiohttp(kling3)
            with pytest.raises(vcr.errors.CannotOverwriteExistingCassetteException):
                requests.get("https://shop.example/")

        def test_cassette_first(cassette, kling3):
            test_cassette(kling3, cassette)
    """
    plugins = ("-p", "pytest_httpx", "-p", "requests_mock.contrib._pytest_plugin")
    run(tests, *plugins, ini="kling3_findings = error=off").assert_outcomes(passed=10)


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
        import asyncio
        import pytest, requests

        def test_blocked(kling3):
            asyncio.run(asyncio.open_connection("api.freepik.com", 443, ssl=True))

        def test_loopback_is_open(kling3):
            requests.get(kling3.url + "/v1/ai/video/kling-v3", headers={"x-freepik-api-key": "any"}).raise_for_status()
    """
    result = run(tests)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["E *NetworkBlockedError: blocked: a connection to api.freepik.com, the paid service, from a test: *"]
    )
    assert "Write `kling3.url` where the program has https://api.freepik.com" in result.stdout.str()


def test_a_video_is_fetched_whichever_hosts_a_session_was_mounted_for(run: Run) -> None:
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
                assert follow(session) == b"ftyp"
    """
    run(tests).assert_outcomes(passed=2)


def test_after_a_test_everything_is_as_before_even_if_it_failed(run: Run) -> None:
    tests = """
        import http.client, socket, ssl, sys
        import aiohttp, httpx, httpx2, pytest, urllib3.connection

        WATCHED = [
            (http.client.HTTPConnection, "connect"), (http.client.HTTPSConnection, "connect"),
            (http.client.HTTPConnection, "putrequest"), (urllib3.connection.HTTPConnection, "connect"),
            (urllib3.connection.HTTPSConnection, "connect"), (aiohttp.TCPConnector, "_create_connection"),
            (socket, "getaddrinfo"), (socket.socket, "connect"), (ssl.SSLContext, "wrap_socket"),
            (httpx.Client, "_transport_for_url"), (httpx.HTTPTransport, "handle_request"),
            (httpx2.Client, "_transport_for_url"), (httpx2.AsyncClient, "_transport_for_url"),
        ]

        def now():
            return [*(getattr(owner, name) for owner, name in WATCHED), *sys.meta_path]

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
