"""Receivers that are careful but for one thing."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time

from tests.contracts.receiver.careful import DENIED, OK, SECRET, TOLERANCE, Careful, header, hmac_of
from tests.contracts.receiver.servers import Answer, Came, HangUpError

MOST_BODY = 1024 * 1024


class PrintedBody(Careful):
    """Formats the bytes of the body, and so signs b'...'."""

    def content(self, came: Came) -> bytes:
        return f"{header(came, 'id')}.{header(came, 'timestamp')}.{came.body!r}".encode()


class TakesAll(Careful):
    def post(self, _came: Came) -> int:
        return OK


class RefusesAll(Careful):
    def post(self, _came: Came) -> int:
        return DENIED


class Redirects(Careful):
    def post(self, _came: Came) -> int:
        return 302


class ChecksBodyAlone(Careful):
    def content(self, came: Came) -> bytes:
        return came.body


class ComparesHexadecimal(Careful):
    def matches(self, version: str, got: str, content: bytes) -> bool:
        return version in self.secrets and self.same(got, hmac_of(self.key(self.secrets[version]), content).hex())


class MindsTheCase(Careful):
    """Finds headers only where they are spelt as the service spells them."""

    def complete(self, came: Came) -> bool:
        return {"webhook-id", "webhook-timestamp", "webhook-signature"} <= set(came.headers.keys())


class WritesJsonAnew(Careful):
    def content(self, came: Came) -> bytes:
        anew = json.dumps(json.loads(came.body), separators=(",", ":"), ensure_ascii=False).encode()
        return f"{header(came, 'id')}.{header(came, 'timestamp')}.".encode() + anew


class FailsOnOddBodies(Careful):
    def read(self, came: Came) -> int:
        return self.act(came, json.loads(came.body)["status"])


class TakesFirstVideo(Careful):
    def read(self, came: Came) -> int:
        task = json.loads(came.body)
        return self.act(came, task["generated"][0]) if task["status"] == "COMPLETED" else OK


class HangsUp(Careful):
    def post(self, _came: Came) -> int:
        raise HangUpError


class Forgets(Careful):
    """Acts on a message each time that it comes."""

    def act(self, came: Came, _told: str) -> int:
        self.acted.append(header(came, "id"))
        return OK


class KnowsMessagesByTheirSignature(Careful):
    """Acts again on a message that is tried again, since that is signed anew."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def act(self, came: Came, _told: str) -> int:
        with self.lock:
            if header(came, "signature") not in self.seen:
                self.acted.append(header(came, "id"))
            self.seen.add(header(came, "signature"))
        return OK


class ActsBeforeVerifying(Careful):
    def post(self, came: Came) -> int:
        self.act(came, "")
        return super().post(came)


class KeepsIdsBeforeVerifying(Careful):
    """Takes the real call for a replay of the forged one."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def post(self, came: Came) -> int:
        if header(came, "id") in self.seen:
            return OK
        self.seen.add(header(came, "id"))
        return super().post(came)


class RefusesReplays(Careful):
    def act(self, came: Came, told: str) -> int:
        return 409 if header(came, "id") in self.acted else super().act(came, told)


class ReadsFirstSignature(Careful):
    def trusted(self, came: Came) -> bool:
        version, _, got = header(came, "signature").split(" ")[0].partition(",")
        return self.matches(version, got, self.content(came))


class NeverFresh(Careful):
    """Looks at no clock."""

    def fresh(self, timestamp: str) -> bool:
        return timestamp.isascii() and timestamp.isdigit()


class PastOnly(Careful):
    """Refuses what is old and takes what is dated ahead."""

    def fresh(self, timestamp: str) -> bool:
        return super().fresh(timestamp) or (timestamp.isdigit() and int(timestamp) > time.time())


class CountsMilliseconds(Careful):
    def fresh(self, timestamp: str) -> bool:
        return timestamp.isdigit() and abs(time.time() * 1000 - int(timestamp)) <= TOLERANCE * 1000


class ReadsFloats(Careful):
    """Lets a NaN through, which no comparison holds for."""

    def fresh(self, timestamp: str) -> bool:
        return not abs(time.time() - float(timestamp)) > TOLERANCE


class ReadsIntegers(Careful):
    """Fails on a timestamp that is none."""

    def fresh(self, timestamp: str) -> bool:
        return abs(time.time() - int(timestamp)) <= TOLERANCE


class ImpatientByTenSeconds(Careful):
    def fresh(self, timestamp: str) -> bool:
        return super().fresh(timestamp) and abs(time.time() - int(timestamp)) <= 10


class ComparesText(Careful):
    """Fails on letters beyond ASCII, as hmac.compare_digest does with text."""

    def same(self, got: str, right: str) -> bool:
        return hmac.compare_digest(got, right)


class ComparesBeginnings(Careful):
    def same(self, got: str, right: str) -> bool:
        # One letter is right by chance, once in sixty-four.
        return len(got) > 1 and right.startswith(got)


class ComparesDecoded(Careful):
    """Fails on what is not base64."""

    def same(self, got: str, right: str) -> bool:
        return base64.b64decode(got, validate=True) == base64.b64decode(right)


class VerifiesOnlyWhatIsSigned(Careful):
    """Lets calls without a signature pass."""

    def post(self, came: Came) -> int:
        return super().post(came) if "webhook-signature" in came.headers else self.read(came)


class HasNoSecret(Careful):
    """Reads its secret from a variable that is not set."""

    def key(self, _secret: str) -> bytes:
        return b""


class TrustsAnyVersion(Careful):
    def matches(self, _version: str, got: str, content: bytes) -> bool:
        return any(super(TrustsAnyVersion, self).matches(each, got, content) for each in self.secrets)


class KnowsOnlyTheOldSecret(Careful):
    def __init__(self) -> None:
        super().__init__({"v1": SECRET})


class TakesAnyMethod(Careful):
    def __call__(self, came: Came) -> int | Answer:
        return self.post(came) if came.body else self.told()


class ForbidsExtraFields(Careful):
    def read(self, came: Came) -> int:
        return super().read(came) if len(json.loads(came.body)) == 3 else 422


class EndsOnce(Careful):
    """Refuses to hear of a task that has ended."""

    def __init__(self) -> None:
        super().__init__()
        self.ended: set[str] = set()

    def act(self, came: Came, told: str) -> int:
        task = json.loads(came.body)
        if task["task_id"] in self.ended and task["status"] == "IN_PROGRESS":
            return 409
        self.ended.add(task["task_id"])
        return super().act(came, told)


class HangsUpOnLargeBodies(Careful):
    def post(self, came: Came) -> int:
        if len(came.body) > MOST_BODY:
            raise HangUpError
        return super().post(came)


class FailsOnHeadersThatComeTwice(Careful):
    def complete(self, came: Came) -> bool:
        (_signature,) = came.headers.get_all("webhook-signature", [""])
        return super().complete(came)


class FailsOnEmptyEntries(Careful):
    def trusted(self, came: Came) -> bool:
        assert all(header(came, "signature").split(" "))
        return super().trusted(came)


class IsSlowOnceTrusted(Careful):
    """Answers a good call only when the test is over."""

    def __init__(self, over: threading.Event) -> None:
        super().__init__()
        self.over = over

    def act(self, came: Came, told: str) -> int:
        self.over.wait()
        return super().act(came, told)
