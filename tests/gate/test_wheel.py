from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from releasing import checkout
from releasing.program import FOLDERS, wheel

GIT = shutil.which("git")
WHERE = "from crm_desktop import paths; print(paths.resource()); print(paths.script_library())"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds what installing the wheel would put there."""
    built = wheel(tmp_path_factory.mktemp("wheel"))
    site = tmp_path_factory.mktemp("site")
    shutil.unpack_archive(built, site, "zip")
    return site


def run(folder: Path, code: str, *arguments: str) -> list[str]:
    """Return the lines that ``code`` prints in a fresh interpreter in ``folder``."""
    command = [sys.executable, "-X", "utf8", "-c", code, *arguments]
    outcome = subprocess.run(
        command, cwd=folder, check=False, capture_output=True, encoding="utf-8"
    )
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout.splitlines()


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_wheel_carries_every_file(installed: Path, folder: str) -> None:
    place = installed if folder in {"crm_desktop", "ui"} else installed / "crm_desktop"
    wanted = checkout.files([folder])
    assert wanted
    assert [name for name in wanted if not (place / name).is_file()] == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder like a checkout, with what Python compiled in it and a file of somebody's."""
    for name in ("ui/page é.py", "ui/__pycache__/page.pyc", "README.md", "notes.md", "ui/mine.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.skipif(GIT is None, reason="git is not there")
def test_what_git_does_not_track_or_is_no_more_is_not_taken(copy: Path) -> None:
    for arguments in (["init", "--quiet"], ["add", "ui/page é.py", "notes.md", "README.md"]):
        subprocess.run([str(GIT), *arguments], cwd=copy, check=True)
    (copy / "README.md").unlink()
    assert checkout.files(["ui", "README.md"], copy) == ["ui/page é.py"]


def test_without_git_all_but_compiled_files_are_taken(copy: Path) -> None:
    taken = checkout.files(["ui", "README.md"], copy)
    assert set(taken) == {"README.md", "ui/mine.py", "ui/page é.py"}


def test_the_installed_program_finds_its_resources_and_scripts(installed: Path) -> None:
    inside = installed / "crm_desktop"
    assert run(installed, WHERE) == [str(inside / "resources"), str(inside / "scripts")]


def test_the_wheel_puts_nothing_else_among_other_packages(installed: Path) -> None:
    names = {path.name for path in installed.iterdir() if path.suffix != ".dist-info"}
    assert names == {"crm_desktop", "ui"}
