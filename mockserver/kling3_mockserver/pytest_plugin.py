"""The pytest plugin: fixtures around the fake, findings that fail a test, and a summary.

Only pytest and the standard library are loaded with it; what `testing` names is loaded when it is first asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from kling3_mockserver import pytest_options, settings, testing
from kling3_openapi.errors import Kling3Error

if TYPE_CHECKING:
    from kling3_mockserver.settings.settings import Settings
    from kling3_mockserver.testing.coverage_report import CoverageReport
    from kling3_mockserver.testing.exercised import Exercised
    from kling3_mockserver.testing.live import LiveServer
    from kling3_mockserver.testing.marker import Marked
    from kling3_mockserver.testing.policy import Policy
    from kling3_mockserver.testing.run_block import RunBlock
    from kling3_mockserver.testing.session import Kling3Session
    from kling3_mockserver.testing.spending import Budget
    from kling3_mockserver.testing.tenant import Kling3
    from kling3_openapi.editions import Edition

_MARKER = (
    "kling3(*, findings=..., allow=..., may_not_happen=..., **settings): settings of the fake for one test, by the "
    "names of its options (scenario='fail', strict=True); findings=['ignored=warn'] changes what findings do, "
    "allow=['K014'] lets them pass, may_not_happen=True a scenario that no task meets"
)
_LIVE: pytest.StashKey[LiveServer] = pytest.StashKey()
_SESSION: pytest.StashKey[Kling3Session] = pytest.StashKey()
_COUNTS: pytest.StashKey[Exercised] = pytest.StashKey()
_FROM_WORKERS: pytest.StashKey[list[Mapping[str, Mapping[str, object]]]] = pytest.StashKey()
_BLOCK: pytest.StashKey[RunBlock] = pytest.StashKey()
_ASKED: pytest.StashKey[bool] = pytest.StashKey()
_USED: pytest.StashKey[bool] = pytest.StashKey()
_COMPLAINTS: pytest.StashKey[list[str]] = pytest.StashKey()
_FIXTURES = ("kling3", "kling3_class", "kling3_module", "kling3_session", "kling3_server")
_ATTRIBUTE = "kling3"
_WORKER_OUTPUT = "kling3_exercised"
_WORKER_BLOCKED = "kling3_blocked"
_PAGE = "kling3_page"

_Report = TypeVar("_Report", pytest.TestReport, pytest.CollectReport)

pytest_addoption = pytest_options.pytest_addoption
"""pytest finds the hooks of a plugin in its one module."""


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Close the way to the service, and set the variables of base URLs, before the project's first module is imported.

    Its conftest.py is one of these.
    """
    _block_network(early_config)
    _set_base_urls(early_config)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and refuse settings of the run that can't be used."""
    config.addinivalue_line("markers", _MARKER)
    # For those who load the plugin from a conftest.py, which is too late for the hook above.
    _block_network(config)
    _set_base_urls(config)
    _check(config)
    if config.getoption("--kling3-page"):
        with _refused():
            config.pluginmanager.register(testing.PageHooks(config), _PAGE)


@pytest.fixture(scope="session")
def kling3_settings(pytestconfig: pytest.Config) -> Settings:
    """Return the settings of every test's fake; override this fixture to change them, be it by a dict."""
    return _settings(pytestconfig)


@pytest.fixture(scope="session")
def kling3_server(
    pytestconfig: pytest.Config, kling3_settings: Settings | Mapping[str, object]
) -> Iterator[Kling3Session]:
    """Return the live server that all tests of a run share; `url` is where it answers."""
    settings = _settings(pytestconfig, kling3_settings) if isinstance(kling3_settings, Mapping) else kling3_settings
    counts = pytestconfig.stash.setdefault(_COUNTS, _nothing_exercised(pytestconfig))
    blocked, live = pytestconfig.getini("kling3_block_network") is not False, pytestconfig.stash.get(_LIVE, None)
    if live is not None:
        live.check_host(settings.host)
    session = testing.Kling3Session(settings, _policy(pytestconfig), counts, block_network=blocked, live=live)
    if (page := pytestconfig.pluginmanager.get_plugin(_PAGE)) is not None:
        page.watch(session)
    pytestconfig.stash[_SESSION] = session
    yield session
    session.stop()


@pytest.fixture(scope="session")
def kling3_session(kling3_server: Kling3Session) -> Kling3Session:
    """Return what gives a fresh fake to each example of a property test: `with kling3_session.tenant() as mock`."""
    return kling3_server


