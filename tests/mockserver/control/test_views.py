"""What the control API shows of tasks, requests and deliveries: all of it but keys and secrets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kling3_mockserver.control.views import queued_view, task_view
from kling3_mockserver.mock import Mock
from kling3_mockserver.tasks.scenario import parse
from kling3_mockserver.tasks.scenario_queue import Queued
from kling3_openapi.endpoints import Family, Tier
from tests.mockserver.asking import BASE, KEY, at_once, control, create, created, data
from tests.mockserver.samples import HOOK, NOW
from tests.mockserver.wire import KLING3, send

FOREIGN_KEY = "key-of-somebody"


def views(mock: Mock, path: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(control(mock, "GET", path).body)
    return listed


@pytest.mark.parametrize(
    ("family", "amount", "confidence", "assumed"),
    [(Family.KLING3, 1.96, "B", False), (Family.MOTION_PRO, 1.79, "C", True)],
)
def test_a_task_is_shown_with_its_price(
    *, mock: Mock, family: Family, amount: float, confidence: str, assumed: bool
) -> None:
    made = data(create(mock, family))
    (listed,), shown = views(mock, "/tasks"), json.loads(control(mock, "GET", f"/tasks/{made['task_id']}").body)
    assert (
        listed["price"]
        == shown["price"]
        == {
            "amount": amount,
            "currency": "EUR",
            "assumed": assumed,
            "basis": f"measured 2026-05-06 by one operator, confidence {confidence}; the provider prints none",
        }
    )


def test_a_price_that_nobody_knows_is_null(mock: Mock) -> None:
    create(mock, Family.TURBO_TEXT)
    assert [each["price"] for each in views(mock, "/tasks")] == [None]


WITHOUT_LENGTH = (Family.MOTION_PRO, Family.MOTION_STD)
WITHOUT_RATIO = (*WITHOUT_LENGTH, Family.TURBO_IMAGE, Family.UHD_IMAGE)


@pytest.mark.parametrize(("family", "tier"), [(family, tier) for family in Family for tier in family.tiers])
def test_a_task_is_shown_with_what_the_service_would_not_tell(mock: Mock, family: Family, tier: Tier) -> None:
    video = {
        "seconds": 5 if family in WITHOUT_LENGTH else 7,
        "aspect_ratio": "16:9" if family in WITHOUT_RATIO else "9:16",
        "audio": family is Family.KLING3,
    }
    made = data(create(mock, family, tier, duration="7", aspect_ratio="9:16", webhook_url=HOOK))
    (shown,) = views(mock, "/tasks")
    assert shown == {
        "task_id": made["task_id"],
        "status": "CREATED",
        "generated": [],
        "model": family.model(tier),
        "family": family.path,
        "key": "alph...",
        "tier": None if tier is None else tier.value,
        "created_at": NOW,
        "in_progress_at": NOW + 1,
        "ended_at": NOW + 3,
        "outcome": "COMPLETED",
        "with_url": True,
        "reads_left": 0,
        "scenario": "complete",
        "video": video,
        "price": shown["price"],  # below
        "webhook_url": HOOK,
    }


@pytest.mark.parametrize(("scenario", "in_progress_at", "reads_left"), [("never", NOW + 1, 0), ("reads 3", None, 3)])
def test_a_moment_that_no_clock_brings_about_is_null(
    mock: Mock, scenario: str, in_progress_at: float | None, reads_left: int
) -> None:
    created(mock, scenario=scenario)
    (shown,) = views(mock, "/tasks")
    assert (shown["in_progress_at"], shown["ended_at"], shown["reads_left"]) == (in_progress_at, None, reads_left)
    assert shown["scenario"] == scenario


@pytest.mark.parametrize(("scenario", "outcome"), [("fail", "FAILED"), ("no-url", "COMPLETED")])
def test_how_a_task_will_end_without_a_url_is_shown_before_it_does(mock: Mock, scenario: str, outcome: str) -> None:
    created(mock, scenario=scenario)
    (shown,) = views(mock, "/tasks")
    assert (shown["status"], shown["outcome"], shown["with_url"]) == ("CREATED", outcome, False)


def test_a_task_is_shown_as_it_stands_at_a_moment(mock: Mock) -> None:
    task = at_once(mock.store.get(created(mock)))
    assert task is not None
    statuses = [task_view(task, mock.lifecycle, NOW + seconds, mock.prices)["status"] for seconds in (0, 1, 3)]
    assert statuses == ["CREATED", "IN_PROGRESS", "COMPLETED"]
    completed: Any = task_view(task, mock.lifecycle, NOW + 3, mock.prices)
    (url,) = completed["generated"]
    assert url.startswith(f"{BASE}/kling_{task.id}.mp4?token=exp=")


def test_a_request_is_shown_with_answer_and_findings(mock: Mock) -> None:
    response = create(mock, image_list=[])
    (shown,) = views(mock, "/requests")
    assert (shown["number"], shown["at"], shown["key"], shown["cut"]) == (1, NOW, "alph...", False)
    assert shown["task_id"] == data(response)["task_id"]
    request, answer = shown["request"], shown["response"]
    assert (request["method"], request["path"], request["query"]) == ("POST", f"{KLING3}-pro", "")
    assert json.loads(request["body"]) == {"prompt": "A fox in the snow", "image_list": []}
    assert (answer["status"], answer["body"].encode()) == (200, response.body)
    assert [each["code"] for each in shown["findings"]] == ["K001"]


def test_keys_and_secrets_are_masked_wherever_they_came(mock: Mock) -> None:
    secret = [("x-magnific-api-key", FOREIGN_KEY), ("authorization", f"Bearer {FOREIGN_KEY}"),
              ("cookie", f"session={FOREIGN_KEY}")]  # fmt: skip
    send(mock, "GET", KLING3, *secret)
    text = control(mock, "GET", "/requests").body.decode()
    assert (KEY in text, FOREIGN_KEY in text) == (False, False)
    (shown,) = json.loads(text)
    headers = shown["request"]["headers"]
    masked = [headers[name] for name in ("x-freepik-api-key", "x-magnific-api-key", "authorization", "cookie")]
    assert masked == ["alph...", "key-...", "Bear...", "sess..."]


def test_a_key_in_a_query_is_masked_too(mock: Mock) -> None:
    """It is a mistake of some programs, and no reason to show what they sent."""
    send(mock, "GET", f"{KLING3}?api_key={FOREIGN_KEY}&page=2&API%2DKEY={FOREIGN_KEY}&key=&page", key="")
    (shown,) = views(mock, "/requests")
    assert shown["request"]["query"] == "api_key=key-...&page=2&API%2DKEY=key-...&key=&page"
    assert FOREIGN_KEY not in json.dumps(shown)


@pytest.mark.parametrize("text", ["complete", "complete 2.5", "at-once", "reads 3", "fail", "no-url 0", "never"])
def test_a_waiting_scenario_is_shown_in_the_words_that_are_read(text: str) -> None:
    queued = Queued(parse(text), 2, "kling-v3-pro", {"duration": "5"})
    assert queued_view(queued) == {
        "scenario": text,
        "times": 2,
        "model": "kling-v3-pro",
        "fields": {"duration": "5"},
    }


def test_the_fields_of_a_waiting_scenario_are_shown_without_secrets() -> None:
    fields = {"webhook_url": "http://u:it'sPW@h/", "api_key": "PW2", "duration": "5", "prompt": "my own-known-key"}
    shown = queued_view(Queued(parse("fail"), 1, None, fields), ["own-known-key"])["fields"]
    assert shown == {"webhook_url": "http://...@h/", "api_key": "...", "duration": "5", "prompt": "my ..."}


def test_the_key_of_an_order_is_masked_in_the_url_that_it_names(mock: Mock) -> None:
    hook = f"http://127.0.0.1:9/hook/{KEY}?id={KEY}"
    created_id = str(data(create(mock, webhook_url=hook))["task_id"])
    shown = json.loads(control(mock, "GET", f"/tasks/{created_id}").body)["webhook_url"]
    assert shown == "http://127.0.0.1:9/hook/...?id=..."
