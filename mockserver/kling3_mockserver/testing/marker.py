"""Marked: what `pytest.mark.kling3` says of a test: its settings, its policy, and the codes that it lets pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kling3_mockserver.errors import SettingsError
from kling3_mockserver.settings.options import OPTIONS, settings_of
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.suggestion import suggestion
from kling3_mockserver.testing.policy import Policy, check_code

_OF_THE_RUN = frozenset({"host", "port"})
_MENDS = {
    "host": "override the fixture kling3_settings",
    "port": "it takes any free port, and kling3.url says which",
}
_OWN = ("findings", "allow", "may_not_happen")


@dataclass(frozen=True, slots=True)
class Marked:
    """The settings, policy and allowed codes of a test, at first those of the run.

    `counts_on_scenario` is whether the test counts on a task that ends by the scenario of its settings.
    """

    settings: Settings
    policy: Policy
    allowed: tuple[str, ...] = ()
    counts_on_scenario: bool = False

    def changed(self, values: Mapping[str, object], policy: Policy, *, own: bool = True) -> Marked:
        """Return it with what one marker sets; its `findings` change the policy given.

        `own` is whether it stands at the test itself: what a class or a module sets is for those of its tests that
        need it. Raises SettingsError and CatalogueError.
        """
        for name in values:
            _check_name(name)
        settings = settings_of({name: values[name] for name in values if name not in _OWN}, self.settings)
        made = replace(self, settings=settings)
        if "scenario" in values:
            made = replace(made, counts_on_scenario=own)
        if values.get("may_not_happen"):
            made = replace(made, counts_on_scenario=False)
        if "findings" in values:
            made = replace(made, policy=policy.changed(_words(values["findings"]), "findings"))
        if "allow" in values:
            made = replace(made, allowed=tuple(check_code(each) for each in _words(values["allow"])))
        return made


def _check_name(name: str) -> None:
    if name.replace("_", "-") in _OF_THE_RUN:
        raise SettingsError(name, f"can't be set for one test, because all tests share one server: {_MENDS[name]}")
    known = [*_OWN, *(each.snake for each in OPTIONS if each.name not in _OF_THE_RUN)]
    if name not in known:
        raise SettingsError(name, f"no such setting{suggestion(name, known)}: expected one of {', '.join(known)}")


def _words(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, Iterable) and not isinstance(value, str) else [str(value)]
