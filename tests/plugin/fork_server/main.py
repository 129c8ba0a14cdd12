"""The fork server: it has imported what a run of pytest needs, and forks for each; `tests.plugin.forks` starts it."""

from __future__ import annotations

import gc
import os
import runpy
import sys
import warnings
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypedDict

from _pytest.config import default_plugins

from kling3_mockserver import testing

# No client of HTTP but Python's own: tests are about whether a program imports one before the fake is there.
PRELOADED = (
    *(f"_pytest.{name}" for name in default_plugins),
    "kling3_mockserver.doors.http_client_door",
    "kling3_mockserver.mock",
    "kling3_mockserver.pytest_plugin",
    "kling3_mockserver.serving.threaded",
    "kling3_mockserver.testing.project",
    "kling3_mockserver.testing.run_block",
    "kling3_mockserver.testing.session",
    "kling3_mockserver.testing.switchboard",
    "urllib.request",
    "uvicorn.lifespan.off",
    "uvicorn.loops.auto",
)


class Order(TypedDict):
    """One run: the options of pytest, where and in which environment it runs, and the files of its output."""

    options: list[str]
    folder: str
    environment: dict[str, str]
    outputs: list[str]


def preload() -> None:
    """Import all that, and make of the contract what is made once; a module that warns of itself ends the server."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in PRELOADED:
            import_module(name)
        testing.Exercised()
    # What is there by now no run has to look through for garbage.
    gc.collect()
    gc.freeze()


def serve(connection: Connection) -> Order | None:
    """Fork for each order; return the order in its fork, and None in the server when nobody is left to give one."""
    while (order := received(connection)) is not None:
        process = os.fork()
        if process == 0:
            return order
        connection.send(process)
        connection.send(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
    return None


def received(connection: Connection) -> Order | None:
    try:
        order: Order = connection.recv()
    except EOFError:
        return None
    return order


def become(order: Order) -> None:
    """Make of a fork what a new Python is that was told `-m pytest`."""
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv[1:] = order["options"]
    sys.path[:0] = [order["folder"], *order["environment"]["PYTHONPATH"].split(os.pathsep)]
    for number, path in enumerate((os.devnull, *order["outputs"])):
        with Path(path).open("r+b") as file:
            os.dup2(file.fileno(), number)


def main() -> None:
    preload()
    with Connection(int(sys.argv[1])) as connection:
        order = serve(connection)
    if order is not None:
        become(order)
        # Ends as Python does, by SystemExit, with all that is to be done at exit.
        runpy.run_module("pytest", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
