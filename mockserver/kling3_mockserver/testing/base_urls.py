"""BaseUrls: the environment variables that hold the fake's URL while a run lasts."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from kling3_mockserver.errors import SettingsError

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SUFFIX = re.compile(r"(?:/[A-Za-z0-9._~%-]*)*")


class BaseUrls:
    """Variables given as `NAME` or `NAME=/v1`; raises SettingsError for any other words."""

    def __init__(self, words: Iterable[str], setting: str = "kling3_base_url_env") -> None:
        self._suffixes = dict(_variable(word, setting) for word in words)
        self._before: dict[str, str | None] = {}

    def set(self, url: str) -> None:
        """Have each variable hold the URL and what is appended to it."""
        self._before = {name: os.environ.get(name) for name in self._suffixes}
        os.environ.update({name: url + suffix for name, suffix in self._suffixes.items()})

    def restore(self) -> None:
        """Give the variables back what they held."""
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _variable(word: str, setting: str) -> tuple[str, str]:
    name, equals, suffix = word.partition("=")
    if not _NAME.fullmatch(name):
        raise SettingsError(
            setting,
            f"got '{word}', and '{name}' can't be the name of a variable: expected NAME or NAME=/path, "
            "as in FREEPIK_BASE_URL=/v1",
        )
    if not _SUFFIX.fullmatch(suffix) or (equals and not suffix):
        meant = f" (did you mean {name}=/{suffix}?)" if _SUFFIX.fullmatch(f"/{suffix}") and suffix else ""
        raise SettingsError(
            setting, f"got '{word}'{meant}: what follows = is appended to the URL and begins with /, as in {name}=/v1"
        )
    return name, suffix
