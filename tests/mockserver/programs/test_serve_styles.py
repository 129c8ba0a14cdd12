"""The served fake writes what it was asked to write: for people or for programs, all of it or only what went wrong."""

from __future__ import annotations

import json
import signal
from contextlib import closing

import httpx

from tests.mockserver.posting import PATIENCE
from tests.mockserver.processes import Program, served, url_of
from tests.mockserver.samples import BASIS, ONE_TASK

ORDER = {"prompt": "A fox in the snow"}
KEY = {"x-freepik-api-key": "any"}


def order(url: str, **headers: str) -> int:
    with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        return client.post(f"{url}/v1/ai/video/kling-v3-pro", json=ORDER, headers={**KEY, **headers}).status_code


def test_a_refused_scenario_is_told_with_its_reason() -> None:
    with served() as (program, said):
        url = url_of(said)
        assert order(url, **{"x-kling3-scenario": "explode"}) == 400
        assert " 400 " in program.until(" POST ")[-1]
        assert program.line().startswith("         refused: unknown scenario 'explode': expected complete [SECONDS]")


def test_a_refusal_of_the_control_api_is_told_with_its_reason() -> None:
    with served() as (program, said), httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        url = url_of(said)
        client.patch(f"{url}/_mock/settings", json={"task-secnds": 1})
        assert " PATCH /_mock/settings 400 " in program.until(" PATCH ")[-1]
        assert "refused: task-secnds: no such setting (did you mean task-seconds?)" in program.line()
        client.get(f"{url}/_mock/settings", headers={"origin": "http://page.test"})
        assert " GET  /_mock/settings 403 " in program.line()
        assert "refused: pages of another origin" in program.line()


def test_quiet_has_the_url_and_then_only_what_went_wrong() -> None:
    with closing(Program("serve", "--port", "0", "--quiet")) as program:
        url = url_of(program.line())
        order(url)
        for _ in range(2):
            order(url, **{"x-kling3-scenario": "explode"})
        assert " POST /v1/ai/video/kling-v3-pro 400 " in program.line()
        assert program.line().startswith("         refused: unknown scenario 'explode'")
        status, rest = program.stop(signal.SIGINT)
    assert (status, rest) == (0, f"kling3-mock stopped; no webhook was left undelivered.\n{ONE_TASK}.\n")


def test_quiet_still_doubts_a_secret() -> None:
    with closing(Program("serve", "--port", "0", "--quiet", "--webhook-secret", "whsec_aGlkZGVu")) as program:
        program.line()
        assert program.line().startswith("careful: secret v1 begins with 'whsec_'")


def test_with_json_every_line_is_an_object() -> None:
    with closing(Program("serve", "--port", "0", "--log-format", "json")) as program:
        first = json.loads(program.line())
        order(first["url"])
        second = json.loads(program.line())
        status, rest = program.stop(signal.SIGINT)
    assert (first["event"], second["event"], second["status"], status) == ("started", "request", 200, 0)
    assert (second["price"], second["currency"], second["price_basis"]) == (1.96, "EUR", BASIS)
    cost = {"orders": 1, "amount": 1.96, "currency": "EUR", "assumed": False, "unknown": 0, "basis": BASIS}
    assert json.loads(rest) == {"event": "stopped", "undelivered": [], "upcoming": [], "cost": cost}


def test_colours_can_be_asked_for_where_there_is_no_terminal() -> None:
    with served(FORCE_COLOR="1") as (program, said):
        order(url_of(said))
        assert " \x1b[32m200\x1b[0m " in program.until(" POST ")[-1]
