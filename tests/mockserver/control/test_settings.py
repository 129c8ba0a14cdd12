"""Settings are shown without secrets, and changed all or none while the fake runs."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kling3_mockserver.clock import RealClock
from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.options import OPTIONS, live_names
from kling3_mockserver.settings.settings import EmptyList, Settings
from tests.mockserver.asking import KEY, control, create, created, data, get, read
from tests.mockserver.samples import NOW
from tests.mockserver.wire import KLING3, message, send

NewMock = Callable[..., Mock]

SECRETS = {
    "api_keys": ("secret-key-1", "secret-key-2"),
    "webhook_secrets": ("hush-hush",),
    "control_token": None,
}


def patch(mock: Mock, **changes: object) -> Response:
    body = json.dumps({name.replace("_", "-"): value for name, value in changes.items()}).encode()
    return send(mock, "PATCH", "/_mock/settings", body=body, key="")


def settings(response: Response) -> dict[str, object]:
    assert response.status == 200, response.body
    shown: dict[str, object] = json.loads(response.body)
    return shown


def test_every_option_is_shown_by_its_name(mock: Mock) -> None:
    assert list(settings(control(mock, "GET", "/settings"))) == [each.name for each in OPTIONS]


def test_secrets_show_only_how_many_there_are(new_mock: NewMock) -> None:
    response = control(new_mock(**SECRETS), "GET", "/settings")
    shown = settings(response)
    assert (shown["api-key"], shown["webhook-secret"], shown["control-token"]) == ("2 set", "1 set", None)
    assert not [each for each in ("secret-key", "hush") if each in response.body.decode()]


def test_the_token_is_not_shown_even_to_those_who_have_it(new_mock: NewMock) -> None:
    response = send(
        new_mock(control_token="hush"), "GET", "/_mock/settings", ("x-kling3-control-token", "hush"), key=""
    )
    assert settings(response)["control-token"] == "set"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("api-key", ["new-key-1234"], "1 set"),
        ("api-key", "new-key-1234", "1 set"),
        ("api-key", [], []),
        ("webhook-secret", ["old", "new"], "2 set"),
        ("webhook-secret-encoding", "base64", "base64"),
        ("webhook-status", ["created", "failed"], ["created", "failed"]),
        ("webhook-attempts", 2, 2),
        ("webhook-timeout", 0.5, 0.5),
        ("webhook-retry-delay", "7", 7.0),
        ("webhook-time", "sent", "sent"),
        ("scenario", "fail 2", "fail 2"),
        ("outage", "kling-v3-pro", ["kling-v3-pro"]),
        ("outage", None, []),
        ("task-seconds", 60, 60.0),
        ("task-reads", 3, 3),
        ("speed", 20, 20.0),
        ("edition", "2026-08", "2026-08"),
        ("strict", True, True),
        ("strict-reads", True, True),
        ("list-ignored", False, False),
        ("empty-list", "not-found", "not-found"),
        ("rate-limit", 30, "30"),
        ("penalty-box", 5, 5),
        ("balance", 3.5, 3.5),
        ("balance", None, None),
        ("inspect-media", "refuse", "refuse"),
        ("media-allow", ["storage.test"], ["storage.test"]),
        ("collision", 422, "422"),
        ("chaos", 0.05, 0.05),
        ("result-url", "http://mock.test:8333", "http://mock.test:8333"),
    ],
)
def test_a_live_setting_is_changed_and_shown(mock: Mock, name: str, value: object, expected: object) -> None:
    changes = {"webhook-secret": "aHVzaA==", name: value} if name.endswith("encoding") else {name: value}
    assert settings(patch(mock, **changes))[name] == expected
    assert settings(control(mock, "GET", "/settings"))[name] == expected


def test_the_table_above_has_every_live_setting() -> None:
    (marks,) = getattr(test_a_live_setting_is_changed_and_shown, "pytestmark", [None])
    assert {row[0] for row in marks.args[1]} == set(live_names())


LIVE = f"can't be changed while running: expected one of {', '.join(live_names())}"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("colour", "blue", f"colour: no such setting: expected one of {', '.join(live_names())}"),
        ("task-secnds", 1, "task-secnds: no such setting (did you mean task-seconds?): expected one of "),
        ("sped", 1, "sped: no such setting (did you mean speed?): expected one of "),
        ("host", "0.0.0.0", f"host: {LIVE}"),
        ("port", 1, f"port: {LIVE}"),
        ("clock", "real", f"clock: {LIVE}"),
        ("seed", 2, f"seed: {LIVE}"),
        ("journal-size", 2, f"journal-size: {LIVE}"),
        ("control-token", "mine", f"control-token: {LIVE}"),
        ("task-seconds", "soon", "task-seconds: got 'soon', expected a number"),
        ("task-seconds", -1, "task seconds: got -1: choose a number of 0 or more"),
        ("task-seconds", None, "task-seconds: expected a value, got null: 3.0 is what it has by itself"),
        ("webhook-secret", None, "webhook-secret: expected a value, got null: kling3-mock-secret is what it has"),
        ("task-seconds", [1], "task-seconds: expected a single value"),
        ("webhook-attempts", 1.5, "webhook-attempts: got '1.5', expected a whole number"),
        ("webhook-attempts", 0, "webhook attempts: got 0: choose a number above 0"),
        ("strict", "maybe", "strict: got 'maybe', expected true or false"),
        ("scenario", "explode", "scenario: unknown scenario 'explode': expected complete [SECONDS]"),
        ("outage", "kling-v3-ultra", "outage: got model 'kling-v3-ultra'"),
        ("empty-list", "none", "empty-list: got 'none', expected one of empty, not-found"),
        ("edition", "newest", "edition: got 'newest', expected one of 2026-02, 2026-04, 2026-08"),
        ("webhook-status", ["done"], "webhook-status: got 'done', expected one of created, in-progress"),
        ("api-key", [""], "API key: a key must be printable ASCII without spaces around it"),
        ("webhook-secret", [], "webhook secret: got none"),
        ("webhook-secret-encoding", "base64", "webhook secret: "),
        ("rate-limit", 0, "rate-limit: got '0', expected off, documented or a number of requests a minute"),
        ("chaos", 1.5, "chaos: got 1.5: choose a probability from 0 to 1, as in 0.05"),
        ("result-url", "mock.test", "result URL: got 'mock.test': give scheme and host, as in http://mock.test:8333"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_changes_nothing(
    mock: Mock, name: str, value: object, expected: str
) -> None:
    before = settings(control(mock, "GET", "/settings"))
    response = patch(mock, empty_list="not-found", **{name: value})
    assert response.status == 400
    assert message(response).startswith(expected)
    assert settings(control(mock, "GET", "/settings")) == before


@pytest.mark.parametrize("body", [b"", b"[]", b'"strict"', b"{", b"null"])
def test_settings_are_changed_by_an_object_alone(mock: Mock, body: bytes) -> None:
    response = send(mock, "PATCH", "/_mock/settings", body=body, key="")
    assert response.status == 400
    assert message(response).startswith("expected a JSON object")


@pytest.mark.parametrize(("name", "meant"), [("task-secnds", "task-seconds"), ("task_secnds", "task_seconds")])
def test_the_nearest_setting_is_written_as_the_wrong_one_is(mock: Mock, name: str, meant: str) -> None:
    response = send(mock, "PATCH", "/_mock/settings", body=b'{"%s": 1}' % name.encode(), key="")
    assert response.status == 400
    assert message(response).startswith(f"{name}: no such setting (did you mean {meant}?): expected one of api-key, ")


def test_an_empty_change_changes_nothing(mock: Mock) -> None:
    assert settings(patch(mock)) == settings(control(mock, "GET", "/settings"))


def test_keys_count_from_the_next_request_on(mock: Mock) -> None:
    patch(mock, api_key=["only-this-key"])
    assert [get(mock, KLING3, key=key).status for key in (KEY, "only-this-key")] == [401, 200]


def test_strictness_counts_from_the_next_request_on(mock: Mock) -> None:
    before = create(mock, image_list=[]).status
    patch(mock, strict=True)
    assert (before, create(mock, image_list=[]).status) == (200, 400)


def test_a_scenario_counts_for_tasks_that_are_opened_later(mock: Mock) -> None:
    first = created(mock)
    patch(mock, scenario="fail 0", task_seconds=1)
    second = created(mock)
    assert [data(read(mock, each))["status"] for each in (first, second)] == ["CREATED", "FAILED"]
    mock.clock.advance(1)
    assert data(read(mock, first))["status"] == "IN_PROGRESS"


def test_other_settings_count_at_once_too(mock: Mock) -> None:
    patch(mock, empty_list=EmptyList.NOT_FOUND.value, result_url="https://videos.test")
    assert get(mock, KLING3).status == 404
    url = str(data(read(mock, created(mock, scenario="at-once")))["generated"])
    assert url.startswith("['https://videos.test/kling_")


def test_another_speed_is_that_of_tasks_ordered_from_then_on() -> None:
    """The moments of those before stay: they were told to whoever asked."""
    now = [NOW]
    mock = Mock(Settings(task_seconds=60), clock=RealClock(source=lambda: now[0]))
    before = created(mock)
    patch(mock, speed=20)
    after = created(mock)
    now[0] += 3
    assert [data(read(mock, each))["status"] for each in (before, after)] == ["CREATED", "COMPLETED"]


def test_a_clock_of_ones_own_keeps_its_speed_when_other_settings_change() -> None:
    clock = RealClock(5.0)
    patch(Mock(clock=clock), strict=True)
    assert clock.span(60) == 12
