"""Requests that were remembered are made anew by a test, which runs and gets the answers of then."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kling3_mockserver.exports import written_test
from kling3_mockserver.exports.omissions import omission
from kling3_mockserver.faults.plan import PlannedFault
from kling3_mockserver.mock import Mock
from kling3_openapi.endpoints import Family
from tests.mockserver.asking import KEY, control, create, created, data, get, read
from tests.mockserver.samples import a_request, an_exchange
from tests.mockserver.wire import JSON, order, send

NewMock = Callable[..., Mock]
UPLOADS = "/v1/ai/uploads/request-url"


def text_of(mock: Mock, **settings: object) -> str:
    return "".join(
        written_test(mock.journal.exchanges(), (), {name.replace("_", "-"): settings[name] for name in settings})
    )


def steps(text: str) -> list[str]:
    """Return the lines of the test that say something."""
    return [line.strip() for line in text.partition(" as client:\n")[2].splitlines()]


def passes(pytester: pytest.Pytester, text: str) -> None:
    """Run the test as a stranger would, where findings and warnings are errors."""
    pytester.makepyfile(test_remembered=text)
    strict = ("--strict-markers", "-W", "error", "-p", "no:cacheprovider", "-p", "kling3")
    pytester.runpytest_subprocess(*strict, timeout=60).assert_outcomes(passed=1)


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


@pytest.mark.usefixtures("_quick")
def test_a_long_conversation_with_mistakes_passes(mock: Mock, pytester: pytest.Pytester) -> None:
    get(mock, Family.KLING3.path)
    first = created(mock)
    failed = str(data(create(mock, webhook_url="http://localhost:1/hook"))["task_id"])
    read(mock, first)
    control(mock, "POST", f"/tasks/{failed}/fail")
    bare = created(mock, Family.OMNI, scenario="no-url 2")
    forever = created(mock, scenario="never")
    create(mock, image_list=[], duration="5")
    create(mock, duration=5)
    order(mock, b"{oops")
    order(mock, b'{"prompt": "a", "prompt": "b"}')
    send(mock, "POST", Family.KLING3.path, JSON, key="")
    mock.faults.put(PlannedFault("503"))
    get(mock, Family.KLING3.path)
    mock.clock.advance(60)
    ends = [data(read(mock, each, family)) for each, family in ((first, Family.KLING3), (bare, Family.OMNI))]
    control(mock, "POST", f"/tasks/{forever}/complete")
    read(mock, failed)
    read(mock, forever)
    video = str(ends[0]["generated"][0])  # type: ignore[index]
    for headers in ((), (("range", "bytes=0-9"),)):
        send(mock, "GET", video.partition("mock.test")[2], *headers, key="")
    get(mock, f"{Family.KLING3.path}?page=1&page_size=2")
    read(mock, first, key="beta-key")
    get(mock, "/v1/ai/video/kling-v9")
    text = text_of(mock)
    assert text.count("left out") == 1
    passes(pytester, text)


@pytest.mark.usefixtures("_quick")
def test_an_upload_that_an_order_names_passes(mock: Mock, pytester: pytest.Pytester) -> None:
    asked = send(mock, "POST", UPLOADS, JSON, body=b'{"files":[{"content_type":"image/png"}]}')
    (place,) = json.loads(asked.body)["files"]
    put = place["upload_url"].partition("mock.test")[2]
    send(mock, "PUT", put, *place["headers"].items(), body=b"\x89PNG\r\n\x1a\n", key="")
    create(mock, start_image_url=place["asset_url"])
    text = text_of(mock)
    assert "client.put(\n            upload_url_1,\n" in text
    assert '"start_image_url": asset_url_1' in text
    passes(pytester, text)


@pytest.mark.usefixtures("_quick")
def test_settings_that_answers_depend_on_are_those_of_the_test(new_mock: NewMock, pytester: pytest.Pytester) -> None:
    mock = new_mock(strict=True)
    create(mock, image_list=[])
    text = text_of(mock, strict=True, journal_size=5)
    assert "@pytest.mark.kling3(strict=True, allow=[" in text
    assert mock.journal.exchanges()[0].response.status == 400
    passes(pytester, text)


def test_ids_are_names_and_the_clock_runs_before_an_end_was_seen(mock: Mock) -> None:
    task_id = created(mock)
    read(mock, task_id)
    mock.clock.advance(60)
    read(mock, task_id)
    text = text_of(mock)
    assert task_id not in text
    assert steps(text)[-10:] == [
        'task_1 = response.json()["data"]["task_id"]',
        "# 2",
        'response = client.get(f"/v1/ai/video/kling-v3/{task_1}", headers={"x-magnific-api-key": "any"})',
        "assert response.status_code == 200",
        "# 3",
        "kling3.run_to_end()",
        'response = client.get(f"/v1/ai/video/kling-v3/{task_1}", headers={"x-magnific-api-key": "any"})',
        "assert response.status_code == 200",
        'assert response.json()["data"]["status"] == "COMPLETED"',
        'video_1 = response.json()["data"]["generated"][0]',
    ]


@pytest.mark.parametrize(
    ("asked", "outcome", "expected"),
    [
        ("", "fail", "fail"),
        ("fail 3", "fail", "fail 3"),
        ("complete 3", "fail", "fail"),
        ("never", "complete", ""),
        ("reads 3", "complete", "reads 3"),
        ("never", "", "never"),
    ],
)
def test_a_task_is_asked_to_end_as_it_was_seen_to(mock: Mock, asked: str, outcome: str, expected: str) -> None:
    task_id = created(mock, scenario=asked)
    if outcome:
        control(mock, "POST", f"/tasks/{task_id}/{outcome}")
    read(mock, task_id)
    header = f'"x-kling3-scenario": "{expected}"'
    assert (header in text_of(mock)) is bool(expected)
    assert expected or "x-kling3-scenario" not in text_of(mock)


def test_keys_are_told_apart_without_being_told(mock: Mock) -> None:
    for key in (KEY, "beta-key", KEY):
        send(mock, "GET", Family.KLING3.path, key=key)
    text = text_of(mock)
    assert [KEY in text, "beta-key" in text] == [False, False]
    assert text.count("headers=KEY)") == 2
    assert text.count('headers={"x-freepik-api-key": "any-2"})') == 1


def test_what_no_test_can_make_anew_is_left_out_with_the_reason(new_mock: NewMock) -> None:
    mock = new_mock(api_keys=(KEY,))
    before = created(mock)
    mock.journal.clear()
    read(mock, before)
    get(mock, Family.KLING3.path)
    send(mock, "GET", Family.KLING3.path, key="wrong-key")
    create(mock, prompt="x" * 70_000)
    mock.faults.put(PlannedFault("html"))
    get(mock, Family.KLING3.path)
    reasons = [line.partition(" is left out: ")[2] for line in steps(text_of(mock)) if line.startswith("#")]
    assert reasons == [
        "it shows a task that was ordered before",
        "it shows a task that was ordered before",
        "what it was answered, 401, came of its key, of time or of what was asked before",
        "it is not remembered whole",
        "it met the fault 'html 500'",
    ]


def test_what_only_took_long_on_purpose_is_made_anew(mock: Mock) -> None:
    mock.faults.put(PlannedFault("latency 0"))
    created(mock)
    assert "left out" not in text_of(mock)


def test_very_many_reads_are_no_endless_loop(mock: Mock) -> None:
    task_id = created(mock, scenario="never")
    for _ in range(60):
        read(mock, task_id)
    assert "@pytest.mark.kling3(poll_limit=0)" in text_of(mock)


def test_that_a_task_had_no_link_is_not_forgotten_over_a_list_which_shows_none(mock: Mock) -> None:
    control(mock, "POST", "/scenarios", scenario="no-url")
    task_id = created(mock)
    mock.clock.advance(60)
    read(mock, task_id)
    get(mock, Family.KLING3.path)
    assert '"x-kling3-scenario": "no-url"' in text_of(mock)


@pytest.mark.parametrize(("fields", "expected"), [({}, False), ({"webhook_url": "https://a.example"}, True)])
def test_webhooks_are_taken_by_the_test_itself(mock: Mock, fields: dict[str, object], *, expected: bool) -> None:
    create(mock, **fields)
    text = text_of(mock)
    assert ["def receiver(" in text, "kling3.deliver_to(receiver)" in text] == [expected, expected]


def test_a_video_of_which_a_part_is_remembered_is_asked_for_all_the_same() -> None:
    exchange = an_exchange(request=a_request("GET", "/kling_task-1.mp4"), task_id="task-1")._replace(cut=True)
    assert omission(exchange, {"task-1"}) == ""
    assert omission(exchange, ()) == "its video was made before"
