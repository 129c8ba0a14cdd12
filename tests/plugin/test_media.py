"""A test says what lies behind a URL, and the order that names it is looked at without a network."""

from __future__ import annotations

from pathlib import Path

from kling3_mockserver.media import jpeg
from tests.plugin.conftest import Run

PROGRAM = """
    import httpx, pytest
    from kling3_mockserver.media import mp4, png

    API = "https://api.freepik.com/v1/ai"
    KEY = {"x-freepik-api-key": "any"}
    CAT, DANCE = "https://cdn.example.com/cat.png", "https://cdn.example.com/dance.mp4"

    def ordered(path, **fields):
        answer = httpx.post(f"{API}/{path}", json={"prompt": "@Video1 A fox", **fields}, headers=KEY)
        return answer.json()["data"]["task_id"]

    def status(path, task_id):
        return httpx.get(f"{API}/{path}/{task_id}", headers=KEY).json()["data"]["status"]
"""


def test_a_bad_picture_fails_the_task_and_is_named(run: Run) -> None:
    tests = f"""{PROGRAM}
    def test_small(kling3):
        kling3.media(CAT, png(200, 400))
        task_id = ordered("video/kling-v3-pro", prompt="A fox", start_image_url=CAT)
        kling3.run_to_end()
        assert status("video/kling-v3", task_id) == "FAILED"
        (finding,) = kling3.findings
        assert (finding.code, finding.message) == (
            "K334", "start_image_url has 200x400 pixels, expected 300x300 or more: send a larger picture"
        )

    def test_missing(kling3):
        kling3.media_missing(CAT)
        task_id = ordered("video/kling-v3-pro", prompt="A fox", start_image_url=CAT)
        kling3.run_to_end()
        assert status("video/kling-v3", task_id) == "FAILED"
        assert [each.code for each in kling3.findings] == ["K330"]

    def test_a_long_video(kling3):
        kling3.media(DANCE, mp4(seconds=11))
        ordered("reference-to-video/kling-v3-omni-pro", video_url=DANCE)
        assert [each.code for each in kling3.findings] == ["K340"]

    def test_good_and_not_said(kling3):
        kling3.media(CAT, png())
        task_id = ordered("video/kling-v3-pro", prompt="A fox", start_image_url=CAT, end_image_url=CAT + "?other")
        kling3.run_to_end()
        assert status("video/kling-v3", task_id) == "COMPLETED"
        assert kling3.findings == []
    """
    result = run(tests)
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["K334 x1, first in test_it.py::test_small: start_image_url has 200x400 pixels, *"])


def test_a_file_is_named_by_its_path(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "cat.jpg"
    path.write_bytes(jpeg(250, 250))
    tests = f"""{PROGRAM}
    def test_it(kling3):
        kling3.media(CAT, {str(path)!r}, content_type="image/png")
        ordered("video/kling-v3-pro", prompt="A fox", start_image_url=CAT)
        assert [each.code for each in kling3.findings] == ["K334", "K333"]

    def test_none(kling3):
        with pytest.raises(FileNotFoundError):
            kling3.media(CAT, "nowhere.png")
    """
    run(tests).assert_outcomes(passed=2)