@pytest.fixture
def kling3(request: pytest.FixtureRequest, kling3_server: Kling3Session) -> Iterator[Kling3]:
    """Return a fake of the Kling 3 API for this test: tasks, clock, webhooks and findings of its own."""
    _check_server(kling3_server)
    marked = _marked(request.node, kling3_server)
    request.node.stash[_USED] = True
    with (
        kling3_server.opened(marked, request.node.nodeid, ends_with_test=True) as kling3,
        _handed_over(request.instance, kling3),
    ):
        yield kling3


@pytest.fixture(scope="class")
def kling3_class(request: pytest.FixtureRequest, kling3_server: Kling3Session) -> Iterator[Kling3]:
    """Return a fake that all tests of a class share; a class finds it as `self.kling3` as well."""
    with _held(request, kling3_server) as kling3, _handed_over(request.cls, kling3):
        yield kling3


@pytest.fixture(scope="module")
def kling3_module(request: pytest.FixtureRequest, kling3_server: Kling3Session) -> Iterator[Kling3]:
    """Return a fake that all tests of a file share."""
    with _held(request, kling3_server) as kling3:
        yield kling3


@contextmanager
def _held(request: pytest.FixtureRequest, server: Kling3Session) -> Iterator[Kling3]:
    """Open a fake for longer than a test; what it was asked is judged after each, the rest at its end."""
    _check_server(server)
    request.node.stash[_USED] = True
    with server.opened(_marked(request.node, server), request.node.nodeid) as kling3:
        yield kling3


@contextmanager
def _handed_over(owner: object, kling3: Kling3) -> Iterator[None]:
    """Have tests that can't take arguments, as those of unittest, find the fake, unless its name is theirs."""
    if owner is None or hasattr(owner, _ATTRIBUTE):
        yield
        return
    setattr(owner, _ATTRIBUTE, kling3)
    yield
    # Whoever has put another there in the meantime keeps it.
    if vars(owner).get(_ATTRIBUTE) is kling3:
        delattr(owner, _ATTRIBUTE)


def _check_server(server: object) -> None:
    if not isinstance(server, testing.Kling3Session):
        returned = f"the fixture kling3_server returned {type(server).__name__}"
        pytest.fail(f"{returned}: leave it as it is, and change settings by the fixture kling3_settings", pytrace=False)


def _marked(item: pytest.Item | pytest.Collector, server: Kling3Session) -> Marked:
    """Return what the markers of a test, a class or a module set; the nearest one counts."""
    marked = testing.Marked(server.settings, server.policy)
    for node, mark in reversed(list(item.iter_markers_with_node("kling3"))):
        refusal = f"takes settings by name, as in scenario='fail'; got {mark.args}" if mark.args else ""
        try:
            marked = marked.changed(mark.kwargs, server.policy, own=node is item)
        except Kling3Error as error:
            refusal = refusal or str(error)
        if refusal:
            pytest.fail(f"{_place(node)}: pytest.mark.kling3: {refusal}", pytrace=False)
    return marked


def _place(node: object) -> str:
    """Return file and line of what bears a marker: of its first decorator, where there are any."""
    line = node.reportinfo()[1] if isinstance(node, (pytest.Item, pytest.Class)) else None
    path = str(getattr(node, "nodeid", "")).partition("::")[0]
    return path if line is None else f"{path}:{line + 1}"


# The settings of a run ----------------------------------------------------------------------------------------------


def _set_base_urls(config: pytest.Config) -> None:
    words = config.getini("kling3_base_url_env")
    if not words or _LIVE in config.stash:
        return
    with _refused():
        urls, live = testing.BaseUrls(words), testing.LiveServer()
        urls.set(live.bind())
    config.stash[_LIVE] = live
    config.add_cleanup(live.stop)
    config.add_cleanup(urls.restore)


def _block_network(config: pytest.Config) -> None:
    wanted = _block_setting(config)
    if wanted is False or _BLOCK in config.stash:
        return
    project = testing.Project(config.rootpath, config.inipath, config.getini("norecursedirs"))

    def applies() -> bool:
        # A fake in use closes the way itself, with a sentence that names its doors.
        session = config.stash.get(_SESSION, None)
        in_use = session is not None and session.in_use
        return not in_use and (bool(wanted) or _asks_for_fake(config) or project.uses_fake)

    config.stash[_BLOCK] = block = testing.RunBlock(applies)
    config.add_cleanup(block.lift)


def _block_setting(config: pytest.Config) -> bool | None:
    try:
        value: bool | None = config.getini("kling3_block_network")
    # Which of them it is depends on the version of pytest.
    except (ValueError, pytest.UsageError) as error:
        raise pytest.UsageError(f"kling3_block_network: {error}, expected true or false") from None
    return value


