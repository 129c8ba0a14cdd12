"""What the program says before and after it serves, and that it does what it says in between."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import threading

import httpx
import pytest

from kling3_mockserver.mock import Mock
from kling3_mockserver.programs import serve as program
from kling3_mockserver.programs.serve import serve
from kling3_mockserver.programs.serve_words import banner, last_word
from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_mockserver.tasks.lifecycle import Upcoming
from kling3_mockserver.tasks.message import Message
from kling3_mockserver.tasks.scenario import FailAfter, NeverEnd
from kling3_mockserver.tasks.task import Status
from kling3_openapi.signature import SecretEncoding
from tests.mockserver.posting import PATIENCE
from tests.mockserver.processes import LONGEST, environment, served, url_of
from tests.mockserver.receivers import Inbox, closed_port
from tests.mockserver.samples import BASIS, HOOK, ONE_TASK, a_delivery, a_message
from tests.mockserver.screen import Screen

URL = "http://127.0.0.1:8333"
ORDER = {"prompt": "A fox in the snow"}
HEADERS = {"x-freepik-api-key": "any"}
BASH = shutil.which("bash") if shutil.which("curl") else None


def ask(method: str, url: str, body: object = None, **headers: str) -> httpx.Response:
    with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        return client.request(method, url, json=body, headers={**HEADERS, **headers})


def an_upcoming(task_id: str) -> Upcoming:
    return Upcoming(task_id, Status.COMPLETED, HOOK, 42.0)


def order(banner: str, body: object = None, **headers: str) -> httpx.Response:
    return ask("POST", f"{url_of(banner)}/v1/ai/video/kling-v3-pro", body or ORDER, **headers)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(), f"kling3-mock answers at {URL}\n"),
        (Settings(), f"  base URL   {URL}   (for https://api.freepik.com or https://api.magnific.com;\n"),
        (Settings(), "  key        any key, in the header x-freepik-api-key or x-magnific-api-key\n"),
        (Settings(api_keys=("one",)), "  key        the key that you set, in the header "),
        (Settings(api_keys=("one", "two")), "  key        one of the 2 keys that you set, in the header "),
        (Settings(), "  secret     kling3-mock-secret   (signs webhooks; its text is the key, byte for byte)\n"),
        (Settings(webhook_secrets=("a",)), "  secret     the one that you set signs webhooks as v1 (raw)\n"),
        (
            Settings(webhook_secrets=("YQ", "Yg"), webhook_secret_encoding=SecretEncoding.BASE64),
            "  secret     those that you set sign webhooks as v1, v2 (base64)\n",
        ),
        (Settings(), f"  page       {URL}/_mock/\n"),
        (Settings(), f"  control    {URL}/_mock/openapi.yaml\n"),
        (Settings(), "A task is done 3 s after it was created. Stop with Ctrl-C.\n"),
        (Settings(task_seconds=60, speed=20), "A task is done 3 s after it was created. Stop with Ctrl-C.\n"),
        (Settings(scenario=FailAfter(2.0)), "How tasks end: fail 2. Stop with Ctrl-C.\n"),
        (Settings(scenario=NeverEnd()), "How tasks end: never. Stop with Ctrl-C.\n"),
        (Settings(outage=("kling-v3-std",)), "created. Every task of kling-v3-std fails. Stop with Ctrl-C.\n"),
        (Settings(clock=ClockKind.MANUAL), "Time stands still: POST /_mock/clock moves it. Stop with Ctrl-C.\n"),
    ],
)
def test_the_banner_says_what_a_program_has_to_be_told(settings: Settings, expected: str) -> None:
    assert expected in banner(settings, URL)


def test_the_banner_doubts_a_secret_that_libraries_would_decode() -> None:
    shown = banner(Settings(webhook_secrets=("plain", "whsec_aGlkZGVu")), URL)
    assert (
        "             careful: secret v2 begins with 'whsec_': libraries for Standard Webhooks decode the rest" in shown
    )
    assert "(--webhook-secret-encoding)" in shown
    assert "aGlkZGVu" not in shown


def test_the_banner_shows_no_key_and_no_secret_that_was_set() -> None:
    shown = banner(Settings(api_keys=("my-own-key",), webhook_secrets=("my-own-secret",)), URL)
    assert "my-own" not in shown
    assert '-H "x-freepik-api-key: YOUR-KEY"' in shown


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "kling3-mock stopped; no webhook was left undelivered."),
        (1, "kling3-mock stopped; 1 webhook was left undelivered:\n  COMPLETED of task task-0 to https://"),
        (2, "kling3-mock stopped; 2 webhooks were left undelivered:\n  COMPLETED of task task-0 to https://"),
    ],
)
def test_the_last_word_names_what_was_left_undelivered(count: int, expected: str) -> None:
    said = last_word([a_message(f"task-{number}") for number in range(count)])
    assert said.startswith(expected)
    assert said.count("\n") == count


def test_the_last_word_lists_twenty_at_most() -> None:
    said = last_word([a_message(f"task-{number}") for number in range(23)])
    assert said.count(" of task ") == 20
    assert said.endswith("\n  and 3 more")
    said = last_word([], [an_upcoming(f"task-{number}") for number in range(21)])
    assert said.startswith("kling3-mock stopped; 21 webhooks were still to come:\n")
    assert said.count(" of task ") == 20
    assert said.endswith("\n  and 1 more")


def test_the_last_word_tells_of_what_is_still_to_come_below_what_was_left() -> None:
    assert last_word([a_message()], [an_upcoming("task-2")]) == (
        "kling3-mock stopped; 1 webhook was left undelivered:\n"
        "  COMPLETED of task task-1 to https://receiver.example/hook?user=7\n"
        "1 webhook was still to come:\n"
        "  COMPLETED of task task-2 to https://receiver.example/hook?user=7, due in 42 s"
    )


def test_the_last_word_shows_no_password() -> None:
    said = last_word([a_message(url="http://bob:hunter2@receiver.example/hook?token=abc")])
    assert said.endswith(" to http://...@receiver.example/hook?token=...")


def test_the_last_word_shows_no_character_that_would_move_the_cursor() -> None:
    assert "\x1b" not in last_word([a_message(url="https://receiver.example/\x1b[2J")])


@pytest.mark.skipif(BASH is None, reason="bash or curl is not installed: the line of the banner was not run")
@pytest.mark.parametrize("variables", [{}, {"KLING3_MOCK_API_KEY": "my-own-key"}])
def test_the_curl_line_of_the_banner_works_as_it_stands(variables: dict[str, str]) -> None:
    with served(**variables) as (_, said):
        line = "  curl " + said.partition("  curl ")[2].partition("\n\n")[0]
        ended = subprocess.run(
            [BASH or "bash", "-c", line], capture_output=True, timeout=LONGEST, check=True,
            env=environment(NO_PROXY="*", no_proxy="*", **variables),
        )  # fmt: skip
    assert json.loads(ended.stdout)["data"]["status"] == "CREATED"


def test_each_request_is_told_in_a_line_with_its_findings_below() -> None:
    with served("--clock", "manual") as (program, said):
        task_id = order(said, {**ORDER, "image_list": []}).json()["data"]["task_id"]
        (told,) = program.until(" POST ")[-1:]
        assert " POST /v1/ai/video/kling-v3-pro 200 " in told
        assert told.endswith(f" ms  task {task_id}  EUR 1.96\n")
        assert program.line().startswith("         K001 ignored: image_list has no effect on Kling 3")
        assert program.line() == f"         prices: {BASIS}\n"
        ask("GET", f"{url_of(said)}/v1/ai/video/kling-v3/none?x=1")
        assert " GET  /v1/ai/video/kling-v3/none?x=1 404 " in program.line()


def test_each_attempt_to_deliver_is_told_in_a_line() -> None:
    inbox = Inbox(500, 204)
    with ThreadedServer(inbox) as receiver, served("--webhook-retry-delay", "0.01", "--task-seconds", "0") as (
        program, said,
    ):  # fmt: skip
        order(said, {**ORDER, "webhook_url": receiver.url})
        refused, taken = program.until("not taken")[-1], program.until("IN_PROGRESS")[-1]
        assert "webhook IN_PROGRESS of task " in refused
        assert f" to {receiver.url}  try 1: not taken: 500, next try in 0.0 s\n" in refused
        assert taken.endswith(f" to {receiver.url}  try 2: 204\n")


def test_what_came_and_was_no_request_is_told_in_a_line_with_what_to_do() -> None:
    with served() as (program, said):
        url = url_of(said)
        with pytest.raises(httpx.ConnectError, match=r"(?i)wrong.version.number|record layer failure"):
            ask("GET", url.replace("http:", "https:"))
        (told,) = program.until("TLS")[-1:]
        assert " not served, 400 to 127.0.0.1:" in told
        assert told.endswith(": use http:// in the base URL (got https://)\n")
        with (
            httpx.Client(proxy=url, trust_env=False, timeout=PATIENCE) as client,
            pytest.raises(httpx.ProxyError, match="501 Not a proxy \\(set it as the base URL\\)"),
        ):
            client.get("https://api.freepik.com/v1/ai/video/kling-v3")
        assert ": CONNECT api.freepik.com:443 asks for a proxy, and the fake is a server: " in program.line()
        assert program.stop(signal.SIGINT) == (0, "kling3-mock stopped; no webhook was left undelivered.\n")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_well_even_right_after_the_banner(how: signal.Signals) -> None:
    with served() as (program, _):
        assert program.stop(how) == (0, "\nkling3-mock stopped; no webhook was left undelivered.\n")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_webhooks_that_nobody_took_are_its_last_words(how: signal.Signals) -> None:
    with closed_port() as port, served("--task-seconds", "0") as (program, said):
        hook = f"http://127.0.0.1:{port}/hook"
        task_id = order(said, {**ORDER, "webhook_url": hook}).json()["data"]["task_id"]
        program.until("not taken: ConnectError")
        status, rest = program.stop(how)
    assert status == 0
    assert rest.endswith(
        "kling3-mock stopped; 2 webhooks were left undelivered:\n"
        f"  IN_PROGRESS of task {task_id} to {hook}\n  COMPLETED of task {task_id} to {hook}\n{ONE_TASK}.\n"
    )


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_webhooks_that_are_not_due_yet_are_told_of_too(how: signal.Signals) -> None:
    with closed_port() as port, served("--clock", "manual", "--task-seconds", "60") as (program, said):
        hook = f"http://127.0.0.1:{port}/hook"
        task_id = order(said, {**ORDER, "webhook_url": hook}).json()["data"]["task_id"]
        status, rest = program.stop(how)
    assert status == 0
    assert rest.endswith(
        "kling3-mock stopped; 2 webhooks were still to come:\n"
        f"  IN_PROGRESS of task {task_id} to {hook}, due in 20 s\n"
        f"  COMPLETED of task {task_id} to {hook}, due in 60 s\n{ONE_TASK}.\n"
    )


def test_a_pipe_that_knows_only_ascii_gets_the_rest_escaped() -> None:
    with served(PYTHONIOENCODING="ascii") as (program, said):
        assert ask("GET", f"{url_of(said)}/caf%C3%A9").status_code == 404
        assert " GET  /caf\\xe9 404 " in program.until(" GET ")[-1]
        assert program.stop(signal.SIGINT)[0] == 0


def test_the_settings_that_it_was_given_are_those_it_serves_by() -> None:
    words = ["--seed", "7", "--strict", "--clock", "manual", "--scenario", "at-once", "--result-url", "http://cdn.test"]
    with served(*words) as (_, said):
        refused = order(said, {**ORDER, "image_list": []})
        task = order(said).json()["data"]
        shown = ask("GET", f"{url_of(said)}/v1/ai/video/kling-v3/{task['task_id']}").json()["data"]
    assert refused.status_code == 400
    assert shown["status"] == "COMPLETED"
    assert shown["generated"][0].startswith("http://cdn.test/kling_")


@pytest.mark.usefixtures("_as_before")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_in_the_main_thread_of_any_program_until_a_signal(how: signal.Signals) -> None:
    answers: list[int] = []

    def visit() -> None:
        try:
            answers.append(order(screen.getvalue()).status_code)
        finally:
            os.kill(os.getpid(), how)

    visitor = threading.Thread(target=visit)
    screen = Screen(visitor)
    serve(Settings(port=0), screen)
    visitor.join()
    assert answers == [200]
    assert " POST /v1/ai/video/kling-v3-pro 200 " in screen.getvalue()
    assert screen.getvalue().endswith(f"kling3-mock stopped; no webhook was left undelivered.\n{ONE_TASK}.\n")


@pytest.mark.usefixtures("_as_before")
def test_a_delivery_that_ends_while_it_stops_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class LastMinute(Mock):
        def close(self) -> list[Message]:
            async def deliver() -> None:
                self.journal.add_delivery(a_delivery())

            asyncio.run(deliver())
            return super().close()

    monkeypatch.setattr(program, "Mock", LastMinute)
    visitor = threading.Thread(target=os.kill, args=(os.getpid(), signal.SIGTERM))
    screen = Screen(visitor)
    serve(Settings(port=0), screen)
    visitor.join()
    assert "webhook COMPLETED of task task-1 to https://receiver.example/hook?user=7  try 1: 200\n" in screen.getvalue()
