"""When the first valid call is refused, the report says what the receiver most likely does instead."""

from __future__ import annotations

import asyncio
import base64
import time
from dataclasses import replace
from email.utils import formatdate

import pytest

from kling3_contracts.messages import Answer, HeaderPairs
from kling3_contracts.receiver import dialects
from kling3_contracts.receiver.address import Address
from kling3_contracts.receiver.diagnosis import diagnose
from kling3_contracts.receiver.dialects import Dialect
from kling3_contracts.receiver.reply import Reply
from kling3_contracts.receiver.signer import Signer
from kling3_contracts.receiver.wire import Wire
from kling3_contracts.verdicts.report import Report
from kling3_openapi.signature import Secret, SecretEncoding
from tests.contracts.receiver import defects
from tests.contracts.receiver.careful import SECRET, Careful, hmac_of
from tests.contracts.receiver.judged import QUICK, judged
from tests.contracts.receiver.samples import PhpHabits
from tests.contracts.receiver.servers import Came, Handler, serving

ONE = replace(QUICK, only=frozenset({"K200"}))
HEXADECIMAL = b"a key of thirty-two random bytes".hex()
TEXT = base64.b64encode(b"a key of thirty-two random bytes").decode()
IN_VAIN = "no valid call was taken: that forged ones were refused proves nothing"


class WholeHeader(Careful):
    def trusted(self, came: Came) -> bool:
        return self.matches("v1", came.headers["webhook-signature"], self.content(came))


class SpacedJson(Careful):
    def content(self, came: Came) -> bytes:
        import json

        return super().content(came).removesuffix(came.body) + json.dumps(json.loads(came.body)).encode()


class WithNewline(Careful):
    def key(self, secret: str) -> bytes:
        return f"{secret}\n".encode()


class UndefinedSecret(Careful):
    def key(self, _secret: str) -> bytes:
        return b"undefined"


class Foreign(Careful):
    """Reads another header, as other providers sign."""

    def __init__(self, name: str, dialect: Dialect) -> None:
        super().__init__()
        self.name, self.dialect = name, dialect

    def post(self, came: Came) -> int:
        content = self.content(came) if self.dialect.whole else came.body
        digest = hmac_of(SECRET.encode(), content)
        written = digest.hex() if self.dialect.hexadecimal else base64.b64encode(digest).decode()
        return 200 if came.headers.get(self.name) == f"{'sha256=' * self.dialect.prefixed}{written}" else 401


