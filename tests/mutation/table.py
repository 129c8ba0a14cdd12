"""Table: how many mutants were seen, by file and by kind, and each that was not as a small diff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from tests.mutation.known import Known
from tests.mutation.outcome import Judged, Verdict


def text(results: Sequence[Judged], known: Known) -> str:
    """Return what a run prints at its end."""
    ordered = sorted(results, key=lambda each: (each.mutant.key.file, each.mutant.line))
    return "\n".join(
        (
            *_table("file", ordered, lambda each: each.mutant.key.file),
            "",
            *_table("kind", ordered, lambda each: each.mutant.kind.value),
            "",
            *_not_seen(ordered, known),
            *_seen_by_now(ordered, known),
        )
    )


def line(result: Judged) -> str:
    """Return what a run prints of one mutant as it goes."""
    mutant, outcome = result
    return f"{outcome.verdict.value:10} {mutant.key.file}:{mutant.line} {mutant.kind.value}  {outcome.by}".rstrip()


def _table(head: str, results: Sequence[Judged], group: Callable[[Judged], str]) -> Iterator[str]:
    counted = Counter((group(each), each.outcome.verdict) for each in results)
    totals = Counter(each.outcome.verdict for each in results)
    names = sorted({name for name, _ in counted})
    width = max(map(len, (*names, head)), default=0)
    yield f"{head:{width}}   mutants" + "".join(f"{each.value:>11}" for each in Verdict)
    for name in names:
        yield f"{name:{width}}" + _numbers([counted[name, each] for each in Verdict])
    yield f"{'all':{width}}" + _numbers([totals[each] for each in Verdict])


def _numbers(counts: Sequence[int]) -> str:
    return f"{sum(counts):>10}" + "".join(f"{each or '.':>11}" for each in counts)


def _not_seen(results: Sequence[Judged], known: Known) -> Iterator[str]:
    told_apart = [each for each in results if each.outcome.verdict is not Verdict.EQUIVALENT]
    missed = [each.mutant for each in told_apart if each.not_seen]
    yield f"seen: {len(told_apart) - len(missed)} of the {len(told_apart)} that a caller can tell from the fake"
    yield f"not seen: {len(missed)}" if missed else "not seen: none"
    for each in missed:
        yield str(each)
        if needs := known.needs(each):
            yield f"    needs: {needs}"


def _seen_by_now(results: Iterable[Judged], known: Known) -> Iterator[str]:
    for each in results:
        if known.is_outdated_by(each):
            name = "equivalent" if known.is_equivalent(each.mutant) else "not_seen"
            yield f"seen, so strike it from {name}.toml ({each.outcome.by}): {each.mutant}"
