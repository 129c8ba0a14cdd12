"""An order with a bad picture is taken and fails, or is refused where that was asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import httpx2
import pytest

from kling3_mockserver.clock import ManualClock
from kling3_mockserver.media.policy import InspectMedia
from kling3_mockserver.media.shelf import Shelved
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import Settings
from kling3_mockserver.tasks.scenario import CompleteAtOnce
from kling3_mockserver.tasks.scenario_queue import Queued
from kling3_openapi.endpoints import Family
from tests.mockserver.asking import BODIES, KEY, create, data, read
from tests.mockserver.media import files
from tests.mockserver.media.hosts import host, of_file
from tests.mockserver.samples import NOW
from tests.mockserver.uploading import places, put

CAT = "https://cdn.test/cat.png"
Inspecting = Callable[..., Mock]


@pytest.fixture
def inspecting() -> Iterator[Callable[..., Mock]]:
    """Make mocks that fetch nothing and know of one picture, which is too small, with settings by name."""
    made: list[Mock] = []

    def make(policy: InspectMedia = InspectMedia.OFF, *, task_seconds: float = 3.0) -> Mock:
        settings = Settings(inspect_media=policy, task_seconds=task_seconds)
        mock = Mock(settings, clock=ManualClock(NOW), fetches_media=False)
        mock.inspector.shelf.put(CAT, Shelved(files.picture(size=(200, 400))))
        made.append(mock)
        return mock

    yield make
    for each in made:
        each.close()


def status_after(mock: Mock, task_id: str, seconds: float) -> str:
    clock = mock.clock
    assert isinstance(clock, ManualClock)
    clock.advance(seconds)
    return str(data(read(mock, task_id))["status"])


@pytest.mark.parametrize("policy", [InspectMedia.OFF, InspectMedia.REPORT])
def test_a_bad_picture_fails_its_task_after_a_few_seconds_without_a_reason(
    inspecting: Inspecting, policy: InspectMedia
) -> None:
    mock = inspecting(policy, task_seconds=60.0)
    answer = create(mock, start_image_url=CAT)
    assert answer.status == 200
    assert b"K334" in dict(answer.headers)[b"x-kling3-findings"]
    task_id = str(data(answer)["task_id"])
    assert status_after(mock, task_id, 2.9) == "IN_PROGRESS"
    assert status_after(mock, task_id, 0.2) == "FAILED"
    assert data(read(mock, task_id)) == {"task_id": task_id, "status": "FAILED", "generated": []}


def test_it_is_refused_where_that_was_asked_for(inspecting: Inspecting) -> None:
    mock = inspecting(InspectMedia.REFUSE)
    answer = create(mock, start_image_url=CAT)
    assert answer.status == 400
    assert b"Validation error: start_image_url has 200x400 pixels, expected 300x300 or more" in answer.body
    assert asyncio.run(mock.store.count()) == 0


def test_a_doubt_is_no_reason_to_refuse(inspecting: Inspecting) -> None:
    mock = inspecting(InspectMedia.REFUSE)
    mock.inspector.shelf.put(CAT, Shelved(files.picture(), "text/plain"))
    answer = create(mock, start_image_url=CAT)
    assert answer.status == 200
    assert b"K333" in dict(answer.headers)[b"x-kling3-findings"]


def test_how_a_task_ends_is_said_by_the_request_and_the_queue_first(inspecting: Inspecting) -> None:
    mock = inspecting()
    by_header = str(data(create(mock, scenario="complete 1", start_image_url=CAT))["task_id"])
    mock.scenarios.put(Queued(CompleteAtOnce()))
    by_queue = str(data(create(mock, start_image_url=CAT))["task_id"])
    assert (status_after(mock, by_header, 5), status_after(mock, by_queue, 0)) == ("COMPLETED", "COMPLETED")


def test_without_a_word_of_pictures_nobody_looks() -> None:
    mock = Mock(Settings(), fetches_media=False)
    assert not mock.inspects
    assert create(mock, start_image_url=CAT).status == 200
    assert "inspector" not in vars(mock)


def test_a_picture_that_was_uploaded_to_the_fake_is_looked_at_where_it_lies(inspecting: Inspecting) -> None:
    mock = inspecting(InspectMedia.REPORT)
    (place,) = places(mock, "image/png")
    put(mock, place, files.picture(size=(100, 100)))
    answer = create(mock, start_image_url=place.asset_url)
    assert b"K334" in dict(answer.headers)[b"x-kling3-findings"]


def test_it_may_be_switched_on_and_off_while_running() -> None:
    mock = Mock(Settings(), fetches_media=False)
    mock.configure({"inspect-media": "refuse"})
    assert mock.inspects
    mock.configure({"inspect-media": "off"})
    assert not mock.inspects


def test_a_picture_is_fetched_from_this_machine_before_the_order_is_answered() -> None:
    async def run() -> httpx2.Response:
        mock = Mock(Settings(inspect_media=InspectMedia.REPORT))
        transport = httpx2.ASGITransport(app=mock)
        async with (
            host(of_file(files.picture(size=(99, 400)))) as there,
            httpx2.AsyncClient(transport=transport) as client,
        ):
            body = {**BODIES[Family.KLING3], "start_image_url": there.url()}
            path = "http://mock.test/v1/ai/video/kling-v3-pro"
            answer = await client.post(path, json=body, headers={"x-freepik-api-key": KEY})
            mock.close()
            return answer

    answer = asyncio.run(run())
    assert answer.status_code == 200
    assert "K334" in answer.headers["x-kling3-findings"]
