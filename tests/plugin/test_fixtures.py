"""The fixtures, as a stranger uses them: a fake for each test, fresh, with a URL, and settings to override."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Run


def test_a_test_follows_a_task_from_its_order_to_its_webhook(run: Run) -> None:
    tests = """
        from program import OPENER, order, read

        def test_success(kling3):
            task_id = order(kling3.url, duration="5", webhook_url="https://example.com/hook")
            statuses = [read(kling3.url, task_id)["status"] for _ in range(3)]
            assert statuses == ["IN_PROGRESS", "IN_PROGRESS", "COMPLETED"]
            with OPENER.open(read(kling3.url, task_id)["generated"][0]) as video:
                assert video.read()[4:8] == b"ftyp"
            assert kling3.assert_created(model="kling-v3-pro", duration="5").task_id == task_id
            assert kling3.assert_webhook(status="COMPLETED").trusted
            assert kling3.webhooks.statuses == ["IN_PROGRESS", "COMPLETED"]

        def test_failure(kling3):
            kling3.next("fail")
            task_id = order(kling3.url)
            assert [read(kling3.url, task_id)["status"] for _ in range(3)][-1] == "FAILED"

        def test_time(kling3):
            task_id = order(kling3.base_url.removesuffix("/v1"), key=kling3.api_key)
            kling3.clock.advance(60)
            assert read(kling3.url, task_id, key=kling3.api_key)["status"] == "COMPLETED"
    """
    run(tests).assert_outcomes(passed=3)


def test_nothing_of_a_test_is_left_for_the_next(run: Run) -> None:
    tests = """
        import pytest
        from program import ask, order

        @pytest.mark.parametrize("number", range(3))
        def test_fresh(kling3, number):
            assert ask("GET", kling3.url + "/v1/ai/video/kling-v3") == (200, {"data": []})
            assert (len(kling3.requests), kling3.tasks, len(kling3.webhooks), kling3.findings) == (1, [], 0, [])
            assert kling3.mock.scenarios.waiting() == ()
            kling3.next("fail", times=9)
            order(kling3.url, webhook_url="https://example.com/hook")
            kling3.run_to_end()

        def test_memory(kling3):
            import gc
            # Its answer shows that the server has noticed the end of the connections before.
            ask("GET", kling3.url + "/v1/ai/video/kling-v3")
            gc.collect()
            assert [each for each in gc.get_objects() if type(each) is type(kling3)] == [kling3]
    """
    run(tests).assert_outcomes(passed=4)


def test_the_server_is_one_for_all_and_can_be_asked_by_tenants_of_a_test_s_own(run: Run) -> None:
    tests = """
        from program import order

        urls = []

        def test_server(kling3, kling3_server, kling3_session):
            assert kling3.url == kling3_server.url == kling3_session.url
            urls.append(kling3.url)

        def test_tenants(kling3, kling3_session):
            assert urls == [kling3.url]
            with kling3_session.tenant() as other:
                order(other.url)
                order(kling3.url, key=kling3.api_key)
            assert (len(kling3.requests), len(other.requests)) == (1, 1)
    """
    run(tests).assert_outcomes(passed=2)


def test_settings_are_overridden_for_all_tests(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        from dataclasses import replace
        import pytest

        @pytest.fixture(scope="session")
        def kling3_settings(kling3_settings):
            return replace(kling3_settings, webhook_secrets=("ours",), api_keys=("good",))
        """
    )
    tests = """
        from program import ask

        def test_settings(kling3):
            assert kling3.secret == "ours"
            path = kling3.url + "/v1/ai/video/kling-v3"
            assert [ask("GET", path, key)[0] for key in ("good", "bad", kling3.api_key)] == [200, 401, 200]
            assert ask("GET", path, "bad")[1]["message"] == "Invalid API key"
    """
    run(tests).assert_outcomes(passed=1)


