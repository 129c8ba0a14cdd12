"""Files are fetched with care: a server that lies, stalls or leads elsewhere costs no more than its own answer."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
import trustme

from kling3_mockserver.media.fetcher import MOST_AT_ONCE, MOST_UNPACKED
from kling3_mockserver.media.looking import looked_at
from kling3_mockserver.media.ranged_file import BLOCK_BYTES
from kling3_mockserver.media.remote import Remote
from kling3_mockserver.media.shelf import Shelved
from kling3_openapi.endpoints import Family
from kling3_openapi.rules.input_limits import Limits, limits_of
from kling3_openapi.rules.looked_at import Found, Missing, OtherContent, Picture, Unseen, Video
from tests.mockserver.media import files
from tests.mockserver.media.files import Film
from tests.mockserver.media.hosts import Answer, Asked, Host, host, of_file, of_parts

PICTURE = limits_of(Family.KLING3, "/start_image_url")
VIDEO = limits_of(Family.REFERENCE, "/video_url")
MEBIBYTE = 1024 * 1024
PATIENCE = 2.0
"""Seconds, less than a stalled server is given."""
OTHER_PART = (
    "its server was asked for a part of it, and answered with another one, or without saying of how many bytes; see "
    "whether it takes ranges"
)
Result = Found | Missing | Unseen


@asynccontextmanager
async def remote(*allowed: str, tls: ssl.SSLContext | None = None) -> AsyncIterator[Remote]:
    made = Remote(lambda: allowed, tls)
    yield made
    made.close()


def looked(
    answer: Answer, limits: Limits = PICTURE, url: Callable[[Host], str] = Host.url, allowed: tuple[str, ...] = ()
) -> tuple[Result, Host]:
    """Return what is found at a server that answers so, and the server."""

    async def run() -> tuple[Result, Host]:
        async with host(answer) as there, remote(*allowed) as fetching:
            return await fetching.look(url(there), limits), there

    return asyncio.run(run())


def named(name: str, path: str = "/cat.png") -> Callable[[Host], str]:
    return lambda there: there.url(path, name)


@pytest.fixture
def lookups(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have every name lead to this machine; return those that are looked up."""
    asked: list[str] = []

    def looked_up(name: str, port: int, *_args: object, **_more: object) -> list[tuple[object, ...]]:
        asked.append(name)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    return asked


def test_a_picture_is_found_with_its_size_and_its_type() -> None:
    content = files.picture("PNG", (640, 360))
    found, there = looked(of_file(content, content_type="image/png; charset=binary"))
    assert found == Found(Picture("PNG", 640, 360), len(content), "image/png")
    head = there.asked[0].head.lower()
    assert b"host: 127.0.0.1:" in head
    assert b"accept-encoding: identity" in head


@pytest.mark.parametrize(("status", "words"), [("404 Not Found", "404"), ("403 Forbidden", "403"), ("500 Oops", "500")])
@pytest.mark.parametrize("limits", [PICTURE, VIDEO])
def test_an_answer_that_is_no_success_is_told_of(status: str, words: str, limits: Limits) -> None:
    found, _ = looked(lambda asked: asked.answer(b"no", status), limits)
    assert found == Missing(f"can't be fetched, it is answered {words}")


def test_where_nobody_listens_nothing_can_be_fetched() -> None:
    found, _ = looked(of_file(b""), url=lambda _there: "http://127.0.0.1:9/cat.png")
    assert isinstance(found, Missing)
    assert found.reason.startswith("can't be fetched (ConnectError: ")


