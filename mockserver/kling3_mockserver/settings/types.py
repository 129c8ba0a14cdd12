"""Setting types: of which type each setting's value has to be, so that a wrong one is refused where it is made.

A text in the place of a scenario would be taken, and fail in the first order; one in the place of several keys would be
taken for one key a letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field
from enum import Enum

from kling3_mockserver.errors import SettingsError
from kling3_mockserver.limits.rate_limits import RateLimits
from kling3_mockserver.stores.location import StoreLocation
from kling3_mockserver.tasks.scenario import Scenario

_TYPES: Mapping[type, tuple[type, ...]] = {float: (int, float), int: (int,), str: (str,), bool: (bool,)}
_WITHOUT_DEFAULT: Mapping[str, tuple[type, ...]] = {"seed": (int,), "proxy": (int,), "balance": (int, float)}
"""Of settings that are None by themselves; the others of these are texts."""


def check_type(field: Field[object], value: object) -> None:
    """Return when a value is of the type of a field of Settings; raise SettingsError."""
    default = field.default if field.default is not MISSING else None
    if value is None and default is None:
        return
    if isinstance(default, tuple):
        _check_all(field.name, value, Enum if default and isinstance(default[0], Enum) else str)
    elif not _is_one_of(value, _expected(field.name, default)):
        raise _refused(field.name, value, _words(_expected(field.name, default)))


def _check_all(name: str, values: object, kind: type) -> None:
    if not isinstance(values, tuple) or not all(isinstance(each, kind) for each in values):
        raise _refused(name, values, "a tuple of " + ("texts" if kind is str else "statuses"))


def _expected(name: str, default: object) -> tuple[type, ...]:
    if isinstance(default, Scenario):
        return Scenario.__args__
    if isinstance(default, StoreLocation):
        return StoreLocation.__args__
    if isinstance(default, Enum | RateLimits):
        return (type(default),)
    if default is None:
        return _WITHOUT_DEFAULT.get(name, (str,))
    return _TYPES[type(default)]


def _is_one_of(value: object, expected: tuple[type, ...]) -> bool:
    # True is an int, and no number that anybody means.
    return isinstance(value, expected) and (bool in expected or not isinstance(value, bool))


def _words(expected: tuple[type, ...]) -> str:
    return " or ".join(each.__name__ for each in expected)


def _refused(name: str, value: object, expected: str) -> SettingsError:
    readable = f"settings_of({{{name!r}: {value!r:.40}}}, settings) of kling3_mockserver.settings reads words"
    return SettingsError(name, f"got {value!r:.60}, expected {expected}; {readable}")
