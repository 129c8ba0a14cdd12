"""A project uses the fake when any file of its own names a fixture of it, be it collected or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from kling3_mockserver.testing import project
from kling3_mockserver.testing.project import Project


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("tests/test_a.py", "def test_a(kling3): ...", True),
        ("tests/conftest.py", "def kling3_settings(): ...", True),
        ("tests/test_a.py", "def test_a(kling3_class): ...", True),
        ("tests/test_a.py", "def test_a(kling3_module): ...", True),
        ("app/door.py", "from kling3_mockserver.mock import Mock", True),
        ("tests/test_a.py", "def test_a(kling33, my_kling3, kling3_client): ...", False),
        ("tests/notes.txt", "kling3", False),
        (".tox/py/test_a.py", "kling3", False),
        ("env/lib/python3/site-packages/kling3_mockserver/mock.py", "kling3", False),
        ("pytest.ini", "[pytest]\nkling3_scenario = fail", True),
        ("pytest.ini", "[pytest]\naddopts = -q", False),
    ],
)
def test_a_project_is_known_by_its_files(tmp_path: Path, name: str, content: str, *, expected: bool) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    settings = tmp_path / "pytest.ini"
    assert Project(tmp_path, settings if settings.exists() else None, [".*"]).uses_fake is expected


def test_a_virtual_environment_of_any_name_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "kling.py").write_text("kling3")
    assert Project(tmp_path).uses_fake
    (tmp_path / "mine" / "pyvenv.cfg").touch()
    assert not Project(tmp_path).uses_fake


def test_a_folder_with_too_many_files_counts_as_one_that_uses_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "_MOST_FILES", 2)
    for count, expected in ((1, False), (2, False), (3, True)):
        (tmp_path / f"file_{count}.py").touch()
        assert Project(tmp_path).uses_fake is expected


def test_a_file_that_can_not_be_read_names_nothing(tmp_path: Path) -> None:
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere.py")
    assert not Project(tmp_path).uses_fake
