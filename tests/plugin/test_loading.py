"""The plugin costs nothing until it is used, and can't break the collection of those who don't use it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.plugin.conftest import Run

OURS = [
    "kling3_mockserver",
    "kling3_mockserver.pytest_options",
    "kling3_mockserver.pytest_plugin",
    "kling3_mockserver.settings",
    "kling3_mockserver.testing",
    "kling3_openapi",
    "kling3_openapi.errors",
    "kling3_openapi.late",
]
"""The plugin, and the doors of what it hands out, which load nothing by themselves."""
LOADED = """\
import json, sys, pytest
before = set(sys.modules)
import kling3_mockserver.pytest_plugin
print(json.dumps(sorted(set(sys.modules) - before)))
"""
BLOCKED = f"""\
import sys
ours = {OURS}

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("kling3_") and name not in ours:
            raise ImportError(name)
        return None

import pytest
sys.meta_path.insert(0, Blocked())
import kling3_mockserver.pytest_plugin as plugin
print(len([name for name in vars(plugin) if name.startswith("pytest_")]))
"""


def python(program: str) -> str:
    """Return what a program prints in a process of its own."""
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def test_loading_the_plugin_imports_nothing_but_pytest_and_the_standard_library() -> None:
    allowed = {*sys.stdlib_module_names, "pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments"}
    others = [each for each in json.loads(python(LOADED)) if each.partition(".")[0] not in allowed]
    assert others == OURS


def test_the_plugin_can_be_imported_even_where_all_the_rest_of_us_is_broken() -> None:
    assert int(python(BLOCKED)) > 3


@pytest.mark.usefixtures("new_python")
def test_pytest_finds_the_plugin_by_itself(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    names = (
        "asyncio", "schemathesis", "hypothesispytest", "pytest_httpserver", "pytest_httpx", "respx", "slipcover",
        "xdist",
    )  # fmt: skip
    without = [word for name in names for word in ("-p", f"no:{name}")]
    result = run("def test_it(kling3):\n    assert kling3.url", *without)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["plugins:*kling3-mock-*"])