def test_a_page_with_the_name_of_a_picture_is_not_read_on() -> None:
    async def endless(asked: Asked) -> None:
        await asked.send(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<!doctype html><html>")
        while True:
            await asked.send(bytes(4_096))

    found, _ = looked(endless)
    assert found == Found(OtherContent("an HTML page"), None, "text/html")


@pytest.mark.parametrize(("beyond", "cut"), [(0, False), (1, True)])
def test_of_a_picture_that_is_too_large_a_byte_more_than_may_be_is_read(beyond: int, *, cut: bool) -> None:
    content = files.picture("JPEG")
    most = 10 * MEBIBYTE
    longer = content + bytes(most + beyond - len(content))
    found, _ = looked(of_file(longer))
    assert found == Found(Picture("JPEG", 400, 300), most + 1 if cut else most)


def test_an_endless_picture_ends_at_the_most_that_may_be() -> None:
    async def endless(asked: Asked) -> None:
        await asked.send(b"HTTP/1.1 200 OK\r\n\r\n" + files.picture("JPEG"))
        while True:
            await asked.send(bytes(MEBIBYTE))

    found, _ = looked(endless)
    assert found == Found(Picture("JPEG", 400, 300), 10 * MEBIBYTE + 1)


def test_an_answer_shorter_than_it_says_is_told_of() -> None:
    found, _ = looked(of_file(files.noise("PNG")[:9_000], content_length="90000"))
    assert isinstance(found, Missing)
    assert found.reason.startswith("can't be fetched (RemoteProtocolError: ")


def test_what_was_packed_for_the_way_is_not_unpacked() -> None:
    found, _ = looked(of_file(b"\x1f\x8b\x08" + bytes(99), content_encoding="gzip"))
    assert found == Found(OtherContent("a gzip file"), None)


def test_redirects_among_one_kind_of_addresses_are_followed() -> None:
    content = files.picture()

    async def answer(asked: Asked) -> None:
        steps = {"/cat.png": "/2", "/2": "3?a=b", "/3?a=b": ""}
        if location := steps[asked.path]:
            await asked.answer(b"", "302 Found", location=location)
        else:
            await asked.answer(content)

    found, there = looked(answer)
    assert found == Found(Picture("PNG", 400, 300), len(content))
    assert [each.path for each in there.asked] == ["/cat.png", "/2", "/3?a=b"]


def test_redirects_end_some_day() -> None:
    found, there = looked(lambda asked: asked.answer(b"", "307 Temporary Redirect", location="/cat.png"))
    assert found == Missing("can't be fetched, as it is redirected more than 5 times")
    assert len(there.asked) == 6


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("file:///etc/passwd",
         Missing("is redirected, and then it can't be fetched, since it is neither http:// nor https://")),
        ("http://[::1",
         Missing("is redirected, and then it can't be fetched, since it is no URL (Invalid IPv6 URL)")),
        ("http://192.168.1.7/",
         Unseen("it is redirected, and 192.168.1.7 is not public; allow it by --media-allow 192.168.1.7")),
        ("http://localhost:1/",
         Unseen("it is redirected from storage.test (allowed) to localhost (this machine's own), which is not "
                "followed; send the URL that it leads to")),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("lookups")
def test_no_redirect_leads_to_another_kind_of_address(location: str, expected: Result) -> None:
    found, there = looked(
        lambda asked: asked.answer(b"", "301 Moved", location=location), url=named("storage.test"),
        allowed=("storage.test",),
    )  # fmt: skip
    assert found == expected
    assert len(there.asked) == 1


def test_a_name_is_asked_at_its_next_address_where_nobody_listens_at_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """`localhost` is ::1 first, and many a store listens at 127.0.0.1 alone."""

    def looked_up(_name: str, port: int, *_args: object, **_more: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in ("::1", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    content = files.picture()
    found, there = looked(of_file(content), url=named("shop.localhost"))
    assert found == Found(Picture("PNG", 400, 300), len(content))
    assert len(there.asked) == 1


def test_a_name_that_leads_to_this_machine_is_not_asked(lookups: list[str]) -> None:
    found, there = looked(of_file(files.picture()), url=named("rebinding.test"))
    assert isinstance(found, Unseen)
    assert (lookups, there.asked) == (["rebinding.test"], [])


@pytest.mark.parametrize("film", [Film(seconds=4, headers_first=True), Film("webm", "libvpx", seconds=4)])
def test_a_short_video_is_read_from_its_beginning(film: Film) -> None:
    content = files.video(film)
    found, there = looked(of_parts(content), VIDEO)
    assert isinstance(found, Found)
    assert isinstance(found.content, Video)
    assert (found.content.seconds, found.size) == (pytest.approx(4, abs=0.1), len(content))
    assert len(there.asked) == 1


@pytest.mark.parametrize("headers_first", [False, True])
def test_of_a_long_video_parts_are_asked_for_at_an_address_looked_up_once(
    lookups: list[str], *, headers_first: bool
) -> None:
    film = files.long_film(headers_first=headers_first)
    found, there = looked(of_parts(film), VIDEO, named("storage.test"), ("storage.test",))
    assert isinstance(found, Found)
    assert isinstance(found.content, Video)
    assert (found.size, found.content.seconds) == (len(film), pytest.approx(5))
    assert lookups == ["storage.test"]
    assert len(there.asked) <= 20 < len(film) // BLOCK_BYTES
    assert all(b"host: storage.test:" in each.head.lower() for each in there.asked)


def test_a_long_video_of_a_server_without_ranges_is_read_if_its_headers_are_first() -> None:
    film = files.long_film(headers_first=True)
    found, there = looked(of_file(film), VIDEO)
    assert isinstance(found, Found)
    assert isinstance(found.content, Video)
    assert (found.size, len(there.asked)) == (len(film), 1)


def test_a_long_video_of_a_server_without_ranges_is_not_read_to_its_end() -> None:
    found, _ = looked(of_file(files.long_film(headers_first=False)), VIDEO)
    assert found == Unseen(
        "its server takes no ranges, and its headers are not among its first 8,388,608 bytes; put its headers first "
        "(ffmpeg -movflags +faststart)"
    )


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n", "can't be fetched, a part of it is answered 403"),
        (b"HTTP/1.1 206 Partial\r\ncontent-range: bytes FIRST-16849934/16849935\r\ncontent-length: 65536\r\n\r\n.",
         "can't be fetched (RemoteProtocolError: "),
        (b"no HTTP\r\n\r\n", "can't be fetched (RemoteProtocolError: "),
    ],
)  # fmt: skip
def test_a_part_that_does_not_come_makes_it_one_that_can_not_be_fetched(
    answer: bytes, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    film = files.long_film(headers_first=False)

    async def once(asked: Asked) -> None:
        if asked.part is not None and asked.part[0] == 0:
            await asked.answer_part(film)
        else:
            await asked.send(answer.replace(b"FIRST", str(asked.part and asked.part[0]).encode()))

    found, there = looked(once, VIDEO)
    assert isinstance(found, Missing)
    assert found.reason.startswith(words)
    assert (len(there.asked), capfd.readouterr().err) == (2, "")


@pytest.mark.parametrize(
    ("part", "of"),
    [
        ((0, 65_536), ""),
        ((0, 65_536), "bytes 0-65535/*"),
        ((0, 65_536), "bytes 0-65535/10"),
        ((0, 65_536), "bytes -5-9/-7"),
        ((70_000, 135_536), "bytes 70000-135535/{}"),
    ],
)
def test_of_a_server_that_answers_with_other_parts_nothing_is_said(part: tuple[int, int], of: str) -> None:
    film = files.long_film(headers_first=False)
    found, _ = looked(
        lambda asked: asked.answer(
            film[slice(*part)], "206 Partial Content", content_range=of.format(len(film))
        ), VIDEO,
    )  # fmt: skip
    assert found == Unseen(OTHER_PART)


@pytest.mark.parametrize(("offset", "length"), [(0, 65_536), (None, 1_000)])
def test_of_a_later_part_that_is_another_one_nothing_is_said(offset: int | None, length: int) -> None:
    film = files.long_film(headers_first=False)

    async def others(asked: Asked) -> None:
        first = 0 if asked.part is None else asked.part[0]
        if first:
            start = first if offset is None else offset
            part, of = film[start : start + length], f"bytes {start}-{start + length - 1}/{len(film)}"
            await asked.answer(part, "206 Partial Content", content_range=of)
        else:
            await asked.answer_part(film)

    found, _ = looked(others, VIDEO)
    assert found == Unseen(OTHER_PART)


def test_a_picture_of_which_a_part_is_said_to_be_behind_its_end_can_not_be_fetched() -> None:
    found, _ = looked(lambda asked: asked.answer(b"no", "416 Range Not Satisfiable"))
    assert found == Missing("can't be fetched, it is answered 416")


def test_what_a_server_sends_is_not_repeated_at_length() -> None:
    found, _ = looked(lambda asked: asked.send(b"\x1b[31m" * 9_000 + b"\r\n\r\n"))
    assert isinstance(found, Missing)
    assert found.reason.isprintable()
    assert len(found.reason) < 250


def test_an_empty_video_is_told_of() -> None:
    found, _ = looked(lambda asked: asked.answer(b"", "416 Range Not Satisfiable", content_range="bytes */0"), VIDEO)
    assert found == Found(OtherContent("an empty file"), 0)


def test_so_many_are_asked_at_once_and_no_more() -> None:
    content = files.picture()

    async def run() -> int:
        gone_on, full, most = asyncio.Event(), asyncio.Event(), 0

        async def answer(asked: Asked) -> None:
            nonlocal most
            most += 1
            if most == MOST_AT_ONCE:
                full.set()
            await gone_on.wait()
            await asked.answer(content)

        async with host(answer) as there, remote() as fetching:
            looks = [asyncio.ensure_future(fetching.look(there.url(f"/{number}"), PICTURE)) for number in range(20)]
            await full.wait()
            # Whatever could come now, has.
            for _ in range(100):
                await asyncio.sleep(0)
            at_once = most
            gone_on.set()
            await asyncio.gather(*looks)
            assert most == 20
            return at_once

    assert asyncio.run(run()) == MOST_AT_ONCE


@pytest.mark.parametrize(("name", "is_good"), [("storage.test", True), ("other.test", False)])
@pytest.mark.usefixtures("lookups")
def test_by_https_whoever_is_at_the_address_has_to_be_the_host(name: str, *, is_good: bool) -> None:
    authority, content = trustme.CA(), files.picture()
    served, trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("storage.test").configure_cert(served)
    authority.configure_trust(trusted)

    async def run() -> Result:
        async with host(of_file(content), served) as there, remote(name, tls=trusted) as fetching:
            return await fetching.look(there.url(host=name, scheme="https"), PICTURE)

    found = asyncio.run(run())
    if is_good:
        assert found == Found(Picture("PNG", 400, 300), len(content))
    else:
        assert isinstance(found, Missing)
        assert "certificate verify failed" in found.reason


def test_one_that_is_given_up_leaves_no_thread_at_work() -> None:
    film = files.long_film(headers_first=False)

    async def stalls(asked: Asked) -> None:
        if asked.part is not None and asked.part[0] == 0:
            await asked.answer_part(film)
        else:
            stalled.set()
            await asyncio.Event().wait()

    async def run() -> None:
        async with host(stalls) as there, remote() as fetching:
            look = asyncio.ensure_future(fetching.look(there.url(), VIDEO))
            await stalled.wait()
            assert fetching.is_stuck
            look.cancel()
            await asyncio.gather(look, return_exceptions=True)
            async with asyncio.timeout(PATIENCE):
                # A thread has no event that could be waited for.
                while fetching.is_stuck:  # noqa: ASYNC110
                    await asyncio.sleep(0)

    stalled = asyncio.Event()
    asyncio.run(run())


def test_those_that_are_given_up_are_unpacked_no_more_than_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread can't be broken off: it counts until it ends."""
    gone_on, begun, at_work, most = threading.Event(), threading.Semaphore(0), set[int](), 0

    def content_of(*_arguments: object, **_more: object) -> Picture:
        nonlocal most
        at_work.add(threading.get_ident())
        most = max(most, len(at_work))
        begun.release()
        gone_on.wait()
        at_work.discard(threading.get_ident())
        return Picture("PNG", 400, 300)

    monkeypatch.setattr("kling3_mockserver.media.remote.content_of", content_of)

    async def run() -> None:
        async with host(of_file(files.picture())) as there, remote() as fetching:
            given_up = [asyncio.ensure_future(fetching.look(there.url(), PICTURE)) for _ in range(MOST_UNPACKED)]
            for _ in given_up:
                await asyncio.to_thread(begun.acquire)
            for each in given_up:
                each.cancel()
            await asyncio.gather(*given_up, return_exceptions=True)
            others = [asyncio.ensure_future(fetching.look(there.url(), PICTURE)) for _ in range(MOST_UNPACKED)]
            # A server has no event that could be waited for.
            while len(there.asked) < 2 * MOST_UNPACKED:  # noqa: ASYNC110
                await asyncio.sleep(0)
            # Whatever could come now, has.
            for _ in range(100):
                await asyncio.sleep(0)
            gone_on.set()
            await asyncio.gather(*others)

    asyncio.run(run())
    assert most == MOST_UNPACKED


def test_a_file_that_the_fake_holds_is_looked_at_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else waits while a large picture is unpacked."""
    threads: list[threading.Thread] = []

    def found(file: Shelved, limits: Limits) -> Found | Missing:
        threads.append(threading.current_thread())
        return looked_at(file, limits)

    monkeypatch.setattr("kling3_mockserver.media.remote.looked_at", found)

    async def run() -> Result:
        async with remote() as fetching:
            return await fetching.look_into(Shelved(b"GIF89a"), PICTURE)

    assert asyncio.run(run()) == Found(OtherContent("a GIF picture"), 6)
    assert threads != [threading.current_thread()]
