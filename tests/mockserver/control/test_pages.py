"""The page is for whoever reaches the server, and what it asks of the control API is guarded all the same."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from kling3_mockserver.mock import Mock
from kling3_mockserver.page import page_index
from kling3_mockserver.serving.threaded import ThreadedServer
from tests.mockserver.posting import PATIENCE
from tests.mockserver.wire import header, message, send

NewMock = Callable[..., Mock]
EVIL = {"origin": "https://evil.example", "host": "evil.example", "sec-fetch-site": "cross-site"}


def asked(mock: Mock, method: str, path: str, **headers: str) -> httpx.Response:
    with ThreadedServer(mock) as server, httpx.Client(base_url=server.url, trust_env=False, timeout=PATIENCE) as client:
        return client.request(method, path, headers={name.replace("_", "-"): each for name, each in headers.items()})


def test_the_page_is_shown(mock: Mock) -> None:
    answer = asked(mock, "GET", "/_mock/")
    assert (answer.status_code, answer.content) == (200, page_index().body)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; ")


@pytest.mark.parametrize("path", ["/_mock/", "/_mock/page/page.mjs", "/_mock/page/page.css"])
def test_a_stranger_may_see_the_page_and_with_a_token_needs_none_for_it(new_mock: NewMock, path: str) -> None:
    mock = new_mock(control_token="hush")
    assert asked(mock, "GET", path, **EVIL).status_code == 200


@pytest.mark.parametrize("path", ["/_mock/health", "/_mock/requests", "/_mock/page/nowhere.mjs", "/_mock/page/"])
def test_a_stranger_sees_nothing_else(mock: Mock, path: str) -> None:
    answer = asked(mock, "GET", path, **EVIL)
    assert (answer.status_code, "answers to names of this machine only" in answer.json()["message"]) == (403, True)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_a_stranger_can_only_read_the_page(mock: Mock, method: str) -> None:
    assert asked(mock, method, "/_mock/", **EVIL).status_code == 403


def test_head_has_the_headers_alone(mock: Mock) -> None:
    answer = asked(mock, "HEAD", "/_mock/page/page.css")
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, b"", "text/css; charset=utf-8")
    assert int(answer.headers["content-length"]) > 0


def test_a_file_that_the_page_does_not_have_is_404_with_the_next_step(mock: Mock) -> None:
    answer = send(mock, "GET", f"/_mock/page/{'x' * 100}.mjs", key="")
    words = f"the page has no file {'x' * 60}: expected one that GET /_mock/ refers to"
    assert (answer.status, message(answer)) == (404, words)


@pytest.mark.parametrize("path", ["/_mock", "/api/kling/_mock"])
def test_without_its_slash_it_leads_there_behind_a_prefix_too(new_mock: NewMock, path: str) -> None:
    mock = new_mock(path_prefix="/api/kling")
    answer = asked(mock, "GET", path)
    assert (answer.status_code, str(answer.url.join(answer.headers["location"]).path)) == (307, f"{path}/")
    assert asked(mock, "GET", f"{path}/").content == page_index().body


def test_an_order_for_the_page_s_address_is_a_wrong_address_as_before(mock: Mock) -> None:
    answer = send(mock, "POST", "/_mock")
    assert (answer.status, header(answer, "location")) == (404, None)


def test_the_page_stands_in_no_journal(mock: Mock) -> None:
    for path in ("/_mock", "/_mock/", "/_mock/page/page.css"):
        send(mock, "GET", path)
    assert list(mock.journal.exchanges()) == []
