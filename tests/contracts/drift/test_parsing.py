"""A document is read as it was meant, or refused in a sentence."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from kling3_contracts.drift.parsing import parsed
from kling3_contracts.drift.source import source_of
from kling3_contracts.errors import SubjectError, UnreachableError
from kling3_openapi.document import Strictness, load

PUBLISHED = load(Strictness.PUBLISHED)


@pytest.mark.parametrize("text", [PUBLISHED.to_yaml(), PUBLISHED.to_json()])
def test_yaml_and_json_are_read(text: str) -> None:
    assert parsed(text.encode(), "a") == PUBLISHED.content


def test_plain_words_are_read_as_yaml_1_2_has_them() -> None:
    text = b"{openapi: 3.0.0, a: [16:9, 1:1, on, 2026-02-01, 0o17, 0x1f, 010, 1e3, .5, ~, true, 1_000]}"
    assert parsed(text, "a")["a"] == [
        "16:9", "1:1", "on", "2026-02-01", 15, 31, "010", 1000.0, 0.5, None, True, "1_000",
    ]  # fmt: skip


def test_names_are_texts_and_what_holds_itself_is_one_thing() -> None:
    found = parsed(b"openapi: 3.1.0\n200: &a {2: *a, true: [*a]}\n", "a")
    held = found["200"]
    assert isinstance(held, dict)
    assert list(held) == ["2", "True"]
    assert held["2"] is held


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is no OpenAPI document: got a NoneType, expected an object"),
        (b"[1]", "is no OpenAPI document: got a list, expected an object"),
        (b"a: [", "is neither YAML nor JSON: while parsing"),
        (b"\xff\xfe\x00", "is neither YAML nor JSON: "),
        (b"[" * 100_000, "is neither YAML nor JSON: "),
        (b"a: !!python/name:os.system", "is neither YAML nor JSON: could not determine a constructor"),
        (b"{}", "is no OpenAPI document: got no field openapi, expected one of OpenAPI 3.0 or 3.1"),
        (b"swagger: '2.0'", "is no OpenAPI document: got no field openapi, expected one of OpenAPI 3.0 or 3.1"),
        (b"openapi: 2.0", "is no OpenAPI document: got openapi: 2.0, expected"),
    ],
)
def test_what_is_no_document_is_told(content: bytes, expected: str) -> None:
    with pytest.raises(SubjectError) as caught:
        parsed(content, "a.yaml")
    assert str(caught.value).startswith(f"a.yaml: {expected}")
    assert "\n" not in str(caught.value)


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        moved = self.path == "/moved"
        self.send_response(302 if moved else 200 if self.path == "/document" else 404)
        body = b"" if moved else b"openapi: 3.0.0"
        self.send_header("location", "/document") if moved else None
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_url_is_asked_and_followed(site: str) -> None:
    assert source_of(f"{site}/document") == source_of(f"{site}/moved") == b"openapi: 3.0.0"


def test_another_answer_is_told(site: str) -> None:
    with pytest.raises(SubjectError, match=r"/none: got 404, expected 200 with an OpenAPI document: correct the URL"):
        source_of(f"{site}/none")


def test_who_does_not_answer_is_told() -> None:
    with pytest.raises(UnreachableError, match=r"no answer from http://127\.0\.0\.1:1/a: "):
        source_of("http://127.0.0.1:1/a")


def test_a_document_has_a_largest_size(site: str, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"openapi: 3.0.0")
    for subject in (str(file), f"{site}/document"):
        assert source_of(subject, 14) == b"openapi: 3.0.0"
        with pytest.raises(SubjectError, match="has more than 13 bytes: give a document of Kling 3 alone"):
            source_of(subject, 13)


@pytest.mark.parametrize(("name", "expected"), [("none.yaml", "No such file"), ("", "Is a directory")])
def test_a_file_that_can_not_be_read_is_told(name: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(SubjectError, match=f"can.t be read: {expected}"):
        source_of(str(tmp_path / name))


def test_a_dash_stands_for_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    content = json.dumps({"openapi": "3.0.0"}).encode()
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(content)))
    assert source_of("-") == content
