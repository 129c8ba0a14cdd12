"""What a receiver acted on is read in each form that the page on receivers names, also when it acts later."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kling3_contracts.errors import OptionError
from kling3_contracts.receiver.judging import judge_receiver
from tests.contracts.receiver.careful import Answer, Careful
from tests.contracts.receiver.defects import ActsBeforeVerifying, Forgets, NeverFresh, TakesAll
from tests.contracts.receiver.judged import BOTH, QUICK, faults, judged, watched
from tests.contracts.receiver.servers import Came, serving

REPLAYS = replace(QUICK, only=frozenset({"K212", "K213", "K247", "K248"}))


def telling(kind: type[Careful], form: str) -> Careful:
    """Return a receiver that tells in this form what it acted on."""

    class Telling(kind):  # type: ignore[valid-type, misc]
        def told(self) -> Answer:
            super().told()
            forms = {
                "number": len(self.acted),
                "list": self.acted,
                "count": {"count": len(self.acted)},
                "processed": {"processed": self.acted},
                "total": {"processed": len(self.acted)},
            }
            return 200, json.dumps(forms[form]).encode()

    receiver: Careful = Telling()
    return receiver


@pytest.mark.parametrize("form", ["number", "list", "count", "processed", "total"])
@pytest.mark.parametrize(
    ("kind", "expected"), [(Careful, {}), (Forgets, {"violated": "K212 K213 K247"})], ids=["careful", "forgets"]
)
def test_what_is_acted_on_twice_is_seen_in_each_form(kind: type[Careful], form: str, expected: dict[str, str]) -> None:
    assert faults(watched(telling(kind, form), REPLAYS)) == expected


def test_without_it_only_answers_are_judged() -> None:
    assert faults(judged(Forgets(), REPLAYS)) == {}


class Later(Careful):
    """Acts on one call each time that it is asked what it has acted on."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Came] = []

    def act(self, came: Came, _told: str) -> int:
        self.waiting.append(came)
        return 200

    def told(self) -> Answer:
        if self.waiting:
            super().act(self.waiting.pop(0), "")
        return super().told()


@pytest.mark.parametrize("form", ["number", "list"])
def test_a_receiver_may_act_after_its_answer(form: str) -> None:
    assert faults(watched(telling(Later, form), replace(QUICK, only=frozenset({"K212", "K213"})))) == {}


def test_ids_of_tasks_are_as_good_as_ids_of_messages() -> None:
    class Tasks(Careful):
        def act(self, came: Came, _told: str) -> int:
            self.acted.append(json.loads(came.body)["task_id"])
            return 200

    assert faults(watched(Tasks(), REPLAYS)) == {"violated": "K212 K213 K247"}


def test_the_number_of_times_and_the_mend_are_told() -> None:
    report = watched(Forgets(), replace(QUICK, only=frozenset({"K212"})))
    assert report.violations[0].message == (
        "got it acted on twice, expected it to be acted on once: keep the ids that were dealt with, answer 2xx to one "
        "that is known, and do nothing more"
    )


def test_what_is_refused_and_acted_on_all_the_same_is_told() -> None:
    report = watched(ActsBeforeVerifying(), replace(QUICK, only=frozenset({"K217"})))
    assert report.violations[0].message == (
        "got it refused, and acted on all the same, expected it to be acted on never: verify before anything is done"
    )


def test_what_was_taken_though_forged_is_not_told_again_for_being_acted_on() -> None:
    report = watched(NeverFresh(), replace(QUICK, only=frozenset({"K235"})))
    assert [each.message for each in report.violations] == [
        "got 200, expected 4xx: compare the timestamp with your clock, and refuse beyond 300 seconds"
    ]


def test_a_list_that_never_grows_is_told_and_the_rest_goes_on() -> None:
    report = watched(TakesAll(), replace(QUICK, timeout=1.0, only=frozenset({"K212", "K217"})))
    assert faults(report) == {"accepted though forged": "K217"}
    assert report.notes == (
        "--processed-url did not show a valid call that was taken: what the receiver acts on was not judged",
    )


def test_a_long_list_is_read_to_its_end() -> None:
    before = [f"msg_{number:024}" for number in range(2_000)]
    assert faults(watched(Forgets(acted=before), REPLAYS)) == {"violated": "K212 K213 K247"}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((404, b"not here"), "--processed-url: got 404 with 'not here', expected 200 with a number, a list of ids,"),
        ((200, b"<html>"), "--processed-url: got 200 with '<html>', expected"),
        ((200, b'{"done": 1}'), "--processed-url: got 200 with '{\"done\": 1}', expected"),
        ((200, b"true"), "--processed-url: got 200 with 'true', expected"),
        ((200, b"[" * 100_000), "--processed-url: got 200 with '[[[["),
    ],
)
def test_what_can_not_be_read_is_told_before_anything_is_sent(answer: Answer, expected: str) -> None:
    posted = []
    server = serving(lambda came: answer if came.method == "GET" else posted.append(came) or 200)
    with server as url, pytest.raises(OptionError) as caught:
        judge_receiver(url, BOTH, replace(QUICK, processed_url=url))
    assert str(caught.value).startswith(expected)
    assert posted == []
