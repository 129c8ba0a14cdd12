"""Fakes that a class or a file shares, as arguments and as an attribute, and whose fault it is what they were asked."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Run


def test_all_tests_of_a_file_share_one_fake(run: Run) -> None:
    tests = """
        from program import order

        def test_order(kling3_module):
            order(kling3_module.url)

        def test_next(kling3_module):
            assert len(kling3_module.tasks) == 1
            kling3_module.run_to_end()

        class TestClass:
            def test_in_a_class(self, kling3_module):
                assert [each.status for each in kling3_module.tasks] == ["COMPLETED"]
    """
    run(tests).assert_outcomes(passed=3)


def test_files_share_none(run: Run, pytester: pytest.Pytester) -> None:
    tests = """
        def test_order(kling3_module):
            from program import order
            assert kling3_module.tasks == []
            order(kling3_module.url)
    """
    pytester.makepyfile(test_other=tests)
    run(tests).assert_outcomes(passed=2)


def test_all_tests_of_a_class_share_one_fake_and_classes_share_none(run: Run) -> None:
    tests = """
        from program import order

        class TestOne:
            def test_order(self, kling3_class):
                order(kling3_class.url)

            def test_next(self, kling3_class):
                assert len(kling3_class.tasks) == 1
                assert self.kling3 is kling3_class

        class TestOther:
            def test_fresh(self, kling3_class):
                assert kling3_class.tasks == []

            def test_first(self, kling3_class, kling3):
                order(kling3.url)
                assert (len(kling3_class.tasks), len(kling3.tasks)) == (0, 1)
                assert self.kling3 is kling3_class

        def test_outside(kling3_class):
            assert kling3_class.tasks == []
    """
    run(tests).assert_outcomes(passed=5)


@pytest.mark.parametrize("base", ["unittest.TestCase", "object"])
def test_a_class_that_names_a_fake_finds_it_as_an_attribute(run: Run, base: str) -> None:
    tests = f"""
        import unittest
        import pytest
        from program import order

        @pytest.mark.usefixtures("kling3_class")
        class TestShared({base}):
            def test_a(self):
                order(self.kling3.url)

            def test_b(self):
                assert len(self.kling3.tasks) == 1

        @pytest.mark.usefixtures("kling3")
        class TestFresh({base}):
            def test_a(self):
                order(self.kling3.url)

            def test_b(self):
                assert self.kling3.tasks == []

        def test_afterwards():
            assert not hasattr(TestShared, "kling3")
            assert not hasattr(TestFresh, "kling3")
    """
    run(tests).assert_outcomes(passed=5)


def test_a_class_that_uses_the_name_itself_keeps_it(run: Run) -> None:
    tests = """
        import unittest
        import pytest

        @pytest.mark.usefixtures("kling3", "kling3_class")
        class TestOwn(unittest.TestCase):
            kling3 = "mine"

            def test_it(self):
                assert self.kling3 == "mine"

        def test_afterwards():
            assert TestOwn.kling3 == "mine"

        @pytest.mark.usefixtures("kling3")
        class TestReplaces(unittest.TestCase):
            def test_it(self):
                self.kling3 = "another"
    """
    run(tests).assert_outcomes(passed=3)


def test_findings_fail_the_test_that_caused_them_and_what_came_after_all_its_last(run: Run) -> None:
    tests = """
        import pytest
        from program import order

        @pytest.fixture(scope="class")
        def late(kling3_class):
            yield
            order(kling3_class.url, image_list=[])

        class TestShared:
            def test_good(self, kling3_class):
                order(kling3_class.url)

            def test_bad(self, kling3_class):
                order(kling3_class.url, image_list=[])

            def test_good_again(self, kling3_class, late):
                order(kling3_class.url)
    """
    result = run(tests)
    result.assert_outcomes(passed=2, failed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["FAILED test_it.py::TestShared::test_bad - K001 *", "ERROR test_it.py::TestShared::test_good_again - K001 *"]
    )


def test_what_is_prepared_in_vain_is_told_at_the_end_of_the_class(run: Run) -> None:
    tests = """
        class TestShared:
            def test_prepares(self, kling3_class):
                kling3_class.next("fail")

            def test_orders_nothing(self, kling3_class): ...
    """
    result = run(tests)
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["ERROR test_it.py::TestShared::test_orders_nothing - *"])


def test_markers_of_a_class_and_of_a_file_set_what_they_share(run: Run) -> None:
    tests = """
        import pytest
        from program import order, read

        pytestmark = pytest.mark.kling3(scenario="never", may_not_happen=True)

        def ended(kling3):
            task = order(kling3.url)
            kling3.clock.advance(60)
            return read(kling3.url, task)["status"]

        def test_file(kling3_module):
            assert ended(kling3_module) == "IN_PROGRESS"

        @pytest.mark.kling3(scenario="fail", allow=["K014"])
        class TestFailing:
            def test_class(self, kling3_class):
                assert ended(kling3_class) == "FAILED"

        @pytest.mark.kling3(scenario="fail")
        class TestInVain:
            def test_class(self, kling3_class): ...

        class TestMistaken:
            @pytest.mark.kling3(scenario="fail")
            def test_marked(self, kling3_class): ...
    """
    result = run(tests)
    result.assert_outcomes(passed=3, failed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["*pytest.mark.kling3 has no effect*", "ERROR test_it.py::TestInVain::test_class - *scenario*"]
    )


def test_a_project_that_uses_nothing_else_is_known_to_use_the_fake(run: Run) -> None:
    tests = """
        import socket
        import pytest

        def test_forgot():
            with pytest.raises(Exception, match="no test has the fake now"):
                socket.getaddrinfo("api.freepik.com", 443)

        class TestShared:
            def test_uses(self, kling3_class): ...
    """
    run(tests).assert_outcomes(passed=2)
