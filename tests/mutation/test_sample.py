"""A sample is drawn by a seed, and each file and kind has its share."""

from __future__ import annotations

from collections import Counter

from tests.mutation.mutant import Kind, Mutant
from tests.mutation.mutating import mutants
from tests.mutation.sample import sample
from tests.mutation.source import Source


def several() -> list[Mutant]:
    large = "".join(f"a{number} = {number}\n" for number in range(45)) + "".join(f"a < b{n}\n" for n in range(5))
    sources = (Source("large.py", large.encode()), Source("small.py", b"n = 1\nm = 2\n"))
    return [mutant for each in sources for mutant in mutants(each)]


def test_equal_seeds_draw_equal_samples_and_others_others() -> None:
    assert sample(several(), 1, 20) == sample(several(), 1, 20)
    assert sample(several(), 1, 20) != sample(several(), 2, 20)


def test_a_small_sample_is_the_beginning_of_a_large_one() -> None:
    assert sample(several(), 1, 30)[:7] == sample(several(), 1, 7)


def test_no_file_is_left_out_and_each_has_its_share() -> None:
    assert {each.key.file for each in sample(several(), 1, 2)} == {"large.py", "small.py"}
    assert Counter(each.key.file for each in sample(several(), 1, 52)) == {"large.py": 50, "small.py": 2}


def test_kinds_come_in_turn() -> None:
    drawn = [each for each in sample(several(), 1, 21) if each.key.file == "large.py"]
    assert Counter(each.kind for each in drawn) >= Counter({Kind.COMPARISON: 6, Kind.NUMBER: 6, Kind.LINE: 5})


def test_more_than_there_are_is_all_of_them() -> None:
    assert len(sample(several(), 1, 1_000)) == len(several())