def _asks_for_fake(config: pytest.Config) -> bool:
    """Return whether a test of this run asks for a fixture of ours, maybe by another package's plugin."""
    return _COUNTS in config.stash or config.stash.get(_ASKED, False)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look which fixtures the tests of this run ask for."""
    names = (name for item in session.items for name in getattr(item, "fixturenames", ()))
    session.config.stash[_ASKED] = any(name in _FIXTURES for name in names)


def _check(config: pytest.Config) -> None:
    """Read what was set, and only that: each costs a run that does not use the fake an import."""
    with _refused():
        _check_names(config)
        if _findings(config):
            _policy(config)
        if _scenario(config) != pytest_options.SCENARIO:
            testing.check_scenario(_scenario(config))
        for name in ("kling3_edition", "kling3_next_edition"):
            _edition(config, name)
        _coverage(config)
        _budget(config)


def _check_names(config: pytest.Config) -> None:
    # Most projects name none, and are spared the import.
    if config.inipath is not None and b"kling3_" in config.inipath.read_bytes():
        testing.check_keys(config.inipath)


@contextmanager
def _refused() -> Iterator[None]:
    """Turn errors of ours into pytest's own kind, which ends the run with a sentence."""
    try:
        yield
    except Kling3Error as error:
        raise pytest.UsageError(str(error)) from None


def _settings(config: pytest.Config, values: Mapping[str, object] | None = None) -> Settings:
    """Return the settings that the tests of a run have by themselves, and with what a project changes of them."""
    # Three reads, because a program that polls in a loop never comes back to the test that moves the clock.
    own = {"scenario": _scenario(config), "task-seconds": 60, "task-reads": 3, "clock": "manual", "poll-limit": 1_000}
    named = _named(config, "kling3_edition")
    of_edition = {"edition": named} if named else {}
    return settings.settings_of(values or {}, settings.settings_of({**own, **of_edition}))


def _findings(config: pytest.Config) -> list[str]:
    return [*config.getini("kling3_findings"), *config.getoption("--kling3-findings")]


def _policy(config: pytest.Config) -> Policy:
    return testing.Policy().changed(_findings(config))


def _scenario(config: pytest.Config) -> str:
    return str(config.getoption("--kling3-scenario") or config.getini("kling3_scenario"))


def _named(config: pytest.Config, name: str) -> str:
    """Return what an option, or else the ini key of its name, says for a run; empty where neither does."""
    return str(config.getoption(f"--{name.replace('_', '-')}") or config.getini(name))


def _edition(config: pytest.Config, name: str) -> Edition | None:
    return testing.edition_of(named, name) if (named := _named(config, name)) else None


def _coverage(config: pytest.Config) -> CoverageReport | None:
    """Return what a run wants to be told of its coverage; None when it said nothing."""
    forms = config.getoption("--kling3-coverage") or config.getini("kling3_coverage")
    least = config.getoption("--kling3-coverage-fail-under") or config.getini("kling3_coverage_fail_under")
    if not forms and not least:
        return None
    return testing.CoverageReport.of(forms, least)


def _budget(config: pytest.Config) -> Budget | None:
    """Return what the orders of a run may cost; None when nothing is said of it."""
    try:
        value = config.getini("kling3_budget")
    # As above.
    except (TypeError, ValueError, pytest.UsageError) as error:
        raise pytest.UsageError(f"kling3_budget: {error}, expected an amount of 0 or more, as in 20.0") from None
    return None if value is None else testing.Budget.of(value)


# The outcome of a test ----------------------------------------------------------------------------------------------


