"""The fake holds as many places and bytes as it may, and forgets the oldest first."""

from __future__ import annotations

from kling3_mockserver.clock import ManualClock
from kling3_mockserver.tasks.identifiers import Identifiers
from kling3_mockserver.uploads import Uploads
from kling3_mockserver.uploads.upload import Upload
from kling3_openapi.rules.upload_links import UploadLink, upload_link_in
from kling3_openapi.rules.uploaded import AssetState

HOST = "http://127.0.0.1:8080"


def new_uploads(most_bytes: int = 100) -> tuple[Uploads, ManualClock]:
    clock = ManualClock()
    return Uploads(Identifiers(1), clock, most_bytes), clock


def test_ten_thousand_places_are_held_and_then_the_oldest_go() -> None:
    uploads, _ = new_uploads()
    first = uploads.request("key", "image/png")
    uploads.put(first.file_id, bytes(60))
    for _ in range(10_000):
        last = uploads.request("key", "image/png")
    assert uploads.get(first.file_id) is None
    assert len(uploads.all()) == 10_000
    uploads.put(last.file_id, bytes(90))
    assert [each.size for each in uploads.all() if each.size] == [90]


def test_a_picture_that_takes_the_place_of_another_counts_once() -> None:
    uploads, _ = new_uploads()
    one, other = (uploads.request("key", "image/png") for _ in range(2))
    uploads.put(other.file_id, bytes(40))
    for _ in range(5):
        uploads.put(one.file_id, bytes(60))
    assert [each.size for each in uploads.all()] == [60, 40]


def test_the_newest_stays_even_when_it_alone_is_all_that_may_be_held() -> None:
    uploads, _ = new_uploads()
    one, other = (uploads.request("key", "image/png") for _ in range(2))
    uploads.put(other.file_id, bytes(10))
    uploads.put(one.file_id, bytes(100))
    assert [each.content and len(each.content) for each in uploads.all()] == [100, None]


def test_an_upload_knows_when_it_was_asked_for_and_when_it_came() -> None:
    uploads, clock = new_uploads()
    asked = uploads.request("key", "image/png")
    assert (asked.requested_at, asked.uploaded_at, asked.content, asked.puts) == (clock.now(), None, None, 0)
    clock.advance(7)
    held = uploads.put(asked.file_id, b"abc")
    assert held is not None
    assert (held.uploaded_at, held.content, held.puts) == (clock.now(), b"abc", 1)


def test_an_upload_shows_itself_without_its_key_and_its_bytes() -> None:
    shown = repr(Upload("3f2b", "image/png", "alpha-key", 7.0, b"abc", 8.0, 1))
    assert shown == "Upload(file_id='3f2b', content_type='image/png', requested_at=7.0, uploaded_at=8.0, puts=1)"


def test_what_is_behind_an_asset_is_told_by_its_link() -> None:
    uploads, clock = new_uploads()
    upload = uploads.request("key", "image/webp")
    url = uploads.links.asset_url(HOST, upload)
    assert uploads.asset_state(url) is AssetState.EMPTY
    uploads.put(upload.file_id, b"abc")
    assert uploads.asset_state(url) is AssetState.READY
    assert uploads.asset_state(url[:-1] + ("0" if url[-1] != "0" else "1")) is AssetState.UNKNOWN
    assert uploads.asset_state("https://example.com/a.png") is AssetState.UNKNOWN
    clock.advance(86_400)
    assert uploads.asset_state(url) is AssetState.EXPIRED
    uploads.clear()
    assert uploads.asset_state(url) is AssetState.UNKNOWN
    assert uploads.put(upload.file_id, b"abc") is None


def test_the_links_have_the_form_by_which_orders_are_looked_through() -> None:
    uploads, _ = new_uploads()
    for kind in ("image/png", "image/jpeg", "image/webp"):
        upload = uploads.request("key", kind)
        assert upload_link_in(uploads.links.upload_url(HOST, upload)) is UploadLink.UPLOAD
        assert upload_link_in(uploads.links.asset_url(f"{HOST}/api/x", upload)) is UploadLink.ASSET
