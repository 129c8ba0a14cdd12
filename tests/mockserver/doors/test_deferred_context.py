"""A context that stands for one that is not made yet is taken for it, and trusts nobody by itself."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from kling3_mockserver.doors.deferred_context import DeferredContext, Making


class Maker:
    """Makes contexts, and counts them."""

    def __init__(self) -> None:
        self.made: list[ssl.SSLContext] = []

    def __call__(self) -> ssl.SSLContext:
        self.made.append(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        return self.made[-1]


@pytest.fixture
def maker() -> Maker:
    return Maker()


@pytest.fixture
def context(maker: Maker) -> ssl.SSLContext:
    return DeferredContext(Making(maker))


def test_a_look_at_what_it_is_makes_nothing(context: ssl.SSLContext, maker: Maker) -> None:
    assert isinstance(context, ssl.SSLContext)
    assert not isinstance(context, str)
    assert context
    assert maker.made == []


@pytest.mark.parametrize(
    "use",
    [
        lambda context: context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="a.example"),
        lambda context: context.set_alpn_protocols(["http/1.1"]),
        lambda context: context.verify_mode,
        lambda context: context.get_ca_certs(),
        lambda context: setattr(context, "minimum_version", ssl.TLSVersion.TLSv1_3),
    ],
)
def test_whatever_is_asked_of_it_makes_the_context(
    context: ssl.SSLContext, maker: Maker, use: Callable[[ssl.SSLContext], object]
) -> None:
    use(context)
    use(context)
    assert len(maker.made) == 1


def test_what_is_set_is_set_there(context: ssl.SSLContext, maker: Maker) -> None:
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    (made,) = maker.made
    assert (made.check_hostname, made.verify_mode) == (False, ssl.CERT_NONE)
    assert (context.check_hostname, context.verify_mode) == (False, ssl.CERT_NONE)


def test_who_comes_past_it_finds_a_context_that_trusts_nobody(context: ssl.SSLContext, maker: Maker) -> None:
    found = ssl.SSLContext.__mro__[1]
    assert found.cert_store_stats(context)["x509"] == 0  # type: ignore[attr-defined]
    assert found.verify_mode.__get__(context) == ssl.CERT_REQUIRED  # type: ignore[attr-defined]
    assert found.check_hostname.__get__(context) is True  # type: ignore[attr-defined]
    assert maker.made == []


def test_threads_that_need_it_at_once_share_one(maker: Maker) -> None:
    both = threading.Barrier(2)

    def make() -> ssl.SSLContext:
        # Two can't be here: whoever is waits in vain for the other.
        with suppress(threading.BrokenBarrierError):
            both.wait(0.05)
        return maker()

    context = DeferredContext(Making(make))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: context.cert_store_stats(), range(2)))
    assert len(maker.made) == 1


def test_what_fails_while_it_is_made_fails_for_everybody_who_needs_it() -> None:
    def fail() -> ssl.SSLContext:
        raise FileNotFoundError("no such bundle")

    context = DeferredContext(Making(fail))
    for _ in range(2):
        with pytest.raises(FileNotFoundError, match="no such bundle"):
            context.set_alpn_protocols(["http/1.1"])
