"""The page of a run lists its fakes, and has each answer behind a prefix, its reads also when its test has ended."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import httpx
import pytest

from kling3_mockserver.serving.threaded import ThreadedServer
from kling3_mockserver.testing.run_page import Fakes, RunPage
from kling3_mockserver.testing.tenant import Kling3
from tests.mockserver.asking import create, data
from tests.mockserver.posting import PATIENCE
from tests.mockserver.streaming import watching


@pytest.fixture
def fakes(kling3: Kling3) -> Fakes:
    """Have one fake, that of a test with a name that HTML has to escape."""
    made = Fakes()
    made.add("test_a.py::test_it[<b>&]", kling3)
    return made


@pytest.fixture
def url(fakes: Fakes) -> Iterator[str]:
    with ThreadedServer(RunPage(fakes)) as server:
        yield server.url


def ask(url: str, method: str = "GET", **headers: str) -> httpx.Response:
    with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        return client.request(method, url, headers=headers)


def message(answer: httpx.Response) -> str:
    return str(json.loads(answer.text)["message"])


def test_the_list_names_each_test_and_leads_to_the_page_of_its_fake(url: str, kling3: Kling3) -> None:
    create(kling3.mock, image_list=[])
    text = ask(f"{url}/").text
    assert "<p>1 fake was opened, the newest first." in text
    assert "<b>" not in text
    assert '">test_a.py::test_it[&lt;b&gt;&amp;]</a></th><td>open</td><td>1</td><td>K001 ×1</td>' in text  # noqa: RUF001
    (link,) = re.findall('<a href="([^"]+)"', text)
    assert ask(f"{url}/{link}").text == ask(f"{url}/tests/1/_mock/").text
    assert "<title>" in ask(f"{url}/{link}").text


def test_a_run_without_a_fake_says_so() -> None:
    with ThreadedServer(RunPage(Fakes())) as server:
        text = ask(f"{server.url}/").text
    assert "<p>No test has opened a fake yet." in text
    assert "<table" not in text


def test_a_long_list_says_how_many_there_were(kling3: Kling3) -> None:
    fakes = Fakes(most_kept=1, most_named=2)
    for _ in range(3):
        fakes.add("x" * 400, kling3)
    with ThreadedServer(RunPage(fakes)) as server:
        text = ask(f"{server.url}/").text
        assert "3 fakes were opened, of which the newest 2 are here." in text
        assert f'<th scope="row">{"x" * 300}... (forgotten)</th>' in text
        assert message(ask(f"{server.url}/tests/2/_mock/")).startswith("the fake of this test is forgotten, as only th")


def test_the_list_may_load_nothing_and_has_its_own_style_alone(url: str) -> None:
    policy = ask(f"{url}/").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "script" not in policy


def test_what_the_fake_was_asked_is_read_behind_its_prefix(url: str, kling3: Kling3) -> None:
    create(kling3.mock)
    (asked,) = ask(f"{url}/tests/1/_mock/requests").json()
    assert asked["request"]["path"] == "/v1/ai/video/kling-v3-pro"


def test_a_test_that_runs_is_acted_on(url: str, kling3: Kling3) -> None:
    task_id = data(create(kling3.mock))["task_id"]
    assert ask(f"{url}/tests/1/_mock/tasks/{task_id}/complete", "POST").status_code == 200
    assert [each.status for each in kling3.tasks] == ["COMPLETED"]


def test_a_fake_whose_test_has_ended_can_be_read_and_changes_no_more(url: str, kling3: Kling3) -> None:
    task_id = data(create(kling3.mock))["task_id"]
    kling3.run_to_end()
    link = kling3.tasks[0].generated[0]
    kling3.close()
    refused = ask(f"{url}/tests/1/_mock/tasks/{task_id}/fail", "POST")
    assert (refused.status_code, message(refused).partition(",")[0]) == (409, "the test of this fake has ended")
    assert len(ask(f"{url}/tests/1/_mock/requests").json()) == 1
    assert ask(f"{url}/tests/1/_mock/tasks").json()[0]["status"] == "COMPLETED"
    assert ask(f"{url}/tests/1/{link.rpartition('/')[2]}").headers["content-type"] == "video/mp4"


def test_what_reads_by_post_is_let_through(url: str, kling3: Kling3) -> None:
    kling3.close()
    assert ask(f"{url}/tests/1/_mock/export.har", "POST").status_code != 409


def test_the_events_of_an_ended_fake_are_told_once_and_not_ended(url: str, kling3: Kling3) -> None:
    """A page would ask for them again and again."""
    create(kling3.mock)
    kling3.close()
    with watching(f"{url}/tests/1") as stream:
        assert [each["number"] for each in stream.rows(1)] == [1]
        kling3.mock.journal.clear()
        assert stream.until("cleared").content == {}


@pytest.mark.parametrize("path", ["/tests/1", "/tests/1/"])
def test_the_page_of_a_fake_is_found_without_its_last_folder(url: str, path: str) -> None:
    answer = ask(f"{url}{path}")
    assert (answer.status_code, answer.headers["location"]) == (307, "/tests/1/_mock/")


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/tests/7/_mock/", "no fake 7 was opened in this run: GET / lists those that were"),
        ("GET", "/tests/x/_mock/", "nothing is here: GET / lists the fakes of this run"),
        ("GET", "/_mock/", "nothing is here: GET / lists the fakes of this run"),
        ("POST", "/", "nothing is here: GET / lists the fakes of this run"),
    ],
)
def test_what_is_nowhere_is_said_so(url: str, method: str, path: str, expected: str) -> None:
    answer = ask(f"{url}{path}", method)
    assert (answer.status_code, message(answer)) == (404, expected)


@pytest.mark.parametrize("path", ["/", "/tests/1/_mock/requests"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:x", "127.0.0.1.evil.example"])
def test_a_name_that_was_made_to_point_here_shows_nothing(url: str, path: str, host: str) -> None:
    answer = ask(f"{url}{path}", host=host)
    assert (answer.status_code, message(answer).partition(":")[0]) == (
        403, "the page answers to localhost and 127.0.0.1 only",
    )  # fmt: skip


def test_pages_of_another_origin_may_not_act_on_a_fake(url: str) -> None:
    assert ask(f"{url}/tests/1/_mock/reset", "POST", origin="http://page.test").status_code == 403


def test_head_has_the_headers_alone(url: str) -> None:
    whole, head = ask(f"{url}/"), ask(f"{url}/", "HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))
