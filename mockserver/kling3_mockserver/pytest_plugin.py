"""The pytest plugin: fixtures around the fake, findings that fail a test, and a summary.

Only pytest and the standard library are imported here; everything else is imported inside fixtures.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from kling3_mockserver.exercised import Exercised
    from kling3_mockserver.policy import Policy
    from kling3_mockserver.session import Kling3Session
    from kling3_mockserver.settings import Settings
    from kling3_mockserver.tenant import Kling3

_MARKER = (
    "kling3(*, findings=..., allow=..., **settings): settings of the fake for one test, by the names of its options "
    "(scenario='fail', strict=True); findings=['ignored=warn'] changes what findings do, allow=['K014'] lets them pass"
)
_FAILED: pytest.StashKey[bool] = pytest.StashKey()
_TENANT: pytest.StashKey[tuple[Kling3, Policy]] = pytest.StashKey()
_COUNTS: pytest.StashKey[Exercised] = pytest.StashKey()
_FROM_WORKERS: pytest.StashKey[list[Mapping[str, Mapping[str, object]]]] = pytest.StashKey()
_WORKER_OUTPUT = "kling3_exercised"
_OF_THE_RUN = frozenset({"host", "port"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register options and ini keys."""
    group = parser.getgroup("kling3", "the fake of the Kling 3 video API")
    group.addoption("--kling3-findings", action="append", default=[], help="What a finding does: ignored=warn.")
    group.addoption("--kling3-scenario", help="How tasks end when a test says nothing: 'fail', 'complete 60'.")
    parser.addini("kling3_findings", "what findings do to a test: ignored=warn K014=off", "args", [])
    parser.addini("kling3_block_network", "whether connections to the paid service fail in tests", "bool", default=True)
    parser.addini("kling3_scenario", "how tasks end when a test says nothing", default="complete")
    parser.addini(
        "kling3_base_url_env", "environment variables to hold the fake's URL, as NAME or NAME=/v1", "args", []
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture(scope="session")
def kling3_settings(pytestconfig: pytest.Config) -> Settings:
    """Return the settings of every test's fake; override this fixture to change them."""
    from kling3_mockserver.options import settings_of

    scenario = pytestconfig.getoption("--kling3-scenario") or pytestconfig.getini("kling3_scenario")
    # Three reads, because a program that polls in a loop never comes back to the test that moves the clock.
    values = {"scenario": scenario, "task-seconds": 60, "task-reads": 3, "clock": "manual", "poll-limit": 1_000}
    return settings_of(values)


@pytest.fixture(scope="session")
def kling3_server(pytestconfig: pytest.Config, kling3_settings: Settings) -> Iterator[Kling3Session]:
    """Return the live server that all tests of a run share; `url` is where it answers."""
    from kling3_mockserver.exercised import Exercised
    from kling3_mockserver.policy import Policy
    from kling3_mockserver.session import Kling3Session

    words = pytestconfig.getini("kling3_findings") + pytestconfig.getoption("--kling3-findings")
    counts = pytestconfig.stash.setdefault(_COUNTS, Exercised())
    blocked = pytestconfig.getini("kling3_block_network")
    session = Kling3Session(kling3_settings, Policy().changed(words), counts, block_network=blocked).start()
    yield session
    session.stop()


@pytest.fixture(scope="session")
def kling3_session(kling3_server: Kling3Session) -> Kling3Session:
    """Return what gives a fresh fake to each example of a property test: `with kling3_session.tenant() as mock`."""
    return kling3_server


@pytest.fixture
def kling3(
    request: pytest.FixtureRequest, kling3_server: Kling3Session, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Kling3]:
    """Return a fake of the Kling 3 API for this test: tasks, clock, webhooks and findings of its own."""
    from kling3_mockserver.options import settings_of
    from kling3_mockserver.session import FindingsError

    marked = _marked(request.node)
    policy = kling3_server.policy.changed(_words(marked.pop("findings", ())))
    allowed = _words(marked.pop("allow", ()))
    settings = settings_of(marked, kling3_server.settings)
    _set_base_urls(request.config, kling3_server.url, monkeypatch)
    refused, request.node.stash[_FAILED] = "", False
    try:
        with kling3_server.tenant(settings, policy=policy, test=request.node.nodeid) as kling3:
            kling3.allow(*allowed)
            request.node.stash[_TENANT] = (kling3, policy)
            yield kling3
    except FindingsError as error:
        refused = str(error)
    finally:
        # Tests live as long as the run, and what they caused need not.
        request.node.stash.setdefault(_TENANT, None)
        del request.node.stash[_TENANT]
    if refused and not request.node.stash[_FAILED]:
        pytest.fail(refused, pytrace=False)


def _marked(item: pytest.Item) -> dict[str, object]:
    """Return what the markers of a test set; the nearest one counts."""
    marked: dict[str, object] = {}
    for mark in reversed(list(item.iter_markers("kling3"))):
        if mark.args:
            _refuse(f"takes settings by name, as in scenario='fail'; got {mark.args}")
        marked |= mark.kwargs
    for name in _OF_THE_RUN.intersection(marked):
        _refuse(f"can't set {name}, because all tests share one server: override the fixture kling3_settings")
    return marked


def _refuse(reason: str) -> NoReturn:
    pytest.fail(f"pytest.mark.kling3 {reason}", pytrace=False)


def _words(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, Iterable) and not isinstance(value, str) else [str(value)]


def _set_base_urls(config: pytest.Config, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for word in config.getini("kling3_base_url_env"):
        name, _, suffix = word.partition("=")
        monkeypatch.setenv(name, url + suffix)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the findings of a test with its failure, and remember that it has one: none fails twice."""
    report = yield
    if call.when != "teardown" and call.excinfo is not None:
        item.stash[_FAILED] = True
        _add_findings(item, report)
    return report


def _add_findings(item: pytest.Item, report: pytest.TestReport) -> None:
    if _TENANT in item.stash:
        from kling3_mockserver.session import findings_section

        if text := findings_section(*item.stash[_TENANT]):
            report.sections.append(("kling3 findings", text))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the counts of an xdist worker to its controller."""
    output = getattr(session.config, "workeroutput", None)
    counts = session.config.stash.get(_COUNTS, None)
    if output is not None and counts is not None:
        output[_WORKER_OUTPUT] = counts.to_json()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Take the counts of an xdist worker that has ended."""
    counts = getattr(node, "workeroutput", {}).get(_WORKER_OUTPUT)
    if counts is not None:
        config: pytest.Config = node.config  # type: ignore[attr-defined]
        config.stash.setdefault(_FROM_WORKERS, []).append(counts)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say once which findings there were and which part of the contract was exercised."""
    counts, others = config.stash.get(_COUNTS, None), config.stash.get(_FROM_WORKERS, [])
    if counts is None and not others:
        return
    from kling3_mockserver.exercised import Exercised

    total = counts or Exercised()
    for other in others:
        total.merge(other)
    lines = total.lines()
    if lines:
        terminalreporter.section("kling3")
        for line in lines:
            terminalreporter.line(line)
