"""Machine: where and with what the figures were measured."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version

from tests.benchmarks import wrk

_PACKAGES = ("kling3-mock", "uvicorn", "httptools", "starlette", "jsonschema-rs", "httpx2")


def described() -> str:
    """Return two lines on the processors and the versions."""
    load = f", load average {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    names = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return (
        f"{os.cpu_count()} processors ({platform.machine()}), {platform.system()}{load}\n"
        f"{python}, {names}, event loop {_loop()}, {wrk.version() or 'no wrk'}"
    )


def _loop() -> str:
    try:
        return f"uvloop {version('uvloop')}"
    except PackageNotFoundError:
        return "of asyncio"
