"""Webhook signatures: what was signed is verified, and what a forger or a mistake makes of it is refused."""

from __future__ import annotations

import base64
import math
from enum import IntEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_openapi import signature
from kling3_openapi.signature import Secret, SignatureError, sign, verify

NOW = 1614265330
BODY = b'{"status":"COMPLETED"}'
OLD, NEW = Secret("v1", b"old key"), Secret("v2", b"new key")
GOOD = sign([OLD], "msg_1", NOW, BODY)
OTHER = base64.b64encode(bytes(32)).decode()

ids = st.from_regex(r"[!-\-/-~]{1,40}", fullmatch=True)
timestamps = st.integers(0, 10**15 - 1)
versions = st.integers(0, 99).map(lambda number: f"v{number}")
secrets = st.builds(Secret, versions, st.binary(min_size=1, max_size=100))


def call(message_id: str = "msg_1", timestamp: object = NOW, signatures: str = GOOD) -> dict[str, str]:
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signatures,
    }


def refusal(headers: dict[str, str], body: bytes = BODY, now: float = NOW, tolerance: float = 300) -> SignatureError:
    with pytest.raises(SignatureError) as caught:
        verify([OLD], headers, body, now=now, tolerance=tolerance)
    return caught.value


@given(st.lists(secrets, min_size=1, max_size=4), ids, timestamps, st.binary(), st.data())
def test_each_of_the_secrets_alone_verifies_what_all_of_them_signed(
    signers: list[Secret], message_id: str, timestamp: int, body: bytes, data: st.DataObject
) -> None:
    headers = call(message_id, timestamp, sign(signers, message_id, timestamp, body))
    verify([data.draw(st.sampled_from(signers))], headers, body, now=timestamp)
    verify(signers[::-1], headers, body, now=timestamp)


@pytest.mark.parametrize("body", [b"", b" {}\r\n", b"\xff\x00", b"\xef\xbb\xbf{}"])
def test_id_timestamp_and_the_raw_body_are_signed_with_dots_between(body: bytes) -> None:
    assert sign([OLD], "msg_1", NOW, body) == f"v1,{OLD.signature(b'msg_1.1614265330.' + body)}"


def edits(text: str) -> st.SearchStrategy[str]:
    """One character of `text` replaced, removed or put in."""
    places, cuts = st.integers(0, len(text) - 1), st.integers(0, 1)
    inserts = st.sampled_from(["", *map(chr, range(256))])
    edited = st.builds(lambda at, cut, put: text[:at] + put + text[at + cut :], places, cuts, inserts)
    return edited.filter(lambda other: other != text)


@given(st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.data())
def test_a_change_of_one_character_of_a_header_is_refused(name: str, data: st.DataObject) -> None:
    refusal(call() | {name: data.draw(edits(call()[name]))})


@given(edits(BODY.decode("latin-1")))
def test_a_change_of_one_byte_of_the_body_is_refused(body: str) -> None:
    error = refusal(call(), body.encode("latin-1"))
    assert isinstance(error, signature.MismatchError)
    assert error.versions == ("v1",)
    assert "got no match among the signatures of 'v1', expected one: verify the body's raw bytes" in str(error)


@pytest.mark.parametrize("place", range(len(GOOD)))
def test_every_character_of_a_signature_counts(place: int) -> None:
    other = "B" if GOOD[place] == "A" else "A"
    refusal(call(signatures=f"{GOOD[:place]}{other}{GOOD[place + 1 :]}"))


@pytest.mark.parametrize("spare_bits", [1, 2, 3])
def test_another_base64_of_the_same_bytes_is_not_the_signature_that_was_sent(spare_bits: int) -> None:
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    forged = f"{GOOD[:-2]}{digits[digits.index(GOOD[-2]) + spare_bits]}="
    assert base64.b64decode(forged[3:]) == base64.b64decode(GOOD[3:])
    assert isinstance(refusal(call(signatures=forged)), signature.MismatchError)


def test_digits_of_the_body_can_not_pass_for_a_fresh_timestamp() -> None:
    """Both calls have the signed content `msg_1.100.1614265330.rest`; only the forged one looks fresh."""
    signed = sign([OLD], "msg_1", 100, b"%d.rest" % NOW)
    error = refusal(call("msg_1.100", NOW, signed), b"rest")
    assert isinstance(error, signature.MessageIdError)
    assert error.message_id == "msg_1.100"


