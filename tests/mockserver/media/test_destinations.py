"""The fake goes to public addresses, to its own machine by its own names, and to where it was let."""

from __future__ import annotations

import socket

import pytest

from kling3_mockserver.media.destinations import Destination, ForbiddenError, Reach, UnreachableError, destination_of

ADDRESSES = {
    "cdn.test": ["93.184.215.14"],
    "cdn6.test": ["2606:4700::1111"],
    "home.test": ["192.168.1.7"],
    "trap.test": ["93.184.215.14", "127.0.0.1"],
    "localhost": ["::1", "127.0.0.1"],
    "storage.test": ["10.0.0.7"],
    "xn--bcher-kva.test": ["93.184.215.14"],
    "xn--lger-loa.test": ["10.0.0.8"],
    "shop.localhost": ["10.0.0.9", "127.0.0.1"],
    "odd.localhost": ["10.0.0.9"],
}


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    def looked_up(host: str, port: int, *_args: object, **_more: object) -> list[tuple[object, ...]]:
        if host == "away.test":
            raise socket.gaierror(socket.EAI_AGAIN, "try again")
        if host not in ADDRESSES:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in ADDRESSES[host]]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)


@pytest.mark.parametrize(
    ("url", "address", "reach", "target", "authority"),
    [
        ("https://cdn.test/a/cat.png?b=1#c", "93.184.215.14", Reach.PUBLIC, "https://93.184.215.14:443/a/cat.png?b=1",
         "cdn.test"),
        ("http://CDN.test.:8080/cat.png", "93.184.215.14", Reach.PUBLIC, "http://93.184.215.14:8080/cat.png",
         "cdn.test:8080"),
        ("http://cdn6.test/", "2606:4700::1111", Reach.PUBLIC, "http://[2606:4700::1111]:80/", "cdn6.test"),
        ("http://1.1.1.1/cat.png", "1.1.1.1", Reach.PUBLIC, "http://1.1.1.1:80/cat.png", "1.1.1.1"),
        ("http://localhost:9000/cat.png", "::1", Reach.LOOPBACK, "http://[::1]:9000/cat.png", "localhost:9000"),
        ("http://[::1]:9000/", "::1", Reach.LOOPBACK, "http://[::1]:9000/", "[::1]:9000"),
        ("http://127.0.0.1/", "127.0.0.1", Reach.LOOPBACK, "http://127.0.0.1:80/", "127.0.0.1"),
        ("http://storage.test/", "10.0.0.7", Reach.ALLOWED, "http://10.0.0.7:80/", "storage.test"),
        ("http://bücher.test/ä.png", "93.184.215.14", Reach.PUBLIC, "http://93.184.215.14:80/ä.png",
         "xn--bcher-kva.test"),
        ("http://\uff11\uff12\uff17.0.0.1/", "127.0.0.1", Reach.LOOPBACK, "http://127.0.0.1:80/", "127.0.0.1"),
    ],
)  # fmt: skip
def test_a_url_leads_to_one_address(url: str, address: str, reach: Reach, target: str, authority: str) -> None:
    found = destination_of(url, ["storage.test"])
    assert isinstance(found, Destination)
    assert (found.address, found.reach, found.target, found.authority) == (address, reach, target, authority)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://192.168.1.7/", "192.168.1.7 is not public; allow it by --media-allow 192.168.1.7"),
        ("http://home.test/", "home.test is at 192.168.1.7, which is not public; allow it by --media-allow home.test"),
        ("http://trap.test/", "trap.test is at 127.0.0.1, which is not public; allow it by --media-allow trap.test"),
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254 is not public"),
        ("http://0.0.0.0/", "0.0.0.0 is not public"),
        ("http://224.0.0.1/", "224.0.0.1 is not public"),
        ("http://100.64.0.1/", "100.64.0.1 is not public"),
        ("http://[fd00::1]/", "fd00::1 is not public"),
        ("http://[fec0::1]/", "fec0::1 is not public"),
        ("http://[::ffff:10.0.0.1]/", "::ffff:10.0.0.1 is not public"),
        ("http://[64:ff9b::a00:1]/", "64:ff9b::a00:1 is not public"),
        ("http://[2002:a00:1::1]/", "2002:a00:1::1 is not public"),
        ("http://away.test/", "no name server answered for away.test; see whether this machine is online"),
    ],
)
def test_no_other_address_is_gone_to(url: str, words: str) -> None:
    with pytest.raises(ForbiddenError) as refused:
        destination_of(url, [])
    assert str(refused.value).startswith(words)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://nowhere.test/", "can't be fetched, since there is no host nowhere.test"),
        ("file:///etc/passwd", "can't be fetched, since it is neither http:// nor https://"),
        ("ftp://cdn.test/cat.png", "can't be fetched, since it is neither http:// nor https://"),
        ("https:///cat.png", "can't be fetched, since it is neither http:// nor https://"),
        ("http://cdn.test:99999/", "can't be fetched, since it is no URL (Port out of range 0-65535)"),
        ("http://cdn.test/\ud800", "can't be fetched, since it is no URL ('utf-8' codec can't encode"),
        ("http://[::1/", "can't be fetched, since it is no URL (Invalid IPv6 URL)"),
        (f"http://{'a' * 70}.test/", "can't be fetched, since it is no URL ("),
    ],
)
def test_what_leads_nowhere_is_said_to(url: str, words: str) -> None:
    with pytest.raises(UnreachableError) as refused:
        destination_of(url, [])
    assert str(refused.value).startswith(words)


@pytest.mark.parametrize("host", ["Storage.Test", "storage.test.", "[fd00::1]", "läger.test"])
def test_a_host_is_allowed_however_it_is_written(host: str) -> None:
    assert destination_of(f"http://{host}/", [host]).reach is Reach.ALLOWED


def test_a_local_name_leads_to_this_machine_alone() -> None:
    """A resolver may know `localhost` with a domain of its own behind it, at somebody else's address."""
    assert destination_of("http://shop.localhost/", []).address == "127.0.0.1"
    with pytest.raises(ForbiddenError, match=r"odd\.localhost is at 10\.0\.0\.9, which is not public"):
        destination_of("http://odd.localhost/", [])


def test_what_is_said_of_a_long_name_is_short() -> None:
    with pytest.raises(UnreachableError) as caught:
        destination_of(f"http://{'a.' * 2_000}test/", [])
    assert len(str(caught.value)) < 200