@pytest.hookimpl(trylast=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Fail a test that has passed by what its program and its receiver did; what comes later is judged at its end.

    Being last, it comes after the test itself, and only when that has not failed.
    """
    session = item.config.stash.get(_SESSION, None)
    if session is not None:
        session.judge()
    _check_marker(item)


def _check_marker(item: pytest.Item) -> None:
    """Fail a test that has a marker of its own, and not the fixture that it is for."""
    own = next((each for each in item.own_markers if each.name == "kling3"), None)
    if own is not None and _USED not in item.stash and not own.kwargs.get("may_not_happen"):
        mend = "put `kling3` in its arguments, or say kling3_session.tenant(scenario=...) where you open one yourself"
        words = f"{_place(item)}: pytest.mark.kling3 has no effect, the test does not use the fake: {mend}"
        pytest.fail(words, pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show a failure without our frames, and beside it the findings of its test; none is told twice."""
    report = yield
    session = item.config.stash.get(_SESSION, None)
    if call.excinfo is None:
        return report
    error = call.excinfo.value
    if report.failed:
        _show_the_caller(item, call, report)
    if session is not None and call.when != "teardown":
        report.sections.extend(session.dismiss(error))
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Show a mistake that is made while a module is imported, as in the arguments of parametrize, the same way."""
    report = yield
    call: pytest.CallInfo[object] | None = getattr(report, "call", None)
    if report.failed and call is not None:
        _show_the_caller(collector, call, report)
    return report


def _show_the_caller(node: pytest.Item | pytest.Collector, call: pytest.CallInfo[object], report: _Report) -> None:
    """Write a report anew whose error is a sentence of ours: it ends where it was caused."""
    if call.excinfo is None or "kling3_mockserver.errors" not in sys.modules or node.config.getoption("fulltrace"):
        return
    error = testing.shown_error(call.excinfo.value)
    if error is None:
        return
    call.excinfo = pytest.ExceptionInfo.from_exception(error)
    if testing.shows_the_caller(error):
        report.longrepr = node.repr_failure(call.excinfo)
        return
    shown = report.longrepr = call.excinfo.getrepr(style="value", chain=False)
    if shown.reprcrash is not None:
        # What the summary at the end has room for.
        shown.reprcrash.message = str(getattr(error, "gist", error))


# The summary --------------------------------------------------------------------------------------------------------


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the counts of an xdist worker to its controller; elsewhere hold the run to its bounds."""
    config = session.config
    output, counts = getattr(config, "workeroutput", None), config.stash.get(_COUNTS, None)
    if output is None:
        _finish(session)
        return
    if counts is not None:
        output[_WORKER_OUTPUT] = counts.to_json()
    if _BLOCK in config.stash:
        output[_WORKER_BLOCKED] = config.stash[_BLOCK].blocked


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Take the counts of an xdist worker that has ended, and where it blocked connections."""
    output: Mapping[str, Any] = getattr(node, "workeroutput", {})
    config: pytest.Config = node.config  # type: ignore[attr-defined]
    if (counts := output.get(_WORKER_OUTPUT)) is not None:
        config.stash.setdefault(_FROM_WORKERS, []).append(counts)
    if _BLOCK in config.stash:
        config.stash[_BLOCK].blocked += output.get(_WORKER_BLOCKED, [])


def _finish(session: pytest.Session) -> None:
    """Write the coverage, and fail a run that exercised too little, or that would have cost too much."""
    config = session.config
    report, budget = _coverage(config), _budget(config)
    if (report is None and budget is None) or config.getoption("collectonly"):
        return
    total, complaints = _total(config), list[str]()
    if report is not None:
        summary = total.coverage.summary()
        missed = [*report.write(summary, config.invocation_params.dir), *report.missed(summary)]
        complaints += [f"coverage: {each}" for each in missed]
    if budget is not None:
        complaints += [f"budget: {each}" for each in budget.missed(total.expenses)]
    config.stash[_COMPLAINTS] = complaints
    if complaints and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say once which findings there were and which part of the contract was exercised."""
    blocked = config.stash[_BLOCK].words if _BLOCK in config.stash else ""
    if config.getoption("collectonly") or not (_is_used(config) or _coverage(config) or blocked):
        return
    report = _coverage(config)
    lines = _total(config).lines(whole=report is not None and report.in_terminal)
    complaints = config.stash.get(_COMPLAINTS, [])
    if lines or complaints or blocked:
        terminalreporter.section("kling3")
    if blocked:
        terminalreporter.line(blocked, red=True)
    for line in lines:
        terminalreporter.line(line)
    for complaint in complaints:
        terminalreporter.line(f"FAILED kling3 {complaint}", red=True)
    _show_next_edition(terminalreporter, config)


def _show_next_edition(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    moving = _total(config).next_edition
    if moving is not None and _is_used(config):
        terminalreporter.section(f"kling3 by {moving.edition.value}")
        for line in moving.lines():
            terminalreporter.line(line)


def _is_used(config: pytest.Config) -> bool:
    return _COUNTS in config.stash or _FROM_WORKERS in config.stash


def _nothing_exercised(config: pytest.Config) -> Exercised:
    following = _edition(config, "kling3_next_edition")
    return testing.Exercised(_edition(config, "kling3_edition"), testing.NextEdition(following) if following else None)


def _total(config: pytest.Config) -> Exercised:
    """Return the counts of this process and of all that have ended; each is added once."""
    total = config.stash.setdefault(_COUNTS, _nothing_exercised(config))
    others = config.stash.get(_FROM_WORKERS, [])
    while others:
        total.merge(others.pop(0))
    return total
