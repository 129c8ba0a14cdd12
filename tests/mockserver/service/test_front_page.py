"""Who opens the URL of the banner is told what answers there, and a program that lost its path still hears of it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator

import httpx
import pytest

from kling3_mockserver.mock import Mock
from kling3_mockserver.serving.threaded import ThreadedServer
from tests.mockserver.posting import PATIENCE
from tests.mockserver.wire import codes, send

NewMock = Callable[..., Mock]

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def url(mock: Mock) -> Iterator[str]:
    with ThreadedServer(mock) as server:
        yield server.url


def ask(url: str, method: str = "GET", **headers: str) -> httpx.Response:
    with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        return client.request(method, url, headers=headers)


def test_a_browser_gets_a_page_that_says_what_this_is_and_where_all_else_is(url: str) -> None:
    answer = ask(f"{url}/", accept=BROWSER)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "A local fake of the Kling 3 video API" in answer.text
    assert f"<code>{url}</code>" in answer.text
    assert f"curl {url}/v1/ai/video/kling-v3-pro -H &quot;x-freepik-api-key: any&quot; " in answer.text
    assert f'<a href="{url}/_mock/">The page</a>' in answer.text
    assert {ask(link).status_code for link in re.findall(r'<a href="([^"]+)"', answer.text)} == {200}


@pytest.mark.parametrize("accept", ["*/*", "application/json", ""])
def test_a_program_gets_json(url: str, accept: str) -> None:
    answer = ask(url, accept=accept)
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    assert (told["name"], told["base_url"]) == ("kling3-mock", url)
    assert {ask(each).status_code for each in (told["page"], told["control_api"], *told["documents"].values())} == {200}


@pytest.mark.parametrize("accept", [BROWSER, "*/*"])
def test_head_has_the_headers_alone(url: str, accept: str) -> None:
    whole, head = ask(url, accept=accept), ask(url, "HEAD", accept=accept)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"] == str(len(whole.content))


def test_the_page_may_load_nothing_and_has_its_own_style_alone(url: str) -> None:
    answer = ask(url, accept=BROWSER)
    style = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256("".join(style).encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;")
    assert "<script" not in answer.text
    assert not re.search(r'(?:src|href)="(?!http://127|data:,)', answer.text)


@pytest.mark.parametrize("accept", [BROWSER, "*/*"])
def test_no_key_and_no_secret_is_shown(accept: str, new_mock: NewMock) -> None:
    with ThreadedServer(new_mock(api_keys=("key-of-the-team",), webhook_secrets=("our-secret",))) as server:
        text = ask(server.url, accept=accept).text
    assert "key-of-the-team" not in text
    assert "our-secret" not in text
    assert "x-freepik-api-key: YOUR-KEY" in text.replace("&quot;", '"')


def test_a_host_that_is_no_name_is_not_repeated(url: str) -> None:
    answer = ask(url, accept=BROWSER, host="<b>evil</b>")
    assert "evil" not in answer.text
    assert f"<code>{url}</code>" in answer.text


@pytest.mark.parametrize("path", ["/api/freepik/", "/api/freepik", "/"])
def test_behind_a_prefix_the_page_is_found_and_names_it(path: str, new_mock: NewMock) -> None:
    with ThreadedServer(new_mock(path_prefix="/api/freepik")) as server:
        told = ask(f"{server.url}{path}").json()
        assert told["base_url"] == f"{server.url}/api/freepik"
        assert ask(told["control_api"]).status_code == 200


def test_it_is_no_request_to_the_service(mock: Mock, url: str) -> None:
    ask(url)
    assert mock.journal.exchanges() == []


@pytest.mark.parametrize(
    ("method", "headers"),
    [("GET", {"x-freepik-api-key": "any"}), ("GET", {"x-magnific-api-key": "any"}), ("POST", {}),
     ("GET", {"host": "api.freepik.com"})],
)  # fmt: skip
def test_a_program_whose_url_has_lost_its_path_is_told_so_as_before(
    mock: Mock, url: str, method: str, headers: dict[str, str]
) -> None:
    answer = ask(url, method, **headers)
    assert (answer.status_code, answer.headers["x-kling3-findings"][:4]) == (404, "K078")
    assert "far from all endpoints of Kling 3" in json.loads(answer.text)["message"]
    assert [each.code for each in mock.journal.exchanges()[0].findings] == ["K078"]


def test_a_program_that_asks_without_a_socket_is_told_so_too(mock: Mock) -> None:
    answer = send(mock, "GET", "/", key="")
    assert (answer.status, codes(answer)) == (404, ["K078"])
