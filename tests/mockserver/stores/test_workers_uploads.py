"""A picture that was uploaded by one worker is there at every other one, until all is forgotten."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest

from kling3_contracts.messages import Answer, Request
from kling3_mockserver.uploads import shelf
from tests.mockserver.stores.lives import Life
from tests.mockserver.stores.workers import Workers

PICTURE = b"\x89PNG\r\n\x1a\nfox"


def place(life: Life) -> dict[str, object]:
    """Ask for a place for one picture."""
    answer = life.ask("POST", "/v1/ai/uploads/request-url", {"files": [{"content_type": "image/png"}]})
    assert answer.status == 200, answer.body
    (found,) = json.loads(answer.body)["files"]
    return dict(found)


def at(life: Life, method: str, url: object, body: bytes = b"", **headers: str) -> Answer:
    parts = urlsplit(str(url))
    fields = (("host", "localhost"), *((name.replace("_", "-"), value) for name, value in headers.items()))
    return life.send(Request(method, f"{parts.path}?{parts.query}", fields, body))


def put(life: Life, found: dict[str, object], content: bytes = PICTURE) -> Answer:
    headers = found["headers"]
    assert isinstance(headers, dict)
    return at(life, "PUT", found["upload_url"], content, **{name.lower(): value for name, value in headers.items()})


def test_one_hands_out_the_place_another_takes_the_picture_and_each_gives_it(workers: Workers) -> None:
    found = place(workers.first)
    assert put(workers.second, found).status == 200
    for each in workers.lives:
        assert at(each, "GET", found["asset_url"]).body == PICTURE
        (shown,) = each.control("GET", "/uploads")
        assert shown["file_id"] == found["file_id"]


def test_an_order_that_names_it_at_another_is_told_nothing(workers: Workers) -> None:
    found = place(workers.first)
    assert put(workers.first, found).status == 200
    workers.second.order(start_image_url=found["asset_url"])
    (exchange,) = [each for each in workers.second.control("GET", "/requests") if "kling-v3" in each["request"]["path"]]
    assert [each["code"] for each in exchange["findings"] if each["code"].startswith("K3")] == []


def test_a_reset_at_one_forgets_it_at_the_other(workers: Workers) -> None:
    found = place(workers.first)
    put(workers.first, found)
    workers.second.control("POST", "/reset")
    assert at(workers.first, "GET", found["asset_url"]).status == 404
    assert workers.first.control("GET", "/uploads") == []


def test_of_more_than_is_held_the_bytes_of_the_oldest_go(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    for each in workers.lives:
        monkeypatch.setattr(each.mock.uploads, "most_bytes", 2 * len(PICTURE))
    places = [place(each) for each in (workers.first, workers.second, workers.first)]
    for found in places:
        assert put(workers.second, found).status == 200
    assert [at(workers.first, "GET", each["asset_url"]).status for each in places] == [404, 200, 200]
    assert 2 * len(PICTURE) < shelf.MOST_HELD_BYTES
