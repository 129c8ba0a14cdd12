"""When the first valid call is refused, the report says what the receiver most likely does instead."""

from __future__ import annotations

import base64
import time
from dataclasses import replace
from email.utils import formatdate

import pytest

from kling3_contracts.messages import Answer
from kling3_contracts.receiver.address import Address
from kling3_contracts.receiver.diagnosis import diagnose
from kling3_contracts.receiver.reply import Reply
from kling3_contracts.receiver.signer import Signer
from kling3_contracts.receiver.wire import Wire
from kling3_openapi.signature import Secret, SecretEncoding
from tests.contracts.receiver import defects
from tests.contracts.receiver.careful import SECRET, Careful
from tests.contracts.receiver.judged import QUICK, judged
from tests.contracts.receiver.samples import PhpHabits
from tests.contracts.receiver.servers import Came, serving

ONE = replace(QUICK, only=frozenset({"K200"}))
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
        "the receiver took no other encoding of the secret either: most likely it holds another",
    ),
    (NoSuchPath(), "the receiver answers 404, so the URL is most likely wrong: look at its path"),
]


@pytest.mark.parametrize(("receiver", "expected"), RECEIVERS, ids=lambda each: type(each).__name__)
def test_a_refusal_is_explained(receiver: Careful, expected: str) -> None:
    report = judged(receiver, ONE, [TEXT])
    assert report.notes[0].startswith(f"the first valid call was refused: {expected}")
    assert expected in report.violations[0].message
    assert report.notes[1] == IN_VAIN


def test_the_blanks_around_a_secret_are_found() -> None:
    report = judged(Careful({"v1": SECRET}), ONE, [f" {SECRET}\n"])
    assert "signed with the secret without the blanks around it: strip the secret on both sides" in report.notes[0]


def test_another_prefix_is_found() -> None:
    key = base64.b64decode(TEXT)

    class Decodes(Careful):
        def key(self, _secret: str) -> bytes:
            return key

    assert "use --secret-encoding whsec, or let the receiver" in judged(Decodes(), ONE, [f"whsec_{TEXT}"]).notes[0]


@pytest.mark.parametrize(("skew", "expected"), [(-400, "behind"), (400, "ahead of")])
def test_a_clock_that_is_far_off_is_seen_by_the_date_of_the_answer(skew: int, expected: str) -> None:
    import asyncio

    signer = Signer((Secret.parse(SECRET),), 1, int(time.time()), "diagnosis")
    first = Reply(Answer(401, (("Date", formatdate(time.time() + skew, usegmt=True)),)))
    with serving(defects.RefusesAll()) as url:
        wire = Wire(Address.parse(url), timeout=1)
        found = asyncio.run(diagnose(wire, signer, SECRET, SecretEncoding.RAW, first))
    assert found.endswith(f" seconds {expected} this one: set it")
    assert abs(int(found.split(" is ")[1].split()[0]) - 400) <= 2


def test_a_receiver_that_fails_on_everything_is_not_guessed_about() -> None:
    assert judged(defects.HangsUp(), ONE).notes == (IN_VAIN,)


def test_only_a_refusal_of_the_first_valid_call_is_looked_into() -> None:
    report = judged(defects.ImpatientByTenSeconds(), replace(QUICK, only=frozenset({"K200", "K206", "K210"})))
    assert (report.notes, report.requests) == ((), 4)


def test_no_secret_stands_in_what_is_found() -> None:
    report = judged(PhpHabits(TEXT), QUICK, [TEXT])
    assert TEXT not in repr(report)
