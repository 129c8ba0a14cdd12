"""What serve says when it starts names the edition, unless it is the first one."""

from __future__ import annotations

import pytest

from kling3_mockserver.programs.serve_words import banner
from kling3_mockserver.settings.settings import Settings
from kling3_openapi.editions import Edition


@pytest.mark.parametrize(
    ("edition", "expected"),
    [
        (Edition.FEBRUARY_2026, []),
        (Edition.APRIL_2026, ["  edition    the contract of April 2026"]),
        (Edition.AUGUST_2026, ["  edition    the contract of August 2026"]),
    ],
)
def test_the_banner_names_an_edition_that_is_not_the_first(edition: Edition, expected: list[str]) -> None:
    lines = banner(Settings(edition=edition), "http://127.0.0.1:8333").splitlines()
    assert [each for each in lines if "edition" in each] == expected


@pytest.mark.parametrize(
    ("edition", "expected"),
    [(Edition.FEBRUARY_2026, "x-freepik-api-key: any"), (Edition.AUGUST_2026, "x-magnific-api-key: any")],
)
def test_the_first_order_is_free_of_advice(edition: Edition, expected: str) -> None:
    """From August on the former header is taken, and told of."""
    assert f'kling-v3-pro -H "{expected}"' in banner(Settings(edition=edition), "http://127.0.0.1:8333")
