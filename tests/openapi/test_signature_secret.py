"""Secrets of webhooks: how their text is read, and that neither a repr nor an error shows them."""

from __future__ import annotations

import traceback

import pytest

from kling3_openapi.errors import Kling3Error
from kling3_openapi.signature import Secret, SecretEncoding, SecretError, SignatureError, secret_doubt

RAW, BASE64, WHSEC, HEX = SecretEncoding
DECODED = "libraries for Standard Webhooks decode the rest as base64, the encoding 'raw' takes the whole as text"
DROP = "which is no part of a secret: drop it, and give 'whsec_...' with the encoding 'whsec'"


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("plain", RAW, b"plain"),
        ("\u00e9 \n", RAW, b"\xc3\xa9 \n"),
        ("whsec_cGxhaW4=", RAW, b"whsec_cGxhaW4="),
        ("cGxhaW4=", BASE64, b"plain"),
        ("cGxhaW4", BASE64, b"plain"),
        ("+/+/", BASE64, b"\xfb\xff\xbf"),
        ("whsec_cGxhaW4=", WHSEC, b"plain"),
        ("whsec_cGxhaW4", WHSEC, b"plain"),
        ("706c61696e", HEX, b"plain"),
        ("FBffBF", HEX, b"\xfb\xff\xbf"),
    ],
)
def test_the_key_is_read_in_the_encoding_of_the_text(text: str, encoding: SecretEncoding, expected: bytes) -> None:
    assert Secret.parse(text, encoding, version="v3") == Secret("v3", expected)


def test_a_secret_is_raw_text_of_version_one_unless_told_otherwise() -> None:
    assert Secret.parse("cGxhaW4=") == Secret("v1", b"cGxhaW4=")


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("", RAW, "got an empty one: copy it from the dashboard"),
        ("", BASE64, "got an empty one"),
        ("", WHSEC, "got an empty one"),
        ("whsec_", WHSEC, "got an empty one"),
        ("hidden\udcff", RAW, "got text without a UTF-8 form: read it"),
        ("hidden!", BASE64, "got text that is not base64: choose the encoding 'raw', 'whsec' or 'hex'"),
        ("hiddenABC", BASE64, "got text that is not base64"),
        ("hidden==hidden==", BASE64, "got text that is not base64"),
        ("hidde\u00e9", BASE64, "got text that is not base64"),
        (
            "whsec_hiddenAB",
            BASE64,
            "got text that begins with 'whsec_' and is not base64 as a whole: choose the encoding 'whsec'",
        ),
        ("v1,whsec_hidden", WHSEC, f"got text that begins with 'v1,', {DROP}"),
        ("v1,whsec_hidden", BASE64, f"got text that begins with 'v1,', {DROP}"),
        (
            "hiddenAB",
            WHSEC,
            "got text that is not 'whsec_' and base64: choose the encoding 'raw', 'base64' or 'hex'",
        ),
        ("whsec_hidden!", WHSEC, "got text that is not 'whsec_' and base64"),
        ("", HEX, "got an empty one"),
        ("hidden", HEX, "got text that is not hexadecimal, two of 0-9 and a-f for each byte: choose the encoding"),
        ("hidde\u00e9", HEX, "got text that is not hexadecimal"),
        ("ab cd", HEX, "got text that is not hexadecimal"),
        ("abc", HEX, "got an odd number of hexadecimal digits, expected two for each byte: copy the secret whole"),
        ("0xabcd", HEX, "got text that begins with '0x', which is no part of a secret: drop it"),
        ("whsec_hidden", HEX, "got text that begins with 'whsec_' and is not hexadecimal: choose the encoding 'whsec'"),
        ("v1,whsec_hidden", HEX, f"got text that begins with 'v1,', {DROP}"),
    ],
)
def test_a_secret_that_can_not_be_read_is_told_of_and_not_shown(
    text: str, encoding: SecretEncoding, expected: str
) -> None:
    with pytest.raises(SecretError) as caught:
        Secret.parse(text, encoding, version="v2")
    assert str(caught.value).startswith(f"webhook secret 'v2': {expected}")
    assert caught.value.version == "v2"
    assert "hidde" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "whsec_hidden",
            f"begins with 'whsec_': {DECODED}: choose 'whsec' for receivers that use such a library",
        ),
        ("v1,whsec_hidden", f"begins with 'v1,', {DROP}"),
    ],
)
def test_raw_text_that_looks_like_a_secret_which_libraries_decode_is_told_of(text: str, expected: str) -> None:
    assert secret_doubt(text, RAW) == expected


@pytest.mark.parametrize(
    ("text", "encoding"), [("plain", RAW), ("cGxhaW4=", RAW), ("v1,", RAW), ("whsec_cGxhaW4=", WHSEC)]
)
def test_of_other_secrets_there_is_no_doubt(text: str, encoding: SecretEncoding) -> None:
    assert secret_doubt(text, encoding) is None


@pytest.mark.parametrize("version", ["", "1", "v", "V1", "v1a", "v-1", "v1,", "v 1", "v1\n", "v\u0661"])
def test_a_version_is_v_and_digits(version: str) -> None:
    with pytest.raises(SecretError, match="expected a version of 'v' and digits: call the first one 'v1'") as caught:
        Secret(version, b"key")
    assert caught.value.version == version


def test_the_repr_of_a_secret_does_not_show_its_key() -> None:
    assert repr(Secret.parse("hidden", version="v2")) == "Secret(version='v2')"


def test_every_error_of_signatures_is_one_of_the_project() -> None:
    assert issubclass(SecretError, SignatureError)
    assert issubclass(SignatureError, Kling3Error)
