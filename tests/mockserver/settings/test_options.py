"""Each setting is read from its text, and what is shown of the settings reads back as the same settings."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.errors import SettingsError
from kling3_mockserver.limits import rate_limits
from kling3_mockserver.limits.collisions import OnCollision
from kling3_mockserver.media.policy import InspectMedia
from kling3_mockserver.settings.options import (
    OPTIONS,
    WORKER_OPTIONS,
    described,
    live_names,
    read,
    settings_of,
    workers_of,
)
from kling3_mockserver.settings.settings import ClockKind, EmptyList, Settings, WebhookTime
from kling3_mockserver.tasks.scenario import CompleteAfterReads, CompleteAtOnce, FailAfter
from kling3_mockserver.tasks.task import Status
from kling3_openapi.editions import Edition
from kling3_openapi.signature import SecretEncoding

NAMES = {option.name: option for option in OPTIONS}
GUARDING = {"control-token", "control-host", "webhook-ca", "webhook-insecure"}
"""What the control API must not change: who may come in, and who may be called."""
SECRET = {option.name for option in OPTIONS if option.secret}

above_zero = st.floats(0, 1e9, exclude_min=True)
some_settings = st.builds(
    Settings,
    port=st.integers(0, 65_535),
    webhook_secret_encoding=st.just(SecretEncoding.RAW),
    webhook_statuses=st.lists(st.sampled_from(Status), unique=True).map(tuple),
    webhook_attempts=st.integers(1, 99),
    webhook_timeout=above_zero,
    webhook_retry_delay=above_zero,
    webhook_time=st.sampled_from(WebhookTime),
    scenario=st.sampled_from([CompleteAtOnce(), CompleteAfterReads(3), FailAfter(), FailAfter(0.1 + 0.2)]),
    outage=st.lists(st.sampled_from(["kling-v3", "reference-to-video/kling-v3-omni-pro"])).map(tuple),
    task_seconds=st.floats(0, 1e9),
    task_reads=st.integers(0, 99),
    clock=st.sampled_from(ClockKind),
    poll_limit=st.integers(0, 10**6),
    speed=above_zero,
    seed=st.none() | st.integers(-(10**38), 10**38),
    edition=st.sampled_from(Edition),
    strict=st.booleans(),
    empty_list=st.sampled_from(EmptyList),
    rate_limit=st.sampled_from(["off", "documented", "30"]).map(rate_limits.parse),
    penalty_box=st.integers(0, 99),
    prices=st.none(),
    balance=st.none() | st.floats(0, 1e9),
    collision=st.sampled_from(OnCollision),
    inspect_media=st.sampled_from(InspectMedia),
    media_allow=st.lists(st.sampled_from(["storage.test", "10.0.0.7"]), max_size=2).map(tuple),
    chaos=st.floats(0, 1),
    result_url=st.none() | st.just("https://mock.test:8333"),
    journal_size=st.integers(1, 10**9),
    webhook_insecure=st.booleans(),
    control_hosts=st.lists(st.sampled_from(["fake", "mock.test", "[fd00::5]"])).map(tuple),
)


def test_every_setting_has_exactly_one_option() -> None:
    assert sorted(option.field for option in OPTIONS) == sorted(each.name for each in fields(Settings))


def test_no_help_is_missing_or_without_an_end() -> None:
    assert [option.name for option in OPTIONS if not option.help.endswith(".")] == []


def test_what_is_on_or_off_is_a_flag() -> None:
    flags = [option.name for option in OPTIONS if option.flag]
    assert flags == ["tls", "webhook-insecure", "strict", "strict-reads", "list-ignored"]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("host", "0.0.0.0", "0.0.0.0"),
        ("port", "0", 0),
        ("port", 9000, 9000),
        ("api-key", "one", ("one",)),
        ("api-key", ["one", "two"], ("one", "two")),
        ("webhook-secret", ("old", "new"), ("old", "new")),
        ("webhook-secret-encoding", "WHSEC", SecretEncoding.WHSEC),
        ("webhook-secret-encoding", "hex", SecretEncoding.HEX),
        ("webhook-status", ["in-progress", "FAILED"], (Status.IN_PROGRESS, Status.FAILED)),
        ("webhook-status", [], ()),
        ("webhook-timeout", "2.5", 2.5),
        ("webhook-time", "clock", WebhookTime.CLOCK),
        ("scenario", "fail 2", FailAfter(2.0)),
        ("outage", "Kling-v3-PRO", ("kling-v3-pro",)),
        ("outage", ["kling-v3", "video/kling-v3-omni-std"], ("kling-v3", "video/kling-v3-omni-std")),
        ("clock", "manual", ClockKind.MANUAL),
        ("seed", "-12345678901234567890123", -12345678901234567890123),
        ("edition", "2026-04", Edition.APRIL_2026),
        ("strict", True, True),
        ("strict", "off", False),
        ("empty-list", "not-found", EmptyList.NOT_FOUND),
        ("rate-limit", "documented", rate_limits.DOCUMENTED),
        ("penalty-box", "5", 5),
        ("balance", "3.5", 3.5),
        ("collision", "422", OnCollision.UNPROCESSABLE),
        ("inspect-media", "refuse", InspectMedia.REFUSE),
        ("media-allow", ["storage.test", "10.0.0.7"], ("storage.test", "10.0.0.7")),
        ("collision", 401, OnCollision.UNAUTHORIZED),
        ("chaos", "0.05", 0.05),
        ("webhook-ca", "ca.pem", "ca.pem"),
        ("webhook-insecure", "yes", True),
        ("control-host", ["fake", "mock.test"], ("fake", "mock.test")),
    ],
)
def test_a_value_is_read_as_text_number_truth_or_list(name: str, value: object, expected: object) -> None:
    assert read(NAMES[name], value) == expected


@pytest.mark.parametrize("text", ["true", "1", "yes", "ON"])
def test_each_word_for_on_has_an_opposite(text: str) -> None:
    opposite = {"true": "false", "1": "0", "yes": "no", "ON": "OFF"}[text]
    assert (read(NAMES["strict"], text), read(NAMES["strict"], opposite)) == (True, False)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("port", "80x", "port: got '80x', expected a whole number"),
        ("port", "1.0", "port: got '1.0', expected a whole number"),
        ("port", "-", "port: got '-', expected a whole number"),
        ("port", True, "port: got 'true', expected a whole number"),
        (
            "seed",
            "\N{ARABIC-INDIC DIGIT THREE}",
            "seed: got '\N{ARABIC-INDIC DIGIT THREE}', expected a whole number",
        ),
        ("seed", "9" * 5_000, f"seed: got '{'9' * 40}', expected a whole number"),
        ("speed", "fast", "speed: got 'fast', expected a number"),
        ("strict", "maybe", "strict: got 'maybe', expected true or false"),
        ("clock", "sun", "clock: got 'sun', expected one of real, manual"),
        (
            "webhook-status",
            "done",
            "webhook-status: got 'done', expected one of created, in-progress, completed, failed",
        ),
        ("scenario", "never 2", "scenario: unknown scenario 'never 2': expected never alone"),
        ("port", None, "port: expected a value, got null: 8333 is what it has by itself"),
        ("strict", None, "strict: expected a value, got null: false is what it has by itself"),
        ("clock", None, "clock: expected a value, got null: real is what it has by itself"),
        (
            "webhook-status",
            None,
            "webhook-status: expected a value, got null: in-progress, completed, failed is what it has by itself",
        ),
        ("port", [1], "port: expected a single value"),
        ("api-key", [["one"]], "api-key: expected a single value"),
        ("api-key", [None], "api-key: expected a single value"),
        ("host", {}, "host: expected a single value"),
    ],
    ids=lambda each: repr(each)[:30],
)
def test_what_can_not_be_read_is_refused_by_the_name_of_its_option(name: str, value: object, expected: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(NAMES[name], value)
    assert (str(refused.value), refused.value.name) == (expected, name)


@pytest.mark.parametrize(("text", "expected"), [("1", 1), ("4", 4), (64, 64)])
def test_workers_are_a_number(text: object, expected: int) -> None:
    assert workers_of({"workers": text}) == expected
    assert workers_of({}) == 1


@pytest.mark.parametrize(
    ("text", "got"),
    [("0", "0"), ("-1", "-1"), ("65", "65"), ("1000", "1000"), ("many", "'many'"), ("1.5", "'1.5'"), (True, "'true'")],
)
def test_no_other_number_of_workers_is_taken(text: object, got: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(WORKER_OPTIONS[0], text)
    assert str(refused.value) == f"workers: got {got}, expected a whole number from 1 to 64"


def test_null_takes_away_what_may_be_without_a_value() -> None:
    base = Settings(result_url="http://mock.test", api_keys=("one",), seed=7)
    assert settings_of({"result-url": None, "api-key": None, "seed": None}, base) == Settings()


def test_settings_are_changed_by_name_in_kebab_or_snake_case_and_keep_the_rest() -> None:
    base = Settings(port=9000)
    made = settings_of({"task-seconds": 1, "webhook_attempts": "2", "api-key": "one"}, base)
    assert made == Settings(port=9000, task_seconds=1, webhook_attempts=2, api_keys=("one",))


def test_without_a_base_the_defaults_are_kept() -> None:
    assert settings_of({}) == Settings()


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(SettingsError, match=r"^colour: no such setting: expected one of host, port, ") as refused:
        settings_of({"colour": 2})
    assert refused.value.name == "colour"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"sped": 2}, "sped: no such setting (did you mean speed?): expected one of host, "),
        ({"webhook_secrets": "a"}, "webhook_secrets: no such setting (did you mean webhook_secret?): expected "),
        ({"webhook-secrets": "a"}, "webhook-secrets: no such setting (did you mean webhook-secret?): expected "),
        ({"clock": "manaul"}, "clock: got 'manaul' (did you mean manual?), expected one of real, manual"),
        ({"scenario": "fial 2"}, "scenario: unknown scenario 'fial 2' (did you mean fail?): expected complete "),
    ],
)
def test_a_name_or_value_that_is_nearly_right_is_refused_with_the_one_that_was_meant(
    values: dict[str, object], expected: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        settings_of(values)
    assert str(refused.value).startswith(expected)


def test_a_value_that_can_be_read_may_still_be_none_that_can_be_used() -> None:
    with pytest.raises(SettingsError, match=r"^port: got 70000: choose a number from 0 \(any free port\) to 65535$"):
        settings_of({"port": "70000"})


@given(some_settings)
def test_what_is_shown_reads_back_as_the_same_settings(settings: Settings) -> None:
    shown = {name: value for name, value in described(settings).items() if name not in SECRET and value is not None}
    assert settings_of(shown) == settings


def test_everything_is_shown_in_words_and_numbers() -> None:
    shown = described(Settings(webhook_statuses=(Status.IN_PROGRESS,), scenario=FailAfter(2.0)))
    assert shown["webhook-status"] == ["in-progress"]
    assert shown["scenario"] == "fail 2"
    assert (shown["clock"], shown["strict"], shown["seed"], shown["speed"]) == ("real", False, None, 1.0)
    assert list(shown) == list(NAMES)


def test_a_fake_that_is_told_nothing_is_this() -> None:
    assert described(Settings()) == {
        "host": "127.0.0.1",
        "port": 8333,
        "tls": False,
        "tls-cert": None,
        "tls-key": None,
        "proxy": None,
        "api-key": [],
        "webhook-secret": "1 set",
        "webhook-secret-encoding": "raw",
        "webhook-status": ["in-progress", "completed", "failed"],
        "webhook-attempts": 6,
        "webhook-timeout": 10.0,
        "webhook-retry-delay": 5.0,
        "webhook-time": "sent",
        "webhook-ca": None,
        "webhook-insecure": False,
        "scenario": "complete",
        "outage": [],
        "task-seconds": 3.0,
        "task-reads": 0,
        "clock": "real",
        "poll-limit": 0,
        "speed": 1.0,
        "seed": None,
        "edition": "2026-02",
        "strict": False,
        "strict-reads": False,
        "list-ignored": True,
        "empty-list": "empty",
        "rate-limit": "off",
        "penalty-box": 0,
        "prices": None,
        "balance": None,
        "collision": "off",
        "inspect-media": "off",
        "media-allow": [],
        "chaos": 0.0,
        "result-url": None,
        "path-prefix": None,
        "cors": [],
        "store": "memory",
        "journal-size": 2_000,
        "control-token": None,
        "control-host": [],
    }


def test_of_secrets_only_their_number_is_shown() -> None:
    settings = Settings(api_keys=("key-one", "key-two"), webhook_secrets=("hush",), control_token="token-one")
    shown = described(settings)
    assert [shown[name] for name in sorted(SECRET)] == ["2 set", "set", "1 set"]
    assert not re.search("key-|hush|token-", str(shown))


def test_what_the_socket_and_the_clock_were_made_with_stays() -> None:
    fixed = {option.name for option in OPTIONS} - set(live_names())
    assert fixed == {
        "host", "port", "tls", "tls-cert", "tls-key", "proxy", "clock", "poll-limit", "seed", "path-prefix",
        "cors", "prices", "store", "journal-size", *GUARDING,
    }  # fmt: skip


def test_the_names_of_an_option_follow_from_one() -> None:
    assert NAMES["journal-size"].snake == NAMES["journal-size"].field == "journal_size"
    assert (NAMES["api-key"].snake, NAMES["api-key"].field) == ("api_key", "api_keys")
