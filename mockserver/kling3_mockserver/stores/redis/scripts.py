"""Scripts: what the server does in one step, in its Lua, each known to it by its digest."""

from __future__ import annotations

import hashlib
from enum import Enum
from functools import cached_property
from importlib.resources import files

_OF_LANES = "lanes"
"""What stands before each script that moves messages."""


class Script(Enum):
    """The scripts; each value is the name of its file."""

    ADD = "add"
    ADMIT = "admit"
    CHANGE = "change"
    COLLIDE = "collide"
    DONE = "done"
    FORGET = "forget"
    KEEP = "keep"
    NEWEST = "newest"
    OPEN = "open"
    OVERTAKEN = "overtaken"
    PAY = "pay"
    PUT_BACK = "put_back"
    RECORD = "record"
    REPLACE = "replace"
    RESET = "reset"
    REVIVE = "revive"
    SPEND = "spend"
    STRIKE = "strike"
    TAKE = "take"
    TIDY = "tidy"
    TRIED = "tried"

    @cached_property
    def text(self) -> str:
        """What the server runs."""
        moving = (Script.DONE, Script.OVERTAKEN, Script.PUT_BACK, Script.TAKE, Script.TIDY, Script.TRIED)
        return "\n".join(_read(name) for name in ((_OF_LANES, self.value) if self in moving else (self.value,)))

    @cached_property
    def digest(self) -> str:
        """By what the server knows it, once it was loaded."""
        return hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()


def _read(name: str) -> str:
    return files(__package__).joinpath("lua", f"{name}.lua").read_text("utf-8")