class Always(Careful):
    """Answers every call alike, and counts them."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status, self.calls = status, 0

    def post(self, _came: Came) -> int:
        self.calls += 1
        return self.status


class NoSuchPath(Careful):
    def post(self, _came: Came) -> int:
        return 404


RECEIVERS = [
    (
        PhpHabits(TEXT),
        "the receiver takes calls whose key is the secret decoded from base64: use --secret-encoding base64",
    ),
    (WithNewline({"v1": TEXT}), "the receiver takes calls signed with the secret with a newline after it: strip"),
    (UndefinedSecret({"v1": TEXT}), "the receiver's secret is the text 'undefined': the variable that it reads is"),
    (
        defects.HasNoSecret({"v1": TEXT}),
        "the receiver's secret is the text '': the variable that it reads is most likely",
    ),
    (defects.PrintedBody({"v1": TEXT}), "the receiver signs the body as a program prints bytes, b'...': join the raw"),
    (SpacedJson({"v1": TEXT}), "the receiver verifies JSON that was written anew, with spaces: verify the raw body"),
    (
        defects.ChecksBodyAlone({"v1": TEXT}),
        "the receiver verifies the body alone: sign id, timestamp and body, joined",
    ),
    (defects.ComparesHexadecimal({"v1": TEXT}), "the receiver expects the signature in hexadecimal: compare base64"),
    (WholeHeader({"v1": TEXT}), "the receiver compares the whole header with one signature: divide it at spaces"),
    (
        defects.CountsMilliseconds({"v1": TEXT}),
        "the receiver's clock counts milliseconds: webhook-timestamp is in seconds",
    ),
    (
        Careful({"v1": "another"}),
        "most likely the receiver holds another secret, or its clock is wrong, for it took no other encoding of this",
    ),
    (NoSuchPath(), "the receiver answers 404, so the URL is most likely wrong: look at its path"),
]


def diagnosed(
    receiver: Handler, first: Answer, text: str = SECRET, encoding: SecretEncoding = SecretEncoding.RAW
) -> str:
    """Serve a receiver and look into a first answer."""
    signer = Signer((Secret.parse(text, encoding),), 1, int(time.time()), "diagnosis")
    with serving(receiver) as url:
        wire = Wire(Address.parse(url), timeout=10)
        return asyncio.run(diagnose(wire, signer, text, encoding, Reply(first)))


def why(report: Report) -> str:
    return "".join(each.sentence for each in report.causes)


@pytest.mark.parametrize(("receiver", "expected"), RECEIVERS, ids=lambda each: type(each).__name__)
def test_a_refusal_is_explained(receiver: Careful, expected: str) -> None:
    report = judged(receiver, ONE, [TEXT])
    assert why(report).startswith(f"no valid call was taken: {expected}")
    assert expected in report.violations[0].message
    assert report.notes == (IN_VAIN,)


@pytest.mark.parametrize("dialect", dialects.DIALECTS, ids=lambda each: each.words)
@pytest.mark.parametrize("name", dialects.HEADERS)
def test_a_signature_of_another_provider_is_found_with_the_header_that_is_read(name: str, dialect: Dialect) -> None:
    found = why(judged(Foreign(name, dialect), ONE, [SECRET]))
    if (name, dialect) == ("webhook-signature", Dialect(whole=True, hexadecimal=False, prefixed=False)):
        assert "the receiver compares the whole header with one signature: divide it at spaces" in found
        return
    assert f": the receiver takes {dialect.words} in {name}, and this API signs in webhook-signature alone: " in found
    assert "the base64 of the HMAC over webhook-id, webhook-timestamp and the raw body, joined by dots" in found
    assert SECRET not in found


def test_the_receiver_that_public_programs_have_is_told_which_header_it_should_read() -> None:
    receiver = Foreign("x-freepik-signature", Dialect(whole=False, hexadecimal=True, prefixed=True))
    report = judged(receiver, ONE, [SECRET])
    assert why(report) == (
        "no valid call was taken: the receiver takes `sha256=` and the hexadecimal digits of the HMAC of the "
        "body in x-freepik-signature, and this API signs in webhook-signature alone: the base64 of the HMAC over "
        "webhook-id, webhook-timestamp and the raw body, joined by dots, after `v1,`; read these three headers and "
        "compare with that"
    )


def test_what_this_api_signs_in_is_wrong_in_a_call_of_another_provider() -> None:
    """A receiver that verifies only what is there must not be taken for one that reads the other header."""
    report = judged(defects.VerifiesOnlyWhatIsSigned({"v1": "another"}), ONE, [SECRET])
    assert "most likely the receiver holds another secret" in why(report)


FRONTS = [
    (403, (), b"", "403 to everything, signed in any way or not at all: most likely something in front of it refuses"),
    (403, (), b"<h1>CSRF verification failed</h1>", "403 to everything, signed in any way or not at all: its protect"),
    (401, (("WWW-Authenticate", "Basic"),), b"", "401 to everything, signed in any way or not at all: most likely s"),
    (422, (), b"", "422 to everything, signed in any way or not at all: most likely its framework refuses the call"),
]
ON_THE_WAY = [
    (404, (), "answers 404, so the URL is most likely wrong: look at its path"),
    (405, (), "answers 405, so the URL is most likely wrong: look at its path, or let it take POST"),
    (415, (), "answers 415, so its framework does not read application/json there"),
    (429, (), "answers 429, so it, or something in front, limits requests: let the limit pass webhooks over"),
    (502, (), "answers 502, so the gateway in front finds no receiver behind it: start it"),
    (308, (), "redirects, and webhooks follow no redirects: give the URL that answers"),
    (301, (("Location", "https://u:p@h/hook/?token=abc"),), "redirects to https://h/hook/, and webhooks follow no"),
]


@pytest.mark.parametrize(("status", "headers", "body", "expected"), FRONTS)
def test_what_answers_everything_alike_is_taken_for_something_in_front(
    status: int, headers: HeaderPairs, body: bytes, expected: str
) -> None:
    assert diagnosed(Always(status), Answer(status, headers, body)).startswith(f"the receiver answers {expected}")


@pytest.mark.parametrize(("status", "headers", "expected"), ON_THE_WAY)
def test_a_status_that_speaks_of_the_way_is_read_so_without_another_call(
    status: int, headers: HeaderPairs, expected: str
) -> None:
    receiver = Always(status)
    assert diagnosed(receiver, Answer(status, headers)).startswith(f"the receiver {expected}")
    assert receiver.calls == 0


def test_a_receiver_that_answers_403_to_some_calls_and_400_to_others_refuses_by_itself() -> None:
    class SaysWhatIsMissing(Careful):
        def post(self, came: Came) -> int:
            return 403 if "webhook-signature" in came.headers else 400

    assert "most likely the receiver holds another secret" in why(judged(SaysWhatIsMissing(), ONE, [SECRET]))


@pytest.mark.parametrize("text", [f" {TEXT}", HEXADECIMAL])
def test_a_diagnosis_takes_29_calls_at_most(text: str) -> None:
    receiver = Always(403)
    diagnosed(receiver, Answer(403), text=text)
    assert 20 <= receiver.calls <= 29


def test_the_blanks_around_a_secret_are_found() -> None:
    report = judged(Careful({"v1": SECRET}), ONE, [f" {SECRET}\n"])
    assert "signed with the secret without the blanks around it: strip the secret on both sides" in why(report)


def test_another_prefix_is_found() -> None:
    key = base64.b64decode(TEXT)

    class Decodes(Careful):
        def key(self, _secret: str) -> bytes:
            return key

    assert "use --secret-encoding whsec, or let the receiver" in why(judged(Decodes(), ONE, [f"whsec_{TEXT}"]))


def test_a_receiver_that_decodes_hexadecimal_digits_is_found() -> None:
    class Decodes(Careful):
        def key(self, secret: str) -> bytes:
            return bytes.fromhex(secret)

    assert diagnosed(Decodes({"v1": HEXADECIMAL}), Answer(401), HEXADECIMAL) == (
        "the receiver takes calls whose key is the bytes that the secret's hexadecimal digits stand for: use "
        "--secret-encoding hex, or let the receiver take the secret's text as it stands"
    )


def test_a_receiver_that_takes_the_digits_for_the_bytes_is_found() -> None:
    assert diagnosed(Careful({"v1": HEXADECIMAL}), Answer(401), HEXADECIMAL, SecretEncoding.HEX) == (
        "the receiver takes calls whose key is the secret's text as it stands: use --secret-encoding raw, or let the "
        "receiver take the bytes that the secret's hexadecimal digits stand for"
    )


@pytest.mark.parametrize(("skew", "expected"), [(-400, "behind"), (400, "ahead of")])
def test_a_clock_that_is_far_off_is_seen_by_the_date_of_the_answer(skew: int, expected: str) -> None:
    dated = Answer(401, (("Date", formatdate(time.time() + skew, usegmt=True)),))
    found = diagnosed(defects.RefusesAll(), dated)
    assert found.endswith(f" seconds {expected} this one: set it")
    assert abs(int(found.split(" is ")[1].split()[0]) - 400) <= 2


def test_a_receiver_that_fails_on_everything_is_not_guessed_about() -> None:
    report = judged(defects.HangsUp(), ONE)
    assert (report.causes, report.notes) == ((), (IN_VAIN,))


def test_only_a_refusal_of_the_first_valid_call_is_looked_into() -> None:
    report = judged(defects.ImpatientByTenSeconds(), replace(QUICK, only=frozenset({"K200", "K206", "K210"})))
    assert (report.notes, report.requests) == ((), 4)


def test_no_secret_stands_in_what_is_found() -> None:
    report = judged(PhpHabits(TEXT), QUICK, [TEXT])
    assert TEXT not in repr(report)


def test_a_gateway_without_a_receiver_explains_all_its_failures() -> None:
    report = judged(Always(502), QUICK)
    assert why(report).startswith("no valid call was taken: the receiver answers 502, so the gateway in front finds")
    assert all(report.explains(each.code) for each in report.violations)


def test_a_receiver_that_takes_some_valid_calls_has_no_common_cause() -> None:
    report = judged(defects.ImpatientByTenSeconds(), replace(QUICK, only=frozenset({"K206", "K210"})))
    assert report.causes == ()