nearly = ["", "v1", ",", "v1,", f"v1,{OTHER}", f"v2,{OTHER}", f"v1a,{OTHER}", OTHER, f"v1,{OTHER[:-1]}"]
lists = st.lists(st.sampled_from(nearly) | st.text("v12a,+/=A")).map(" ".join)
header_values = st.text() | lists | timestamps.map(str) | ids


@given(st.dictionaries(st.sampled_from(list(call())) | st.text(), header_values), header_values)
def test_no_header_raises_anything_but_a_signature_error(values: dict[str, str], listed: str) -> None:
    refusal(call(signatures=listed) | values)
    refusal(values)


@pytest.mark.parametrize("name", ["Webhook-ID", "WEBHOOK-ID", "webhook-id"])
def test_names_of_headers_are_read_in_any_case(name: str) -> None:
    headers = call() | {"content-type": "application/json"}
    headers[name] = headers.pop("webhook-id")
    verify([OLD], headers, BODY, now=NOW)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize("times", [0, 2])
def test_a_header_that_is_not_there_once_is_named(name: str, times: int) -> None:
    headers = call()
    value = headers.pop(name)
    error = refusal(headers | dict.fromkeys([name, name.title()][:times], value))
    assert isinstance(error, signature.HeaderError)
    assert (error.header, error.times) == (name, times)
    assert str(error).startswith(f"{name}: got it {times} times, expected it once: pass on all headers")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1e9",
        "1614265330.0",
        "nan",
        "inf",
        "-1",
        "+1",
        "1_000",
        "1\n",
        "\u0661\u0662",
        "\u00b2",
        "1" * 16,
    ],
)
def test_a_timestamp_that_is_no_whole_number_is_refused(text: str) -> None:
    error = refusal(call(timestamp=text))
    assert isinstance(error, signature.TimestampError)
    assert error.timestamp == text
    assert f"webhook-timestamp: got {text!a}, expected whole unix seconds" in str(error)


@pytest.mark.parametrize(
    ("now", "tolerance", "expected"),
    [
        (NOW + 300, 300, None),
        (NOW + 300.5, 300, signature.TooOldError),
        (NOW - 300, 300, None),
        (NOW - 300.5, 300, signature.TooNewError),
        (NOW + 300.5, 301, None),
        (NOW, 0, None),
        (NOW + 10**9, math.inf, None),
        (NOW, math.nan, signature.TooOldError),
        (math.nan, 300, signature.TooOldError),
    ],
)
def test_the_timestamp_may_lie_no_further_from_now_than_the_tolerance(
    now: float, tolerance: float, expected: type[SignatureError] | None
) -> None:
    if expected is None:
        verify([OLD], call(), BODY, now=now, tolerance=tolerance)
    else:
        assert type(refusal(call(), now=now, tolerance=tolerance)) is expected


def test_the_tolerance_is_five_minutes_unless_told_otherwise() -> None:
    verify([OLD], call(), BODY, now=NOW + 300)
    with pytest.raises(signature.TooOldError):
        verify([OLD], call(), BODY, now=NOW + 300.5)


