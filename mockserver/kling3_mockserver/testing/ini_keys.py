"""IniKeys: the keys of ours in the pytest settings; pytest itself only warns of others, and goes on without them."""

from __future__ import annotations

import re
from pathlib import Path

from kling3_mockserver.errors import ScenarioError, SettingsError
from kling3_mockserver.settings.options import OPTIONS
from kling3_mockserver.suggestion import suggestion
from kling3_mockserver.tasks import scenario
from kling3_openapi.editions import Edition

KEYS = (
    "kling3_findings",
    "kling3_block_network",
    "kling3_scenario",
    "kling3_edition",
    "kling3_next_edition",
    "kling3_base_url_env",
    "kling3_coverage",
    "kling3_coverage_fail_under",
    "kling3_budget",
)
_KEY = re.compile(r"^[ \t]*\"?(kling3_\w+)\"?[ \t]*=", re.MULTILINE)


def check_keys(file: Path) -> None:
    """Look at the keys of ours in a file of settings; raise SettingsError, with the nearest, for one there is not."""
    for key in _KEY.findall(file.read_text("utf-8")):
        if key not in KEYS:
            raise SettingsError(key, f"no such key of the pytest settings{_mend(key)}")


def check_scenario(words: str) -> None:
    """Raise SettingsError when the words of `kling3_scenario` are no scenario."""
    try:
        scenario.parse(words)
    except ScenarioError as error:
        raise SettingsError("kling3_scenario", str(error)) from error


def edition_of(words: str, name: str) -> Edition:
    """Return the edition that a setting of the run names; raise SettingsError for one that there is not."""
    try:
        return Edition(words)
    except ValueError:
        editions = [each.value for each in Edition]
        got = f"got '{words[:20]}'{suggestion(words, editions)}"
        raise SettingsError(name, f"{got}, expected one of {', '.join(editions)}") from None


def _mend(key: str) -> str:
    name = key.removeprefix("kling3_")
    if name in {each.snake for each in OPTIONS}:
        return f', but a setting of the fake: return {{"{name}": ...}} from a fixture kling3_settings of your own'
    return f"{suggestion(key, KEYS)}: expected one of {', '.join(KEYS)}"
