"""A server is held to the families that it has, and to those that are named; of the others nothing is said."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest

from kling3_contracts.errors import OptionError, SubjectError
from kling3_contracts.messages import Answer, Request
from kling3_contracts.options import Options, Phase
from kling3_contracts.programs.choices import families_of, uploads_of
from kling3_contracts.verdicts.report import Report, Verdict
from kling3_contracts.verifying.verify import verify
from kling3_openapi.document import Document, Strictness, load
from kling3_openapi.endpoints import MOTION_CONTROL, TURBO, UHD, Family
from kling3_openapi.rules.address import endpoints_at
from tests.contracts.broken.fake import KEY, OTHER_KEY, SECRET, FakeTarget, Opened
from tests.contracts.broken.gate import WRONG_KEY, by_answer, strict_about_keys
from tests.contracts.broken.kinds import FEBRUARY
from tests.contracts.generated.broken import Change

pytestmark = pytest.mark.one_python

NAMES = "video/kling-v3-motion-control-pro, video/kling-v3-motion-control-std, text-to-video/kling-v3-turbo, "


_LOOK_ELSEWHERE = b'{"message":"no such path, look for tasks elsewhere"}'


def having(families: Collection[Family], sent: list[Request], words: bytes = _LOOK_ELSEWHERE) -> Change:
    """Answer 404 at the paths of other families."""

    def change(request: Request, answer: Answer) -> Answer:
        sent.append(request)
        strange = any(each.family not in families for each in endpoints_at(request.path))
        return Answer(404, (("content-type", "application/json"),), words) if strange else answer

    return change


def judged(
    opened: Opened, families: Collection[Family], *named: Family, phases: tuple[Phase, ...] = tuple(Phase)
) -> tuple[Report, set[Family]]:
    """Return the report on a server that has some families, and the families of which tasks were ordered."""
    sent: list[Request] = []
    target = opened(by_answer(having(families, sent))())
    options = Options(KEY, OTHER_KEY, WRONG_KEY, seed=1, max_examples=2, webhook_secret=SECRET, families=named)
    report = verify(target, replace(options, phases=phases))
    orders = (each for each in sent if each.method == "POST" and each.body != b'{"prompt":7}')
    return report, {endpoint.family for each in orders for endpoint in endpoints_at(each.path)}


def test_a_server_of_february_is_held_to_what_it_has_and_the_report_names_the_rest(opened: Opened) -> None:
    """And no promise of a family that was left out is kept."""
    report, asked = judged(opened, FEBRUARY)
    assert ([each.message for each in report.violations], report.trouble, report.exit_status) == ([], "", 0)
    (note,) = report.notes
    assert note.startswith(f"left out, since the server has neither lists nor orders of them: {NAMES}")
    assert note.endswith("video/kling-4k-i2v; --family NAME holds it to one")
    assert asked == set(FEBRUARY)
    untried = {each.code: each.note for each in report.checks if each.verdict is Verdict.NOT_TRIED}
    about = "it is about families that the server is not held to"
    assert {code for code, note in untried.items() if note == about} == {"K061", "K065", "K096", "K097"}
    assert untried.keys() == {"K061", "K065", "K096", "K097", "K147"}


def test_what_a_document_of_the_users_own_lacks_is_not_asked_for(opened: Opened) -> None:
    content = dict(load(Strictness.PUBLISHED).content)
    paths = content["paths"]
    assert isinstance(paths, dict)
    known = {path: {each.family for each in endpoints_at(path)} for path in paths}
    content["paths"] = {path: each for path, each in paths.items() if known[path] & set(FEBRUARY)}
    own = Document(Strictness.PUBLISHED, content)
    target = opened(FakeTarget(strict_about_keys()))
    chosen = Options(
        KEY, OTHER_KEY, WRONG_KEY, Strictness.PUBLISHED, own, seed=1, max_examples=2, webhook_secret=SECRET
    )
    report = verify(target, chosen)
    assert ([each.message for each in report.violations], report.trouble) == ([], "")
    assert report.notes[0].startswith(f"left out, since the document has none of their paths: {NAMES}")
    assert len(report.notes) == 1


@pytest.mark.parametrize("families", [UHD, TURBO, MOTION_CONTROL, (Family.OMNI,)], ids=lambda each: each[0].path)
def test_a_server_of_one_kind_alone_is_judged_too(opened: Opened, families: tuple[Family, ...]) -> None:
    report, asked = judged(opened, families)
    assert ([each.message for each in report.violations], report.trouble) == ([], "")
    assert asked == set(families)
    assert next(each for each in report.checks if each.code == "K135").verdict is Verdict.NOT_TRIED


def test_a_family_that_is_named_is_held_to_whether_it_is_there_or_not(opened: Opened) -> None:
    report, _ = judged(opened, FEBRUARY, Family.KLING3, Family.UHD_TEXT, phases=(Phase.KEYS, Phase.RULES))
    assert report.exit_status == 1
    assert {each.place for each in report.violations if each.code == "K106"} == {"postAiVideoKling4kT2v"}
    (note,) = report.notes
    assert note.startswith("left out by --family, so nothing is said of them: video/kling-v3-omni, reference-to-video/")


def test_where_the_one_family_that_is_named_is_not_there_nothing_is_judged(opened: Opened) -> None:
    target = opened(by_answer(having(FEBRUARY, [], b"{}"))())
    with pytest.raises(SubjectError, match="got 404 for GET /v1/ai/video/kling-4k-t2v, expected the API"):
        verify(target, Options(KEY, families=(Family.UHD_TEXT,)))


def test_an_empty_list_that_is_not_found_is_no_missing_family(opened: Opened) -> None:
    """The service itself was seen to answer so."""
    target = opened(by_answer(empty_lists_are_not_found)())
    report = verify(target, Options(KEY, OTHER_KEY, WRONG_KEY, phases=(Phase.KEYS,)))
    assert report.notes == ()


def empty_lists_are_not_found(_request: Request, answer: Answer) -> Answer:
    none = answer.body == b'{"data":[]}'
    return answer._replace(status=404, body=b'{"message":"Tasks not found"}') if none else answer


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), ()),
        (("kling-v3",), (Family.KLING3,)),
        (("kling-v3-pro",), (Family.KLING3,)),
        (("kling-v3-omni",), (Family.OMNI, Family.REFERENCE)),
        (("video/kling-v3-omni",), (Family.OMNI,)),
        (("kling-v3-turbo-720p", "kling-4k-t2v"), (*TURBO, Family.UHD_TEXT)),
        (("/v1/ai/image-to-video/kling-v3-turbo, KLING-4K-I2V",), (Family.TURBO_IMAGE, Family.UHD_IMAGE)),
    ],
)
def test_families_are_named_by_a_model_or_the_end_of_a_path(
    words: tuple[str, ...], expected: tuple[Family, ...]
) -> None:
    assert families_of(words) == expected


def without_uploads(request: Request, answer: Answer) -> Answer:
    path = "/v1/ai/uploads/request-url"
    return Answer(404, (("content-type", "application/json"),), _LOOK_ELSEWHERE) if request.path == path else answer


def test_a_server_without_uploads_is_not_held_to_them_unless_they_are_named(opened: Opened) -> None:
    chosen = Options(KEY, OTHER_KEY, WRONG_KEY, phases=(Phase.KEYS, Phase.UPLOADS), seed=1, webhook_secret=SECRET)
    report = verify(opened(by_answer(without_uploads)()), chosen)
    assert ([each.message for each in report.violations], report.trouble) == ([], "")
    assert report.notes == (
        "left out, since the server has neither lists nor orders of them: uploads; --family NAME holds it to one",
    )
    named = replace(chosen, families=(Family.KLING3,), uploads=True)
    report = verify(opened(by_answer(without_uploads)()), named)
    assert "K250" in {each.code for each in report.violations}


def test_families_that_are_named_leave_uploads_out(opened: Opened) -> None:
    chosen = Options(KEY, OTHER_KEY, WRONG_KEY, phases=(Phase.UPLOADS,), seed=1, families=(Family.KLING3,))
    report = verify(opened(FakeTarget(strict_about_keys())), chosen)
    assert report.notes[0].endswith("video/kling-4k-i2v, uploads")
    assert next(each for each in report.checks if each.code == "K250").note == "the server is not held to uploads"


@pytest.mark.parametrize(
    ("words", "expected"),
    [((), None), (("kling-v3",), False), (("kling-v3,uploads",), True), (("OMNI", "Uploads"), True)],
)
def test_uploads_are_named_beside_families(words: tuple[str, ...], expected: bool | None) -> None:  # noqa: FBT001
    assert uploads_of(words) is expected


def test_uploads_alone_are_no_family() -> None:
    with pytest.raises(OptionError, match="--family: uploads are no family: name one beside them, or use --phases"):
        families_of(("uploads",))


@pytest.mark.parametrize("word", ["kling-v2", "v3", "video"])
def test_a_family_that_is_none_is_told_with_those_that_there_are(word: str) -> None:
    with pytest.raises(OptionError, match=f"--family: no family '{word}', expected some of video/kling-v3, ") as raised:
        families_of((word,))
    assert str(raised.value).endswith("video/kling-4k-i2v, uploads")
