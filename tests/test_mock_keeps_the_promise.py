"""The fake keeps both documents, and where it can't, a table says why and a test that it is still so."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, configuration, given, settings
from schemathesis.core.transport import Response as Answer
from schemathesis.generation import GenerationMode
from schemathesis.generation.case import Case

from kling3_mockserver.http.messages import Response
from kling3_mockserver.mock import Mock
from kling3_mockserver.settings.settings import ClockKind, Settings
from kling3_mockserver.tasks.scenario import CompleteAtOnce
from kling3_openapi.document import Strictness, load
from kling3_openapi.editions import FIRST, Edition
from kling3_openapi.endpoints import ENDPOINTS, OPERATIONS, REQUEST_UPLOADS, Endpoint, Family, Kind, Operation, Tier
from kling3_openapi.schemas import Validator
from tests.machine_speed import slowness
from tests.mockserver.asking import created, get
from tests.mockserver.wire import REFERENCE, UNKNOWN_TASK, order
from tests.schemathesis_run import CHECKS, KEY, Outcome, breaches, covered, errors_of, opened, some_examples

pytestmark = pytest.mark.one_python

PUBLISHED, STRICT = Strictness.PUBLISHED, Strictness.STRICT
MOST_SECONDS = 10.0
IMAGE = "https://images.example/fox.png"
SHOT = {"prompt": "A fox", "duration": "8"}

Body = dict[str, object]


class Deviation(NamedTuple):
    """What the fake answers though a document takes the request: an error by its code, and one such request."""

    code: str
    family: Family
    body: Body | None
    reason: str


SUMS = (
    Deviation("K008", Family.KLING3, {"multi_prompt": [SHOT, SHOT]}, "no keyword adds up the seconds of shots"),
    Deviation("K039", Family.OMNI, {"prompt": "A fox", "image_urls": [IMAGE] * 3, "elements": [{}, {}]},
              "no keyword adds up the items of two lists"),
)  # fmt: skip
"""Rules that no document of OpenAPI 3.0 can say."""

PROSE = (
    Deviation("K033", Family.KLING3, {"prompt": "A fox", "end_image_url": ""}, "that images are URLs is said in prose"),
    Deviation("K038", Family.OMNI, {"prompt": "A", "multi_prompt": ["B"], "image_url": IMAGE}, "so is `but not both`"),
    Deviation("K041", Family.OMNI, {"prompt": "A fox", "voice_ids": ["a", "b", "c"]}, "so is `maximum 2 voices`"),
    Deviation("K049", Family.KLING3, {}, "so is that a prompt or shots are needed"),
    Deviation("K080", Family.KLING3, None, "no page has a 404, and any string is a valid id"),
    Deviation("K023", Family.OMNI, None, "the same, for a task of another family"),
)  # fmt: skip
"""Rules that the published document tells in prose, or not at all; the strict one has them."""

DEVIATIONS: Mapping[Strictness, tuple[Deviation, ...]] = {STRICT: SUMS, PUBLISHED: (*SUMS, *PROSE)}
CODES = {strictness: frozenset(each.code for each in rows) for strictness, rows in DEVIATIONS.items()}

every_edition = pytest.mark.parametrize("edition", Edition, ids=lambda each: each.value)
every_strictness = pytest.mark.parametrize("strictness", [STRICT, PUBLISHED], ids=lambda each: each.value)


@pytest.fixture(autouse=True, scope="module")
def hypothesis_home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep what Hypothesis and schemathesis write out of the tree: in pytest's cache, or in a folder for once."""
    cache = getattr(request.config, "cache", None)
    home = cache.mkdir("hypothesis") if cache is not None else tmp_path_factory.mktemp("hypothesis")
    before = vars(configuration)["__hypothesis_home_directory"]
    configuration.set_hypothesis_home_dir(home)
    yield home
    configuration.set_hypothesis_home_dir(before)


@pytest.fixture
def edition() -> Edition:
    """Name the edition that a mock keeps, where a test does not name it."""
    return FIRST


@pytest.fixture
def mock(edition: Edition) -> Iterator[Mock]:
    """Make a mock that tells nobody of its tasks, since the URLs of generated orders are anybody's."""
    made = Mock(
        Settings(
            clock=ClockKind.MANUAL, seed=1, api_keys=(KEY,), webhook_statuses=(), scenario=CompleteAtOnce(),
            edition=edition,
        )
    )  # fmt: skip
    yield made
    assert made.close() == []


def unexplained(outcome: Outcome, strictness: Strictness) -> list[str]:
    """Return the stories of breaches that are none of the deviations of a document."""
    return [each.story for each in outcome.breaches if not each.codes or not each.codes <= CODES[strictness]]


@pytest.fixture(scope="module")
def outcomes() -> dict[tuple[Strictness, Edition], tuple[Outcome, float]]:
    """Run each document once for all tests that look at its outcome."""
    return {}


