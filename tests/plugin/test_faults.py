"""What goes wrong on purpose goes wrong in one test, as often as it was told to, and is no finding."""

from __future__ import annotations

from tests.plugin.conftest import Run


def test_faults_of_the_api_of_webhooks_and_of_results_come_when_they_are_told_to(run: Run) -> None:
    tests = """
        import urllib.error
        import pytest
        from kling3_mockserver.faults.fault import (
            ConnectionReset, DocumentedError, HtmlPage, RateLimited, ResultExpired, TruncatedJson, WebhookDropped,
            WebhookDuplicated, WebhookWrongSignature,
        )
        from kling3_mockserver.faults.occasions import Match
        from kling3_mockserver.tasks.task import Status
        from program import OPENER, ask, order, read

        @pytest.mark.parametrize(("fault", "expected"), [(DocumentedError(503), 503), (RateLimited(), 429)])
        def test_error(kling3, fault, expected):
            kling3.fail_next(fault, times=2)
            path = kling3.url + "/v1/ai/video/kling-v3"
            assert [ask("GET", path)[0] for _ in range(3)] == [expected, expected, 200]
            assert [bool(each.fault) for each in kling3.requests] == [True, True, False]

        @pytest.mark.parametrize("fault", [HtmlPage(200), TruncatedJson()])
        def test_no_json(kling3, fault):
            kling3.fail_next(fault)
            with pytest.raises(ValueError):
                ask("GET", kling3.url + "/v1/ai/video/kling-v3")

        def test_reset(kling3):
            kling3.fail_next(ConnectionReset(), Match(method="POST"))
            with pytest.raises((urllib.error.URLError, ConnectionError)):
                order(kling3.url)
            assert order(kling3.url)

        def test_result(kling3):
            kling3.next("at-once")
            (url,) = read(kling3.url, order(kling3.url))["generated"]
            kling3.fail_next(ResultExpired())
            with pytest.raises(urllib.error.HTTPError, match="403"):
                OPENER.open(url)
            OPENER.open(url).close()

        def test_webhooks(kling3):
            kling3.fail_next(WebhookDropped(), Match(status=Status.IN_PROGRESS))
            kling3.fail_next(WebhookDuplicated(), Match(status=Status.COMPLETED))
            order(kling3.url, webhook_url="https://shop.example/hook")
            kling3.run_to_end()
            assert kling3.webhooks.statuses == ["COMPLETED", "COMPLETED"]
            assert kling3.webhooks[0].headers["webhook-id"] == kling3.webhooks[1].headers["webhook-id"]

        def test_forged(kling3):
            kling3.fail_next(WebhookWrongSignature(), Match(status=Status.COMPLETED))
            order(kling3.url, webhook_url="https://shop.example/hook")
            kling3.run_to_end()
            assert [each.trusted for each in kling3.webhooks] == [True, False]
            with pytest.raises(AssertionError, match="not to be trusted: webhook-signature: got no match"):
                kling3.assert_webhook(status="COMPLETED")

        def test_next_test_has_none_of_them(kling3):
            assert kling3.mock.faults.waiting() == ()
    """
    result = run(tests)
    result.assert_outcomes(passed=9)
    result.stdout.fnmatch_lines(["contract: * of 33 operations, * of 456 keywords exercised *"])


def test_a_fault_that_could_never_come_is_refused_at_the_call(run: Run) -> None:
    tests = """
        import pytest
        from kling3_mockserver.faults.fault import DocumentedError, TruncatedJson, WebhookDropped
        from kling3_mockserver.faults.occasions import Match, When

        @pytest.mark.parametrize(
            ("call", "expected"),
            [
                (lambda kling3: kling3.fail_next("5O3"), "unknown fault '5O3' (did you mean 503?)"),
                (lambda kling3: kling3.fail_next(None), "expected a fault of kling3_mockserver.faults"),
                (lambda kling3: kling3.fail_next(DocumentedError), "got the class DocumentedError"),
                (lambda kling3: kling3.fail_next(DocumentedError(418)), "expected one of 400, 401, 500 and 503"),
                (lambda kling3: kling3.fail_next(DocumentedError(), times=0), "got times=0"),
                (lambda kling3: kling3.fail_next(DocumentedError(), probability=2), "got probability=2"),
                (lambda kling3: kling3.fail_next(TruncatedJson(), when=When.BEFORE), "it spoils the true answer"),
                (lambda kling3: kling3.fail_next(WebhookDropped(), Match(method="POST")), "use status or task_id"),
                (lambda kling3: kling3.fail_next(DocumentedError(), Match(model="kling-v9")), "got model 'kling-v9'"),
            ],
        )
        def test_misuse(kling3, call, expected):
            with pytest.raises(Exception) as refused:
                call(kling3)
            assert expected in str(refused.value)
            assert kling3.mock.faults.waiting() == ()
    """
    run(tests).assert_outcomes(passed=9)
