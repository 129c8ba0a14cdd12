"""Killing: fakes under load, or their server, that are killed at any moment and begun again; what was lost by it."""

from __future__ import annotations

import argparse
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.mockserver.processes import Program, served, url_of
from tests.mockserver.stores.kills import Kills
from tests.mockserver.stores.scene import Fake, Scene, look_out
from tests.mockserver.stores.servers import RedisProcess, redis_server

MOST_AGAIN = 64 + 16
"""Webhooks that one kill may have sent again: those under way at a receiver, and those whose answer was being noted."""
_OF_ONE_PAIR = 10
"""Kills of a server that a pair of fakes sees: no program of the tests runs for more than a minute."""
# However often one webhook is refused by chance, it is not given up.
_QUICK = ("--task-seconds", "0.05", "--webhook-retry-delay", "0.01", "--webhook-attempts", "12")


def killed(times: int, seed: int) -> Kills:
    """Kill a fake over a file so often at moments that a seed draws."""
    with tempfile.TemporaryDirectory() as folder, look_out(seed) as scene:
        store = f"sqlite:{Path(folder) / 'kling3.db'}"
        for _ in range(times):
            with _fake(store) as fake:
                scene.recheck([fake])
                scene.load([fake], fake.kill)
        with _fake(store) as fake:
            scene.end([fake])
    return scene.kills


def killed_by_turns(times: int, seed: int) -> Kills:
    """Kill one or the other of two fakes over one server so often, each time the one that has served longer."""
    with redis_server() as server, look_out(seed) as scene, _two(server.url) as fakes:
        for _ in range(times):
            scene.load(fakes, fakes[0].kill)
            scene.recheck(list(fakes)[1:])
            fakes.append(_start(server.url))
            fakes.popleft().program.close()
        scene.end(fakes)
    return scene.kills


def killed_server(times: int, seed: int) -> Kills:
    """Kill the server of two fakes so often, which writes down at once all that it answers, and start it again."""
    with redis_server(durable=True) as server, look_out(seed) as scene:
        for begin in range(0, times, _OF_ONE_PAIR):
            with _two(server.url) as fakes:
                for _ in range(begin, min(begin + _OF_ONE_PAIR, times)):
                    _kill_server(server, scene, fakes)
                scene.end(fakes)
    return scene.kills


def _kill_server(server: RedisProcess, scene: Scene, fakes: Sequence[Fake]) -> None:
    scene.load(fakes, server.kill)
    server.start()
    for each in fakes:
        each.wait_until_well()
    scene.recheck(fakes)


@contextmanager
def _fake(store: str) -> Iterator[Fake]:
    with served("--store", store, *_QUICK) as (program, banner):
        yield Fake(program, url_of(banner))


@contextmanager
def _two(store: str) -> Iterator[deque[Fake]]:
    """Run two fakes; those that take their place are ended as well."""
    fakes = deque[Fake]()
    try:
        fakes += [_start(store), _start(store)]
        yield fakes
    finally:
        for each in fakes:
            each.program.close()


def _start(store: str) -> Fake:
    program = Program("serve", "--port", "0", "--store", store, *_QUICK)
    return Fake(program, url_of("".join(program.until("Stop with Ctrl-C."))))


def main(words: Sequence[str] | None = None) -> None:
    """Print what comes of so many kills."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", choices=("sqlite", "redis"), default="sqlite")
    parser.add_argument("--server", action="store_true", help="kill the store's server, not the fakes over it")
    given = parser.parse_args(words)
    kill = killed_server if given.server else {"sqlite": killed, "redis": killed_by_turns}[given.store]
    print(kill(given.times, given.seed))


if __name__ == "__main__":
    main()
