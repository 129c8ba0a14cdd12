"""Calls go out byte for byte as they were made, and whatever comes back is read, late or not."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from kling3_contracts.errors import UnreachableError
from kling3_contracts.receiver.address import Address
from kling3_contracts.receiver.call import Call, Manner
from kling3_contracts.receiver.conversation import Conversation
from kling3_contracts.receiver.judging import judge_receiver_async
from kling3_contracts.receiver.reply import Reading
from kling3_contracts.receiver.wire import Wire
from kling3_contracts.verdicts.report import Report
from tests.contracts.receiver.judged import BOTH, QUICK, faults
from tests.contracts.receiver.raw import OK, RawReceiver, sent

CALL = Call.made("msg_1", "task_1", "1763700000", "v1,abc", b'{"a":1}')

ANSWERS = [
    (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", (200, b"ok", "")),
    (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n", (202, b"", "")),
    (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nyes\r\n0\r\n\r\n", (200, b"yes", "")),
    (b"HTTP/1.0 401 Unauthorized\r\n\r\nuntil the end", (401, b"until the end", "")),
    (b"HTTP/1.1 400 Bad Request\r\ncontent-length: 9\r\n\r\ncut", (400, b"cut", "")),
    (b"", (0, b"", "the connection was closed before an answer")),
    (b"HTTP/1.1 200", (0, b"", "the connection was closed before an answer")),
    (b"SSH-2.0-OpenSSH\r\n", (0, b"", "the answer is no HTTP: Expected HTTP/")),
]


@pytest.mark.parametrize(("answer", "expected"), ANSWERS)
def test_an_answer_is_read(answer: bytes, expected: tuple[int, bytes, str]) -> None:
    reply = sent(RawReceiver(answer), CALL)
    assert (reply.answer.status, reply.answer.body, reply.reason.partition(", RTSP")[0]) == expected
    assert not reply.late


def test_a_call_goes_out_byte_for_byte() -> None:
    receiver = RawReceiver()
    sent(receiver, replace(CALL, headers=(*CALL.headers[:2], ("Webhook-ID", "\u00e9"))), "/hook?order=7&to=a%20b")
    head, _, body = receiver.came.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"POST /hook?order=7&to=a%20b HTTP/1.1"
    assert lines[4:] == [
        b"content-type: application/json", b"webhook-id: msg_1", b"Webhook-ID: \xc3\xa9", b"content-length: 7"
    ]  # fmt: skip
    assert body == CALL.body


@pytest.mark.parametrize(("manner", "expected"), [(Manner.AT_ONCE, 1), (Manner.DRIPPING, 5)])
def test_a_body_in_drops_comes_in_pieces(manner: Manner, expected: int) -> None:
    receiver = RawReceiver()
    reply = sent(receiver, replace(CALL, body=b"0123456789", manner=manner), drip=0.05)
    assert (reply.answer.status, receiver.came[-10:]) == (204, b"0123456789")
    assert receiver.pieces >= expected


class ReadsOnce(RawReceiver):
    """Takes what has come by its first look for the whole call."""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.came = await reader.read(65536)
        writer.write(OK if self._whole() else b"HTTP/1.1 401 Unauthorized\r\n\r\n")
        writer.close()


def test_a_receiver_that_reads_once_is_refused_by_the_slow_sender_alone() -> None:
    async def run() -> Report:
        async with ReadsOnce().listening() as port:
            some = replace(QUICK, only=frozenset({"K201", "K245"}))
            return await judge_receiver_async(f"http://127.0.0.1:{port}/", BOTH, some)

    assert faults(asyncio.run(run())) == {"refused though valid": "K245"}


def test_a_call_by_get_without_a_body_tells_no_length() -> None:
    receiver = RawReceiver()
    sent(receiver, replace(CALL, method="GET", body=b""))
    assert b"content-length" not in receiver.came


def test_an_empty_post_tells_that_it_is_empty() -> None:
    receiver = RawReceiver()
    sent(receiver, replace(CALL, body=b""))
    assert b"content-length: 0\r\n" in receiver.came


def test_a_large_body_may_be_refused_before_it_is_read() -> None:
    receiver = RawReceiver(b"HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n", reads=False)
    assert sent(receiver, replace(CALL, body=b"x" * 2**22)).answer.status == 413


def test_silence_is_late() -> None:
    reply = sent(RawReceiver(None), CALL, timeout=0.05)
    assert (reply.late, reply.answer.status) == (True, 0)


def test_a_status_in_time_counts_although_its_body_never_ends() -> None:
    class Endless(RawReceiver):
        async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n")
            await reader.read()
            await reader.read()
            writer.close()

    reply = sent(Endless(), CALL, timeout=0.1)
    assert (reply.late, reply.answer.status, reply.answer.cut) == (False, 200, True)


def test_no_more_of_an_answer_is_kept_than_a_report_shows() -> None:
    long = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 100000\r\n\r\n" + b"x" * 100_000
    assert len(sent(RawReceiver(long), CALL).answer.body) == 16 * 1024


def test_what_is_before_the_final_answer_is_passed_over() -> None:
    reading = Reading(100)
    reading.feed(b"HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n")
    assert (reading.whole, reading.status) == (False, 0)
    reading.feed(b"HTTP/1.1 204 No Content\r\nserver: b\r\n\r\n")
    assert (reading.whole, reading.answer(0).headers) == (True, (("server", "b"),))


class Busy(Wire):
    """Gets no connection, however long it waits."""

    async def _open(self) -> Conversation:
        return await asyncio.get_running_loop().create_future()


def test_a_connection_that_never_comes_is_told() -> None:
    with pytest.raises(UnreachableError, match=r"no answer from http://h/: no connection within 0\.05 seconds; start"):
        asyncio.run(Busy(Address.parse("http://h/"), timeout=0.05).send(CALL))


def test_a_receiver_that_was_there_and_gives_no_connection_is_late() -> None:
    wire = Busy(Address.parse("http://h/"), timeout=0.05)
    wire.sent = 1
    assert asyncio.run(wire.send(CALL)).late


def test_half_a_body_is_held_until_the_block_ends() -> None:
    receiver = RawReceiver()

    async def conversation() -> None:
        async with receiver.listening() as port:
            wire = Wire(Address.parse(f"http://127.0.0.1:{port}"), timeout=1)
            async with wire.stuck(CALL):
                assert (await wire.send(CALL)).answer.status == 204

    asyncio.run(conversation())
    assert receiver.came.endswith(CALL.body[:3]) or CALL.body[:3] in receiver.came


def test_nobody_there_is_told_with_the_url() -> None:
    async def conversation() -> None:
        async with RawReceiver().listening() as port:
            pass
        await Wire(Address.parse(f"http://127.0.0.1:{port}/hook?token=1"), timeout=1).send(CALL)

    with pytest.raises(UnreachableError, match=r"no answer from http://127\.0\.0\.1:\d+/hook\?\.\.\.: .*; start the"):
        asyncio.run(conversation())


def test_a_name_that_nobody_has_is_unreachable() -> None:
    with pytest.raises(UnreachableError, match=r"no answer from http://nobody\.invalid/: "):
        asyncio.run(Wire(Address.parse("http://nobody.invalid/"), timeout=5).send(CALL))