@pytest.fixture
def outcome(
    mock: Mock,
    strictness: Strictness,
    edition: Edition,
    outcomes: dict[tuple[Strictness, Edition], tuple[Outcome, float]],
) -> tuple[Outcome, float]:
    """Return what the coverage of a document has shown, and how many seconds it took."""
    if (strictness, edition) not in outcomes:
        began = time.process_time()
        outcomes[strictness, edition] = covered(mock, strictness), time.process_time() - began
    return outcomes[strictness, edition]


@every_edition
@pytest.mark.parametrize("strictness", [STRICT])
def test_the_strict_document_is_kept_without_any_exception(outcome: tuple[Outcome, float]) -> None:
    run, seconds = outcome
    assert [each.story for each in run.breaches] == []
    assert seconds < MOST_SECONDS * slowness()


@every_edition
@pytest.mark.parametrize("strictness", [PUBLISHED])
def test_the_published_document_is_kept_but_for_what_the_table_says(outcome: tuple[Outcome, float]) -> None:
    assert unexplained(outcome[0], PUBLISHED) == []
    assert {each.status for each in outcome[0].breaches} == {400, 404}
    assert {each.check for each in outcome[0].breaches} == {"positive_data_acceptance", "status_code_conformance"}


@every_edition
@every_strictness
def test_nothing_is_left_out(strictness: Strictness, outcome: tuple[Outcome, float]) -> None:
    """Every operation and every check had its turn, and nothing kept schemathesis from trying."""
    run, _ = outcome
    operations = {f"{each.method} {each.path}" for each in OPERATIONS}
    assert run.troubles == []
    assert set(run.checked) == CHECKS
    assert {name for name, _ in run.answered} == operations
    assert {name for name, status in run.answered if status == 401} == operations
    # Of a path with two operations a wrong method is tried as one of them.
    refused = {name.split()[1] for name, status in run.answered if status == 404}
    assert refused == {each.path for each in OPERATIONS}
    if strictness is STRICT:
        assert {name for name, status in run.answered if status == 200} >= {
            f"{each.method} {each.path}" for each in OPERATIONS if each.kind is not Kind.GET
        }


# Both tiers of a family share a schema; and where there are no parameters, or any string is an id, nothing is invalid.
ONE_TIER = [*(each for each in ENDPOINTS if each.tier is not Tier.STD), REQUEST_UPLOADS]
RANDOM = [
    *((GenerationMode.POSITIVE, each) for each in ONE_TIER),
    *((GenerationMode.NEGATIVE, each) for each in ONE_TIER if each.method == "POST" or each.path == REFERENCE),
]


@every_strictness
@pytest.mark.parametrize(("mode", "endpoint"), RANDOM, ids=lambda each: getattr(each, "operation_id", None))
def test_random_requests_are_answered_as_a_document_says(
    mock: Mock, mode: GenerationMode, endpoint: Operation, strictness: Strictness
) -> None:
    operation = opened(mock, strictness)[endpoint.path][endpoint.method]

    @settings(some_examples(), suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
    @given(operation.as_strategy(mode))
    def ask_and_check(case: Case[Any]) -> None:
        response = Answer.from_any(case.call(headers={"x-freepik-api-key": KEY}))
        codes = errors_of(response)
        if not (mode.is_positive and codes and codes <= CODES[strictness]):
            assert breaches(case, response) == []

    ask_and_check()


def answers_of(strictness: Strictness, endpoint: Operation) -> Mapping[str, object]:
    answers = load(strictness).operation(endpoint.operation_id)["responses"]
    assert isinstance(answers, dict)
    return answers


def witness(mock: Mock, deviation: Deviation) -> tuple[Endpoint, Response]:
    """Make the request of a deviation, and return what was asked and answered."""
    wanted = Kind.CREATE if deviation.body is not None else Kind.GET
    endpoint = next(each for each in ENDPOINTS if each.family is deviation.family and each.kind is wanted)
    if deviation.body is not None:
        return endpoint, order(mock, deviation.body, path=endpoint.path)
    task_id = created(mock, Family.KLING3) if deviation.code == "K023" else UNKNOWN_TASK
    return endpoint, get(mock, endpoint.path.replace("{task-id}", task_id))


@pytest.mark.parametrize(
    ("strictness", "deviation"),
    [(strictness, each) for strictness, rows in DEVIATIONS.items() for each in rows],
    ids=lambda each: getattr(each, "value", getattr(each, "code", None)),
)
def test_a_deviation_of_the_table_still_occurs(mock: Mock, strictness: Strictness, deviation: Deviation) -> None:
    """The document takes the request, and has no such answer to it; when this fails, the row has had its day."""
    endpoint, response = witness(mock, deviation)
    (exchange,) = mock.journal.exchanges(1)
    assert [each.code for each in exchange.findings if each.severity.value == "error"] == [deviation.code]
    assert deviation.reason
    if deviation.body is None:
        assert response.status == 404
        assert "404" not in answers_of(strictness, endpoint)
    else:
        assert response.status == 400
        assert Validator(load(strictness).request_schema(endpoint)).problems(deviation.body) == ()
