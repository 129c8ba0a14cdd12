"""The fakes of a run are known by number, tell what came of them, and only the newest are held."""

from __future__ import annotations

from collections.abc import Callable

from kling3_mockserver.testing.run_page.fakes import Fakes
from kling3_mockserver.testing.tenant import Kling3
from tests.mockserver.asking import create


def test_what_came_is_told_as_it_is_when_it_is_asked(kling3: Kling3) -> None:
    fakes = Fakes()
    fakes.add("test_a.py::test_it", kling3)
    (before,) = fakes.newest()
    create(kling3.mock, image_list=[])
    create(kling3.mock, image_list=[], duration="5")
    (after,) = fakes.newest()
    assert (before.test, before.outcome, before.requests, before.findings) == ("test_a.py::test_it", "open", 0, ())
    assert (after.requests, after.findings) == (2, (("K001", 2),))


def test_what_the_test_allows_is_no_finding(kling3: Kling3) -> None:
    fakes = Fakes()
    fakes.add("test", kling3)
    create(kling3.mock, image_list=[])
    kling3.allow("K001")
    assert fakes.newest()[0].findings == ()


def test_requests_that_are_no_longer_remembered_are_counted(new_kling3: Callable[..., Kling3]) -> None:
    fakes, kling3 = Fakes(), new_kling3(journal_size=1)
    fakes.add("test", kling3)
    for _ in range(3):
        create(kling3.mock)
    assert fakes.newest()[0].requests == 3


def test_the_newest_come_first_and_older_ones_are_forgotten_with_what_they_last_told(
    new_kling3: Callable[..., Kling3],
) -> None:
    fakes, first = Fakes(most_kept=2), new_kling3()
    fakes.add("first", first)
    create(first.mock)
    fakes.note_outcome("first", "passed")
    for name in ("second", "third"):
        fakes.add(name, new_kling3())
    create(first.mock)
    newest = fakes.newest()
    assert [(each.number, each.test, each.kling3 is None) for each in newest] == [
        (3, "third", False), (2, "second", False), (1, "first", True),
    ]  # fmt: skip
    assert (newest[-1].outcome, newest[-1].requests, newest[-1].is_open) == ("passed", 1, False)


def test_the_oldest_are_not_even_named(kling3: Kling3) -> None:
    fakes = Fakes(most_kept=1, most_named=2)
    for name in ("first", "second", "third"):
        fakes.add(name, kling3)
    assert [each.test for each in fakes.newest()] == ["third", "second"]
    assert fakes.get(1) is None


def test_a_test_that_failed_stays_so_whatever_comes_after(kling3: Kling3) -> None:
    fakes = Fakes()
    fakes.add("test", kling3)
    for outcome, expected in (("passed", "passed"), ("failed", "failed"), ("passed", "failed")):
        fakes.note_outcome("test", outcome)
        assert fakes.newest()[0].outcome == expected


def test_a_fake_that_is_closed_has_ended(kling3: Kling3) -> None:
    """One that all tests of a file share is of no test that could have an outcome."""
    fakes = Fakes()
    fakes.add("test_a.py", kling3)
    kling3.close()
    assert (fakes.newest()[0].outcome, fakes.newest()[0].is_open) == ("ended", False)