@pytest.mark.parametrize(
    ("now", "expected"), [(NOW + 400, "it is too old, so don't trust it"), (NOW - 400, "not milliseconds")]
)
def test_a_call_that_is_not_fresh_is_refused_with_its_evidence(now: int, expected: str) -> None:
    error = refusal(call(), now=now)
    assert isinstance(error, signature.FreshnessError)
    assert (error.timestamp, error.now, error.tolerance) == (NOW, now, 300)
    assert f"got {NOW} at {now}, expected at most 300 seconds between them: " in str(error)
    assert expected in str(error)


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("", ""),
        ("v1", "v1"),
        ("v1,", "v1,"),
        (GOOD[3:], GOOD[3:]),
        (GOOD.replace("v1", "1"), GOOD.replace("v1", "1")),
        (GOOD.replace("v1,", "v\u0661,"), GOOD.replace("v1,", "v\u0661,")),
        (GOOD.replace(",", "="), GOOD.replace(",", "=")),
        ("v1,not base64!", "v1,not"),
        ("v1,AAA", "v1,AAA"),
        ("v1,A===", "v1,A==="),
        ("v1,AAAA,AAAA", "v1,AAAA,AAAA"),
        ("v1,\u00e9\u00e9\u00e9\u00e9", "v1,\u00e9\u00e9\u00e9\u00e9"),
        (f"{GOOD}\n", f"{GOOD}\n"),
        (f"{GOOD} ", ""),
        (f" {GOOD}", ""),
        (f"{GOOD}  v2,{OTHER}", ""),
        (f"{GOOD}\tv2,{OTHER}", f"{GOOD}\tv2,{OTHER}"),
        (f"{GOOD} v2", "v2"),
        (f"v2 {GOOD}", "v2"),
    ],
)
def test_a_malformed_list_is_refused_even_with_a_good_entry(listed: str, expected: str) -> None:
    error = refusal(call(signatures=listed))
    assert isinstance(error, signature.SignatureListError)
    assert (error.entry, error.header) == (expected, listed)
    assert f"webhook-signature: got the entry {ascii(expected)[:60]}" in str(error)
    assert "expected 'v1,<base64>'" in str(error)


@pytest.mark.parametrize("other", [f"v1,{OTHER}", "v1,AAAA", f"v2,{OTHER}", f"v1a,{OTHER}", f"v01,{OTHER}"])
def test_one_good_entry_is_enough_wherever_it_stands(other: str) -> None:
    verify([OLD], call(signatures=f"{other} {GOOD}"), BODY, now=NOW)
    verify([OLD], call(signatures=f"{GOOD} {other}"), BODY, now=NOW)


def test_a_secret_verifies_only_entries_of_its_own_version() -> None:
    swapped = sign([Secret("v2", OLD.key), Secret("v1", NEW.key)], "msg_1", NOW, BODY)
    with pytest.raises(signature.MismatchError) as caught:
        verify([OLD, NEW], call(signatures=swapped), BODY, now=NOW)
    assert caught.value.versions == ("v2", "v1")


def test_two_secrets_may_share_a_version_as_standard_webhooks_rotates_them() -> None:
    verify([Secret("v1", b"newer key"), OLD], call(), BODY, now=NOW)


def test_signatures_of_unknown_versions_alone_are_named() -> None:
    error = refusal(call(signatures=f"v2,{OTHER} v1a,{OTHER}"))
    assert isinstance(error, signature.VersionError)
    assert (error.got, error.known) == (("v2", "v1a"), ("v1",))
    assert "got signatures of 'v2, v1a', expected 'v1': add the secret of a version" in str(error)


@pytest.mark.parametrize("message_id", ["", "msg.1", "msg 1", "msg\r\nx-evil: 1", "m\u00e9", "\ud800", "a\n"])
def test_an_id_that_could_deceive_is_neither_signed_nor_verified(message_id: str) -> None:
    assert isinstance(refusal(call(message_id)), signature.MessageIdError)
    with pytest.raises(signature.MessageIdError, match="expected visible ASCII characters without") as caught:
        sign([OLD], message_id, NOW, BODY)
    assert f"webhook-id: got {message_id!a}" in str(caught.value)


class Clock(IntEnum):
    START = 1


@pytest.mark.parametrize(
    ("timestamp", "expected"),
    [
        (1.5, "1.5"),
        (True, "True"),
        (Clock.START, "<Clock.START: 1>"),
        ("1", "'1'"),
        (None, "None"),
        (-1, "-1"),
        (10**15, "1000000000000000"),
        pytest.param(1 << 100_000, "0x1000", id="enormous"),
    ],
)
def test_a_timestamp_that_no_receiver_could_read_is_not_signed(timestamp: object, expected: str) -> None:
    with pytest.raises(signature.TimestampError) as caught:
        sign([OLD], "msg_1", timestamp, BODY)  # type: ignore[arg-type]  # what programs without types pass
    assert caught.value.timestamp == timestamp
    assert f"webhook-timestamp: got {expected}" in str(caught.value)


def test_nothing_is_signed_or_verified_without_a_secret() -> None:
    with pytest.raises(signature.SecretError, match="got none at all, expected at least one"):
        sign([], "msg_1", NOW, BODY)
    with pytest.raises(signature.SecretError, match="got none at all, expected at least one"):
        verify([], call(), BODY, now=NOW)
