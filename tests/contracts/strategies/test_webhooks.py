"""Signed webhooks are good to every verifier, forged ones to none."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kling3_contracts.strategies import ForgedWebhook, Forgery, SignedWebhook, forged_webhooks, webhooks
from kling3_openapi.signature import (
    FreshnessError,
    HeaderError,
    MismatchError,
    Secret,
    SecretError,
    SignatureError,
    SignatureListError,
    TimestampError,
    TooNewError,
    TooOldError,
    VersionError,
    verify,
)

SECRET = "a secret of the tests"
NOW = 1_770_000_000.0
HELD = [Secret.parse(SECRET)]


@given(webhooks(SECRET, clock=lambda: NOW))
def test_a_signed_webhook_is_good(call: SignedWebhook) -> None:
    verify(HELD, call.headers, call.body, now=NOW)


@given(webhooks(SECRET, clock=lambda: NOW))
def test_a_signed_webhook_tells_of_a_task_and_of_its_video_once_there_is_one(call: SignedWebhook) -> None:
    task = json.loads(call.body)
    assert UUID(task["task_id"]).version == 4
    assert len(task["generated"]) == {"IN_PROGRESS": 0, "COMPLETED": 1, "FAILED": 0}[task["status"]]
    assert {name.lower() for name in call.headers} == {
        "content-type", "webhook-id", "webhook-timestamp", "webhook-signature",
    }  # fmt: skip


@given(forged_webhooks(SECRET, clock=lambda: NOW))
def test_a_forged_webhook_is_refused(call: ForgedWebhook) -> None:
    with pytest.raises(SignatureError):
        verify(HELD, call.headers, call.body, now=NOW)


REASONS: dict[Forgery, type[SignatureError]] = {
    Forgery.BODY_CHANGED: MismatchError,
    Forgery.BODY_REWRITTEN: MismatchError,
    Forgery.ID_CHANGED: MismatchError,
    Forgery.TIMESTAMP_CHANGED: MismatchError,
    Forgery.TIMESTAMP_OLD: TooOldError,
    Forgery.TIMESTAMP_FUTURE: TooNewError,
    Forgery.TIMESTAMP_NO_NUMBER: TimestampError,
    Forgery.OTHER_SECRET: MismatchError,
    Forgery.OTHER_VERSION: VersionError,
    Forgery.HEX_DIGEST: SignatureListError,
    Forgery.LIST_WITHOUT_COMMA: SignatureListError,
    Forgery.LIST_WITH_COMMAS: SignatureListError,
    Forgery.SIGNATURE_EMPTY: SignatureListError,
    Forgery.ID_MISSING: HeaderError,
    Forgery.TIMESTAMP_MISSING: HeaderError,
    Forgery.SIGNATURE_MISSING: HeaderError,
}


@pytest.mark.parametrize("forgery", Forgery)
@settings(max_examples=15)
@given(data=st.data())
def test_each_forgery_is_wrong_in_its_own_way(forgery: Forgery, data: st.DataObject) -> None:
    call = data.draw(forged_webhooks(SECRET, clock=lambda: NOW, wrong=(forgery,)))
    with pytest.raises(REASONS[forgery]):
        verify(HELD, call.headers, call.body, now=NOW)
    assert call.wrong is forgery


FRESH = tuple(each for each in Forgery if not issubclass(REASONS[each], FreshnessError))


@given(forged_webhooks(SECRET, clock=lambda: NOW, wrong=FRESH))
def test_only_a_forgery_of_time_has_a_timestamp_of_another_time(call: ForgedWebhook) -> None:
    given = float(call.headers.get("webhook-timestamp", NOW))
    assert abs(NOW - given) < 2


def test_a_secret_may_be_given_parsed_and_an_empty_one_is_refused() -> None:
    webhooks(Secret("v2", b"key")).validate()
    with pytest.raises(SecretError, match="got an empty one"):
        webhooks("")
    with pytest.raises(SecretError, match="got an empty one"):
        forged_webhooks("")
