"""What a test prepared and what did not come about fails it, with what came instead."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kling3_mockserver.doors import ask
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_mockserver.testing.exercised import Exercised
from kling3_mockserver.testing.expectations import ExpectationError
from kling3_mockserver.testing.policy import Policy
from kling3_mockserver.testing.session import Kling3Session
from kling3_mockserver.testing.tenant import Kling3
from tests.mockserver.asking import KEY, create, created, get, read
from tests.mockserver.samples import HOOK

Use = Callable[[Kling3], object]
END = ". Have the program do what it waits for, or say may_not_happen=True in the same call."


def ended(*uses: Use, **values: object) -> str:
    """Return with which words a tenant ends after it was used like this; none when it ends well."""
    session = Kling3Session(Settings(clock=ClockKind.MANUAL), Policy(), Exercised())
    try:
        with session.tenant(**values) as kling3:  # type: ignore[arg-type]
            for use in uses:
                use(kling3)
    except ExpectationError as error:
        return str(error)
    return ""


def post(kling3: Kling3, model: str) -> object:
    headers = [("x-freepik-api-key", KEY), ("content-type", "application/json")]
    return ask(kling3.mock, "POST", f"http://mock.test/v1/ai/{model}", headers, b"{}")


def ordered(kling3: Kling3) -> object:
    return create(kling3.mock, webhook_url=HOOK)


@pytest.mark.parametrize(
    ("uses", "expected"),
    [
        (
            [lambda kling3: kling3.next("fail")],
            "kling3.next('fail') never came about. Orders that came: none",
        ),
        (
            [lambda kling3: kling3.next("fail 2", model="kling-v3-std", fields={"duration": "5"}), ordered, ordered],
            (
                "kling3.next('fail 2', model='kling-v3-std', fields={'duration': '5'}) never came about. "
                "Orders that came: kling-v3-pro (200) 2 times"
            ),
        ),
        (
            [lambda kling3: kling3.fail_next("503", {"kind": "create"}, when="after")],
            "kling3.fail_next('503', {'kind': 'create'}, when='after') never came about. What came: no request at all",
        ),
        (
            [
                lambda kling3: kling3.fail_next(429, {"model": "kling-v3-omni"}),
                lambda kling3: read(kling3.mock, created(kling3.mock)),
            ],
            (
                "kling3.fail_next('429', {'model': 'kling-v3-omni'}) never came about. "
                "What came: POST kling-v3-pro (200), GET kling-v3 (200)"
            ),
        ),
        (
            [lambda kling3: kling3.fail_next("webhook-dropped"), lambda kling3: create(kling3.mock)],
            (
                "kling3.fail_next('webhook-dropped') never came about. "
                "What came: no webhook at all, since no order had a webhook_url that can be called"
            ),
        ),
        (
            [
                lambda kling3: kling3.fail_next("503", {"model": "kling-v3"}),
                lambda kling3: post(kling3, "reference-to-video/kling-v3-omni-pro"),
            ],
            (
                "kling3.fail_next('503', {'model': 'kling-v3'}) never came about. "
                "What came: POST reference-to-video/kling-v3-omni-pro (400)"
            ),
        ),
        (
            [lambda kling3: kling3.fail_next("webhook-dropped"), ordered],
            (
                "kling3.fail_next('webhook-dropped') never came about. What came: no webhook at all; "
                "kling3.clock.advance(seconds) or kling3.run_to_end() brings them"
            ),
        ),
        (
            [
                lambda kling3: kling3.fail_next("webhook-dropped", {"status": "failed"}),
                ordered,
                lambda kling3: kling3.run_to_end(),
            ],
            (
                "kling3.fail_next('webhook-dropped', {'status': 'FAILED'}) never came about. "
                "What came: a webhook of IN_PROGRESS, a webhook of COMPLETED"
            ),
        ),
        (
            [lambda kling3: kling3.fail_next("result-expired"), ordered],
            "kling3.fail_next('result-expired') never came about. What came: no request for a video",
        ),
        (
            [lambda kling3: kling3.fail_next("500", {"kind": "get"}, probability=0.5)],
            "kling3.fail_next('500', {'kind': 'get'}) never came about. What came: no request at all",
        ),
    ],
)
def test_what_never_came_about_is_told_with_what_came(uses: list[Use], expected: str) -> None:
    assert ended(*uses) == expected + END


def test_all_that_never_came_about_is_told() -> None:
    words = ended(lambda kling3: kling3.next("fail"), lambda kling3: kling3.fail_next("503"))
    assert [line.split(" never")[0] for line in words.splitlines()] == [
        "kling3.next('fail')",
        "kling3.fail_next('503')",
    ]


@pytest.mark.parametrize(
    "uses",
    [
        [lambda kling3: kling3.next("fail", times=3), ordered],
        [lambda kling3: kling3.next("fail", may_not_happen=True)],
        [lambda kling3: kling3.fail_next("503", times=5), ordered],
        [lambda kling3: kling3.fail_next("503", may_not_happen=True)],
        [lambda kling3: kling3.fail_next("503", probability=1e-9), ordered],
        [lambda kling3: kling3.fail_next("503", {"model": "kling-v3"}, when="after"), ordered],
    ],
)
def test_once_is_enough_and_chance_may_pass_over_its_occasions(uses: list[Use]) -> None:
    assert ended(*uses) == ""


def test_a_scenario_of_a_tenant_s_settings_has_to_end_a_task() -> None:
    words = ended(lambda kling3: kling3.next("at-once"), ordered, scenario="fail 5")
    assert words == (
        "scenario='fail 5' of this test never came about. Orders that came: kling-v3-pro (200). "
        "Have the program order a video, or say may_not_happen=True beside it."
    )
    assert ended(ordered, scenario="fail 5") == ended(scenario="fail 5", may_not_happen=True) == ended(seed=5) == ""


def test_findings_go_before_what_never_came_about() -> None:
    words = ended(lambda kling3: kling3.next("fail", model="kling-v3-std"), lambda kling3: create(kling3.mock, seed=5))
    assert words.startswith("the program under test sent what the service would not honour:")


def test_a_task_in_a_path_is_not_shown_and_the_sixth_kind_of_request_is_only_counted() -> None:
    def many(kling3: Kling3) -> None:
        kling3.fail_next("html", {"kind": "create"})
        for number in range(7):
            read(kling3.mock, f"task-{number}")
            get(kling3.mock, f"/v1/ai/video/kling-{number}")

    assert (
        "What came: GET kling-v3 (404) 7 times, GET kling-0 (404), GET kling-1 (404), GET kling-2 (404), "
        "GET kling-3 (404), and 3 more. "
    ) in ended(many)
