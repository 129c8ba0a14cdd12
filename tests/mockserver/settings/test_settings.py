"""Settings that can't be used are refused when they are made, in words that say what to choose."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kling3_mockserver.errors import SettingsError
from kling3_mockserver.settings.settings import DEFAULT_WEBHOOK_SECRET, Settings
from kling3_mockserver.tasks.models import ModelError
from kling3_mockserver.tasks.scenario import FailAfter
from kling3_mockserver.webhooks.retries import Retries
from kling3_mockserver.webhooks.trust import Trust
from kling3_openapi.signature import Secret, SecretEncoding
from tests.mockserver.certificates import Signer

made: Callable[..., Settings] = Settings
KEY_REFUSED = "API key: a key must be printable ASCII without spaces around it"
TOKEN_REFUSED = "control token: the token must be printable ASCII without spaces around it"
NAME_WANTED = "give a name or an address alone, without scheme and port, as in mock.test"
HOST_WANTED = "give scheme and host, as in http://mock.test:8333, or with a path, as in http://mock.test/files"
PREFIX_WANTED = "give what stands before /v1, as in /api/freepik"
ORIGIN_WANTED = (
    "give the origin as browsers send it, in lower case and without a path, as in http://localhost:5173, or * for all"
)


def test_the_defaults_can_be_used() -> None:
    settings = Settings()
    assert settings.secrets() == (Secret.parse(DEFAULT_WEBHOOK_SECRET, SecretEncoding.RAW, version="v1"),)
    assert settings.retries == Retries(attempts=6, timeout=10.0, delay=5.0)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("speed", 0, "speed: got 0: choose a number above 0"),
        ("speed", math.nan, "speed: got nan: choose a number above 0"),
        ("speed", math.inf, "speed: got inf: choose a number above 0"),
        ("journal_size", 0, "journal size: got 0: choose a number above 0"),
        ("webhook_attempts", -1, "webhook attempts: got -1: choose a number above 0"),
        ("webhook_timeout", 0.0, "webhook timeout: got 0: choose a number above 0"),
        ("webhook_retry_delay", -0.5, "webhook retry delay: got -0.5: choose a number above 0"),
        ("webhook_retry_delay", 1e308, "webhook retry delay: got 1e+308: choose a number of at most 1e+12"),
        ("port", -1, "port: got -1: choose a number from 0 (any free port) to 65535"),
        ("port", 65_536, "port: got 65536: choose a number from 0 (any free port) to 65535"),
        ("task_seconds", -1, "task seconds: got -1: choose a number of 0 or more"),
        ("task_seconds", math.nan, "task seconds: got nan: choose a number of 0 or more"),
        ("task_seconds", math.inf, "task seconds: got inf: choose a number of 0 or more"),
        ("outage", ("kling-v4",), f"outage: {ModelError('kling-v4')}"),
        ("task_reads", -1, "task reads: got -1: choose a number of 0 or more"),
        ("penalty_box", -1, "penalty box: got -1: choose a number of 0 or more"),
        ("balance", -1, "balance: got -1: choose an amount from 0 to 1e+12, as in 3.5"),
        ("balance", math.nan, "balance: got nan: choose an amount from 0 to 1e+12, as in 3.5"),
        (
            "prices",
            "none.toml",
            "prices: none.toml: can't be read (No such file or directory): name a TOML file, as docs/cost.md shows one",
        ),
        ("chaos", -0.1, "chaos: got -0.1: choose a probability from 0 to 1, as in 0.05"),
        ("chaos", 1.1, "chaos: got 1.1: choose a probability from 0 to 1, as in 0.05"),
        ("webhook_secrets", (), "webhook secret: got none: give at least one, or leave the setting out"),
        ("api_keys", ("good", ""), KEY_REFUSED),
        ("api_keys", (" spaced ",), KEY_REFUSED),
        ("api_keys", ("tab\tin-it",), KEY_REFUSED),
        ("api_keys", ("clé",), KEY_REFUSED),
        ("control_token", "", TOKEN_REFUSED),
        ("control_token", "töken", TOKEN_REFUSED),
        ("control_hosts", ("fake", "mock.test:8333"), f"control host: got 'mock.test:8333': {NAME_WANTED}"),
        ("control_hosts", ("http://mock.test",), f"control host: got 'http://mock.test': {NAME_WANTED}"),
        ("control_hosts", ("*",), f"control host: got '*': {NAME_WANTED}"),
        ("control_hosts", ("",), f"control host: got '': {NAME_WANTED}"),
        ("media_allow", ("minio.internal:9000",), f"media allow: got 'minio.internal:9000': {NAME_WANTED}"),
        ("media_allow", ("http://läger.test/",), f"media allow: got 'http://läger.test/': {NAME_WANTED}"),
        ("media_allow", ("a..test",), f"media allow: got 'a..test': {NAME_WANTED}"),
        (
            "webhook_ca",
            "/nowhere/ca.pem",
            "webhook CA: can't read /nowhere/ca.pem (No such file or directory): expected a PEM file of certificates",
        ),
        (
            "webhook_ca",
            __file__,
            f"webhook CA: got {__file__}, in which there is no certificate: expected a PEM file of certificates",
        ),
        ("result_url", "mock.test", f"result URL: got 'mock.test': {HOST_WANTED}"),
        ("result_url", "http://mock.test/", f"result URL: got 'http://mock.test/': {HOST_WANTED}"),
        ("result_url", "http://mock.test/cdn/", f"result URL: got 'http://mock.test/cdn/': {HOST_WANTED}"),
        ("result_url", "http://mock.test/../a", f"result URL: got 'http://mock.test/../a': {HOST_WANTED}"),
        ("result_url", "http://mock.test/a?b", f"result URL: got 'http://mock.test/a?b': {HOST_WANTED}"),
        ("result_url", 'http://a"b', f"result URL: got 'http://a\"b': {HOST_WANTED}"),
        ("path_prefix", "api", f"path prefix: got 'api': {PREFIX_WANTED}, without a slash at its end"),
        ("path_prefix", "/api/", f"path prefix: got '/api/': {PREFIX_WANTED}, without a slash at its end"),
        ("path_prefix", "/a//b", f"path prefix: got '/a//b': {PREFIX_WANTED}, without a slash at its end"),
        ("path_prefix", "/a/..", f"path prefix: got '/a/..': {PREFIX_WANTED}, without a slash at its end"),
        ("path_prefix", "/a?b", f"path prefix: got '/a?b': {PREFIX_WANTED}, without a slash at its end"),
        ("path_prefix", "/v1", f"path prefix: got '/v1', which is a path of the fake's own: {PREFIX_WANTED}"),
        ("path_prefix", "/_mock/x", f"path prefix: got '/_mock/x', which is a path of the fake's own: {PREFIX_WANTED}"),
        ("cors", ("http://a.test/",), f"CORS origin: got 'http://a.test/': {ORIGIN_WANTED}"),
        ("cors", ("*", "localhost:5173"), f"CORS origin: got 'localhost:5173': {ORIGIN_WANTED}"),
        ("cors", ("http://A.test",), f"CORS origin: got 'http://A.test': {ORIGIN_WANTED}"),
        ("result_url", "http://mock.test\n", f"result URL: got 'http://mock.test\n': {HOST_WANTED}"),
    ],
)
def test_a_setting_that_can_not_be_used_is_refused(name: str, value: object, expected: str) -> None:
    with pytest.raises(SettingsError) as refused:
        made(**{name: value})
    assert str(refused.value) == expected
    assert refused.value.name == expected.partition(":")[0]


def test_a_ca_and_trust_in_everybody_exclude_one_another(tmp_path: Path) -> None:
    path = Signer(tmp_path).path
    assert Settings(webhook_ca=path).webhook_trust == Trust(path)
    assert Settings(webhook_insecure=True).webhook_trust == Trust(insecure=True)
    with pytest.raises(SettingsError) as refused:
        Settings(webhook_ca=path, webhook_insecure=True)
    words = "webhook CA: got webhook insecure as well, which trusts everybody: leave one of them out"
    assert str(refused.value) == words


@pytest.mark.parametrize("port", [0, 65_535])
def test_the_ends_of_the_range_of_ports_can_be_used(port: int) -> None:
    assert Settings(port=port).port == port


@pytest.mark.parametrize("origin", ["*", "http://localhost:5173", "https://app.example", "http://[::1]:3000"])
def test_origins_are_given_as_browsers_send_them(origin: str) -> None:
    assert Settings(cors=(origin,)).cors == (origin,)


@pytest.mark.parametrize(
    "url", ["http://mock.test", "https://10.0.0.7:8333", "http://[::1]:8333", "https://a.test/b/c"]
)
def test_results_may_be_served_under_any_scheme_and_host(url: str) -> None:
    assert Settings(result_url=url).result_url == url


def test_tasks_may_take_no_time() -> None:
    assert Settings(task_seconds=0).task_seconds == 0


def test_secrets_have_versions_in_their_order() -> None:
    secrets = Settings(webhook_secrets=("old-secret", "new-secret")).secrets()
    assert [each.version for each in secrets] == ["v1", "v2"]


def test_a_secret_is_read_by_its_encoding_and_refused_without_being_shown() -> None:
    with pytest.raises(SettingsError, match=r"^webhook secret: 'v1': got text that is not base64") as refused:
        Settings(webhook_secrets=("not*base64",), webhook_secret_encoding=SecretEncoding.BASE64)
    assert "not*base64" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (
            "scenario",
            "fail",
            "got 'fail', expected CompleteAfter or CompleteAtOnce or ",
        ),
        ("scenario", FailAfter, "got <class 'kling3_mockserver.tasks.scenario.FailAfter'>, expected CompleteAfter "),
        ("clock", "manual", "got 'manual', expected ClockKind; "),
        ("rate_limit", "documented", "got 'documented', expected RateLimits; "),
        ("api_keys", "good", "got 'good', expected a tuple of texts; "),
        ("webhook_secrets", ["ours"], "got ['ours'], expected a tuple of texts; "),
        ("webhook_secrets", (b"ours",), "got (b'ours',), expected a tuple of texts; "),
        ("webhook_statuses", ("COMPLETED",), "got ('COMPLETED',), expected a tuple of statuses; "),
        ("task_seconds", "5", "got '5', expected int or float; "),
        ("task_reads", 1.5, "got 1.5, expected int; "),
        ("speed", True, "got True, expected int or float; "),
        ("strict", 1, "got 1, expected bool; "),
        ("strict", None, "got None, expected bool; "),
        ("seed", "5", "got '5', expected int; "),
        ("result_url", 5, "got 5, expected str; "),
    ],
)
def test_a_value_of_another_type_is_refused_with_what_reads_words(name: str, value: object, expected: str) -> None:
    values: dict[str, Any] = {name: value}
    with pytest.raises(SettingsError) as refused:
        Settings(**values)
    assert str(refused.value).startswith(f"{name}: {expected}")
    reader = f"settings_of({{'{name}': {value!r:.40}}}, settings) of kling3_mockserver.settings reads words"
    assert str(refused.value).endswith(reader)


@pytest.mark.parametrize("host", ["minio", "Storage.Test.", "10.0.0.7", "fd00::1", "[fd00::1]", "läger.test"])
def test_a_host_of_pictures_may_be_written_as_in_urls(host: str) -> None:
    assert Settings(media_allow=(host,)).media_allow == (host,)
