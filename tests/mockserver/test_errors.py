"""Every error of the fake stands in the tree that its module draws, and carries its evidence."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

import kling3_mockserver
from kling3_mockserver import errors
from kling3_mockserver.errors import ApiError, MockError, ScenarioError, SettingsError, TooSlowError
from kling3_openapi.errors import Kling3Error
from tests.mockserver.samples import a_finding

NOT_OURS_TO_IMPORT = ("kling3_mockserver.running.python.sitecustomize",)
"""What Python imports by itself, in programs that are run."""


def descendants(kind: type[object]) -> set[str]:
    return {name for each in kind.__subclasses__() for name in (each.__name__, *descendants(each))}


def test_the_tree_names_every_error_of_the_package() -> None:
    for module in walk_packages(kling3_mockserver.__path__, "kling3_mockserver."):
        if module.name not in NOT_OURS_TO_IMPORT:
            import_module(module.name)
    assert errors.__doc__ is not None
    assert {name for name in descendants(MockError) if f"- {name} " not in errors.__doc__} == set()


def test_all_errors_are_caught_by_the_root_of_the_project() -> None:
    assert issubclass(MockError, Kling3Error)


def test_an_api_error_is_an_answer_with_its_findings_and_headers() -> None:
    error = ApiError(405, "use GET", (a_finding(),), ((b"allow", b"GET"),))
    assert (error.status, error.message, str(error)) == (405, "use GET", "use GET")
    assert (error.findings, error.headers) == ((a_finding(),), ((b"allow", b"GET"),))


def test_an_api_error_has_by_itself_no_findings_and_no_headers() -> None:
    error = ApiError(404, "Tasks not found")
    assert (error.findings, error.headers) == ((), ())


def test_a_scenario_error_names_what_was_got_and_what_was_expected() -> None:
    error = ScenarioError("reads", "N")
    assert (str(error), error.text) == ("unknown scenario 'reads': expected N", "reads")


def test_an_error_of_slowness_compares_what_it_takes_with_what_is_waited_for() -> None:
    error = TooSlowError(20, 5.5)
    assert str(error) == "the answer takes 20 s, and the client waits for 5.5 s"
    assert (error.seconds, error.patience) == (20, 5.5)


def test_a_settings_error_begins_with_the_setting() -> None:
    error = SettingsError("port", "got 70000")
    assert (str(error), error.name) == ("port: got 70000", "port")
