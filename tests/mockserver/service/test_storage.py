"""The links of an upload take a picture as they were signed for it, and give it back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from kling3_mockserver.http.messages import Response
from kling3_mockserver.journal.log_lines import TextLines
from kling3_mockserver.mock import Mock
from kling3_mockserver.uploads.shelf import Uploads
from tests.mockserver.asking import at_once, control
from tests.mockserver.uploading import JPEG, PNG, got, places, put
from tests.mockserver.wire import codes, header, told

NewMock = Callable[..., Mock]
KEY = ("x-freepik-api-key", "alpha-key")


def refused(answer: Response) -> tuple[int, str, str]:
    """Return status, code and message of a refusal of storage, which comes as XML."""
    assert header(answer, "content-type") == "application/xml; charset=UTF-8"
    found = re.fullmatch(rb"<\?xml .*\?><Error><Code>(\w+)</Code><Message>(.*)</Message></Error>", answer.body)
    assert found is not None, answer.body
    return answer.status, found[1].decode(), found[2].decode()


def test_what_was_put_is_read_as_the_type_that_was_asked_for(mock: Mock) -> None:
    png, jpeg = places(mock, "image/png", "image/jpeg")
    for place, bytes_ in ((png, PNG), (jpeg, JPEG)):
        answer = put(mock, place, bytes_)
        assert (answer.status, answer.body, codes(answer)) == (200, b"", [])
    for place, bytes_ in ((png, PNG), (jpeg, JPEG)):
        answer = got(mock, place.asset_url)
        assert (answer.status, answer.body) == (200, bytes_)
        assert header(answer, "content-type") == place.headers["Content-Type"]


def test_head_tells_of_the_picture_and_a_range_gives_a_part(mock: Mock) -> None:
    (place,) = places(mock)
    put(mock, place)
    head = got(mock, place.asset_url, method="HEAD")
    assert (head.status, head.body, header(head, "content-length")) == (200, b"", str(len(PNG)))
    part = got(mock, place.asset_url, ("range", "bytes=4-7"))
    assert (part.status, part.body, header(part, "content-range")) == (206, PNG[4:8], f"bytes 4-7/{len(PNG)}")
    assert got(mock, place.asset_url, ("range", "bytes=9999-")).status == 416
    assert (
        mock.journal.exchanges()[-1].reason
        == "bytes=9999- is no part of the picture: see content-range for how long it is"
    )


def test_an_asset_is_404_before_its_upload(mock: Mock) -> None:
    (place,) = places(mock)
    answer = got(mock, place.asset_url)
    assert refused(answer)[:2] == (404, "NoSuchKey")
    assert codes(answer) == ["K316"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ([KEY], "K310"),
        ([("authorization", "Bearer alpha-key")], "K310"),
        ([("content-type", "application/octet-stream")], "K311"),
        ([("x-goog-content-length-range", "0,5")], "K311"),
    ],
)
def test_a_put_that_was_not_signed_so_is_refused_and_changes_nothing(
    mock: Mock, more: list[tuple[str, str]], code: str
) -> None:
    (place,) = places(mock)
    answer = put(mock, place, PNG, *more)
    assert refused(answer)[:2] == (403, "SignatureDoesNotMatch")
    assert codes(answer) == [code]
    assert got(mock, place.asset_url).status == 404


def test_a_put_without_headers_is_told_of_each(mock: Mock) -> None:
    (place,) = places(mock)
    answer = got(mock, place.upload_url, method="PUT")
    assert answer.status == 403
    assert [each.at for each in told(answer)] == ["header.content-type", "header.x-goog-content-length-range"]


@pytest.mark.parametrize("method", ["POST", "GET", "HEAD", "DELETE", "OPTIONS"])
def test_an_upload_url_takes_put_alone(mock: Mock, method: str) -> None:
    (place,) = places(mock)
    answer = put(mock, place, PNG, method=method)
    assert answer.status == 403
    assert codes(answer) == ["K314"]
    assert got(mock, place.asset_url).status == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_an_asset_can_only_be_read(mock: Mock, method: str) -> None:
    (place,) = places(mock)
    put(mock, place)
    answer = got(mock, place.asset_url, method=method)
    assert refused(answer) == (405, "MethodNotAllowed", "an asset can only be read: use GET")
    assert header(answer, "allow") == "GET, HEAD"


def test_a_link_opens_its_own_file_alone_and_with_its_own_token(mock: Mock) -> None:
    one, other = places(mock, "image/png", "image/png")
    put(mock, one)
    put(mock, other)
    path, _, query = one.asset_url.partition("?")
    of_another = other.asset_url.partition("?")[2]
    of_upload = one.upload_url.partition("?")[2]
    later = re.sub(r"exp=\d+", "exp=2000000000", query)
    for url in (path, f"{path}?{of_another}", f"{path}?{of_upload}", f"{path}?{later}", f"{path}?{query}0"):
        answer = got(mock, url)
        assert refused(answer)[:2] == (403, "AccessDenied")
        assert codes(answer) == ["K312"]
    upload = one.upload_url.partition("?")[0]
    assert codes(got(mock, f"{upload}?{query}", method="PUT")) == ["K312"]


def test_an_upload_url_is_good_for_two_minutes_and_an_asset_url_for_a_day(mock: Mock) -> None:
    (place,) = places(mock)
    mock.clock.advance(119)
    assert put(mock, place).status == 200
    mock.clock.advance(1)
    answer = put(mock, place, JPEG)
    assert refused(answer)[:2] == (403, "AccessDenied")
    assert codes(answer) == ["K313"]
    mock.clock.advance(86_400 - 121)
    assert got(mock, place.asset_url).body == PNG
    mock.clock.advance(1)
    assert codes(got(mock, place.asset_url)) == ["K313"]


def test_a_second_put_takes_the_place_of_the_first_and_is_told_of(mock: Mock) -> None:
    (place,) = places(mock)
    put(mock, place)
    answer = put(mock, place, PNG + b"2")
    assert (answer.status, codes(answer)) == (200, ["K315"])
    assert got(mock, place.asset_url).body == PNG + b"2"


def test_bytes_that_are_no_picture_of_the_type_are_taken_and_told_of(mock: Mock) -> None:
    (place,) = places(mock)
    assert (put(mock, place, JPEG).status, codes(put(mock, place, JPEG))) == (200, ["K315", "K320"])


def test_after_a_reset_the_links_of_before_lead_nowhere(mock: Mock) -> None:
    (place,) = places(mock)
    put(mock, place)
    at_once(mock.reset())
    assert refused(got(mock, place.asset_url))[:2] == (404, "NoSuchKey")
    assert refused(put(mock, place))[:2] == (404, "NoSuchKey")
    assert "reset or restarted" in mock.journal.exchanges()[-1].reason


def test_an_upload_above_a_gibibyte_is_refused_before_it_comes(mock: Mock) -> None:
    (place,) = places(mock)
    answer = put(mock, place, PNG, ("content-length", str((1 << 30) + 1)))
    assert refused(answer)[:2] == (400, "EntityTooLarge")
    assert (codes(answer), header(answer, "connection")) == (["K317"], "close")


def test_an_upload_above_what_the_fake_holds_is_refused_as_a_bound_of_its_own(mock: Mock) -> None:
    mock.__dict__["uploads"] = Uploads(mock.identifiers, mock.clock, most_bytes=200)
    (place,) = places(mock)
    answer = put(mock, place, PNG + bytes(200))
    assert refused(answer) == (
        413,
        "EntityTooLarge",
        "the fake holds 200 bytes of uploads at most, and this one has 308: upload a smaller one",
    )
    assert codes(answer) == []


def test_the_oldest_bytes_go_when_there_are_too_many(mock: Mock) -> None:
    mock.__dict__["uploads"] = Uploads(mock.identifiers, mock.clock, most_bytes=200)
    first, second = places(mock, "image/png", "image/png")
    put(mock, first)
    put(mock, second)
    answer = got(mock, first.asset_url)
    assert refused(answer)[:2] == (404, "NoSuchKey")
    assert "the fake holds 200 bytes of uploads at most, and newer ones came" in mock.journal.exchanges()[-1].reason
    assert got(mock, second.asset_url).body == PNG


def test_journal_and_log_show_uploads_without_tokens_and_keys(mock: Mock) -> None:
    (place,) = places(mock)
    put(mock, place, PNG, KEY)
    put(mock, place)
    _, refused_, taken = json.loads(control(mock, "GET", "/requests").body)
    assert refused_["request"]["headers"]["x-freepik-api-key"] == "alph..."
    assert (taken["request"]["method"], taken["request"]["path"]) == ("PUT", f"/upload_{place.file_id}")
    assert taken["request"]["body_encoding"] == "base64"
    assert "hmac" not in taken["request"]["query"]
    lines = TextLines(colour=False, known=tuple).of(mock.journal.exchanges()[-2])
    assert re.fullmatch(rf"[\d:]+ PUT  /upload_{place.file_id}\?token=exp=\.\.\. 403  .* ms", lines[0])
    assert lines[1].strip().startswith("K310 error: x-freepik-api-key does not belong to an upload_url")


def test_pages_of_chosen_origins_may_put_and_read(new_mock: NewMock) -> None:
    mock = new_mock(cors=("https://app.test",))
    (place,) = places(mock)
    asked = (("origin", "https://app.test"), ("access-control-request-method", "PUT"))
    preflight = got(mock, place.upload_url, *asked, method="OPTIONS")
    assert (preflight.status, header(preflight, "access-control-allow-methods")) == (200, "GET, HEAD, PUT")
    answer = put(mock, place, PNG, asked[0])
    assert (answer.status, header(answer, "access-control-allow-origin")) == (200, "https://app.test")
    assert header(got(mock, place.asset_url, asked[0]), "access-control-allow-origin") == "https://app.test"
