"""A server that can't be had is told of in a sentence, which shows no secret."""

from __future__ import annotations

import socket
import socketserver
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from threading import Thread

import pytest
from redis import Redis

from kling3_mockserver.errors import StoreError
from kling3_mockserver.stores import opening
from kling3_mockserver.stores.location import RedisServer, parse, words
from kling3_mockserver.stores.redis import client
from tests.mockserver.commands import call
from tests.mockserver.receivers import closed_port
from tests.mockserver.stores.servers import RedisProcess, redis_server
from tests.mockserver.stores.workers import Workers


@pytest.fixture(scope="module")
def guarded() -> Iterator[RedisProcess]:
    """Run a server that wants a password."""
    with redis_server() as server:
        asking = Redis(port=server.port)
        asking.config_set("requirepass", "s3cret-fox")
        asking.close()
        yield server


class _NoRedis(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.recv(1_000)
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n")


@pytest.fixture
def web_port() -> Iterator[int]:
    """Serve HTTP, and give the port."""
    with socketserver.TCPServer(("127.0.0.1", 0), _NoRedis) as server:
        serving = Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield server.server_address[1]
        server.shutdown()
        serving.join()


def refusal(store: str) -> str:
    """Return what is said of a store that can't be had, behind its words."""
    location = parse(store)
    with pytest.raises(StoreError) as refused:
        opening.opened(location)
    told = str(refused.value)
    assert "s3cret" not in told
    assert told.startswith(f"{words(location)} ")
    return told.removeprefix(f"{words(location)} ")


@pytest.mark.parametrize("who", ["", ":s3cret@", "fox:s3cret@", "default:s3cret@"])
def test_a_wrong_or_missing_password(guarded: RedisProcess, who: str) -> None:
    said = refusal(f"redis://{who}127.0.0.1:{guarded.port}/0")
    assert said == (
        "does not let this program in (wrong or missing password): "
        "give user and password in the address, as in redis://USER:PASSWORD@HOST:6379/0"
    )


def test_the_right_password_lets_in(guarded: RedisProcess) -> None:
    store = parse(f"redis://:s3cret-fox@127.0.0.1:{guarded.port}/0")
    assert isinstance(store, RedisServer)
    workers = Workers(store)
    assert workers.first.order()
    assert "s3cret" not in str(workers.first.control("GET", "/health"))
    assert "s3cret" not in str(workers.first.control("GET", "/settings"))
    workers.end()


def test_a_user_who_may_not_do_what_is_needed(guarded: RedisProcess) -> None:
    asking = Redis(port=guarded.port, password="s3cret-fox")
    asking.acl_setuser("owl", enabled=True, passwords=["+s3cret"], commands=["+info", "+client"], keys=["*"])
    asking.close()
    said = refusal(f"redis://owl:s3cret@127.0.0.1:{guarded.port}/0")
    assert said.startswith("does not let this user do what the fake needs (")
    assert said.endswith("): allow it by its ACL")


def test_a_port_on_which_nobody_listens() -> None:
    with closed_port() as port:
        said = refusal(f"redis://:s3cret@127.0.0.1:{port}/0")
    assert said.startswith("can't be reached (")
    assert said.endswith("): start the server, or name another address")


def test_a_host_that_there_is_not() -> None:
    said = refusal("redis://fox:s3cret@no-such-host.invalid/0")
    assert said.startswith("can't be reached (")


def test_a_server_that_is_no_redis(web_port: int) -> None:
    said = refusal(f"redis://:s3cret@127.0.0.1:{web_port}/0")
    assert said == "answers as no Redis or Valkey server does: name another address"


def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PATIENCE", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        said = refusal(f"redis://:s3cret@127.0.0.1:{silent.getsockname()[1]}/0")
    assert said == "did not answer in time: look after the server, and it goes on by itself"


def test_a_database_that_it_has_not(redis: RedisProcess) -> None:
    said = refusal(f"redis://127.0.0.1:{redis.port}/9999")
    assert said == "has no database of that number: name a lower one"


@pytest.mark.parametrize("version", ["5.0.14", "6.0.20", "6"])
def test_a_version_that_is_too_old(redis: RedisProcess, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setattr(Redis, "info", lambda _client, _section: {"redis_version": version})
    said = refusal(f"redis://127.0.0.1:{redis.port}/0")
    assert said == f"is too old: got version {version}, expected Redis 6.2, Valkey 7.2 or newer"


@pytest.mark.parametrize("lacking", ["redis", "hiredis"])
def test_packages_that_are_missing(monkeypatch: pytest.MonkeyPatch, lacking: str) -> None:
    def found(name: str) -> ModuleSpec | None:
        return None if name == lacking else ModuleSpec(name, None)

    monkeypatch.setattr(opening, "find_spec", found)
    with pytest.raises(StoreError) as refused:
        opening.opened(RedisServer("127.0.0.1", password="s3cret"))
    assert "is asked by the library redis, which is not installed: install the extra `redis`" in str(refused.value)
    assert "s3cret" not in str(refused.value)


def test_another_seed(redis: RedisProcess) -> None:
    workers = Workers(RedisServer("127.0.0.1", redis.port, tenant="seeded"), seed=7)
    workers.end()
    with pytest.raises(StoreError) as refused:
        Workers(workers.store, seed=8)
    assert str(refused.value).startswith(f"{words(workers.store)} was begun with another --seed")
    assert str(refused.value).endswith("leave --seed out, or name another tenant")


def test_serving_ends_with_status_2_and_the_sentence(guarded: RedisProcess) -> None:
    result = call("serve", "--port", "0", "--store", f"redis://:s3cret@127.0.0.1:{guarded.port}/0")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: redis://127.0.0.1:{guarded.port}/0 does not let this program in")
    assert "s3cret" not in result.stderr
