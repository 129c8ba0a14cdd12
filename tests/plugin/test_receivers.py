"""A receiver that raises fails the test with its own traceback, unless the test looks at what it answered."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Run

ASGI = "async def app(scope, receive, send):\n    told = await receive()\n    return told['status']"
WSGI = "def app(environ, start_response):\n    told = {}\n    return told['status']"
TESTS = """
from program import order

{app}

def test_raises(kling3):
    kling3.deliver_to(app)
    order(kling3.url, webhook_url="https://shop.example/hook")
    kling3.run_to_end()
    kling3.clock.advance(60)

def test_looks(kling3):
    kling3.deliver_to(app)
    order(kling3.url, webhook_url="https://shop.example/hook")
    kling3.run_to_end()
    assert "KeyError" in kling3.webhooks[0].answer.error

def test_fails(kling3):
    kling3.deliver_to(app)
    order(kling3.url, webhook_url="https://shop.example/hook")
    kling3.run_to_end()
    assert kling3.webhooks == "of its own"
"""


@pytest.mark.parametrize("app", [ASGI, WSGI], ids=["ASGI", "WSGI"])
@pytest.mark.parametrize("style", ["auto", "native"])
def test_it_fails_the_test_once_with_its_own_frames_and_a_note(run: Run, app: str, style: str) -> None:
    result = run(TESTS.format(app=app), f"--tb={style}")
    result.assert_outcomes(failed=2, passed=1)
    result.stdout.fnmatch_lines(
        [
            "*_ test_raises _*",
            "*return told[[]'status'[]]",
            "*KeyError: 'status'",
            "*raised by the receiver that kling3.deliver_to was given, when it got IN_PROGRESS *, the first *",
            "*_ test_fails _*",
            "*assert *== 'of its own'*",
            "*- kling3 receiver -*",
            "Traceback (most recent call last):",
            "*return told[[]'status'[]]",
            "KeyError: 'status'",
            "FAILED test_it.py::test_raises - KeyError: 'status'",
        ]
    )
    assert result.stdout.str().count("raised by the receiver") == 2
    for name in ("kling3_mockserver/", "asyncio/", "concurrent/"):
        assert name not in result.stdout.str()


def test_an_assertion_in_a_receiver_is_explained_as_in_a_test(run: Run) -> None:
    tests = """
        from program import order

        def test_it(kling3):
            async def app(scope, receive, send):
                assert scope["path"] == "/other"

            kling3.deliver_to(app)
            order(kling3.url, webhook_url="https://shop.example/hook")
            kling3.run_to_end()
    """
    result = run(tests)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E *AssertionError: assert '/hook' == '/other'"])


def test_what_is_raised_after_the_test_is_an_error_of_its_teardown(run: Run) -> None:
    tests = """
        import pytest
        from program import order

        @pytest.fixture
        def late(kling3):
            yield
            kling3.run_to_end()

        def test_it(late, kling3):
            async def app(scope, receive, send):
                if b"COMPLETED" in (await receive())["body"]:
                    raise KeyError("data")
                await send({"type": "http.response.start", "status": 204, "headers": []})
                await send({"type": "http.response.body"})

            kling3.deliver_to(app)
            order(kling3.url, webhook_url="https://shop.example/hook")
    """
    result = run(tests)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*ERROR at teardown of test_it*", "E *KeyError: 'data'"])


def test_a_receiver_may_use_the_means_of_pytest(run: Run) -> None:
    tests = """
        import pytest
        from program import order

        def test_it(kling3):
            async def app(scope, receive, send):
                pytest.fail("not this one")

            kling3.deliver_to(app)
            order(kling3.url, webhook_url="https://shop.example/hook")
            kling3.run_to_end()
    """
    result = run(tests)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E *Failed: not this one"])


def test_a_property_test_learns_of_it_at_the_end_of_its_example(run: Run) -> None:
    tests = """
        import pytest
        from kling3_mockserver.testing.expectations import ReceiverRaisedError
        from program import order

        def test_it(kling3_session):
            async def app(scope, receive, send):
                raise KeyError("data")

            with pytest.raises(ReceiverRaisedError, match="KeyError: 'data'") as told, kling3_session.tenant() as mock:
                mock.deliver_to(app)
                order(mock.url, webhook_url="https://shop.example/hook")
                mock.run_to_end()
            assert isinstance(told.value.raised, KeyError)
    """
    run(tests).assert_outcomes(passed=1)


def test_a_failed_assertion_is_shown_why_a_webhook_has_not_come(run: Run) -> None:
    tests = """
        from program import order

        SEEN = []

        async def refusing(scope, receive, send):
            await receive()
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body"})

        def test_refused(kling3):
            kling3.deliver_to(refusing)
            order(kling3.url, webhook_url="https://shop.example/hook")
            kling3.run_to_end()
            assert SEEN == ["IN_PROGRESS", "COMPLETED"]

        def test_without_a_url(kling3):
            kling3.deliver_to(refusing)
            order(kling3.url)
            assert SEEN

        def test_too_early(kling3):
            order(kling3.url, webhook_url="https://shop.example/hook")
            assert len(kling3.webhooks) == 2

        def test_all_came(kling3):
            order(kling3.url, webhook_url="https://shop.example/hook")
            kling3.run_to_end()
            assert len(kling3.webhooks) == 3

        def test_of_something_else(kling3):
            order(kling3.url)
            assert not kling3.tasks
    """
    result = run(tests)
    result.assert_outcomes(failed=5)
    shown = result.stdout.str()
    assert shown.count("- kling3 webhooks -") == 3
    result.stdout.fnmatch_lines(
        [
            "COMPLETED of task * waits behind its IN_PROGRESS, which was not taken at try 1 (answered 404) *",
            "the order of task * had no webhook_url: send one of http or https in its body",
            "task * comes to IN_PROGRESS only when the clock is 20 s further: kling3.clock.advance(20), *",
        ]
    )
