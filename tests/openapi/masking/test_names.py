"""A name tells whether what it names is a secret, and headers that hold none stay readable."""

from __future__ import annotations

import pytest

from kling3_openapi.masking.names import is_readable_header, is_secret_header, is_secret_parameter


@pytest.mark.parametrize(
    "name",
    [
        "x-freepik-api-key", "X-Magnific-Api-Key", "X-Api-Key", "api-key", "apikey", "freepik-api-key", "api_key",
        "x-key", "key", "Ocp-Apim-Subscription-Key", "authorization", "Proxy-Authorization", "x-auth",
        "x-auth-token", "x-csrf-token", "cookie", "set-cookie", "x-kling3-control-token", "x-client-secret",
        "x-password", "x-amz-security-token", "x-jwt",
    ],
)  # fmt: skip
def test_headers_that_hold_a_secret_are_known_by_name(name: str) -> None:
    assert (is_secret_header(name), is_readable_header(name)) == (True, False)


@pytest.mark.parametrize(
    "name",
    [
        "x-request-id", "webhook-id", "webhook-signature", "webhook-timestamp", "traceparent", "etag", "if-none-match",
        "content-length", "Content-Type", "User-Agent", "accept", "host", "Idempotency-Key", "sec-websocket-key",
        "x-kling3-findings", "x-kling3-scenario", "x-ratelimit-remaining-tokens",
    ],
)  # fmt: skip
def test_headers_that_hold_none_are_readable(name: str) -> None:
    assert (is_secret_header(name), is_readable_header(name)) == (False, True)


@pytest.mark.parametrize(
    "name",
    ["x-pass", "x-session-id", "x-auth-tokens", "max-api-key", "x.api.key", "authorisation", "x-creds", "bearer"],
)
def test_headers_of_odd_names_that_hold_one_are_known_too(name: str) -> None:
    assert is_secret_header(name)


@pytest.mark.parametrize("name", ["x-trace", "x-account", "x-monkey", "keyboard"])
def test_of_other_headers_the_name_tells_nothing(name: str) -> None:
    assert (is_secret_header(name), is_readable_header(name)) == (False, False)


@pytest.mark.parametrize(
    "name",
    [
        "token", "key", "api_key", "API%2DKEY", "x-freepik-api-key", "access_token", "accessToken", "signature",
        "X-Amz-Signature", "X-Amz-Credential", "sig", "secret", "client_secret", "password", "pwd", "auth", "jwt",
        "session_id", "hmac", "bearer", "session", "pass", "max-api-key",
    ],
)  # fmt: skip
def test_parameters_that_hold_a_secret_are_known_by_name(name: str) -> None:
    assert is_secret_parameter(name)


@pytest.mark.parametrize(
    "name",
    [
        "page",
        "page_size",
        "task_id",
        "user",
        "X-Amz-Date",
        "max_tokens",
        "tokens",
        "total-tokens",
        "prompt_tokens",
        "keyword",
        "design",
    ],
)
def test_other_parameters_are_shown(name: str) -> None:
    assert not is_secret_parameter(name)
