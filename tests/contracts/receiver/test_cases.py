"""The list of cases: codes that stay, and calls that are what their titles say."""

from __future__ import annotations

import re
from binascii import a2b_base64
from dataclasses import replace
from pathlib import Path

import pytest

from kling3_contracts.receiver.call import Call
from kling3_contracts.receiver.case import Case, Expected
from kling3_contracts.receiver.cases import CASES, CODES
from kling3_contracts.receiver.signer import Signer
from kling3_openapi.signature import Secret, SignatureError, verify

NOW = 1_763_700_000
SECRETS = (Secret("v1", b"old"), Secret("v2", b"new"))

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def calls(case: Case, seed: int = 1) -> tuple[Call, ...]:
    return case.calls(Signer(SECRETS, seed, NOW, case.entry.code))


def leniently(text: str) -> bytes:
    """Decode as Node.js does: letters of neither alphabet are passed over, and the first padding is the end."""
    known = re.sub(r"[^A-Za-z0-9+/]", "", text.replace("-", "+").replace("_", "/").partition("=")[0])
    return a2b_base64(known + "=" * (-len(known) % 4))


def refusal(call: Call) -> str:
    """Return why the project's own verification refuses a call, or nothing."""
    names = [name.lower() for name, _ in call.headers]
    if len(set(names)) != len(names):
        return "a header twice"
    try:
        verify(SECRETS, dict(call.headers), call.body, now=NOW)
    except SignatureError as error:
        return str(error)
    return ""


def test_codes_follow_one_another_and_are_never_used_twice() -> None:
    assert sorted(each.code for each in CODES) == [f"K{number}" for number in range(200, 200 + len(CASES))]
    assert 25 <= len(CASES) <= 50


def test_names_are_never_used_twice_and_tell_no_number() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9-]+", name) for name in names)


@each_case
def test_an_explanation_ends_with_the_mend(case: Case) -> None:
    assert case.entry.explanation.endswith(f" {case.mend}")
    assert case.mend.count(".") - case.mend.count("hmac.compare_digest") == 1
    assert case.entry.title.endswith(".")
    assert case.entry.source


@each_case
def test_labels_tell_the_calls_of_a_case_apart(case: Case) -> None:
    labels = [call.label for call in calls(case) if not call.prelude]
    assert case.crowded or len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.expected is Expected.TAKEN], ids=lambda case: case.name
)
def test_what_must_be_taken_is_well_signed(case: Case) -> None:
    assert [refusal(call) for call in calls(case) if not call.prelude and refusal(call)] == []


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.expected is Expected.REFUSED and case.name != "get-instead-of-post"],
    ids=lambda case: case.name,
)  # fmt: skip
def test_what_must_be_refused_can_not_be_trusted(case: Case) -> None:
    assert [call.label for call in calls(case) if not refusal(call)] == []


def test_what_is_written_loosely_is_the_right_signature_to_a_lenient_decoder_and_to_the_promise_is_not() -> None:
    (case,) = [case for case in CASES if case.expected is Expected.BETTER_REFUSED]
    for call in calls(case):
        written = next(value for name, value in call.headers if name == "webhook-signature").removeprefix("v1,")
        assert leniently(written) == a2b_base64(call.signature(SECRETS[0].key)), call.label
        assert refusal(call), call.label


@pytest.mark.parametrize("seed", range(8))
def test_the_alphabet_of_urls_shows_in_every_run(seed: int) -> None:
    (case,) = [case for case in CASES if case.expected is Expected.BETTER_REFUSED]
    last = calls(case, seed)[-1]
    assert last.label == "in the alphabet of URLs"
    assert re.search(r"signature', 'v1,[A-Za-z0-9]*[-_]", str(last.headers))


def test_of_what_may_be_answered_either_way_only_the_odd_headers_are_refused_by_the_promise() -> None:
    either = [case for case in CASES if case.expected is Expected.EITHER]
    refused = {case.name for case in either if any(map(refusal, calls(case)))}
    assert refused == {"double-space-in-signatures", "signature-header-twice", "timestamp-with-a-fraction"}


@each_case
def test_equal_seeds_make_equal_calls_and_others_make_other_ids(case: Case) -> None:
    assert calls(case) == calls(case)
    mine, theirs = ({call.message_id for call in calls(case, seed)} for seed in (1, 2))
    assert mine.isdisjoint(theirs)


def test_no_two_cases_share_an_id() -> None:
    ids = [{call.message_id for call in calls(case)} for case in CASES]
    assert sum(map(len, ids)) == len(set().union(*ids))


def test_a_receiver_that_dedupes_meets_each_id_once_but_where_the_case_is_about_that() -> None:
    again = [case.name for case in CASES if len({call.message_id for call in calls(case)}) < len(calls(case))]
    assert again == ["replay", "tried-again", "id-of-a-forged-call", "replays-at-once"]


def test_a_byte_is_all_that_is_changed() -> None:
    case = next(case for case in CASES if case.name == "body-changed-by-one-byte")
    (call,) = calls(case)
    good = Signer(SECRETS, 1, NOW, case.entry.code).call()
    assert replace(call, body=good.body) == good
    assert sum(a != b for a, b in zip(call.body, good.body, strict=True)) == 1


def test_json_written_anew_means_the_same() -> None:
    import json

    case = next(case for case in CASES if case.name == "json-written-anew")
    (call,) = calls(case)
    good = Signer(SECRETS, 1, NOW, case.entry.code).call()
    assert json.loads(call.body) == json.loads(good.body)
    assert call.body != good.body


def test_fifty_come_at_once_and_a_large_body_has_two_mebibytes() -> None:
    assert len(calls(CASES[-1])) == 50
    large = next(case for case in CASES if case.name == "body-of-2-mib")
    assert len(calls(large)[0].body) >= 2 * 1024 * 1024


def test_crowds_come_last() -> None:
    assert [case.crowded for case in CASES] == sorted(case.crowded for case in CASES)


def test_the_page_on_receivers_tells_how_many_cases_there_are() -> None:
    page = Path(__file__).parents[3] / "docs" / "receivers.md"
    assert f"{len(CASES)} cases" in page.read_text("utf-8")
