"""Fakes that let in what they should refuse, refuse what they should let in, or say it wrongly."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from kling3_contracts.messages import Answer, Request
from kling3_contracts.options import Phase
from kling3_mockserver.mock import Mock
from kling3_openapi.document import Document, Strictness, load
from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Finding
from kling3_openapi.rules.address import endpoint_of, endpoints_at
from kling3_openapi.rules.orders import OrderRules
from tests.contracts.broken.fake import KEY, OTHER_KEY, FakeTarget, a_mock
from tests.contracts.broken.kinds import FEBRUARY, ONE, Broken
from tests.contracts.generated.broken import Change, changed, field, refusal, set_in

WRONG_KEY = "nobodys-key"
"""A key that no fake takes which is to look at keys."""

Headers = list[tuple[bytes, bytes]]
_KEY_HEADERS = (b"x-freepik-api-key", b"x-magnific-api-key")


def strict_about_keys() -> Mock:
    """Start a fake that knows its keys."""
    return a_mock(api_keys=(KEY, OTHER_KEY))


@dataclass
class Lenient:
    """Rules without some of them: what these would refuse is taken."""

    rules: OrderRules
    dropped: frozenset[str]

    def findings(self, family: Family, tier: Tier, body: object) -> tuple[Finding, ...]:
        return tuple(each for each in self.rules.findings(family, tier, body) if each.code not in self.dropped)


def without(*codes: str) -> Callable[[], FakeTarget]:
    """A fake that lacks rules."""
    return lambda: judging_by(Lenient(OrderRules(), frozenset(codes)))


def by_schema(change: Callable[[dict[str, dict[str, object]]], None], *lenient: str) -> Callable[[], FakeTarget]:
    """A fake whose schemas were changed; of `lenient`, rules that would find what the schema no longer does."""

    def make() -> FakeTarget:
        content = copy.deepcopy(dict(load(Strictness.PUBLISHED).content))
        components = content["components"]
        assert isinstance(components, dict)
        change(components["schemas"])
        return judging_by(Lenient(OrderRules(Document(Strictness.PUBLISHED, content)), frozenset(lenient)))

    return make


def by_answer(change: Change) -> Callable[[], FakeTarget]:
    """A fake whose answers are changed on their way out."""

    def make() -> FakeTarget:
        mock = strict_about_keys()
        return FakeTarget(mock, changed(mock, change))

    return make


def by_headers(change: Callable[[Headers], Headers]) -> Callable[[], FakeTarget]:
    """A fake that reads other headers than were sent."""

    def make() -> FakeTarget:
        mock = strict_about_keys()
        return FakeTarget(mock, reading(mock, change))

    return make


def judging_by(rules: object) -> FakeTarget:
    mock = strict_about_keys()
    vars(mock.validation)["_rules"] = rules
    return FakeTarget(mock)


def reading(app: ASGIApp, change: Callable[[Headers], Headers]) -> ASGIApp:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "headers": change(list(scope["headers"]))}, receive, send)

    return application


def _with_key(headers: Headers) -> Headers:
    return [each for each in headers if each[0] not in _KEY_HEADERS] + [(_KEY_HEADERS[0], KEY.encode())]


def _any_key(headers: Headers) -> Headers:
    known = (KEY.encode(), OTHER_KEY.encode())
    wrong = any(name in _KEY_HEADERS and value not in known for name, value in headers)
    return _with_key(headers) if wrong else headers


def _no_key(headers: Headers) -> Headers:
    return headers if any(name in _KEY_HEADERS and value for name, value in headers) else _with_key(headers)


def _bearer(headers: Headers) -> Headers:
    return _with_key(headers) if any(name == b"authorization" for name, _ in headers) else headers


def freepik_alone(headers: Headers) -> Headers:
    return [each for each in headers if each[0] != b"x-magnific-api-key"]


def _any_content_type(headers: Headers) -> Headers:
    return [each for each in headers if each[0] != b"content-type"] + [(b"content-type", b"application/json")]


def as_known(same: Callable[[str, str], bool]) -> Callable[[Headers], Headers]:
    """Take a key for the one that is known where both are the same in a loose way."""

    def change(headers: Headers) -> Headers:
        given = next((value.decode() for name, value in headers if name in _KEY_HEADERS and value), "")
        known = next((each for each in (KEY, OTHER_KEY) if given and same(given, each)), "")
        return [*headers, (_KEY_HEADERS[0], known.encode())] if known else headers

    return change


def _properties(schemas: Mapping[str, dict[str, object]], name: str) -> dict[str, dict[str, object]]:
    found = schemas[name]["properties"]
    assert isinstance(found, dict)
    return found


def _wider_duration(schemas: dict[str, dict[str, object]]) -> None:
    schemas["kling-v3-duration"]["enum"] = [str(each) for each in range(3, 17)]


def _shorter_duration(schemas: dict[str, dict[str, object]]) -> None:
    schemas["kling-v3-duration"]["enum"] = [str(each) for each in range(3, 15)]


def _no_square(schemas: dict[str, dict[str, object]]) -> None:
    schemas["kling-v3-aspect-ratio"]["enum"] = ["16:9", "9:16"]


def _wider_scale(schemas: dict[str, dict[str, object]]) -> None:
    _properties(schemas, "kling-v3-request")["cfg_scale"]["maximum"] = 3


def _narrower_scale(schemas: dict[str, dict[str, object]]) -> None:
    _properties(schemas, "kling-v3-request")["cfg_scale"]["exclusiveMinimum"] = 0


def _shorter_prompt(schemas: dict[str, dict[str, object]]) -> None:
    _properties(schemas, "kling-v3-request")["prompt"]["maxLength"] = 2_499


def _longer_prompt(schemas: dict[str, dict[str, object]]) -> None:
    for name in ("kling-v3-request", "kling-v3-omni-request", "kling-v3-omni-video-reference-request"):
        _properties(schemas, name)["prompt"]["maxLength"] = 2_501


def _more_shots(schemas: dict[str, dict[str, object]]) -> None:
    _properties(schemas, "kling-v3-request")["multi_prompt"]["maxItems"] = 7


def _needs_duration(schemas: dict[str, dict[str, object]]) -> None:
    schemas["kling-v3-omni-request"]["required"] = ["duration"]


def _audio_of_any_type(schemas: dict[str, dict[str, object]]) -> None:
    del _properties(schemas, "kling-v3-request")["generate_audio"]["type"]


def _video_is_optional(schemas: dict[str, dict[str, object]]) -> None:
    schemas["kling-v3-omni-video-reference-request"].pop("required", None)


def _data(answer: Answer) -> object:
    try:
        content = json.loads(answer.body)
    except ValueError:
        return None
    return content.get("data") if isinstance(content, dict) else None


def _on_tasks(name: str, make: Callable[[object], object]) -> Change:
    """Another value in one field of every task that is shown."""

    def change(_request: Request, answer: Answer) -> Answer:
        data = _data(answer)
        first = data[0] if isinstance(data, list) and data else data
        return set_in(answer, name, make(first[name])) if isinstance(first, dict) and name in first else answer

    return change


def _without_generated(_request: Request, answer: Answer) -> Answer:
    data = _data(answer)
    if not isinstance(data, dict):
        return answer
    kept = {name: value for name, value in data.items() if name != "generated"}
    return answer._replace(body=json.dumps({"data": kept}).encode())


def _without_envelope(_request: Request, answer: Answer) -> Answer:
    data = _data(answer)
    return answer if data is None else answer._replace(body=json.dumps(data).encode())


def _as_html(request: Request, answer: Answer) -> Answer:
    if request.method == "POST" and answer.status == 200:
        return answer._replace(headers=(("content-type", "text/html"),))
    return answer


def _created_by_201(request: Request, answer: Answer) -> Answer:
    return answer._replace(status=201) if request.method == "POST" and answer.status == 200 else answer


def _failing_on(name: str) -> Change:
    def change(request: Request, answer: Answer) -> Answer:
        broken = field(request, name) is not None and answer.status == 200
        return Answer(500, (("content-type", "application/json"),), b'{"message":"boom"}') if broken else answer

    return change


def _refused_elsewhere(_request: Request, answer: Answer) -> Answer:
    """The problem at the top level, where its schema nests it; and the other way round."""
    if answer.status != 400:
        return answer
    content = json.loads(answer.body)
    other = content.get("problem", {"problem": content})
    return answer._replace(body=json.dumps(other).encode())


def _without_places(_request: Request, answer: Answer) -> Answer:
    return answer._replace(body=b'{"message":"Validation error"}') if answer.status == 400 else answer


def _wrong_place(_request: Request, answer: Answer) -> Answer:
    return refusal("something_else") if answer.status == 400 else answer


class _Drawn:
    """Refusals that are worded by chance."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, _request: Request, answer: Answer) -> Answer:
        if answer.status != 400:
            return answer
        self._count += 1
        content = json.loads(answer.body)
        content["message"] = f"refused for the {self._count}. time"
        return answer._replace(body=json.dumps(content).encode())


