"""The variables of base URLs hold the fake's URL for a time, and afterwards what they held before."""

from __future__ import annotations

import os

import pytest

from kling3_mockserver.errors import SettingsError
from kling3_mockserver.testing.base_urls import BaseUrls

URL = "http://127.0.0.1:5"


def test_variables_are_set_and_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAD", "https://api.freepik.com")
    monkeypatch.delenv("HAD_NOT", raising=False)
    urls = BaseUrls(["HAD", "HAD_NOT=/v1/ai"])
    urls.set(URL)
    assert (os.environ["HAD"], os.environ["HAD_NOT"]) == (URL, f"{URL}/v1/ai")
    os.environ.pop("HAD_NOT")
    urls.restore()
    assert (os.environ["HAD"], "HAD_NOT" in os.environ) == ("https://api.freepik.com", False)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("FREEPIK BASE", "got 'FREEPIK BASE', and 'FREEPIK BASE' can't be the name of a variable: expected NAME or"),
        ("=/v1", "got '=/v1', and '' can't be the name of a variable: expected NAME or NAME=/path, as in"),
        ("1ST", "got '1ST', and '1ST' can't be the name of a variable"),
        (
            "A=v1",
            "got 'A=v1' (did you mean A=/v1?): what follows = is appended to the URL and begins with /, as in A=/v1",
        ),
        ("A=", "got 'A=': what follows = is appended to the URL"),
        ("A=/v1?x=1", "got 'A=/v1?x=1': what follows = is appended"),
        ("A=http://127.0.0.1/", "got 'A=http://127.0.0.1/': what follows ="),
    ],
)
def test_what_is_no_variable_and_no_path_is_refused_with_what_was_meant(word: str, expected: str) -> None:
    with pytest.raises(SettingsError) as refused:
        BaseUrls([word])
    assert str(refused.value).startswith(f"kling3_base_url_env: {expected}")
