"""A session gives each `with` a fresh fake behind one server, and judges at its end what was sent."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import httpx
import httpx2
import pytest

from kling3_mockserver.errors import SettingsError
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_mockserver.tasks.scenario import FailAfter
from kling3_mockserver.testing.exercised import Exercised
from kling3_mockserver.testing.expectations import FindingsError
from kling3_mockserver.testing.policy import Policy
from kling3_mockserver.testing.session import Kling3Session
from kling3_mockserver.testing.tenant import Kling3
from tests.mockserver.asking import create, get, read

PRO = "/v1/ai/video/kling-v3-pro"
SETTINGS = Settings(clock=ClockKind.MANUAL)


@pytest.fixture
def session() -> Iterator[Kling3Session]:
    """A session that answers by URL when its URL is asked for."""
    made = Kling3Session(SETTINGS, Policy(), Exercised())
    yield made
    made.stop()


Use = Callable[[Kling3], object]


def ordering(**fields: object) -> Use:
    """Return the use of a tenant that makes one order with these fields."""
    asked: Callable[..., object] = create
    return lambda kling3: asked(kling3.mock, **fields)


def broken(session: Kling3Session, *uses: Use, policy: Policy | None = None) -> list[str]:
    """Return the lines with which a tenant ends after it was used like this."""

    def run() -> None:
        with session.tenant(policy=policy) as kling3:
            for use in uses:
                use(kling3)

    with pytest.raises(FindingsError) as failure:
        run()
    return str(failure.value).splitlines()


def test_each_tenant_begins_fresh_and_is_reached_by_url(session: Kling3Session) -> None:
    for _ in range(2):
        with session.tenant() as kling3, httpx2.Client(trust_env=False) as client:
            assert (kling3.url, kling3.tasks) == (session.url, [])
            answer = client.post(session.url + PRO, json={"prompt": "a"}, headers={"x-freepik-api-key": "any"})
            assert (answer.status_code, len(kling3.tasks)) == (200, 1)


def test_a_call_without_a_client_reads_certificates_once_in_a_run(
    session: Kling3Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[object] = []
    read = ssl.SSLContext.load_verify_locations

    def counted(context: ssl.SSLContext, *files: str, **named: str) -> None:
        reads.append(context)
        read(context, *files, **named)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", counted)
    for _ in range(3):
        with session.tenant():
            answer = httpx.post(
                f"https://api.freepik.com{PRO}", json={"prompt": "a"}, headers={"x-freepik-api-key": "k"}
            )
            assert answer.status_code == 200
    assert len(reads) == 1


def test_between_tenants_nobody_answers(session: Kling3Session) -> None:
    with session.tenant():
        pass
    with httpx2.Client(trust_env=False) as client:
        answer = client.get(f"{session.url}/v1/ai/video/kling-v3", headers={"x-freepik-api-key": "any"})
    assert (answer.status_code, answer.json()["message"][:25]) == (503, "no test uses the fake now")


def test_a_tenant_may_have_settings_and_a_policy_of_its_own(session: Kling3Session) -> None:
    settings = Settings(clock=ClockKind.MANUAL, scenario=FailAfter())
    with session.tenant(settings, policy=Policy().changed(["ignored=off"])) as kling3:
        create(kling3.mock, image_list=[])
        assert [each.status for each in kling3.run_to_end()] == ["FAILED"]


def test_what_the_service_would_ignore_ends_a_tenant_with_an_error_that_names_the_mend(session: Kling3Session) -> None:
    way_out = (
        'kling3.allow("K001") in the test, or for all tests kling3_findings = ["K001=off"] in pyproject.toml '
        "(K001=off in pytest.ini)"
    )
    assert broken(session, ordering(image_list=[])) == [
        "the program under test sent what the service would not honour:",
        "  K001 ignored: image_list has no effect on Kling 3: send start_image_url and end_image_url",
        f'      in POST {PRO} {{"prompt": "A fox in the snow", "image_list": []}}',
        f"Mend the program, or let it pass: {way_out}. More: kling3-mock explain K001",
    ]


def test_a_long_body_is_shown_in_part(session: Kling3Session) -> None:
    shown = broken(session, ordering(image_list=["x" * 500]))[2].removeprefix(f"      in POST {PRO} ")
    assert shown == '{"prompt": "A fox in the snow", "image_list": ["'.ljust(200, "x")


def test_a_request_without_a_body_is_shown_by_its_address(session: Kling3Session) -> None:
    lines = broken(session, lambda kling3: read(kling3.mock, "x"), policy=Policy().changed(["error=fail"]))
    assert lines[2] == "      in GET /v1/ai/video/kling-v3/x"


def test_a_query_is_shown_without_keys(session: Kling3Session) -> None:
    lines = broken(session, lambda kling3: get(kling3.mock, "/v1/ai/video/kling-v3?page=2&api_key=secret-1234"))
    assert "      in GET /v1/ai/video/kling-v3?page=2&api_key=secr..." in lines


def test_only_what_breaks_the_policy_is_named(session: Kling3Session) -> None:
    image_url = "https://pictures.example/a.png"
    orders = [ordering(), ordering(image_list=[]), ordering(image_url=image_url), ordering(duration=5)]
    lines = broken(session, *orders, lambda kling3: kling3.allow("K001"))
    assert [line.split()[0] for line in lines if line.startswith("  K")] == ["K003"]
    assert 'kling3.allow("K003")' in lines[-1]


@pytest.mark.parametrize("block_network", [True, False])
def test_in_a_tenant_httpx_reaches_the_fake_and_the_way_to_the_service_is_closed_if_wanted(
    *, block_network: bool
) -> None:
    before = socket.getaddrinfo
    session = Kling3Session(SETTINGS, Policy(), Exercised(), block_network=block_network)
    with session.tenant() as kling3:
        httpx.get("https://api.freepik.com/v1/ai/video/kling-v3", headers={"x-freepik-api-key": "any"})
        assert (len(kling3.requests), socket.getaddrinfo is before) == (1, not block_network)
    session.stop()
    assert socket.getaddrinfo is before


def test_an_error_of_the_test_itself_is_not_covered_up(session: Kling3Session) -> None:
    def fails(kling3: Kling3) -> None:
        create(kling3.mock, image_list=[])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), session.tenant() as kling3:
        fails(kling3)


@pytest.mark.parametrize(
    ("variable", "named", "expected"),
    [
        ("tests/test_a.py::test_b[x (1)] (call)", None, "tests/test_a.py::test_b[x (1)]: "),
        (None, None, "a tenant: "),
        ("tests/test_a.py::test_b (call)", "mine", "mine: "),
    ],
)
def test_what_was_exercised_is_noted_with_the_test_that_ran(
    session: Kling3Session, monkeypatch: pytest.MonkeyPatch, variable: str | None, named: str | None, expected: str
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    if variable is not None:
        monkeypatch.setenv("PYTEST_CURRENT_TEST", variable)
    with session.tenant(policy=Policy().changed(["ignored=warn"]), test=named) as kling3:
        create(kling3.mock, image_list=[])
    assert session.exercised.coverage.to_json()["operations"] == [f"POST {PRO}"]
    assert session.exercised.first["K001"].startswith(expected)


@pytest.mark.parametrize(("words", "expected"), [(["ignored=warn"], {"K001": 1}), (["ignored=off"], {})])
def test_findings_that_are_off_are_not_counted(
    session: Kling3Session, words: list[str], expected: dict[str, int]
) -> None:
    with session.tenant(policy=Policy().changed(words)) as kling3:
        create(kling3.mock, image_list=[])
    assert session.exercised.findings == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [(["error=off"], {}), (["error=off", "K001=warn"], {"K001": 1}), (["ignored=off"], {"K001": 1})],
)
def test_what_strict_refused_counts_as_an_error_in_the_summary_too(
    session: Kling3Session, words: list[str], expected: dict[str, int]
) -> None:
    with session.tenant(findings=words, strict=True) as kling3:
        create(kling3.mock, image_list=[])
    assert session.exercised.findings == expected


def test_tenants_without_a_url_open_no_socket_and_start_no_thread(
    session: Kling3Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = threading.active_count()
    monkeypatch.setattr(socket, "socket", None)
    with session.tenant() as kling3:
        httpx.get("https://api.freepik.com/v1/ai/video/kling-v3", headers={"x-freepik-api-key": "any"})
        assert (len(kling3.requests), threading.active_count()) == (1, before)


def test_open_tenants_are_judged_while_they_are_open_and_each_finding_once(session: Kling3Session) -> None:
    with session.tenant() as kling3:
        session.judge()
        create(kling3.mock, image_list=[])
        with pytest.raises(FindingsError, match="K001 ignored"):
            session.judge()
        session.judge()


def test_what_an_open_tenant_did_in_a_test_that_failed_is_shown_beside_its_error_and_fails_nothing_else(
    session: Kling3Session,
) -> None:
    with session.tenant() as one, session.tenant() as other:
        for kling3 in (one, other):
            create(kling3.mock, image_list=[])
        shown = session.dismiss(ZeroDivisionError())
        assert [(title, text[:13]) for title, text in shown] == [("kling3 findings", "K001 ignored:")] * 2
        assert session.dismiss(ZeroDivisionError()) == []


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda session: session.tenant({"seed": 1}), "settings: got dict, expected Settings, as the fixture "),
        (
            lambda session: session.tenant(policy="ignored=warn"),
            "policy: got 'ignored=warn', expected a Policy, as in ",
        ),
    ],
)
def test_what_is_no_settings_and_no_policy_is_refused(
    session: Kling3Session, call: Callable[[Kling3Session], AbstractContextManager[Kling3]], expected: str
) -> None:
    with pytest.raises(SettingsError) as refused, call(session):
        pass
    assert str(refused.value).startswith(expected)
