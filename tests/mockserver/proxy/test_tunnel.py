"""Each end of a tunnel writes what comes to it at the other, and ends when both have ended."""

from __future__ import annotations

from kling3_mockserver.proxy.tunnel import TunnelEnd


class Wire:
    """A transport that keeps what is done to it."""

    def __init__(self, end: TunnelEnd, *, ends: bool = True) -> None:
        self.did: list[object] = []
        self._ends, self._closing = ends, False
        end.connection_made(self)  # type: ignore[arg-type]  # as much of one as is asked for

    def write(self, data: bytes) -> None:
        self.did.append(data)

    def write_eof(self) -> None:
        self.did.append("eof")

    def can_write_eof(self) -> bool:
        return self._ends

    def close(self) -> None:
        self._closing = True
        self.did.append("close")

    def pause_reading(self) -> None:
        self.did.append("pause")

    def resume_reading(self) -> None:
        self.did.append("resume")

    def is_closing(self) -> bool:
        return self._closing


def two(*, ends: bool = True) -> tuple[TunnelEnd, TunnelEnd, Wire, Wire]:
    one, other = TunnelEnd(), TunnelEnd()
    return one, other, Wire(one), Wire(other, ends=ends)


def test_what_came_before_the_other_end_was_there_is_handed_over() -> None:
    one, other, here, there = two()
    one.data_received(b"early ")
    other.data_received(b"too")
    one.join(other)
    one.data_received(b"late")
    assert (here.did, there.did) == ([b"too"], [b"early ", b"late"])


def test_an_end_that_was_gone_before_takes_the_other_with_it() -> None:
    one, other, here, there = two()
    other.data_received(b"bye")
    assert not other.eof_received()
    there.close()
    one.join(other)
    assert here.did == [b"bye", "close"]


def test_the_way_back_stays_open_until_it_ends_too() -> None:
    one, other, here, there = two()
    one.join(other)
    assert one.eof_received()
    other.data_received(b"answer")
    assert not other.eof_received()
    assert (here.did, there.did) == ([b"answer", "eof"], ["eof"])


def test_the_end_of_a_client_is_not_the_end_of_an_answer_by_tls() -> None:
    one, other, here, there = two(ends=False)
    one.join(other)
    assert one.eof_received()
    other.data_received(b"answer")
    assert not other.eof_received()
    assert (here.did, there.did) == ([b"answer", "eof"], [])


def test_who_reads_slowly_slows_the_other_down() -> None:
    one, other, here, there = two()
    one.pause_writing()
    one.join(other)
    one.pause_writing()
    one.resume_writing()
    assert (here.did, there.did) == ([], ["pause", "resume"])


def test_nothing_is_done_to_an_end_that_is_closed() -> None:
    one, other, here, there = two()
    one.join(other)
    there.close()
    one.data_received(b"late")
    one.pause_writing()
    one.resume_writing()
    one.eof_received()
    assert (here.did, there.did) == ([], ["close"])