def test_settings_are_overridden_by_a_dict_of_their_names(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        import pytest

        @pytest.fixture(scope="session")
        def kling3_settings():
            return {"scenario": "fail", "task_seconds": 5, "webhook-secret": ["ours"]}
        """
    )
    tests = """
        from program import order

        def test_settings(kling3):
            order(kling3.url)
            assert (kling3.secret, repr(kling3.tasks[0])[-26:]) == ("ours", "ends in 5 s or after 3 readings>"[-26:])
            assert [each.status for each in kling3.run_to_end()] == ["FAILED"]
    """
    run(tests).assert_outcomes(passed=1)


def test_a_tenant_takes_what_the_marker_takes(run: Run) -> None:
    tests = """
        import pytest
        from kling3_mockserver.errors import SettingsError
        from program import order

        def test_tenant(kling3_session):
            with kling3_session.tenant(scenario="fail", allow=["K001"]) as fake:
                order(fake.url, image_list=[])
                assert [each.status for each in fake.run_to_end()] == ["FAILED"]
            with pytest.raises(SettingsError, match="did you mean scenario"), kling3_session.tenant(scenaro="fail"):
                pass

        def test_representations(kling3, kling3_session):
            assert repr(kling3_session) == "<kling3 session, not listening yet, fakes in use: 1>"
            order(kling3.url)
            assert repr(kling3) == "<kling3 1 task, 1 request, 0 findings, 0 webhooks>"
            assert repr(kling3_session) == f"<kling3 session, {kling3.url}, fakes in use: 1>"
    """
    run(tests, "-k", "tenant").assert_outcomes(passed=1, deselected=1)
    run(tests, "-k", "representations").assert_outcomes(passed=1, deselected=1)


def test_a_request_outside_of_every_test_is_told_that_nobody_answers(run: Run) -> None:
    tests = """
        from program import ask

        def test_late(kling3_server):
            status, answer = ask("GET", kling3_server.url + "/v1/ai/video/kling-v3")
            assert (status, answer["message"][:25]) == (503, "no test uses the fake now")
    """
    run(tests).assert_outcomes(passed=1)


@pytest.mark.usefixtures("new_python")
def test_a_run_that_does_not_use_the_fake_starts_nothing_and_says_nothing(run: Run) -> None:
    tests = """
        import sys, threading

        def test_unused():
            assert "kling3_mockserver.mock" not in sys.modules
            assert "uvicorn" not in sys.modules
            assert threading.active_count() == 1
    """
    result = run(tests)
    result.assert_outcomes(passed=1)
    assert "kling3" not in result.stdout.str().partition("collected")[2]


def test_receivers_in_process_and_by_url_get_what_a_test_hands_them(run: Run) -> None:
    tests = """
        import json, threading
        from http.server import BaseHTTPRequestHandler, HTTPServer
        import pytest
        from program import order

        def wsgi(taken):
            def app(environ, start_response):
                taken.append(json.loads(environ["wsgi.input"].read())["status"])
                start_response("204 No Content", [])
                return []
            return app

        def asgi(taken):
            async def app(scope, receive, send):
                taken.append(json.loads((await receive())["body"])["status"])
                await send({"type": "http.response.start", "status": 204, "headers": []})
                await send({"type": "http.response.body"})
            return app

        @pytest.mark.parametrize("kind", [wsgi, asgi])
        def test_app(kling3, kind):
            taken = []
            kling3.deliver_to(kind(taken))
            order(kling3.url, webhook_url="https://shop.example/hook")
            kling3.run_to_end()
            assert taken == ["IN_PROGRESS", "COMPLETED"]

        class Hook(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                self.server.taken.append((self.path, json.loads(body)["status"]))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        @pytest.fixture
        def hook():
            with HTTPServer(("127.0.0.1", 0), Hook) as server:
                server.taken = []
                thread = threading.Thread(target=server.serve_forever, args=(0.01,))
                thread.start()
                yield server
                server.shutdown()
                thread.join()

        def test_loopback(kling3, hook):
            order(kling3.url, webhook_url=f"http://127.0.0.1:{hook.server_port}/hook?user=7")
            kling3.run_to_end()
            assert hook.taken == [("/hook?user=7", "IN_PROGRESS"), ("/hook?user=7", "COMPLETED")]

        def test_url(kling3, hook):
            kling3.deliver_to(f"http://127.0.0.1:{hook.server_port}/mine")
            order(kling3.url, webhook_url="https://shop.example/hook")
            kling3.run_to_end()
            assert hook.taken == [("/mine", "IN_PROGRESS"), ("/mine", "COMPLETED")]
    """
    run(tests).assert_outcomes(passed=4)


def test_a_loop_that_would_poll_for_ever_fails_its_test_with_the_reason(run: Run) -> None:
    tests = """
        import httpx, pytest
        from program import order, read

        API = "https://api.freepik.com/v1/ai/video/kling-v3"
        KEY = {"x-freepik-api-key": "any"}

        def test_in_process(kling3):
            kling3.next("never")
            task_id = httpx.post(API + "-pro", json={"prompt": "A fox"}, headers=KEY).json()["data"]["task_id"]
            with httpx.Client(headers=KEY) as client:
                while True:
                    try:
                        if client.get(API + "/" + task_id).json()["data"]["status"] in ("COMPLETED", "FAILED"):
                            break
                    except Exception:
                        continue

        @pytest.mark.kling3(scenario="complete 5", poll_limit=10)
        def test_over_a_socket(kling3):
            task_id = order(kling3.url)
            while read(kling3.url, task_id)["status"] not in ("COMPLETED", "FAILED"):
                pass

        @pytest.mark.kling3(scenario="never", poll_limit=0)
        def test_without_a_limit(kling3):
            task_id = order(kling3.url)
            assert {read(kling3.url, task_id)["status"] for _ in range(50)} == {"CREATED"}
    """
    result = run(tests)
    for line in (
        "E *EndlessPollError: task * was read 1,000 times while the clock stood, and by its scenario it never ends: *",
        "task * was read 10 times while the clock stood, and it ends only when the clock is 5 s further: *",
    ):
        result.stdout.fnmatch_lines([line])
    assert result.parseoutcomes()["passed"] >= 1