def _by_chance() -> FakeTarget:
    return by_answer(_Drawn())()


def _as_objects(_urls: object) -> list[dict[str, str]]:
    return [{"url": "https://media.example.com/fox.mp4"}]


def _bare_number(_request: Request, answer: Answer) -> Answer:
    kept = [(name, "7" if name == "x-request-id" else value) for name, value in answer.headers]
    return answer._replace(headers=tuple(kept))


def _every_method(request: Request, answer: Answer) -> Answer:
    strange = endpoints_at(request.path) and endpoint_of(request.method, request.path) is None
    if strange and answer.status == 404:
        return Answer(200, (("content-type", "application/json"),), b'{"data":[]}')
    return answer


def _body_before_key(request: Request, answer: Answer) -> Answer:
    if answer.status == 401 and request.method == "POST" and field(request, "prompt") is None:
        return refusal("prompt")
    return answer


_RULES, _KEYS, _COVERAGE = Phase.RULES, Phase.KEYS, Phase.COVERAGE

_DEFECTS: Sequence[tuple[str, str, Callable[[], FakeTarget], Phase]] = (
    ("the rule on prompt and shots beside an image is dropped", "K038", without("K038"), _RULES),
    ("four pictures are not counted", "K039", without("K039"), _RULES),
    ("shots may last for ever", "K008", without("K008"), _RULES),
    ("a third voice is taken", "K041", without("K041"), _RULES),
    ("an order without prompt is taken", "K049", without("K049"), _RULES),
    ("images in base64 are taken", "K033", without("K033"), _RULES),
    ("null is taken for a value left out", "K054", without("K054", "K060"), _RULES),
    ("a duration may be a number", "K009", without("K009", "K060", "K061"), _RULES),
    ("16 seconds are taken", "K010", by_schema(_wider_duration, "K010"), _RULES),
    ("15 seconds are refused", "K106", by_schema(_shorter_duration), _RULES),
    ("a square is refused", "K106", by_schema(_no_square), _RULES),
    ("any aspect ratio is taken", "K016", without("K016", "K061"), _RULES),
    ("the scale ends one too high", "K062", by_schema(_wider_scale), _RULES),
    ("the scale begins above zero", "K106", by_schema(_narrower_scale), _RULES),
    ("a prompt is one character too short", "K106", by_schema(_shorter_prompt), _RULES),
    ("a prompt may be one character too long", "K047", by_schema(_longer_prompt, "K047"), _RULES),
    ("a seventh shot is taken", "K046", by_schema(_more_shots, "K046"), _RULES),
    ("Omni asks for a duration", "K106", by_schema(_needs_duration), _RULES),
    ("a switch may be a text", "K060", by_schema(_audio_of_any_type), _RULES),
    ("reference-to-video without a video is taken", "K025", by_schema(_video_is_optional, "K025"), _RULES),
    ("plain text is taken for JSON", "K072", by_headers(_any_content_type), _RULES),
    ("a refusal names no place", "K108", by_answer(_without_places), _RULES),
    ("a refusal names another place", "K108", by_answer(_wrong_place), _RULES),
    ("a refusal is worded by chance", "K109", _by_chance, _RULES),
    ("a missing key is taken", "K110", by_headers(_no_key), _KEYS),
    ("an invalid key is taken", "K111", by_headers(_any_key), _KEYS),
    ("the body is looked at before the key", "K112", by_answer(_body_before_key), _KEYS),
    ("a key in Authorization is read", "K113", by_headers(_bearer), _KEYS),
    ("the newer header is not read", "K114", by_headers(freepik_alone), _KEYS),
    ("keys have no case", "K167", by_headers(as_known(lambda given, key: given.lower() == key.lower())), _KEYS),
    ("a key may be cut", "K167", by_headers(as_known(lambda given, key: key.startswith(given))), _KEYS),
    ("a key may be longer", "K167", by_headers(as_known(lambda given, key: given.startswith(key))), _KEYS),
    ("a key may stand in a longer text", "K167", by_headers(as_known(lambda given, key: key in given)), _KEYS),
    ("an order is answered 201", "K100", by_answer(_created_by_201), _COVERAGE),
    ("an order is answered with a page", "K101", by_answer(_as_html), _COVERAGE),
    ("statuses are in lower case", "K102", by_answer(_on_tasks("status", lambda each: str(each).lower())), _COVERAGE),
    ("an id is no UUID", "K102", by_answer(_on_tasks("task_id", lambda each: f"task_{str(each)[:8]}")), _COVERAGE),
    ("generated holds objects", "K102", by_answer(_on_tasks("generated", _as_objects)), _COVERAGE),
    ("a task comes without generated", "K102", by_answer(_without_generated), _COVERAGE),
    ("a task comes without its envelope", "K102", by_answer(_without_envelope), _COVERAGE),
    ("a problem stands at the wrong level", "K102", by_answer(_refused_elsewhere), _COVERAGE),
    ("the number of an answer has another form", "K103", by_answer(_bare_number), _COVERAGE),
    ("a scale makes it fail", "K104", by_answer(_failing_on("cfg_scale")), _COVERAGE),
    ("every method is taken", "K105", by_answer(_every_method), _COVERAGE),
)  # fmt: skip

GATE: tuple[Broken, ...] = tuple(
    Broken(name, code, make, (phase,), ONE if phase is _COVERAGE else FEBRUARY) for name, code, make, phase in _DEFECTS
)
