from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from releasing.program import FOLDERS, wheel

ROOT = Path(__file__).resolve().parents[2]
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


def files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_wheel_carries_every_file(installed: Path, folder: str) -> None:
    place = folder if folder in {"crm_desktop", "ui"} else f"crm_desktop/{folder}"
    assert files(ROOT / folder) <= files(installed / place)


def test_the_installed_program_finds_its_resources_and_scripts(installed: Path) -> None:
    inside = installed / "crm_desktop"
    assert run(installed, WHERE) == [str(inside / "resources"), str(inside / "scripts")]


def test_the_wheel_puts_nothing_else_among_other_packages(installed: Path) -> None:
    names = {path.name for path in installed.iterdir() if path.suffix != ".dist-info"}
    assert names == {"crm_desktop", "ui"}
