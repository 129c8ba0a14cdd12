"""A webhook can be signed and verified by hand, and what can't be trusted ends with status 1 and the reason."""

from __future__ import annotations

import base64
import time
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from kling3_openapi.signature import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER
from tests.mockserver.commands import call

BODY = b'{"task_id":"1","status":"COMPLETED","generated":[]}'
SECRET = ["--secret", "plain text"]
LONG_AGO = 1_600_000_000
TEXTS = [("raw", "plain text"), ("base64", "b2xkIGtleQ=="), ("whsec", "whsec_b2xkIGtleQ=="), ("hex", "6f6c64206b6579")]


def signed(*words: str, body: bytes = BODY) -> dict[str, str]:
    """Return the headers that `sign` prints for a body on standard input."""
    result = call("webhook", "sign", *words, "-", given=body)
    assert result.exit_code == 0, result.output
    return dict(line.split(": ", 1) for line in result.output.splitlines())


def options(headers: dict[str, str]) -> list[str]:
    """Return the headers as the options of `verify`."""
    names = {"--id": ID_HEADER, "--timestamp": TIMESTAMP_HEADER, "--signature": SIGNATURE_HEADER}
    return [word for option, name in names.items() for word in (option, headers[name])]


def verdict(headers: dict[str, str], *words: str, body: bytes = BODY) -> tuple[int, str]:
    """Return the exit status of `verify` and what it says."""
    result = call("webhook", "verify", *words, *options(headers), "-", given=body)
    assert (result.stdout == "") == (result.exit_code != 0)
    return result.exit_code, result.output.strip()


@pytest.mark.parametrize(("encoding", "text"), TEXTS)
def test_what_was_signed_is_verified(encoding: str, text: str) -> None:
    words = ["--secret", text, "--encoding", encoding]
    assert verdict(signed(*words), *words) == (0, "good: signed with this secret, and fresh")


def test_another_library_verifies_what_was_signed() -> None:
    headers = signed("--secret", "whsec_b2xkIGtleQ==", "--encoding", "whsec")
    assert Webhook("whsec_b2xkIGtleQ==").verify(BODY, headers)["status"] == "COMPLETED"


def test_the_three_headers_are_printed_in_their_order() -> None:
    headers = signed(*SECRET, "--id", "msg_7", "--timestamp", "1614265330")
    assert list(headers) == ["webhook-id", "webhook-timestamp", "webhook-signature"]
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("msg_7", "1614265330")
    assert len(base64.b64decode(headers["webhook-signature"].removeprefix("v1,"))) == 32


def test_the_time_of_signing_is_now_unless_told() -> None:
    began = int(time.time())
    assert began <= int(signed(*SECRET)["webhook-timestamp"]) <= time.time()


def test_each_of_several_secrets_is_enough_to_verify() -> None:
    headers = signed("--secret", "old", "--secret", "new")
    versions = [entry.partition(",")[0] for entry in headers["webhook-signature"].split(" ")]
    assert versions == ["v1", "v2"]
    assert verdict(headers, "--secret", "old")[0] == 0
    assert verdict(headers, "--secret", "forgotten", "--secret", "new")[0] == 0


def test_the_secret_and_its_encoding_may_come_from_the_variables_of_serve() -> None:
    variables = {"WEBHOOK_SECRET": "b2xk bmV3", "WEBHOOK_SECRET_ENCODING": "base64"}
    result = call("webhook", "sign", "--timestamp", "1614265330", "-", variables=variables, given=BODY)
    words = ["--secret", "b2xk", "--secret", "bmV3", "--encoding", "base64"]
    assert result.output == call("webhook", "sign", *words, "--timestamp", "1614265330", "-", given=BODY).output


def test_a_file_is_signed_byte_by_byte(tmp_path: Path) -> None:
    """A newline at its end counts, as it would on the wire."""
    file = tmp_path / "body.json"
    file.write_bytes(BODY + b"\n")
    result = call("webhook", "sign", *SECRET, "--timestamp", "1614265330", str(file))
    signature = result.output.strip().rpartition(" ")[2]
    assert signature == signed(*SECRET, "--timestamp", "1614265330", body=BODY + b"\n")["webhook-signature"]
    assert signature != signed(*SECRET, "--timestamp", "1614265330")["webhook-signature"]


