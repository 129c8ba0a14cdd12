"""Projects of strangers, with every HTTP client there is, test themselves by the plugin and learn of their mistakes."""

from __future__ import annotations

import shutil

import pytest

from tests.plugin.strangers import PROJECTS, Project


def run(pytester: pytest.Pytester, project: Project, *files: str) -> pytest.RunResult:
    plugins = [word for name in ("kling3", *project.plugins) for word in ("-p", name)]
    return pytester.runpytest_subprocess(
        "-p", "no:cacheprovider", "--kling3-coverage=terminal", *plugins, *files, timeout=60
    )


@pytest.mark.parametrize("project", PROJECTS, ids=str)
def test_a_project_passes_and_its_silent_mistake_is_caught(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, project: Project
) -> None:
    if project.program and shutil.which(project.program) is None:
        pytest.skip(f"{project.program} is not installed, and the program of {project} is written for it")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    project.copy_to(pytester.path)
    result = run(pytester, project, "test_videos.py", "silent_mistake.py")
    outcomes = result.parseoutcomes()
    assert (outcomes.pop("passed") >= 3, outcomes) == (True, {"failed": 1})
    result.stdout.fnmatch_lines(
        [
            "*= FAILURES =*",
            "the program under test sent what the service would not honour:",
            f"  {project.caught}*",
            "      in *",
            "*transitions 3 of 5, never: CREATED -> COMPLETED, CREATED -> FAILED",
        ]
    )
