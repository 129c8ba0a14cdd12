"""Fakes whose uploads are wrong: places, what is put there, what is read, or who may."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from kling3_contracts.options import Phase
from kling3_mockserver.http.stored import stored_file
from kling3_mockserver.mock import Mock
from kling3_mockserver.service import storage
from kling3_mockserver.uploads.links import UploadLinks
from kling3_openapi.rules.storage import Link
from kling3_openapi.rules.upload_links import UploadLink
from tests.contracts.broken.fake import KEY, Answered, FakeTarget, Receive, Scope, Send, whole_body
from tests.contracts.broken.gate import strict_about_keys
from tests.contracts.broken.kinds import Broken

UPLOADS = "/v1/ai/uploads/request-url"
_KEYS = (b"x-freepik-api-key", b"x-magnific-api-key")
File = dict[str, object]
Asking = Callable[[Mock, Scope, bytes], tuple[Scope, bytes]]
Answering = Callable[[Mock, Scope, Answered], Answered]


def _as_it_is(_mock: Mock, scope: Scope, body: bytes) -> tuple[Scope, bytes]:
    return scope, body


def _as_it_comes(_mock: Mock, _scope: Scope, answer: Answered) -> Answered:
    return answer


def _between(asking: Asking = _as_it_is, answering: Answering = _as_it_comes) -> Callable[[], FakeTarget]:
    """A fake behind something that changes requests and answers."""

    def make() -> FakeTarget:
        mock = strict_about_keys()

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            asked, body = asking(mock, scope, await whole_body(receive))
            sent: list[Scope] = []

            async def give() -> Scope:
                return {"type": "http.request", "body": body}

            async def take(message: Scope) -> None:
                sent.append(message)

            await mock(asked, give, take)
            start, end = sent
            was = Answered(int(str(start["status"])), list(start["headers"]), bytes(end["body"]))
            status, headers, content = answering(mock, asked, was)
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": content})

        return FakeTarget(mock, app)

    return make


def _files(change: Callable[[list[File]], list[File]]) -> Callable[[], FakeTarget]:
    """A fake that hands out other places."""

    def answering(_mock: Mock, scope: Scope, answer: Answered) -> Answered:
        if scope["path"] != UPLOADS or answer.status != 200:
            return answer
        return answer.with_body(json.dumps({"files": change(json.loads(answer.body)["files"])}).encode())

    return _between(answering=answering)


def _one_type(files: list[File]) -> list[File]:
    return [{**each, "headers": {**dict(files[0]["headers"])}} for each in files]  # type: ignore[call-overload]


def _one(name: str) -> Callable[[], FakeTarget]:
    return _files(lambda files: [{**each, name: files[0][name]} for each in files])


def _body(change: Callable[[list[File]], object]) -> Callable[[], FakeTarget]:
    """A fake that reads another body than was sent, so that it takes what it should refuse."""

    def asking(_mock: Mock, scope: Scope, body: bytes) -> tuple[Scope, bytes]:
        if scope["path"] != UPLOADS or not body.startswith(b'{"files"'):
            return scope, body
        return scope, json.dumps({"files": change(json.loads(body)["files"])}).encode()

    return _between(asking)


def _known_type(files: list[File]) -> list[File]:
    return [{"content_type": "image/png"} if str(each["content_type"]).startswith("video/") else each for each in files]


def _empty_taken(_mock: Mock, scope: Scope, body: bytes) -> tuple[Scope, bytes]:
    asked = scope["path"] == UPLOADS and body == b"{}"
    return scope, b'{"files":[{"content_type":"image/png"}]}' if asked else body


def _form_taken(_mock: Mock, scope: Scope, body: bytes) -> tuple[Scope, bytes]:
    if scope["path"] != UPLOADS or not body.startswith(b"--"):
        return scope, body
    headers = [each for each in scope["headers"] if each[0] != b"content-type"]
    plain = {**scope, "headers": [*headers, (b"content-type", b"application/json")]}
    return plain, b'{"files":[{"content_type":"image/png"}]}'


def _guess_served(_mock: Mock, scope: Scope, body: bytes) -> tuple[Scope, bytes]:
    guessed = scope["path"] == "/v1/ai/uploads"
    return ({**scope, "path": UPLOADS, "raw_path": UPLOADS.encode()} if guessed else scope), body


def _no_key(_mock: Mock, scope: Scope, body: bytes) -> tuple[Scope, bytes]:
    if scope["path"] != UPLOADS or any(name in _KEYS for name, _ in scope["headers"]):
        return scope, body
    return {**scope, "headers": [*scope["headers"], (b"x-freepik-api-key", KEY.encode())]}, body


def _any_type(mock: Mock, scope: Scope, body: bytes) -> tuple[Scope, bytes]:
    upload = mock.uploads.get(stored_file(scope["path"]) or "")
    if scope["method"] != "PUT" or upload is None:
        return scope, body
    told = [(name.lower().encode(), value.encode()) for name, value in storage.told_headers(upload).items()]
    names = [name for name, _ in told]
    return {**scope, "headers": [*(each for each in scope["headers"] if each[0] not in names), *told]}, body


def _at_put(change: Callable[[Answered], Answered]) -> Answering:
    def answering(_mock: Mock, scope: Scope, answer: Answered) -> Answered:
        return change(answer) if scope["method"] == "PUT" and stored_file(scope["path"]) else answer

    return answering


def _at_asset(change: Callable[[Mock, Answered], Answered]) -> Answering:
    def answering(mock: Mock, scope: Scope, answer: Answered) -> Answered:
        return change(mock, answer) if str(scope["path"]).startswith("/asset_") else answer

    return answering


def _good(change: Callable[[Answered], Answered]) -> Answering:
    return _at_asset(lambda _mock, answer: change(answer) if answer.status == 200 else answer)


def _last_put(mock: Mock, answer: Answered) -> Answered:
    newest = max(enumerate(mock.uploads.all()), key=lambda each: (each[1].puts > 0, each[0]))[1]
    return answer if answer.status != 200 else answer.with_body(newest.content or b"", content_type=_type_of(answer))


def _type_of(answer: Answered) -> bytes:
    return next(value for name, value in answer.headers if name == b"content-type")


def _empty_before(_mock: Mock, answer: Answered) -> Answered:
    return answer.with_body(b"", 200, b"image/png") if answer.status == 404 else answer


class _Lenient(UploadLinks):
    """Checks less of the token of one kind of link, or of both."""

    def __init__(self, mock: Mock, change: Callable[[Link, str], Link], kinds: tuple[UploadLink, ...]) -> None:
        super().__init__(mock.identifiers)
        self._change, self._kinds = change, kinds

    def check(self, kind: UploadLink, file_id: str, token: str, now: float) -> Link:
        link = super().check(kind, file_id, token, now)
        return self._change(link, token) if kind in self._kinds else link


def _links(
    change: Callable[[Link, str], Link], kinds: tuple[UploadLink, ...] = tuple(UploadLink)
) -> Callable[[], FakeTarget]:
    def make() -> FakeTarget:
        mock = strict_about_keys()
        mock.uploads.links = _Lenient(mock, change, kinds)
        return FakeTarget(mock)

    return make


def _timeless(link: Link, _token: str) -> Link:
    return replace(link, expired=False)


def _without_token(link: Link, token: str) -> Link:
    return link if token else replace(link, genuine=True)


def _any_token(link: Link, token: str) -> Link:
    return replace(link, genuine=True) if len(token) == 84 else link


_DEFECTS: tuple[tuple[str, str, Callable[[], FakeTarget]], ...] = (
    ("a request for three pictures gets one place", "K250", _files(lambda files: files[:1])),
    ("every place is for a picture of the first type", "K250", _files(_one_type)),
    ("all places of a request have one id", "K251", _one("file_id")),
    ("all pictures of a request are put to one place", "K251", _one("upload_url")),
    ("a PUT without a key is refused", "K252", _between(answering=_at_put(lambda _: Answered(401, [], b"")))),
    ("the storage fails at a good PUT", "K252",
     _between(answering=_at_put(lambda answer: Answered(500, [], b"") if answer.status == 200 else answer))),
    ("the storage fails at an asset", "K253", _between(answering=_good(lambda _answer: Answered(503, [], b"")))),
    ("an asset has no type of its own", "K253",
     _between(answering=_good(lambda answer: answer.with_body(answer.body, content_type=b"application/octet-stream")))),
    ("an asset lacks its last byte", "K253",
     _between(answering=_good(lambda answer: answer.with_body(answer.body[:-1], content_type=_type_of(answer))))),
    ("every asset is the newest picture", "K253", _between(answering=_at_asset(_last_put))),
    ("an asset is there before its upload, empty", "K254", _between(answering=_at_asset(_empty_before))),
    ("a PUT of any type is taken", "K255", _between(_any_type)),
    ("links of uploads need no token", "K256", _links(_without_token)),
    ("an asset opens by any token", "K256", _links(_any_token, (UploadLink.ASSET,))),
    ("a picture may be put by any token", "K256", _links(_any_token, (UploadLink.UPLOAD,))),
    ("an upload_url is good for ever", "K257", _links(_timeless, (UploadLink.UPLOAD,))),
    ("an asset_url is good for ever", "K257", _links(_timeless, (UploadLink.ASSET,))),
    ("a request without files gets a place", "K301", _between(_empty_taken)),
    ("of 15 files 14 get a place", "K302", _body(lambda files: files[:14])),
    ("a video gets a place", "K303", _body(_known_type)),
    ("a form with a file gets a place", "K305", _between(_form_taken)),
    ("places are handed out at a second path", "K300", _between(_guess_served)),
)  # fmt: skip

UPLOADED: tuple[Broken, ...] = (
    *(Broken(name, code, make, (Phase.UPLOADS,)) for name, code, make in _DEFECTS),
    Broken("places are handed out without a key", "K110", _between(_no_key), (Phase.KEYS,)),
)