@pytest.mark.parametrize(
    ("changed", "body", "expected"),
    [
        ({}, BODY + b" ", "Error: webhook-signature: got no match among the signatures of 'v1', expected one: "),
        ({ID_HEADER: "msg_other"}, BODY, "Error: webhook-signature: got no match among the signatures of 'v1'"),
        ({SIGNATURE_HEADER: "v2,AAAA"}, BODY, "Error: webhook-signature: got signatures of 'v2', expected 'v1': "),
        ({SIGNATURE_HEADER: "deadbeef"}, BODY, "Error: webhook-signature: got the entry 'deadbeef', expected "),
        ({TIMESTAMP_HEADER: "yesterday"}, BODY, "Error: webhook-timestamp: got 'yesterday', expected whole unix "),
        ({ID_HEADER: "a.b"}, BODY, "Error: webhook-id: got 'a.b', expected visible ASCII characters without '.'"),
    ],
)
def test_what_can_not_be_trusted_is_told_with_the_reason(changed: dict[str, str], body: bytes, expected: str) -> None:
    status, told = verdict(signed(*SECRET) | changed, *SECRET, body=body)
    assert status == 1
    assert told.startswith(expected)
    assert "\n" not in told


def test_a_secret_that_libraries_would_decode_is_doubted_beside_the_answer() -> None:
    result = call("webhook", "sign", "--secret", "whsec_aGlkZGVu", "-", given=BODY)
    assert result.exit_code == 0
    assert result.stderr.startswith("Careful: the secret begins with 'whsec_': libraries for Standard Webhooks decode")
    assert result.stderr.endswith("choose 'whsec' for receivers that use such a library (--encoding).\n")
    assert "Careful" not in result.stdout


def test_another_secret_does_not_verify() -> None:
    assert verdict(signed(*SECRET), "--secret", "plain texT")[0] == 1


def test_what_is_too_old_is_told_so_unless_any_age_is_good() -> None:
    headers = signed(*SECRET, "--timestamp", str(LONG_AGO))
    status, told = verdict(headers, *SECRET)
    assert (status, "it is too old, so don't trust it" in told) == (1, True)
    assert verdict(headers, *SECRET, "--tolerance", "inf")[0] == 0


def test_what_lies_in_the_future_is_told_so() -> None:
    status, told = verdict(signed(*SECRET, "--timestamp", str(LONG_AGO * 1_000)), *SECRET)
    assert (status, "seconds, not milliseconds" in told) == (1, True)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], "Missing option '--secret'"),
        (["--secret", ""], "webhook secret 'v1': got an empty one: "),
        (["--secret", "!", "--encoding", "base64"], "webhook secret 'v1': got text that is not base64: "),
        ([*SECRET, "--encoding", "hex"], "webhook secret 'v1': got text that is not hexadecimal, two of 0-9 and a-f "),
        ([*SECRET, "--encoding", "hexa"], "Invalid value for '--encoding'"),
        ([*SECRET, "--id", "a.b"], "webhook-id: got 'a.b', expected visible ASCII characters without '.'"),
        ([*SECRET, "--timestamp", "-1"], "webhook-timestamp: got -1, expected whole unix seconds"),
        ([*SECRET, "--timestamp", "now"], "Invalid value for '--timestamp': 'now' is not a valid integer"),
    ],
)
def test_what_can_not_be_signed_with_is_told_in_one_sentence(words: list[str], expected: str) -> None:
    result = call("webhook", "sign", *words, "-", given=BODY)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: {expected}")
    assert result.stderr.count("\n") == 1


def test_a_secret_that_can_not_be_read_is_a_misuse_of_verify_too() -> None:
    words = ["--secret", "!", "--encoding", "base64"]
    assert call("webhook", "verify", *words, *options(signed(*SECRET)), "-", given=BODY).exit_code == 2


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = call("webhook", "sign", *SECRET, str(tmp_path / "none.json"))
    assert result.exit_code == 2
    assert "No such file or directory" in result.stderr


@pytest.mark.parametrize(
    ("name", "words"), [("sign", ["--timestamp", "1"]), ("verify", ["--timestamp", "1", "--signature", "v1,x"])]
)
def test_the_former_name_still_works_and_names_the_new_one(name: str, words: list[str]) -> None:
    former, now = (call(*path, *SECRET, "--id", "m", *words, "-", given=BODY) for path in ([name], ["webhook", name]))
    assert (former.exit_code, former.stdout) == (now.exit_code, now.stdout)
    assert former.stderr == f"kling3-mock {name} is now kling3-mock webhook {name}; it still works so.\n{now.stderr}"


def test_the_former_names_are_not_listed() -> None:
    listed = call("--help").stdout.partition("Commands:")[2]
    assert "webhook" in listed
    assert not {"sign", "verify"} & {line.split()[0] for line in listed.splitlines() if line}
