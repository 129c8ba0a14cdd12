"""Sample: some of all mutants, drawn by a seed, of every file and of every kind its share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, zip_longest
from random import Random

from tests.mutation.mutant import Mutant


def sample(mutants: Iterable[Mutant], seed: int, number: int) -> Sequence[Mutant]:
    """Return so many mutants, or all; the first of a large sample are the small one of the same seed.

    The first of each file come first, so that no file is left out that has one; then each as often as its number asks.
    """
    ranked = []
    for file, group in groupby(sorted(mutants, key=lambda each: each.key.file), key=lambda each: each.key.file):
        random = Random(f"{seed} {file}")  # noqa: S311  (nothing to keep secret)
        drawn = list(_kinds_in_turn(list(group), random))
        ranked += [(place / len(drawn), random.random(), each) for place, each in enumerate(drawn)]
    return [each for *_, each in sorted(ranked, key=lambda entry: entry[:2])[:number]]


def _kinds_in_turn(mutants: Sequence[Mutant], random: Random) -> Iterator[Mutant]:
    """Draw one of each kind, then the next of each: else numbers, which come by the dozen, would be most of it."""
    by_kind: dict[str, list[Mutant]] = {}
    for each in random.sample(mutants, len(mutants)):
        by_kind.setdefault(each.kind.value, []).append(each)
    return (each for each in chain.from_iterable(zip_longest(*by_kind.values())) if each is not None)
