"""A result link opens its own task's video for an hour, and nothing else opens it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling3_mockserver.tasks.identifiers import Identifiers
from kling3_mockserver.tasks.links import LINK_LIFETIME, Links, LinkState

HOST = "https://cdn-magnific.freepik.com"
LINKS = Links(Identifiers(1))
moments = st.floats(0, 253_402_300_799)


def token_of(url: str) -> str:
    return parse_qs(urlsplit(url).query)["token"][0]


TOKEN = token_of(LINKS.url(HOST, "task-1", 1_000))


def test_a_link_has_the_form_of_the_service() -> None:
    url = LINKS.url(HOST, "task-1", 1_700_000_000.75)
    start = f"{HOST}/kling_task-1.mp4?token=exp=1700003600~hmac="
    assert re.fullmatch(re.escape(start) + "[0-9a-f]{64}", url)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (1_000, LinkState.GOOD),
        (1_000 + LINK_LIFETIME - 0.001, LinkState.GOOD),
        (1_000 + LINK_LIFETIME, LinkState.EXPIRED),
        (9e9, LinkState.EXPIRED),
    ],
)
def test_a_link_is_good_for_an_hour(now: float, expected: LinkState) -> None:
    assert LINKS.check("task-1", TOKEN, now) is expected


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        TOKEN + "0",
        TOKEN[:-1],
        TOKEN.replace("exp=4600", "exp=4601"),
        TOKEN.replace("exp=4600", "exp="),
        TOKEN.replace("exp=4600", f"exp={'9' * 5_000}"),
        TOKEN.replace("exp=4600", "exp=\N{ARABIC-INDIC DIGIT FOUR}600"),
        TOKEN.upper(),
        TOKEN + "\n",
    ],
    ids=lambda token: repr(token)[:30],
)
def test_a_token_that_was_changed_is_forged(token: str) -> None:
    assert LINKS.check("task-1", token, 1_000) is LinkState.FORGED


def test_a_token_opens_no_other_task_and_no_other_mock() -> None:
    assert LINKS.check("task-2", TOKEN, 1_000) is LinkState.FORGED
    assert Links(Identifiers(2)).check("task-1", TOKEN, 1_000) is LinkState.FORGED


@given(moments, st.text())
def test_every_link_that_is_made_opens_its_task_when_it_completes(completed_at: float, task_id: str) -> None:
    url = LINKS.url(HOST, task_id, completed_at)
    token = url.rpartition("?token=")[2]
    assert LINKS.check(task_id, token, completed_at) is LinkState.GOOD


@given(st.text())
def test_whatever_the_token_it_is_judged(token: str) -> None:
    assert LINKS.check("task-1", token, 1_000) is LinkState.FORGED
