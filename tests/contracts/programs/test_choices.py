"""Words of the command line choose what they name, and a word that names nothing is told with what there is."""

from __future__ import annotations

import pytest

from kling3_contracts.errors import OptionError
from kling3_contracts.options import Phase
from kling3_contracts.programs.choices import codes_of, document_of, judged_codes, phases_of
from kling3_contracts.verifying.judged import JUDGED
from kling3_openapi.document import Strictness
from kling3_openapi.editions import Edition


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), tuple(Phase)),
        (("keys",), (Phase.KEYS,)),
        (("walk,Keys", " rules ,"), (Phase.WALK, Phase.KEYS, Phase.RULES)),
        (("", ","), tuple(Phase)),
    ],
)
def test_phases_are_named_in_lists_and_one_by_one(words: tuple[str, ...], expected: tuple[Phase, ...]) -> None:
    assert phases_of(words) == expected


def test_an_unknown_phase_is_told_with_all_that_there_are() -> None:
    with pytest.raises(OptionError) as caught:
        phases_of(["keys,fuzz"])
    assert str(caught.value) == (
        "--phases: no phase 'fuzz', expected some of keys, rules, coverage, fuzzing, stateful, walk, webhooks, uploads"
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), frozenset()),
        (("k131, K008", "K100"), frozenset({"K131", "K008", "K100"})),
    ],
)
def test_codes_are_named_in_lists_and_one_by_one(words: tuple[str, ...], expected: frozenset[str]) -> None:
    assert codes_of(words) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("K1O1", "no server is judged by 'K1O1', did you mean K1"),
        ("K001", "no server is judged by 'K001', did you mean K"),
        ("fox", "no server is judged by 'FOX'; kling3-contracts explain lists all codes"),
        ("x" * 90, "no server is judged by 'XXXXXXXXXXXXXXXXXXXX...'; kling3-contracts explain lists all codes"),
    ],
)
def test_a_code_that_no_server_is_judged_by_is_told_with_the_nearest(word: str, expected: str) -> None:
    with pytest.raises(OptionError) as caught:
        codes_of([word])
    assert str(caught.value).startswith(f"--only: {expected}")


def test_some_codes_may_be_left_out() -> None:
    every = frozenset(each.code for each in JUDGED)
    assert judged_codes([], []) == frozenset()
    assert judged_codes([], ["K179,k143"]) == every - {"K179", "K143"}
    assert judged_codes(["K179,K178"], ["K179"]) == {"K178"}


def test_leaving_out_all_is_no_choice() -> None:
    with pytest.raises(OptionError) as caught:
        judged_codes(["K179"], ["K179"])
    assert str(caught.value) == "--skip: leaves nothing to judge: name fewer codes, or more with --only"


def test_a_code_that_another_stands_for_is_told_with_it() -> None:
    with pytest.raises(OptionError) as caught:
        judged_codes([], ["K023"])
    assert str(caught.value) == (
        "--skip: no server is judged by K023: K130 stands for it, a task is asked for under another family's path"
    )


def test_a_document_is_one_of_the_two_or_a_file() -> None:
    assert document_of("published") == (Strictness.PUBLISHED, None)
    assert document_of("strict", Edition.APRIL_2026) == (Strictness.STRICT, None)
    with pytest.raises(OptionError, match=r"got .none.yaml., expected published or strict, or a file with an OpenAPI"):
        document_of("none.yaml")
